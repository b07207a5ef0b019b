"""Signing in to the admin, with a limit that no stranger can use to lock a colleague out."""

import hashlib

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from captcha.budget import Budget, Exhausted

from . import second_factor

# Wrong passwords for one name from one address prefix. Whoever guesses from elsewhere uses up an
# allowance of his own. Five in a quarter of an hour are 480 guesses a day at the most.
TRIES = Budget("login", limit=5, seconds=15 * 60)


class LoginForm(AdminAuthenticationForm):
    retry_after = 0

    def clean(self):
        who = self.client_and_name()
        try:
            TRIES.take(who)
        except Exhausted as exhausted:
            self.retry_after = exhausted.retry_after
            minutes = -(-exhausted.retry_after // 60)
            raise ValidationError(
                ngettext_lazy(
                    "Too many wrong passwords for this name. Try again in %(minutes)d minute.",
                    "Too many wrong passwords for this name. Try again in %(minutes)d minutes.",
                    "minutes",
                ),
                params={"minutes": minutes},
            ) from None
        cleaned = super().clean()
        if self.get_user() is not None:  # without a password nobody was tried, nor proven
            TRIES.reset(who)
        return cleaned

    def client_and_name(self):
        """Return what is counted; empty, so not counted, where the client has no address."""
        if not self.request.client_key:
            return ""
        name = self.cleaned_data.get("username", "").casefold().encode()
        return f"{self.request.client_key}:{hashlib.sha256(name).hexdigest()[:16]}"


class Admin(AdminSite):
    """The stock admin under the site's own name."""

    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("What would you like to do?")
    login_form = LoginForm
    enable_nav_sidebar = False  # a handful of models: the front page and the breadcrumbs name them

    def each_context(self, request):
        """Name the site as everywhere else; the stock login page would name the host."""
        own = {
            "site_name": settings.SITE_NAME,
            "has_second_factor": settings.STAFF_SECOND_FACTOR,
        }
        return {**super().each_context(request), **own}

    def has_permission(self, request):
        """Every page asks here: without the second factor, where it is owed, none opens."""
        return super().has_permission(request) and not second_factor.is_owed(request)

    def get_urls(self):
        return [
            path("second-factor/", second_factor.ask, name="second-factor"),
            path("second-factor/new/", second_factor.add, name="new-second-factor"),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        is_known = request.method == "GET" and super().has_permission(request)
        if is_known and second_factor.is_owed(request):
            return HttpResponseRedirect(second_factor.with_next("admin:second-factor", request))
        response = super().login(request, extra_context)
        form = getattr(response, "context_data", {}).get("form")
        if form is not None and getattr(form, "retry_after", 0):
            response.status_code = 429
            response["Retry-After"] = str(form.retry_after)
        return response
