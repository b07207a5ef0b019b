"""The second factor of the staff: a code of an app beside the password, where a site requires it.

Whoever has a password alone reaches the two pages of this module and nothing else of the admin.
"""

from base64 import b32encode

import django_otp
from django import forms
from django.conf import settings
from django.contrib import admin, auth
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

CODES = 10  # to recover, each good for once: as many as fit on a slip of paper
CODE_LIMIT = 40  # characters; a code has six or eight, and spaces are forgiven


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=CODE_LIMIT,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split()).casefold()


def is_owed(request):
    """Tell whether this session still owes the second factor."""
    return settings.STAFF_SECOND_FACTOR and not request.user.is_verified()


def page(view):
    """Open ``view`` to staff with a password, where the site requires more; nothing is cached."""

    @sensitive_post_parameters()
    @require_http_methods(["GET", "POST"])
    def opened(request):
        if not settings.STAFF_SECOND_FACTOR:
            raise Http404
        if not (request.user.is_active and request.user.is_staff):
            return HttpResponseRedirect(reverse("admin:login"))
        if "leave" in request.POST:
            auth.logout(request)
            return HttpResponseRedirect(reverse("admin:login"))
        response = view(request)
        add_never_cache_headers(response)
        return response

    return opened


@page
def ask(request):
    """Ask for a code; lead who has no device yet to the page that adds one."""
    if request.user.is_verified():
        return HttpResponseRedirect(onward(request))
    if not django_otp.user_has_device(request.user):
        return HttpResponseRedirect(with_next("admin:new-second-factor", request))
    form = CodeForm(request.POST or None)
    wait = seconds_to_wait(request.user)
    if not wait and form.is_valid():
        device = django_otp.match_token(request.user, form.cleaned_data["code"])
        if device is not None:
            let_in(request, device)
            return HttpResponseRedirect(after(request, device))
        form.add_error("code", _("This code is not right. A code of the app is good for once."))
        wait = seconds_to_wait(request.user)
    return show(request, "ask", form, wait=wait)


@page
def add(request):
    """Add a device in place of the one before: for who has none, or has shown the one before."""
    user = request.user
    if not user.is_verified() and django_otp.user_has_device(user):
        # A stolen password must not be enough to replace the device that stands against it.
        return HttpResponseRedirect(with_next("admin:second-factor", request))
    device, _made = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "app"}
    )
    form = CodeForm(request.POST or None)
    wait = locked(device)
    if not wait and form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            codes = confirm(device)
            let_in(request, device)
            return show(request, "codes", None, codes=codes)
        form.add_error("code", _("This is not the code that the app shows now."))
    facts = {"secret": spelled(device), "link": device.config_url}
    return show(request, "add", form, wait=wait, left=codes_left(user), **facts)


def show(request, name, form, *, wait=0, **facts):
    """Render a page; 429 where the next code has to wait."""
    context = {
        **admin.site.each_context(request),
        "title": _("Second factor"),
        "form": form,
        "onward": onward(request),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "is_verified": request.user.is_verified(),
        "wait": wait,
        **facts,
    }
    status = 429 if wait and request.method == "POST" else 200
    response = TemplateResponse(request, f"second_factor/{name}.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(wait)
        form.add_error("code", wait_sentence(wait))
    return response


def wait_sentence(wait):
    return ngettext(
        "After a wrong code the next one has to wait: try again in %(n)d second.",
        "After a wrong code the next one has to wait: try again in %(n)d seconds.",
        wait,
    ) % {"n": wait}


# Devices


@transaction.atomic
def confirm(device):
    """Make ``device`` the one of its user, in place of all others; return new recovery codes."""
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    StaticDevice.objects.filter(user=device.user).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    paper = StaticDevice.objects.create(user=device.user, name="paper")
    tokens = [paper.token_set.create(token=StaticToken.random_token()) for _n in range(CODES)]
    return [token.token for token in tokens]


def let_in(request, device):
    """Mark the session as verified by ``device``, under a new key, and forgive wrong codes."""
    for known in django_otp.devices_for_user(request.user):
        known.throttle_reset()
    django_otp.login(request, device)
    request.session.cycle_key()


def seconds_to_wait(user):
    """Return how long the next code of ``user`` has to wait after wrong ones."""
    return max((locked(device) for device in django_otp.devices_for_user(user)), default=0)


def locked(device):
    may, why = device.verify_is_allowed()
    if may:
        return 0
    return max(1, -(-int((why["locked_until"] - timezone.now()).total_seconds() * 1000) // 1000))


def codes_left(user):
    return StaticToken.objects.filter(device__user=user).count()


def spelled(device):
    """Return the secret as people type it: base 32, in groups of four."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


# Where to go


def onward(request):
    """Return where the session wanted to go, on this very site."""
    url = request.POST.get("next", request.GET.get("next", ""))
    here = {request.get_host()}
    if url and url_has_allowed_host_and_scheme(url, here, require_https=request.is_secure()):
        return url
    return reverse("admin:index")


def after(request, device):
    """Return where a right code leads: one of the paper may mean that the device is lost."""
    if isinstance(device, StaticDevice):
        return with_next("admin:new-second-factor", request)
    return onward(request)


def with_next(name, request):
    return f"{reverse(name)}?{urlencode({'next': onward(request)})}"
