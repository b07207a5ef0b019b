"""Threads that act at the same instant, each with a database connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(count, act):
    """Call ``act(number)`` in ``count`` threads at once; return what each returned."""
    start = threading.Barrier(count)

    def run(number):
        try:
            start.wait(timeout=30)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
