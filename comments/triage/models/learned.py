"""What was learned of the decisions: counts, by bucket and of all, and which lesson each was."""

import secrets

from django.db import models

from ...models import Comment


def new_epoch():
    return secrets.randbits(62)


class Progress(models.Model):
    """How far the learning is: one row, locked by whoever learns.

    ``version`` rises with everything that is learned; ``epoch`` is another one where all was begun
    anew. A process knows by the two what it has to read again.
    """

    epoch = models.BigIntegerField(default=new_epoch)
    version = models.IntegerField(default=0)
    features = models.PositiveSmallIntegerField(default=0)  # the VERSION that the counts are of

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.version}"


class Count(models.Model):
    """How many spam and wanted comments had a feature of one bucket; at most features.BUCKETS."""

    bucket = models.IntegerField(primary_key=True)
    spam = models.IntegerField()
    ham = models.IntegerField()
    changed = models.IntegerField(db_index=True)  # the version of Progress that changed it last

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.bucket}: {self.spam}, {self.ham}"


class Lesson(models.Model):
    """What one comment taught: kept so that exactly this can be taken back.

    It holds buckets, no word. It is deleted when its comment's words are erased, and what it taught
    stays in the counts, in which nobody can tell it from the rest.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="lesson"
    )
    decision = models.BigIntegerField()  # the id of the one that taught it
    is_spam = models.BooleanField()
    buckets = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return "spam" if self.is_spam else "ham"
