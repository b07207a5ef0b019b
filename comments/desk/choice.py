"""Which comments the desk shows: what its address asks for, and how many there are."""

from collections import Counter
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.db.models import Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from ..models import Comment, Decision, Lane, Objection, Status, Transition
from ..reports.models import Report
from ..triage.models import LIKELY

COUNTED = 1000  # nothing counts further: a moderator needs "many", and a bulk stops here too
SEARCHED = 5000  # texts that a search looks through: no index helps it, so it must end somewhere
ID_DIGITS = 18  # 18 digits stay below 2^63, the largest id a database has

FIELDS = ("cause", "lane", "pk", "version")  # what counting and a bulk need of a comment

DECIDED, REPORTED, OBJECTED, EVERYTHING = "decided", "reported", "objected", "all"
STATUSES = {
    Status.PENDING: _("Waiting"),
    DECIDED: _("Decided"),
    Status.APPROVED: _("Approved"),
    Status.RETURNED: _("Sent back"),
    Status.REJECTED: _("Rejected"),
    Status.SPAM: _("Spam"),
    "withdrawn": _("Withdrawn"),
    "removed": _("Removed for good"),
    REPORTED: _("Reported"),
    OBJECTED: _("Objections"),
    EVERYTHING: _("Everything"),
}
# Nothing but its author's undoing comes after the one, and nothing at all after the other, so the
# latest decision tells.
GONE = {"withdrawn": Transition.WITHDRAW, "removed": Transition.REMOVE}


@dataclass(frozen=True)
class Choice:
    """What to show; every field but ``status`` is empty where it does not narrow the choice."""

    status: str = Status.PENDING
    by: str = ""  # "me": decided by the moderator who looks; "rule": by a rule, or by trust
    lane: str = ""
    cause: str = ""
    article: int = 0  # the id of a thread
    cluster: int = 0  # of comments that are alike
    author: int = 0  # the id of any comment of that author: a digest has no place in an address
    q: str = ""
    score: str = ""  # "likely": likely spam alone
    order: str = ""  # "score": of what waits the least likely spam first

    @classmethod
    def read(cls, query):
        """Return the choice of ``query``, a QueryDict; what makes no sense narrows nothing."""
        status = query.get("status", "")
        return cls(
            status=status if status in STATUSES else Status.PENDING,
            by=query.get("by", "") if query.get("by") in ("me", "rule") else "",
            lane=query.get("lane", "") if query.get("lane") in Lane.values else "",
            cause=query.get("cause", "").replace("\0", "")[:40],
            article=as_id(query.get("article", "")),
            cluster=as_id(query.get("cluster", "")),
            author=as_id(query.get("author", "")),
            q=query.get("q", "").replace("\0", "").strip()[:200],
            score="likely" if query.get("score") == "likely" else "",
            order="score" if query.get("order") == "score" else "",
        )

    @property
    def is_waiting(self):
        return self.status == Status.PENDING

    @property
    def is_everything(self):
        return self.status in (REPORTED, OBJECTED, EVERYTHING)

    @property
    def is_narrow(self):
        """Whether it is less than all that waits."""
        return self != Choice()

    def query(self, **changes):
        """Return the query string of this choice with ``changes``."""
        chosen = asdict(replace(self, **changes))
        plain = asdict(Choice())
        return urlencode({name: chosen[name] for name in plain if chosen[name] != plain[name]})

    def waiting(self, user):
        """Return the comments that wait and are chosen, those that wait longest first."""
        found = Comment.objects.pending().within_reach(user).filter(self._condition(user))
        return self._search(found.order_by("waits_at", "pk"))

    def everything(self, user):
        """Return the comments chosen whatever became of them, the newest first; or, of them, those
        that readers report, or whose authors object."""
        found = Comment.objects.within_reach(user).filter(self._condition(user))
        if self.status == REPORTED:
            found = found.filter(pk__in=Report.objects.open().values("comment"))
        if self.status == OBJECTED:
            about = Objection.objects.open().values("revision")
            found = found.filter(latest__in=about, is_withdrawn=False)
        return self._search(found.order_by("-pk"))

    def decided(self, user):
        """Return the latest decisions about the comments chosen, the newest first."""
        found = Decision.objects.that_settle().latest_of_each().within_reach(user)
        found = found.filter(self._condition(user, "comment__"), comment__waits_at=None)
        if self.by:
            found = found.filter(~Q(rule="") if self.by == "rule" else Q(moderator=user))
        if self.status in GONE:
            found = found.filter(transition=GONE[self.status])
        elif self.status != DECIDED:
            found = found.filter(to_status=self.status).exclude(transition__in=[*GONE.values()])
        return self._search(found.order_by("-pk"), "comment__")

    def _search(self, found, comment=""):
        """Narrow ``found``, which is in order, to what holds the words among the first SEARCHED."""
        if not self.q:
            return found
        name, words = f"{comment}name__icontains", f"{comment}latest__source__icontains"
        searched = found.model.objects.filter(pk__in=found.values("pk")[:SEARCHED])
        holds = searched.filter(Q(**{name: self.q}) | Q(**{words: self.q}))
        return holds.order_by(*found.query.order_by)

    def _condition(self, user, comment=""):
        wanted = {
            "lane": self.lane,
            "cause": self.cause,
            "thread": self.article,
            "cluster": self.cluster,
            "author": self.author and author_of(self.author, user),
            "score__permille__gte": self.score and LIKELY,
        }
        return Q(**{comment + name: value for name, value in wanted.items() if value})


def as_id(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else 0


def author_of(pk, user):
    """Return the author of the comment ``pk``, none where ``user`` may not see it: else he could
    ask whether somebody whom he reads has written elsewhere."""
    return Subquery(Comment.objects.within_reach(user).filter(pk=pk).values("author")[:1])


def count(choice, user):
    """Return how many wait and are chosen, COUNTED + 1 for more than COUNTED."""
    return choice.waiting(user)[: COUNTED + 1].count()


def oldest(choice, user):
    """Return the first COUNTED + 1 that wait and are chosen, of each the FIELDS. One query."""
    rows = choice.waiting(user).values(*FIELDS)
    return list(rows[: COUNTED + 1])


def overview(user):
    """Return the first COUNTED that wait, in no order, of each the FIELDS, and the name of every
    cause that anything waits for, however far back. One query."""
    first = Choice().waiting(user).values("pk")[:COUNTED]
    rows = Comment.objects.filter(pk__in=first).values_list(*FIELDS)
    named = Comment.objects.pending().within_reach(user).exclude(cause="").order_by()
    nobody = {"no_lane": Value(""), "no_pk": Value(0), "no_version": Value(0)}
    names = named.annotate(**nobody).values_list("cause", *nobody).distinct()
    found = list(rows.union(names, all=True))
    return (
        [dict(zip(FIELDS, row, strict=True)) for row in found if row[2]],
        {cause for cause, _lane, pk, _version in found if not pk},
    )


def causes_and_lanes(rows, names):
    """Return how many of ``rows`` have each cause of ``names`` and each lane, as two dicts; 0 for
    those that only what waits behind ``rows`` has."""
    causes, lanes = (Counter(row[name] for row in rows) for name in ("cause", "lane"))
    return (
        {cause: causes[cause] for cause in sorted(names)},
        {lane: lanes[lane] for lane in Lane.values if lanes[lane] or len(rows) == COUNTED},
    )
