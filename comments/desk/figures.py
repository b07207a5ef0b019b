"""The figures of the desk: how long readers wait, what comes in, what is decided, by whom.

Each figure costs one query, or two, whatever the number of days.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Decision, Lane, Status, Thread, Transition
from ..moderation import OUTCOMES
from ..triage.models import LIKELY
from .charts import LINES, Chart, Panel

PERIODS = (7, 28, 90)  # days that can be asked for
USUAL = 28
MEASURED = 10_000  # waits at the most: enough for a percentile, little to read
JUDGED = (Transition.APPROVE, Transition.MARK_SPAM)  # what says whether it was spam
NAMED = 6  # moderators with a picture of their own

# Figures that other parts of the site hand over: each is called without arguments when the page
# is drawn, and returns Charts.
HANDED_OVER = []


@dataclass(frozen=True)
class Period:
    """Some days up to today, and the decisions of them that ``user`` may see."""

    user: object
    length: int

    @property
    def days(self):
        today = timezone.localdate()
        return [today - timedelta(days=ago) for ago in range(self.length - 1, -1, -1)]

    @property
    def decisions(self):
        begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        since = begin - timedelta(days=self.length - 1)
        found = Decision.objects.filter(decided_at__gte=since).within_reach(self.user)
        return found.annotate(day=TruncDate("decided_at")).order_by()

    @property
    def by_moderators(self):
        return self.decisions.filter(moderator__isnull=False, transition__in=OUTCOMES)


def read_length(text):
    """Return the number of days that ``text`` asks for, the usual one if it makes no sense."""
    return next((length for length in PERIODS if text == str(length)), USUAL)


def all_charts(user, length):
    """Return every Chart of the last ``length`` days for ``user``."""
    period = Period(user, length)
    own = [queue(period), waits(period), moderators(period), reversals(period)]
    own += [lanes(period), score(period)]
    return [*own, *(chart for figure in HANDED_OVER for chart in figure())]


# The queue


def queue(period):
    """How many waited at the end of each day: from what waits now, backwards through the log."""
    came, left = Counter(), Counter()
    decisions = period.decisions.annotate(was_withdrawn=was_withdrawn())
    fields = ("day", "transition", "from_status", "to_status", "undoes__transition")
    for row in decisions.values(*fields, "was_withdrawn").annotate(n=Count("pk")):
        step = change(row)
        (came if step > 0 else left)[row["day"]] += row["n"] * abs(step)
    waiting = Thread.objects.within_reach(period.user).aggregate(n=Sum("waiting_count"))["n"] or 0
    at_the_end = {}
    for day in reversed(period.days):
        at_the_end[day] = max(0, waiting)
        waiting += left[day] - came[day]
    waited = [at_the_end[day] for day in period.days]
    return Chart(
        name="queue",
        title=_("What waits"),
        note=_("Comments in the queue at the end of each day, by the log."),
        head=[_("Day"), _("Waiting"), _("Came in"), _("Left")],
        rows=[[day, at_the_end[day], came[day], left[day]] for day in period.days],
        panels=[Panel(_("What waits"), period.days, [(_("Waiting"), waited)])],
    )


def was_withdrawn():
    """Tell of a removal whether the author had taken the comment from the queue before."""
    before = Decision.objects.filter(comment=OuterRef("comment"), version=OuterRef("version") - 1)
    withdrawal = Exists(before.filter(transition=Transition.WITHDRAW))
    return Case(When(transition=Transition.REMOVE, then=withdrawal), default=Value(False))


def change(row):
    """Return by how much a decision lengthens the queue: 1, 0 or -1."""
    if row["was_withdrawn"]:
        return 0
    if row["transition"] in (Transition.WITHDRAW, Transition.REMOVE):
        return -1 if row["from_status"] == Status.PENDING else 0
    if row["undoes__transition"] == Transition.WITHDRAW:
        return 1 if row["to_status"] == Status.PENDING else 0
    return (row["to_status"] == Status.PENDING) - (row["from_status"] == Status.PENDING)


# The wait


def waits(period):
    """How long a wording waited for its first decision, by the day of the decision."""
    first = period.by_moderators.filter(from_status=Status.PENDING)
    rows = first.exclude(comment__lane=Lane.STAFF).order_by("-decided_at")
    measured = {}
    for day, decided_at, written_at in rows.values_list(
        "day", "decided_at", "revision__created_at"
    )[:MEASURED]:
        measured.setdefault(day, []).append(max(decided_at - written_at, timedelta()))
    medians = [percentile(measured.get(day, []), 50) for day in period.days]
    slowest = [percentile(measured.get(day, []), 95) for day in period.days]
    series = [
        (_("Median"), [hours(wait) for wait in medians]),
        (_("95th percentile"), [hours(wait) for wait in slowest]),
    ]
    number = sum(len(found) for found in measured.values())
    return Chart(
        name="waits",
        title=_("How long readers wait"),
        note=ngettext(
            "Hours until the decision: half were decided sooner than the median, all but one in "
            "twenty sooner than the 95th percentile. Measured: %(n)d decision.",
            "Hours until the decision: half were decided sooner than the median, all but one in "
            "twenty sooner than the 95th percentile. Measured: the latest %(n)d decisions.",
            number,
        )
        % {"n": number},
        head=[_("Day"), _("Median"), _("95th percentile"), _("Decisions")],
        rows=[
            [day, in_words(median), in_words(slow), len(measured.get(day, []))]
            for day, median, slow in zip(period.days, medians, slowest, strict=True)
        ],
        panels=[Panel(_("How long readers wait"), period.days, series, LINES, _("h"))],
    )


def percentile(found, percent):
    """Return the smallest of ``found`` that ``percent`` of them do not exceed, None of none."""
    if not found:
        return None
    return sorted(found)[max(0, -(-len(found) * percent // 100) - 1)]


def hours(wait):
    return wait / timedelta(hours=1) if wait is not None else None


def in_words(wait):
    """Return a wait as a moderator would say it."""
    if wait is None:
        return "·"
    minutes = round(wait / timedelta(minutes=1))
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


# The moderators


def name_of(prefix="moderator"):
    return f"{prefix}__{get_user_model().USERNAME_FIELD}"


def moderators(period):
    """How many decisions each moderator made a day."""
    made = {}
    for row in period.by_moderators.values("day", who=F(name_of())).annotate(n=Count("pk")):
        made.setdefault(row["who"], Counter())[row["day"]] = row["n"]
    names = sorted(made, key=lambda name: (-made[name].total(), name))
    shown = names[:NAMED]
    if names[NAMED:]:
        others = _("all others")
        made[others] = sum((made[name] for name in names[NAMED:]), Counter())
        shown.append(others)
    return Chart(
        name="moderators",
        title=_("Decisions a day"),
        note=_("Of each moderator, a decision about many as many."),
        head=[_("Day"), *shown],
        rows=[[day, *(made[name][day] for name in shown)] for day in period.days],
        panels=[
            Panel(name, period.days, [(name, [made[name][day] for day in period.days])])
            for name in shown
        ],
    )


def reversals(period):
    """How often the decisions of each moderator were reversed, by himself or by another."""
    number = dict(period.by_moderators.values_list(name_of()).annotate(n=Count("pk")))
    before = Decision.objects.filter(
        comment=OuterRef("comment"), version=OuterRef("version") - 1, transition__in=OUTCOMES
    )
    rows = (
        period.decisions.filter(moderator__isnull=False)
        .filter(transition__in=[*OUTCOMES, Transition.UNDO])
        .exclude(from_status=Status.PENDING)
        .annotate(whose=Subquery(before.values(name_of())[:1]))
        .exclude(whose=None)
        .values("whose", who=F(name_of()))
        .annotate(n=Count("pk"))
    )
    own, by_others = Counter(), Counter()
    for row in rows:
        (own if row["who"] == row["whose"] else by_others)[row["whose"]] += row["n"]
    names = sorted(number, key=lambda name: (-number[name], name))
    shares = [100 * (own[name] + by_others[name]) / number[name] for name in names]
    return Chart(
        name="reversals",
        title=_("How often decisions are reversed"),
        note=_("Undone or decided otherwise later, by the moderator or by a colleague."),
        head=[_("Moderator"), _("Decisions"), _("By themselves"), _("By others"), _("Share")],
        rows=[
            [name, number[name], own[name], by_others[name], f"{share:.1f} %"]
            for name, share in zip(names, shares, strict=True)
        ],
        shares=[min(100, share) for share in shares],
    )


# The lanes


def lanes(period):
    """What came in by each lane, and what became of it."""
    sent = period.decisions.filter(transition=Transition.SUBMIT)
    rows = sent.values("comment__lane", "comment__latest__status").annotate(n=Count("pk"))
    counts = {(row["comment__lane"], row["comment__latest__status"]): row["n"] for row in rows}
    total = {lane: sum(counts.get((lane, status), 0) for status in Status) for lane in Lane}
    most = max(total.values()) or 1
    return Chart(
        name="lanes",
        title=_("Lanes"),
        note=_("How what came in these days was sent, and how it stands now."),
        head=[_("Lane"), _("Came in"), *(status.label for status in Status)],
        rows=[
            [lane.label, total[lane], *(counts.get((lane, status), 0) for status in Status)]
            for lane in Lane
        ],
        shares=[100 * total[lane] / most for lane in Lane],
    )


# The score


def score(period):
    """How often what was called likely spam was spam, by the score that it was decided with."""
    made = period.by_moderators.filter(transition__in=JUDGED, undone_by=None, comment__staff=None)
    called, right, spam = Counter(), Counter(), Counter()
    rows = made.annotate(likely=Q(comment__score__permille__gte=LIKELY))
    for row in rows.values("day", "transition", "likely").annotate(n=Count("pk")):
        is_spam = row["transition"] == Transition.MARK_SPAM
        called[row["day"]] += row["n"] * bool(row["likely"])
        right[row["day"]] += row["n"] * bool(row["likely"] and is_spam)
        spam[row["day"]] += row["n"] * is_spam
    return Chart(
        name="score",
        title=_("How right the spam score is"),
        note=_(
            "Of what it called likely spam before it was decided, moderators marked %(precision)s "
            "as spam and approved the rest; of what they marked, it had called %(recall)s so."
        )
        % {
            "precision": share(right.total(), called.total()),
            "recall": share(right.total(), spam.total()),
        },
        head=[_("Day"), _("Called likely spam"), _("Of it spam"), _("Marked as spam")],
        rows=[[day, called[day], right[day], spam[day]] for day in period.days],
        panels=[
            Panel(
                _("How right the spam score is"),
                period.days,
                [
                    (_("Called likely spam"), [called[day] for day in period.days]),
                    (_("Of it spam"), [right[day] for day in period.days]),
                ],
                LINES,
            )
        ],
    )


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "·"
