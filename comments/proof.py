"""Proof of an e-mail address: a signed link that only its mailbox gets.

No address is stored: the link names the comment and carries a keyed digest of the address, enough
to tell that two comments are by one author and nothing more.
"""

from django.core import signing
from django.utils.crypto import salted_hmac

SALT = "comments.proof"
# Providers that say so themselves: dots in the part before the @ make no difference there.
DOTLESS = {"gmail.com"}
SAME_DOMAINS = {"googlemail.com": "gmail.com"}
LIFE = 24 * 3600  # seconds: mail may be slow, and be read in the evening


def make(comment, address):
    """Return the token of the link that proves ``address`` for ``comment``."""
    return signing.dumps([comment.pk, address_digest(address)], salt=SALT)


def read(token):
    """Return the id of the comment that ``token`` is for, and the digest of the address. Raises
    signing.BadSignature if it is forged or older than LIFE."""
    pk, digest = signing.loads(token, salt=SALT, max_age=LIFE)
    return pk, digest


def mailbox(address):
    """Return the mailbox that ``address`` most likely leads to, so that one person can not be
    mailed under many spellings: without capitals, "+tag", and dots where they mean nothing."""
    local, at, domain = address.strip().casefold().rpartition("@")
    local, domain = local.partition("+")[0] or local, SAME_DOMAINS.get(domain, domain)
    return (local.replace(".", "") if domain in DOTLESS else local) + at + domain


def address_digest(address):
    """Return what may be counted of an address: the same for all spellings of one mailbox."""
    name = mailbox(address)
    return salted_hmac("comments.address", name, algorithm="sha256").hexdigest()[:32]
