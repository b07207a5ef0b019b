"""A rule of the senior moderators: what it looks for in what comes in, and what it then does."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comments.models import Transition

from .. import patterns

# Together they bound what one comment can cost: the letters of all rules are carried along while
# its text is read once. Nobody oversees more rules than that anyway.
ACTIVE_LIMIT = 50
LOOKS_FOR_LIMIT = 2000  # characters: a list of two hundred words
NAME_LIMIT = 24


class Kind(models.TextChoices):
    WORDS = "words", pgettext_lazy("rule", "words or phrases")
    PATTERN = "pattern", pgettext_lazy("rule", "patterns")
    LINKS = "links", pgettext_lazy("rule", "links to domains")
    NAMES = "names", pgettext_lazy("rule", "names")
    CLIENT = "client", pgettext_lazy("rule", "what comes from one place")


class Field(models.TextChoices):
    ALL = "all", pgettext_lazy("rule", "everywhere")
    TEXT = "text", pgettext_lazy("rule", "in the text")
    NAME = "name", pgettext_lazy("rule", "in the name")
    LINKS = "links", pgettext_lazy("rule", "in the addresses of links")


class Effect(models.TextChoices):
    """What it does, the strongest last; each is a transition of ``comments.moderation``."""

    SUSPECT = Transition.SUSPECT, pgettext_lazy("rule", "mark it suspicious")
    HOLD = Transition.HOLD, pgettext_lazy("rule", "hold it")
    SPAM = Transition.MARK_SPAM, pgettext_lazy("rule", "send it to spam")


class RuleQuerySet(models.QuerySet):
    def in_force(self):
        """Those that act now, the oldest first."""
        has_not_ended = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
        return self.filter(has_not_ended, is_active=True).order_by("pk")

    def forget_places(self):
        """Forget which place the rules of places that have ended were about."""
        return self.filter(kind=Kind.CLIENT, ends_at__lte=timezone.now()).update(client="")


class Rule(models.Model):
    name = models.CharField(
        _("name"),
        max_length=NAME_LIMIT,
        help_text=_("What moderators and the log call it. Not a reader's words or name."),
    )
    kind = models.CharField(_("looks for"), max_length=8, choices=Kind, default=Kind.WORDS)
    looks_for = models.TextField(
        _("these"),
        max_length=LOOKS_FOR_LIMIT,
        blank=True,
        help_text=_(
            "One a line; any of them is enough. Capitals, accents, look-alike letters and "
            "invisible characters make no difference. In patterns * stands for any letters of a "
            "word or none, ? for one letter, and a * by itself for one word. A domain includes "
            "what is below it."
        ),
    )
    field = models.CharField(
        _("where"),
        max_length=8,
        choices=Field,
        default=Field.ALL,
        help_text=_("For words and patterns."),
    )
    effect = models.CharField(
        _("what it does"),
        max_length=12,
        choices=Effect,
        default=Effect.HOLD,
        help_text=_(
            "Suspicious and held comments stay in the queue with a mark; what is held waits for a "
            "moderator even if its author is trusted. Whatever it does can be undone."
        ),
    )
    note = models.TextField(
        _("note"), max_length=1000, blank=True, help_text=_("Why it is there, for your colleagues.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("made by"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    ends_at = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("Empty: it stays until it is switched off.")
    )
    # Of a rule about a place, its keyed name of that day: see ``Comment.client``.
    client = models.CharField(max_length=64, blank=True, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        # Never deleted: the log names them.
        default_permissions = ("view", "add", "change")

    def __str__(self):
        return f"#{self.pk} {self.name}" if self.pk else self.name

    @property
    def label(self):
        """The name that its decisions and signals carry. Trust has none like it, nor has another
        rule: it begins with the rule's number."""
        return str(self)[:40]

    @property
    def is_in_force(self):
        return self.is_active and (self.ends_at is None or self.ends_at > timezone.now())

    def clean(self):
        """Refuse, in sentences, what would match nothing or nearly everything, what has ended
        before it begins, and more active rules than there may be."""
        problems = {}
        try:
            patterns.check(self.kind, self.looks_for)
        except ValidationError as error:
            problems["looks_for"] = error
        # Nobody chooses when the rule of a place ends.
        has_ended = self.ends_at is not None and self.ends_at <= timezone.now()
        if self.is_active and has_ended and self.kind != Kind.CLIENT:
            problems["ends_at"] = ValidationError(
                _("This time is over. Choose a later one, or switch the rule off.")
            )
        if self.is_in_force and self._is_one_too_many():
            problems["is_active"] = ValidationError(
                _("%(limit)d rules are active already. Switch one off first."),
                params={"limit": ACTIVE_LIMIT},
            )
        if problems:
            raise ValidationError(problems)

    def _is_one_too_many(self):
        return Rule.objects.in_force().exclude(pk=self.pk).count() >= ACTIVE_LIMIT
