"""What was spent: the challenges that were answered, and how much a client took of a budget."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpentQuerySet(models.QuerySet["Spent"]):
    def spend(self, nonce: str, level: int) -> "Spent | None":
        """Write the key and return its row, or None if it was written before.

        The database decides between answers at the same instant. Usable inside ``atomic``.
        """
        row, is_first = self.get_or_create(nonce=nonce, defaults={"level": level})
        return row if is_first else None


class Verdict(Enum):
    """What an answer came to; only the first three are ever stored. UNABLE is that of one who can't
    use pictures: taken without a test."""

    PASSED = "passed"
    WRONG = "wrong"
    UNABLE = "unable"
    SPENT = "spent"
    EXPIRED = "expired"
    TOO_EASY = "too-easy"


class Spent(models.Model):
    """The nonce of a challenge that was answered, kept for a day: longer than any token lives."""

    nonce = models.CharField(max_length=32, primary_key=True)
    # With defaults of the database: a worker of the version before writes neither.
    level = models.PositiveSmallIntegerField(default=0, db_default=0)
    verdict = models.CharField(max_length=8, blank=True, default="", db_default="")
    spent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = SpentQuerySet.as_manager()

    class Meta:
        default_permissions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.nonce

    def judge(self, verdict: Verdict) -> Verdict:
        """Write down what the answer came to, for the figures; return it."""
        self.verdict = verdict.value
        self.save(update_fields=["verdict"])
        return verdict


class Tally(models.Model):
    """How much of one budget one client has taken in one window of time."""

    budget = models.CharField(max_length=40)
    client = models.CharField(max_length=120)
    window = models.BigIntegerField(db_index=True)  # the second it ends, since 1970
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions: tuple[str, ...] = ()
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "client", "window"], name="one_tally_a_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.budget}: {self.taken}"


class Mode(Enum):
    """Who raises the defence against an attack."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


MODES = [
    (Mode.AUTO.value, _("automatic: up while an alarm lasts")),
    (Mode.ON.value, _("up, until somebody changes this")),
    (Mode.OFF.value, _("down, whatever happens")),
]


class DefenceManager(models.Manager["Defence"]):
    def mode(self) -> Mode:
        row = self.first()
        return Mode(row.mode) if row else Mode.AUTO


class Defence(models.Model):
    """The switch for a site under attack. One row; none means automatic."""

    mode = models.CharField(_("defence"), max_length=8, choices=MODES, default=Mode.AUTO.value)
    note = models.CharField(_("note"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = DefenceManager()

    class Meta:
        verbose_name = _("defence against an attack")
        verbose_name_plural = _("defence against an attack")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return str(dict(MODES)[self.mode])
