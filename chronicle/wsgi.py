"""The WSGI entry point: ``gunicorn chronicle.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters


def utf8_only(application):
    """Hide a Content-Type that cannot be read, or names another charset than UTF-8.

    Django decodes the query and the form with that charset before any middleware runs, and some
    of Python's codecs fail on whatever they are given. Our pages send UTF-8 (URL Standard, section
    5.2); what is hidden here is answered as no form of ours.
    """

    def wrapper(environ, start_response):
        if not is_utf8(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = "application/octet-stream"
        return application(environ, start_response)

    return wrapper


def is_utf8(content_type):
    try:
        _, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "utf-8").lower() == "utf-8"


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicle.settings")
application = utf8_only(get_wsgi_application())
