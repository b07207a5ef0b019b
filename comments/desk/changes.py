"""What changed between two wordings of a comment, word by word."""

import re
from difflib import SequenceMatcher

WORDS = 1500  # of both together; beyond it the comparison would keep a page waiting
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


def compare(old, new):
    """Return ``[(kind, text)]``, kind one of "same", "del" and "ins"; the two whole texts, one
    deleted and one inserted, where they are too long to compare."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    if len(a) + len(b) > 2 * WORDS:
        return [("del", old), ("ins", new)]
    parts = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(a[a1:a2])))
            continue
        parts += [("del", "".join(a[a1:a2])), ("ins", "".join(b[b1:b2]))]
    return [(kind, text) for kind, text in parts if text]
