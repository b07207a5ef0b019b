"""What a production site may not start without, each refused with a sentence.

``settings`` reads the environment and hands the values over; nothing here reads it.
"""

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# django.core.checks.security.base W009 uses the same two bounds.
SECRET_KEY_MIN_LENGTH = 50
SECRET_KEY_MIN_UNIQUE = 5


def strong_secret_key(key, *, name="SECRET_KEY"):
    """Return ``key``, or raise ImproperlyConfigured when it could be guessed."""
    if not key:
        raise ImproperlyConfigured(
            f"{name} is missing. Start the site with ./run, which makes var/secret_key once, "
            f"or set {name} to at least {SECRET_KEY_MIN_LENGTH} random characters."
        )
    if (
        len(key) < SECRET_KEY_MIN_LENGTH
        or len(set(key)) < SECRET_KEY_MIN_UNIQUE
        or key.startswith("django-insecure-")
    ):
        raise ImproperlyConfigured(
            f"{name} is too weak: it signs the captcha and the sessions. Set it to at least "
            f"{SECRET_KEY_MIN_LENGTH} random characters."
        )
    return key


def own_hosts(hosts):
    """Return ``hosts``, or raise ImproperlyConfigured when it is empty or holds ``*``."""
    if not any(hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is missing. Set it to the host names this site answers to, "
            "separated by commas, such as example.org,www.example.org."
        )
    if "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS may not be *: a forged Host header would be believed. "
            "Name the hosts this site answers to."
        )
    return hosts


def site_origin(url):
    """Return the origin of ``url`` (scheme, host, port; no trailing slash).

    Raises ImproperlyConfigured unless it is ``https://host``, or ``http://`` to this machine.
    """
    parts = split_address(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(
            f"SITE_URL is {'missing' if not url else 'not a site address'}. Set it to the address "
            "that readers type, without a path, such as https://example.org."
        )
    if parts.scheme == "http" and not is_this_machine(parts.hostname):
        raise ImproperlyConfigured(
            "SITE_URL begins with http://, so private links and passwords would travel "
            "unencrypted. Use https:// (http:// is accepted for localhost only)."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def split_address(url):
    """Return the parts of ``url``, or None when it says more than scheme, host and port."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is not None
    except ValueError:  # brackets that do not match, a port that is no number
        return None
    more = parts.path.strip("/") or parts.query or parts.fragment
    odd = re.search(r"[\s@]", parts.netloc) or (parts.netloc.endswith(":") and not has_port)
    return None if more or odd else parts


def proxies(names):
    """Return the networks that ``names`` stand for, and whether a unix socket is among them.

    Raises ImproperlyConfigured for a name that is neither a network, an address nor "unix".
    """
    try:
        networks = [ip_network(name, strict=False) for name in names if name != "unix"]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES: {error}. Name addresses or networks of your own proxies, such as "
            "127.0.0.1 or 10.0.0.0/8, or unix for a unix socket, separated by commas."
        ) from None
    return networks, "unix" in names


def number_from_zero(text, *, name):
    """Return ``text`` as a number, or raise ImproperlyConfigured when it is none."""
    if not re.fullmatch(r"[0-9]{1,4}", text.strip()):
        raise ImproperlyConfigured(f"{name} is a number from 0 to 9999, not “{text}”.")
    return int(text)


def is_this_machine(host):
    """Tell whether ``host`` (a name or an address literal) is the loopback."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
