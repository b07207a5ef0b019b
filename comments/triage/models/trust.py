"""Whom the site trusts no more, where the log alone cannot tell."""

from django.db import models


class Distrust(models.Model):
    """An author of whom something was removed for good: the comment says no more whose it was.

    ``author`` is what ``Comment.author`` said, a keyed digest of an address that was proven.
    """

    author = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.since}"
