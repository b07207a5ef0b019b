"""Proving an e-mail address, for those who could not use the pictures: it moves their comment to
the main line. The mail holds no word of whoever asked for it, and its link changes nothing until a
button is pressed, because mail scanners open links."""

import logging

from django import forms
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from captcha import asking
from captcha.budget import Budget, Exhausted
from comments import proof
from comments.mail.asking import Refused
from comments.models import Comment
from comments.views import keep_private, show

from . import errors
from .links import absolute
from .writing import is_foreign

logger = logging.getLogger(__name__)

# Two mails a day to one mailbox are a slip and a second try; more would be a nuisance that
# somebody else asked for. One client's limit, and that of all who have no address for one domain,
# keep a small company's server from being flooded; a domain's own is wide, because half of all
# readers have their mailbox at one of a few providers.
TO_ADDRESS = Budget("mail to address", limit=2, seconds=24 * 3600)
TO_DOMAIN = Budget("mail to domain", limit=200, seconds=3600)
FROM_CLIENT = Budget("mail from client", limit=5, seconds=3600)
FROM_NOWHERE = Budget("mail from nowhere to domain", limit=20, seconds=3600)


class AddressForm(forms.Form):
    address = forms.EmailField(max_length=254)  # RFC 5321, section 4.5.3.1.3


# The key in the URL is the whole authority, as on the page that the form is on.
@csrf_exempt
@require_POST
def ask(request, key):
    """Send the mail, and say so on the author's page; or say why not, sending nothing. 404 on a
    site that has no mail server."""
    if not settings.IS_MAIL_ON:
        raise Http404
    comment = get_object_or_404(Comment.objects.select_related("thread", "latest"), key=key)
    if not comment.can_prove:
        raise Http404
    form = AddressForm(request.POST)
    if not form.is_valid():
        return keep_private(show(request, comment, status=422, notice=_("Give an address.")))
    address = form.cleaned_data["address"]
    recipient, sender = claims_of(request, address)
    try:
        take(*recipient, sender)
    except Exhausted as exhausted:
        notice = _("No more mails can be sent there for now. Your comment keeps its place.")
        response = show(request, comment, status=429, notice=notice)
        response["Retry-After"] = str(exhausted.retry_after)
        return keep_private(response)
    try:
        send(comment, address)
    except OSError as failure:  # smtplib's own exceptions are OSErrors too
        logger.error("A mail could not be sent: %s", type(failure).__name__)
        for budget, name in recipient:  # the client's own stays: each try keeps a process waiting
            budget.put_back(name)
        notice = _("The mail could not be sent. Try again later; your comment keeps its place.")
        return keep_private(errors.closed(show(request, comment, status=503, notice=notice)))
    notice = _("A mail is on its way. Open its link and press the button there.")
    return keep_private(show(request, comment, notice=notice))


def guard(request, address):
    """Raise Refused where a mail may not be sent to ``address``: the same budgets hold
    for every mail that a stranger can ask for."""
    if is_foreign(request):
        sentence = _("This was sent from another site. If it is yours, send it from here.")
        raise Refused(403, sentence)
    recipient, sender = claims_of(request, address)
    try:
        take(*recipient, sender)
    except Exhausted as exhausted:
        sentence = _("No more mails can be sent there for now. Try again later.")
        raise Refused(429, sentence, exhausted.retry_after) from None


def claims_of(request, address):
    """Return what a mail to ``address`` takes of: the recipient's budgets, and the sender's."""
    domain = proof.address_digest(address.rpartition("@")[2])
    recipient = [(TO_ADDRESS, proof.address_digest(address)), (TO_DOMAIN, domain)]
    client = request.client_keys
    return recipient, (FROM_CLIENT, *client) if client else (FROM_NOWHERE, domain)


@transaction.atomic
def take(*claims):
    """Take one of every budget, or none and raise Exhausted."""
    for budget, *names in claims:
        budget.take(*names)


def send(comment, address):
    """Send the mail, in the language of the page that asked for it."""
    link = absolute(reverse("confirm", args=[proof.make(comment, address)]))
    context = {"site_name": settings.SITE_NAME, "link": link, "hours": proof.LIFE // 3600}
    EmailMessage(
        subject=_("Confirm your address"),
        body=render_to_string("comments/proof.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no out-of-office replies
    ).send()


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The page that the mail leads to; its button moves the comment, looking does not."""
    try:
        pk, digest = proof.read(token)
        comment = get_object_or_404(Comment, pk=pk)
    except signing.BadSignature:
        return keep_private(render(request, "comments/proof_expired.html", status=410))
    if request.method != "POST":
        return keep_private(render(request, "comments/proof.html"))
    with override(settings.LANGUAGE_CODE):
        sentence = _("Proved an e-mail address.")
    comment.leave_lane({"name": "address", "weight": -1, "sentence": sentence})
    if is_writers(request, comment):
        comment.take_address(digest)
    return keep_private(
        HttpResponseRedirect(reverse("comments:mine", args=[comment.key]), status=303)
    )


def is_writers(request, comment):
    """Tell whether ``request`` comes from the browser that wrote ``comment``. Who presses a
    stranger's button anywhere else moves that comment, and lends it no name of his own."""
    browser = asking.asker_of(request).browser
    return comment.browser in (asking.browser_digests(browser) if browser else [""])
