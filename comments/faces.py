"""A small picture beside a name: the same for one author within a thread, drawn by the style sheet.

It is made of a keyed digest, so that it tells nothing of the browser and is another in every
thread. The name counts as well: who writes under two names is not given away by one picture.
"""

from django.utils.crypto import salted_hmac

# What the style sheet has of each: colours, directions, places of the spot, second colours.
PARTS = {"h": 16, "s": 8, "p": 8, "q": 4}


def face(comment):
    """Return the classes that draw the picture of the author of ``comment``."""
    who = f"{comment.thread_id} {comment.author} {comment.staff_id or ''} {comment.name}"
    digest = salted_hmac("comments.faces", who, algorithm="sha256").digest()
    pairs = zip(digest, PARTS.items(), strict=False)
    return " ".join(f"{part}{byte % number}" for byte, (part, number) in pairs)
