"""Asking for mail, proving an address, and ending it: plain pages, where looking changes nothing.

Each of them is ``csrf_exempt``: the key in its address is the whole authority, and where there is
none (following a discussion) nothing is granted that a stranger lacks.
"""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..models import Status, Thread
from ..models.comments import KEY_FORM
from ..views import get_own, keep_private
from . import asking
from .forms import CommentMailForm, ThreadMailForm
from .links import page_of
from .models import Address, Pace, QueueDigest, Subscription, Topic


def page(view):
    """Let ``view`` answer on a site that sends mail; 404 on any other."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.IS_MAIL_ON:
            raise Http404
        return keep_private(view(request, *args, **kwargs))

    return guarded


@page
def about_comment(request, key):
    """The form on which an author asks for mail about the own comment; 410 if it was removed."""
    comment = get_own(key)
    back = reverse("comments:mine", args=[key])
    if comment.is_removed:
        return render(request, "comments/removed.html", status=410)
    is_published = comment.latest.status == Status.APPROVED
    form = CommentMailForm(posted(request), is_published=is_published)

    def ask(data):
        asking.ask_about_comment(comment, data["address"], form.topics, wants_link=data["link"])

    return take(request, form, ask, {"comment": comment, "thread": comment.thread, "back": back})


@page
def follow(request, pk):
    """The form on which anybody asks to follow a public discussion."""
    thread = get_object_or_404(Thread, pk=pk, public_at__lte=timezone.now())
    form = ThreadMailForm(posted(request))

    def ask(data):
        asking.ask_about_thread(thread, data["address"], data["pace"])

    return take(request, form, ask, {"thread": thread, "back": page_of(thread)})


def posted(request):
    return request.POST if request.method == "POST" else None


def take(request, form, ask, context):
    """Show ``form``, or do what it asks for with ``ask``. The answer is the same whether or not
    the site has the address already."""
    status, notice, retry_after = 200, "", 0
    if request.method == "POST":
        try:
            if form.is_valid():
                asking.guard(request, form.cleaned_data["address"])
                ask(form.cleaned_data)
                return render(request, "mail/asked.html", context)
            status = 422
        except asking.Refused as refused:
            status, notice, retry_after = refused.status, refused.sentence, refused.retry_after
    context = {**context, "form": form, "notice": notice}
    response = render(request, "mail/ask.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


@page
def confirm(request, token):
    """What a mail's link leads to: a page whose button proves the address. 410 once it is over."""
    asked = list(asking.read_token(token).select_related("thread", "address"))
    if not asked:
        return render(request, "mail/over.html", {"is_proof": True}, status=410)
    if request.method != "POST":
        return render(request, "mail/confirm.html", {"asked": asked})
    asking.prove(asking.read_token(token))
    return HttpResponseRedirect(
        reverse("mail:subscriptions", args=[asked[0].address.key]), status=303
    )


@page
def subscriptions(request, key):
    """All that one address gets, each with a button that ends it; 410 where there is nothing."""
    address = Address.objects.filter(key=key).first()
    if address is None:
        return render(request, "mail/over.html", status=410)
    own = Subscription.objects.proven().filter(address=address)
    if request.method == "POST":
        change(own, request.POST)
        return HttpResponseRedirect(request.path, status=303)
    rows = own.select_related("thread", "comment").order_by("pk")
    for row in rows:
        row.is_public = row.thread.public_at and row.thread.public_at <= timezone.now()
        row.page = page_of(row.thread)
    context = {"address": address, "rows": rows, "topics": Topic, "paces": Pace}
    return render(request, "mail/subscriptions.html", context)


def change(own, posted):
    """Do what a button of that page asks for: end one, or all, or change how often one comes."""
    named = posted.get("stop") or posted.get("key", "")
    one = own.filter(key=named) if KEY_FORM.fullmatch(named) else own.none()
    if "all" in posted:
        own.end()
    elif "stop" in posted:
        one.end()
    elif posted.get("pace") in Pace.values:
        one.filter(topic=Topic.THREAD).update(pace=posted["pace"])


@page
def stop(request, key):
    """End one subscription: what List-Unsubscribe names, without cookies and without a login.

    A mail program posts (RFC 8058) and is told that it is done, also the second time; who opens
    the link finds a button, because scanners open links too.
    """
    found = Subscription.objects.filter(key=key)
    digest = QueueDigest.objects.filter(key=key)
    if request.method == "POST":
        found.end()
        digest.delete()
        return render(request, "mail/stopped.html")
    subscription = found.select_related("thread").first()
    if subscription is None and not digest.exists():
        return render(request, "mail/over.html", status=410)
    return render(request, "mail/stop.html", {"subscription": subscription})
