"""Where a comment stands in its thread, as a string that sorts in reading order.

A path is one step a level, each step the comment's number in its thread in fixed-width decimal
digits: letters sort by locale, digits do not. Level 20 is the last that has a step of its own,
because an index row has a limit (2,704 bytes in PostgreSQL); deeper replies share the path of
their ancestor there and sort by id.
"""

import re

STEP = 8  # digits: a hundred million comments a thread
LEVELS = 20
PATH_LENGTH = STEP * LEVELS

KEY = re.compile(rf"(?P<path>(?:[0-9]{{{STEP}}}){{1,{LEVELS}}})(?:-(?P<id>[0-9]{{1,18}}))?")


def child_path(parent_path, number):
    """Return the path of comment ``number`` of the thread under ``parent_path`` ("" at the top)."""
    if len(parent_path) >= PATH_LENGTH:
        return parent_path
    return f"{parent_path}{number:0{STEP}d}"


def level(path):
    """Return how deep ``path`` is: 1 at the top, at most LEVELS."""
    return len(path) // STEP


def top(path):
    """Return the path of the top-level comment that ``path`` belongs to."""
    return path[:STEP]


def after(top):
    """Return the least path that a later top-level thread could have; past the last of all, one
    that is longer than any."""
    return f"{int(top) + 1:0{STEP}d}" if top != "9" * STEP else "9" * (PATH_LENGTH + 1)


def ancestors(path):
    """Return the paths above ``path``, the top first."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def page_key(comment):
    """Return the key that names ``comment`` as the first of a page, for ``parse_key``."""
    if len(comment.path) < PATH_LENGTH:
        return comment.path
    return f"{comment.path}-{comment.pk}"


def parse_key(key):
    """Return ``(path, id)`` of a page key, the id 0 where none is given; None if malformed."""
    match = KEY.fullmatch(key)
    return (match["path"], int(match["id"] or 0)) if match else None
