"""What was spent: the challenges that were answered, and how much a client took of a budget."""

from django.db import models


class SpentManager(models.Manager["Spent"]):
    def spend(self, nonce: str) -> bool:
        """Write the key and return True, or return False if it was written before.

        The database decides between answers at the same instant. Usable inside ``atomic``.
        """
        return self.get_or_create(nonce=nonce)[1]


class Spent(models.Model):
    """The nonce of a challenge that was answered, kept for a day: longer than any token lives."""

    nonce = models.CharField(max_length=32, primary_key=True)
    spent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = SpentManager()

    class Meta:
        default_permissions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.nonce


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
