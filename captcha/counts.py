"""How much a client had of something of late, counted in the cache: exactly where all processes
share it, per process otherwise.

A cache that fails counts nothing and stops nobody: what must be exact is a ``budget``.
"""

import logging
from dataclasses import dataclass

from django.core.cache import cache

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Count:
    """How much each client had since the first of it, which is forgotten after ``seconds``."""

    name: str
    seconds: int

    def add(self, client: str) -> int:
        """Count one more and return how many there are now; 0 when the cache cannot tell.

        A client without a name is not counted, or all of them would be counted together.
        """
        if not client:
            return 0
        try:
            cache.add(self._key(client), 0, self.seconds)
            return cache.incr(self._key(client))
        except Exception as failure:
            return self._unknown(failure)

    def of(self, client: str) -> int:
        """Return how many ``client`` had; 0 when the cache cannot tell."""
        if not client:
            return 0
        try:
            return cache.get(self._key(client), 0)
        except Exception as failure:
            return self._unknown(failure)

    def _key(self, client: str) -> str:
        return f"captcha.{self.name}.{client.replace(' ', '.')}"

    def _unknown(self, failure: Exception) -> int:
        """Go on without these counts: the exact ones, in the database, still hold. Any exception,
        because every cache has its own; only its kind, because it may name machines."""
        logger.warning("The cache does not count challenges: %s", type(failure).__name__)
        return 0
