"""What happens to every request before a view sees it."""

import datetime
import gzip
import ipaddress
import re

from django.conf import settings
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac

from . import errors

# An address stands for a household or an office: a /24 of IPv4, a /48 of IPv6 (RFC 6177).
PREFIXES = {4: 24, 6: 48}
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")

DRAINED = 32 * 1024 * 1024  # bytes of a refused body that are read away so that the answer arrives
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

COMPRESSED_FROM = 500  # bytes; below, the headers weigh as much
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")  # named, and not refused (RFC 9110)
GZIP_LEVEL = 6  # gzip's own default

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # data: the arrows of the admin's style sheet
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def client(get_response):
    """Set ``request.client_keys``, keyed hashes of the client's address prefix: today's, then
    former ones; and ``request.client_key``, today's. Empty where there is no address.

    The one place where an address is read. Headers of a proxy count if the proxy is trusted, and
    are taken away otherwise, so that nothing later believes them.
    """

    def middleware(request):
        peer = request.META.get("REMOTE_ADDR", "")
        if not is_trusted(peer):
            for header in FORWARDED:
                request.META.pop(header, None)
        prefix = prefix_of(client_address(peer, request.META.get("HTTP_X_FORWARDED_FOR", "")))
        request.client_keys = client_keys(prefix)
        request.client_key = next(iter(request.client_keys), "")
        return get_response(request)

    return middleware


client.sets_client_keys = True  # for the captcha's system check


def is_trusted(peer):
    """Tell whether ``peer``, an address or "" for a unix socket, is a proxy of ours."""
    if not peer:
        return settings.TRUST_UNIX_SOCKET
    address = parse_address(peer)
    return address is not None and any(address in net for net in settings.TRUSTED_PROXIES)


def client_address(peer, forwarded_for):
    """Return the address nearest to us that is not one of our proxies, or None.

    Read from the right: what stands further left, the client may have written itself.
    """
    for name in (peer, *reversed(forwarded_for.split(","))):
        if not is_trusted(name.strip()):
            return parse_address(name.strip())
    return None


def parse_address(text):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def prefix_of(address):
    if address is None:
        return ""
    return str(ipaddress.ip_network((address, PREFIXES[address.version]), strict=False))


def client_keys(prefix):
    """Return the keyed hashes of ``prefix`` for today and yesterday (UTC), then both under the
    keys before the present one; () for no prefix.

    The day is part of the key: after two days nobody, the site included, can tell who it was.
    """
    if not prefix:
        return ()
    today = timezone.now().astimezone(datetime.UTC).date()
    days = (today, today - datetime.timedelta(days=1))
    return tuple(
        salted_hmac(f"chronicle.client.{day}", prefix, key, algorithm="sha256").hexdigest()[:32]
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        for day in days
    )


def content_security_policy(get_response):
    """Set one constant policy on every response: nothing inline, nothing from anywhere else."""

    def middleware(request):
        response = get_response(request)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    return middleware


def compression(get_response):
    """Compress what is the same for everyone, for those who read gzip. Nothing else: where a
    stranger's words stand beside a secret, the length would tell of it (BREACH)."""

    def middleware(request):
        response = get_response(request)
        is_shared = response.get("Cache-Control", "").startswith("public")
        if not is_shared or response.streaming or len(response.content) < COMPRESSED_FROM:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not response.has_header("Content-Encoding") and accepts_gzip(request):
            response.content = gzip.compress(response.content, GZIP_LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
            if tag := response.get("ETag"):
                response["ETag"] = f"W/{tag.removeprefix('W/')}"
        return response

    return middleware


def accepts_gzip(request):
    return bool(GZIP.search(request.headers.get("Accept-Encoding", "")))


def language(get_response):
    """Speak the language that the path begins with, or the site's own: never a cookie's or a
    header's, so that one address is one text."""

    def middleware(request):
        code = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def readable_address(get_response):
    """Refuse an address or a cookie that holds a NUL: no text of ours does, and PostgreSQL
    compares none."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        cookies = request.COOKIES.values()  # "\000" in quotes stands for a NUL there
        if "%00" in query or any("\0" in text for text in (request.path_info, *cookies)):
            return errors.bad_request(request)
        return get_response(request)

    return middleware


def wrong_method(get_response):
    """Say in a sentence what Django says with an empty 405."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 405:
            return response
        page = errors.method_not_allowed(request)
        page["Allow"] = response["Allow"]
        return page

    return middleware


def body_limit(get_response):
    """Refuse a body that is larger than a form can be, has no length, or is no form."""

    def middleware(request):
        refusal = refuse_body(request) if request.method == "POST" else None
        return refusal or get_response(request)

    return middleware


def refuse_body(request):
    """Return the answer to a post that cannot be read, or None."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return errors.length_required(request)
    if not is_within_limit(length):
        drain(request)
        return errors.too_large(request)
    if int(length) and request.content_type not in FORM_TYPES:
        return errors.not_a_form(request)
    return None


def is_within_limit(length):
    # Python refuses to read numbers of thousands of digits, hence the look at their number first.
    return (
        length.isdecimal()
        and len(length) < 20
        and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )


def drain(request):
    """Read a refused body away: a server that closes on unread bytes resets the connection, and
    the browser then shows its own error instead of our page."""
    left = DRAINED
    while left > 0 and (chunk := request.read(min(left, 65536))):
        left -= len(chunk)


class StorageFailureMiddleware:
    """Answer 503 with a sentence when the database cannot be reached.

    A class, because only a class may have ``process_exception``.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, errors.STORAGE_FAILURES):
            return errors.storage_failed(request, exception)
        return None
