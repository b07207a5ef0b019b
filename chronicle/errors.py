"""The pages for what went wrong: each says what to do next, and none needs the database."""

import logging

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

# What a database raises that is gone, locked or full; its other errors are faults of ours.
STORAGE_FAILURES = (OperationalError, InterfaceError)
RETRY_AFTER = 10  # seconds: a restart of a database takes about as long


def page(request, status, title, sentence):
    return render(
        request, "error.html", {"error_title": title, "sentence": sentence}, status=status
    )


def bad_request(request, exception=None):
    return page(
        request,
        400,
        _("That did not arrive in one piece"),
        _("Something in the request could not be read. Go back and try again."),
    )


def forbidden(request, exception=None):
    return page(
        request,
        403,
        _("Not for this account"),
        _("Your account may not do this. Ask an administrator of this site."),
    )


def csrf_failure(request, reason=""):
    return page(
        request,
        403,
        _("The form was not from this page"),
        _("Go back, reload the page and try again. Cookies must be allowed for signing in."),
    )


def not_found(request, exception=None):
    return page(
        request,
        404,
        _("Nothing is published here"),
        _("The address may be mistyped, or what was here has gone. The front page has it all."),
    )


def server_error(request):
    return page(
        request,
        500,
        _("Something broke on our side"),
        _("It is not your fault, and it was noted. Go back and try again in a minute."),
    )


def method_not_allowed(request):
    return page(
        request,
        405,
        _("This address cannot do that"),
        _("It takes another kind of request. Go back and use the links and forms of the page."),
    )


def too_large(request):
    return page(
        request,
        413,
        _("That is too much at once"),
        _("One post may hold one megabyte. Go back: your text is still in the form. Shorten it."),
    )


def length_required(request):
    return page(
        request,
        411,
        _("The length is missing"),
        _("Send the form with a Content-Length, as browsers do."),
    )


def not_a_form(request):
    return page(
        request,
        415,
        _("That is not a form"),
        _("Only forms can be posted here. Go back and use the form on the page."),
    )


def storage_failed(request, exception):
    logger.error("The database failed: %s", type(exception).__name__, exc_info=exception)
    response = page(
        request,
        503,
        _("We will be back in a moment"),
        _("The site's storage does not answer just now. Reload the page in a minute."),
    )
    return closed(response)


def closed(response):
    """Mark ``response`` as passing trouble: tell when to come again, and let nobody keep it."""
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
