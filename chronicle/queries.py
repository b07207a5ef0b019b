"""Which names a page's query may hold."""

import functools

from django.shortcuts import redirect


def only_query(*names):
    """Redirect away whatever else the query says: one page has one address, so that caches and
    search engines keep it once and no link can carry a tracker."""

    def decorator(view):
        @functools.wraps(view)
        def wrapper(request, *args, **kwargs):
            query = request.GET.copy()
            for name in request.GET:
                if name not in names or not request.GET[name]:
                    del query[name]
            if query == request.GET:
                return view(request, *args, **kwargs)
            return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)

        return wrapper

    return decorator
