"""What a log line may not hold."""

import logging
import re

PRIVATE_LINK = re.compile(r"/my/[^\s\"'<>]+")


class MaskingFormatter(logging.Formatter):
    """Replace the key of a private link by dots, in the whole text, a traceback included:
    whoever has the key has the comment."""

    def format(self, record):
        return PRIVATE_LINK.sub("/my/...", super().format(record))


class NoBusyness(logging.Filter):
    """Drop Django's line about each 503: what failed says so itself, and a flood of requests for
    pictures would become a flood of lines."""

    def filter(self, record):
        return getattr(record, "status_code", None) != 503
