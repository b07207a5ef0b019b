"""gunicorn's settings, for ./run and every deployment.

Read its own environment variables (PORT, WEB_CONCURRENCY, THREADS, ACCESS_LOG), which
deploy/chronicle.env.example describes. What the log may not hold: a reader's address, and the key
of an author's private link (``/my/<key>/``).
"""

import logging
import os
import re
import sys
from ipaddress import ip_address

from gunicorn import glogging

# Serving. Whoever needs another address gives --bind: 0.0.0.0:8000 in a container, or unix:PATH.
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = int(os.environ.get("THREADS") or 4)
timeout = 30  # a worker that gives no sign for so long is replaced
graceful_timeout = 20  # requests under way may end before a stop
keepalive = 5
max_requests = 20_000  # a worker is renewed now and then
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  heartbeats
control_socket_disable = True

# Requests. A proxy on this machine may say that the reader came by https; TRUSTED_PROXIES of the
# site decides whose word counts about anything else.
forwarded_allow_ips = "127.0.0.1,::1"
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# Logs go to standard error, or standard output for the access log, which is off by default and
# names no reader: no address, path, query, referrer or user agent.
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
access_log_format = "%(t)s %(m)s %(s)s %(B)s bytes %(M)s ms"

PRIVATE_LINK = re.compile(r"/my/[^\s'\"<>]+")
ADDRESS = re.compile(r"\d+(?:\.\d+){3}|[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*", re.IGNORECASE)


def mask_address(match):
    """Mask an address that is not this machine's own; let a time of day through."""
    for text in (match[0], match[0].rstrip(".:")):
        try:
            address = ip_address(text)
        except ValueError:
            continue
        if not (address.is_loopback or address.is_unspecified):
            return match[0].replace(text, "[address]")
    return match[0]


class MaskingFormatter(logging.Formatter):
    """Mask the whole text of a record, its traceback included."""

    def format(self, record):
        return PRIVATE_LINK.sub("/my/...", ADDRESS.sub(mask_address, super().format(record)))


class Logger(glogging.Logger):
    """gunicorn's logger, without what a request or its sender said."""

    def _set_handler(self, log, output, fmt, stream=None):
        fmt = MaskingFormatter(fmt._fmt, fmt.datefmt)
        super()._set_handler(log, output, fmt, stream)

    def warning(self, msg, *args, **kwargs):
        # gunicorn quotes the sender's address and the line that it could not parse.
        if msg.startswith("Invalid request from"):
            msg, args = "Refused a malformed request: %s", (sys.exc_info()[0].__name__,)
        super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        # gunicorn quotes the URI; the traceback that follows says where it went wrong.
        if msg.startswith("Error handling request"):
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)


logger_class = Logger


def pre_request(worker, req):
    """Do nothing, where gunicorn's own hook logs the path of every request at level debug."""
