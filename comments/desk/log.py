"""The log: which decisions a page or an export shows, and how they are written as CSV and JSON."""

import csv
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from ..models import Decision, Thread, Transition
from .choice import as_id

PAGE = 100
BATCH = 2000  # rows that an export reads at a time: so much of the log is in memory, however long
AUTHORS = "author"
RULES = "rule"
# What makes a spreadsheet take a cell for a formula, or end it early (OWASP, CSV injection); the
# full-width forms are read as the plain ones by some.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FIELDS = (
    "id",
    "decided_at",
    "comment",
    "article",
    "decision",
    "from",
    "to",
    "by",
    "who",
    "reason",
    "undoes",
)


@dataclass(frozen=True)
class Search:
    """What is looked for; every field is empty where it does not narrow the log."""

    who: str = ""  # the id of a moderator, AUTHORS or RULES
    what: str = ""
    since: date | None = None
    until: date | None = None
    article: int = 0  # the id of a thread
    comment: int = 0

    @classmethod
    def read(cls, query):
        """Return the search of ``query``, a QueryDict; what makes no sense narrows nothing."""
        who, what = query.get("who", ""), query.get("what", "")
        return cls(
            who=who if who in (AUTHORS, RULES) or as_id(who) else "",
            what=what if what in Transition.values else "",
            since=as_date(query.get("since", "")),
            until=as_date(query.get("until", "")),
            article=as_id(query.get("article", "")),
            comment=as_id(query.get("comment", "")),
        )

    def query(self):
        """Return the query string of this search."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def decisions(self, user):
        """Return the decisions that are looked for, as far as ``user`` may see them."""
        found = Decision.objects.within_reach(user).filter(self._actor())
        narrow = {
            "transition": self.what,
            "comment__thread": self.article,
            "comment": self.comment,
            "decided_at__gte": self.since and midnight(self.since),
            "decided_at__lt": self.until and midnight(self.until + timedelta(days=1)),
        }
        found = found.filter(**{name: value for name, value in narrow.items() if value})
        return found.select_related("moderator", "comment__thread")

    def _actor(self):
        if self.who == AUTHORS:
            return Q(moderator=None, rule="")
        if self.who == RULES:
            return ~Q(rule="")
        return Q(moderator=self.who) if self.who else Q()


def as_date(text):
    """Return the day that ``text`` names, None for none; within what a database can compare."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and 1970 <= found.year < 9000 else None


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


def page_of(search, user, key=""):
    """Return a page of decisions after ``key``, the newest first, and the key of the next one."""
    found = search.decisions(user).order_by("-pk")
    if as_id(key):
        found = found.filter(pk__lt=as_id(key))
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""


def moderators(user):
    """Return those who have decided about what ``user`` may see, by name."""
    theirs = Decision.objects.within_reach(user).filter(moderator=OuterRef("pk"))
    users = get_user_model().objects.filter(Exists(theirs))
    return users.order_by(get_user_model().USERNAME_FIELD)


def threads(user):
    """Return the latest articles that can be chosen."""
    return Thread.objects.within_reach(user).order_by("-pk")[:PAGE]


# What leaves the site


def entries(search, user):
    """Yield every decision looked for, the oldest first, as ``{field: value}`` of FIELDS; batch by
    batch, so that no transaction and no cursor stays open while somebody downloads."""
    last = 0
    found = search.decisions(user).order_by("pk")
    while rows := list(found.filter(pk__gt=last)[:BATCH]):
        for row in rows:
            yield entry(row)
        last = rows[-1].pk


def entry(decision):
    """Return what an export says of ``decision``: no word, name or key of a reader."""
    by = "moderator" if decision.moderator_id else "rule" if decision.rule else "author"
    values = (
        decision.pk,
        decision.decided_at.isoformat(),
        decision.comment_id,
        decision.comment.thread.title,
        decision.transition,
        decision.from_status,
        decision.to_status,
        by,
        decision.moderator.get_username() if decision.moderator_id else decision.rule,
        decision.reason,
        decision.undoes_id,
    )
    return dict(zip(FIELDS, values, strict=True))


class Line:
    """A file that hands back what is written into it."""

    def write(self, text):
        return text


def csv_lines(search, user):
    """Yield the lines of the log as CSV (RFC 4180) that is safe in a spreadsheet."""
    writer = csv.writer(Line(), quoting=csv.QUOTE_MINIMAL)
    yield "\ufeff" + writer.writerow(FIELDS)  # by which a spreadsheet knows that it is UTF-8
    for found in entries(search, user):
        yield writer.writerow([harmless(value) for value in found.values()])


def harmless(value):
    """Return ``value`` as a cell that no spreadsheet computes."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULAS):
        return f"'{value}"
    return value


def json_lines(search, user):
    """Yield the lines of the log as JSON Lines: one object a line."""
    for found in entries(search, user):
        yield json.dumps(found, ensure_ascii=False) + "\n"
