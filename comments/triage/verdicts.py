"""What a score says to a moderator, in words: how likely spam it is, and why."""

import re
from dataclasses import dataclass
from math import floor

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .hints import FAR
from .models import LIKELY

EDGES = re.compile(r"^[^\w$€£#@]+|[^\w%]+$")  # quotation marks, commas: no part of a word
SHOWN = 40  # characters of a word: an address can be as long as the comment
HINTS = {
    "links": gettext_lazy("links"),
    "hidden links": gettext_lazy("hidden links"),
    "addresses": gettext_lazy("e-mail addresses"),
    "telephones": gettext_lazy("telephone numbers"),
    "money": gettext_lazy("sums of money"),
    "offers": gettext_lazy("words of offers"),
    "calls": gettext_lazy("calls to do something"),
    "shouting": gettext_lazy("capital letters"),
    "marks": gettext_lazy("exclamation marks and the like"),
    "repeated": gettext_lazy("repeated letters"),
    "digits": gettext_lazy("many digits"),
    "long": gettext_lazy("a long text"),
}


@dataclass(frozen=True)
class Verdict:
    """How likely spam a comment is, in percent, and the Reasons."""

    percent: float
    reasons: list

    @property
    def is_likely(self):
        return self.percent >= LIKELY / 10

    @property
    def summary(self):
        """The likelihood as a sentence; rounded down, so that nothing is called certain."""
        percent = {"percent": floor(self.percent)}
        if self.is_likely:
            return _("looks like spam: %(percent)d %%") % percent
        if self.percent >= 50:
            return _("may be spam: %(percent)d %%") % percent
        return _("does not look like spam: %(percent)d %%") % percent

    @property
    def lines(self):
        """The reasons as pairs of what it is and by how much it moved the score."""
        return [(describe(reason), signed(reason.amount)) for reason in self.reasons]


def describe(reason):
    """Return what a Reason is, as a moderator would say it."""
    if reason.kind == "hint":
        name, number = reason.text
        label = HINTS[name]
        return f"{label} ×{number}{'+' * (number == FAR)}" if number > 1 else str(label)
    if reason.kind == "length":
        return _("its length")
    if reason.kind == "time":
        return _("the day and hour it was sent")
    if reason.kind == "signal":
        return reason.text
    word = EDGES.sub("", reason.text) or reason.text
    word = word if len(word) <= SHOWN else f"{word[: SHOWN - 1]}…"
    return (_("the name “%s”") if reason.kind == "name" else _("“%s”")) % word


def signed(amount):
    """Return ``amount`` with its sign: + speaks for spam, − against."""
    return ("+" if amount > 0 else "−") + number_format(abs(amount), decimal_pos=1)
