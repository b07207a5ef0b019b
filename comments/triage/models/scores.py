"""How likely spam a comment is, kept so that the queue can be sorted by it."""

from django.db import models
from django.db.models import Q

from ...models import Comment

LIKELY = 900  # thousandths from which a comment is called likely spam


class ScoreQuerySet(models.QuerySet):
    def waiting(self):
        """Those of comments that wait for a moderator."""
        return self.filter(is_waiting=True)

    def outdated(self, version):
        """Those of waiting comments that know less than ``version``, the longest unseen first."""
        return self.waiting().filter(version__lt=version).order_by("version", "pk")

    def to_learn(self):
        """Those of comments that were decided about since they were last learned from."""
        return self.filter(is_to_learn=True)


class Score(models.Model):
    """The score of one comment as it was last computed, and whether it has something to teach."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="score"
    )
    permille = models.PositiveSmallIntegerField(default=0)
    # What was known when it was computed: the version of Progress; -1 where it never was.
    version = models.IntegerField(default=-1)
    # As ``Comment.waits_at`` says, here for the index.
    is_waiting = models.BooleanField(default=True)
    # Set by every decision, in its transaction: what is still to be learned is never overlooked,
    # in whatever order transactions commit.
    is_to_learn = models.BooleanField(default=False)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["permille", "comment"],
                name="score_queue",
                condition=Q(is_waiting=True),
            ),
            models.Index(
                fields=["version", "comment"], name="score_outdated", condition=Q(is_waiting=True)
            ),
            models.Index(fields=["comment"], name="score_to_learn", condition=Q(is_to_learn=True)),
        ]

    def __str__(self):
        return f"{self.permille} ‰"

    @property
    def is_likely(self):
        return self.permille >= LIKELY
