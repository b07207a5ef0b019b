"""A project that is not ours: it uses the captcha in forms of every kind."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.http import HttpResponse
from django.urls import include, path

from captcha.budget import Exhausted
from captcha.forms import CaptchaMixin, RedeemsFirst
from captcha.models import Verdict


class GuestbookForm(CaptchaMixin):
    text = forms.CharField(max_length=20)


class NewsletterForm(CaptchaMixin):
    address = forms.EmailField()


class SignInForm(RedeemsFirst, AuthenticationForm):
    """Its ``clean`` tests a password, so the pictures come first."""


GuestSet = forms.formset_factory(GuestbookForm, extra=2)


def answer(request, form):
    """Return what a view does with any form that has pictures."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                verdict = form.redeem()
                if verdict in (Verdict.PASSED, Verdict.UNABLE):
                    return HttpResponse("done")
            form.refuse(verdict)
        except Exhausted as exhausted:
            form.delay(exhausted)
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
    return show(forms)


def show(forms):
    """Return a page with the pictures of every form."""
    for form in forms:
        form.offer()
    response = HttpResponse("".join(str(form) for form in forms))
    for form in forms:
        form.remember(response)
    return response


def guests(request):
    """A formset with pictures in every form."""
    each = {"request": request, "scope": "guests"}
    guests = GuestSet(request.POST or None, form_kwargs=each)
    if not guests.is_valid():
        return show(guests)
    with transaction.atomic():
        verdicts = [form.redeem() for form in guests if form.has_changed()]
        return HttpResponse(" ".join(verdict.value for verdict in verdicts))


def sign_in(request):
    return answer(request, SignInForm(data=request.POST or None, request=request, scope="sign in"))


urlpatterns = [
    path("guestbook/", guestbook),
    path("two/", two_forms),
    path("guests/", guests),
    path("sign-in/", sign_in),
    path("captcha/", include("captcha.urls")),
]
