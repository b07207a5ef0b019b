"""Proof of an e-mail address: a signed link that only its mailbox gets.

No address is stored: the link names the comment and carries a keyed digest of the address, enough
to say "an address was proven" and nothing more.
"""

from django.core import signing
from django.utils.crypto import salted_hmac

SALT = "comments.proof"
LIFE = 24 * 3600  # seconds: mail may be slow, and be read in the evening


def make(comment, address):
    """Return the token of the link that proves ``address`` for ``comment``."""
    return signing.dumps([comment.pk, address_digest(address)], salt=SALT)


def read(token):
    """Return the id of the comment that ``token`` is for. Raises signing.BadSignature if it is
    forged or older than LIFE."""
    pk, _ = signing.loads(token, salt=SALT, max_age=LIFE)
    return pk


def address_digest(address):
    """Return what may be counted of an address: the same mailbox, whatever its capitals."""
    name = address.strip().casefold()
    return salted_hmac("comments.address", name, algorithm="sha256").hexdigest()[:32]
