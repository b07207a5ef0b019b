"""A project that is not ours: it uses the captcha in forms of every kind."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.http import HttpResponse
from django.urls import include, path

from captcha.forms import CaptchaMixin
from captcha.models import Verdict


class GuestbookForm(CaptchaMixin):
    text = forms.CharField(max_length=20)


class NewsletterForm(CaptchaMixin):
    address = forms.EmailField()


class SignInForm(CaptchaMixin, AuthenticationForm):
    """The mixin keeps out of the way of another form's own ``clean``."""


def answer(request, form):
    """Return what a view does with any form that has pictures."""
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            verdict = form.redeem()
            if verdict is Verdict.PASSED:
                return HttpResponse("done")
        form.refuse(verdict)
    form.offer()
    response = HttpResponse(str(form))
    form.remember(response)
    return response


def guestbook(request):
    return answer(request, GuestbookForm(request.POST or None, request=request, scope="guestbook"))


def two_forms(request):
    """Two forms on one page, told apart by their prefixes."""
    forms = [
        GuestbookForm(request.POST or None, request=request, scope="guestbook", prefix="book"),
        NewsletterForm(request.POST or None, request=request, scope="newsletter", prefix="news"),
    ]
    chosen = next((form for form in forms if f"{form.prefix}-send" in request.POST), None)
    if chosen:
        return answer(request, chosen)
    return HttpResponse("".join(str(form) for form in forms))


def sign_in(request):
    return answer(request, SignInForm(data=request.POST or None, request=request, scope="sign in"))


urlpatterns = [
    path("guestbook/", guestbook),
    path("two/", two_forms),
    path("sign-in/", sign_in),
    path("captcha/", include("captcha.urls")),
]
