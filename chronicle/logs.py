"""What a log line may not hold."""

import logging
import re

PRIVATE_LINK = re.compile(r"/my/[^/\s\"']+")


class MaskPrivateLinks(logging.Filter):
    """Replace the key of a private link by dots: whoever has the key has the comment."""

    def filter(self, record):
        record.msg = PRIVATE_LINK.sub("/my/...", record.getMessage())
        record.args = ()
        return True
