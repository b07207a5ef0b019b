"""Learning from the log: what moderators decided becomes counts, and what they undo leaves them.

The state is a function of the log: each comment teaches what the last decision about it says that
still stands. Decisions only mark their comments; what is marked is learned later, some at a time,
outside the moderator's transaction. One process learns at a time, under the lock of ``Progress``;
every process keeps the counts in memory and reads again what changed.
"""

from array import array
from contextlib import contextmanager
from threading import Lock

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from ..models import Decision, Transition
from ..moderation import OUTCOMES
from .features import VERSION, Features
from .knowledge import Knowledge
from .models import Count, Lesson, Progress, Score
from .models.learned import new_epoch

PORTION = 50  # lessons: a tenth of a second at the most, for which SQLite's other writers wait
# Thousands of rows a portion, for which bulk_create takes several times as long.
WRITE_COUNT = """
    INSERT INTO triage_count (bucket, spam, ham, changed) VALUES (%s, %s, %s, %s)
    ON CONFLICT (bucket)
    DO UPDATE SET spam = excluded.spam, ham = excluded.ham, changed = excluded.changed
"""
TEACHES = {Transition.APPROVE: False, Transition.MARK_SPAM: True}  # whether that means spam


# What is known


class Known:
    """The counts as this process keeps them, and what they are: see Progress."""

    def __init__(self, epoch):
        # Without an epoch nothing was learned, and nothing is there to be read.
        self.epoch, self.version = epoch, 0 if epoch is None else -1
        self.knowledge = Knowledge()

    def read(self, version):
        changed = Count.objects.filter(changed__gt=self.version)
        for bucket, spam, ham in changed.values_list("bucket", "spam", "ham").iterator():
            self.knowledge.put(bucket, spam, ham)
        self.version = version


_known, _lock = None, Lock()


def progress_now():
    """Return Progress with whether there is something ``to_learn``, and to score anew: ``behind``.
    One query."""
    behind = Score.objects.waiting().filter(version__lt=OuterRef("version"))
    found = Progress.objects.annotate(to_learn=Exists(Score.objects.to_learn()))
    return found.annotate(behind=Exists(behind)).first()


def current(progress=None):
    """Return what is Known now. Unless ``progress`` was just read that is one query, and another
    where something was learned since."""
    global _known
    progress = progress or Progress.objects.first()
    # What other code has counted says nothing here: until it is learned anew, nothing is known.
    if progress is None or progress.features != VERSION:
        progress = Progress(epoch=None)
    with _lock:
        if _known is None or _known.epoch != progress.epoch:
            _known = Known(progress.epoch)
        if _known.version < progress.version:
            _known.read(progress.version)
        return _known


def features_of(comment, source):
    """Return the Features of ``comment`` with the wording ``source``."""
    return Features(source, comment.name, comment.signals, comment.created_at)


# Learning


def learn(limit=PORTION):
    """Learn from the marked comments, ``limit`` at the most; return how many they were.

    Nothing is done, and 0 returned, where another process is learning.
    """
    if not Score.objects.to_learn().exists():
        return 0
    with locked_progress() as progress:
        if progress is None:
            return 0
        if progress.features != VERSION:
            begin_anew(progress)
        # A decision that is being made about one of them has it locked: it is learned later.
        marked = Score.objects.to_learn().select_for_update(skip_locked=True).order_by("pk")
        ids = list(marked.values_list("pk", flat=True)[:limit])
        if ids:
            _learn_from(ids, progress)
    return len(ids)


@contextmanager
def locked_progress(skip_locked=True):
    """Hold Progress in a transaction; where another process does, wait, or have None."""
    Progress.objects.get_or_create(pk=1, defaults={"features": VERSION})
    with transaction.atomic():
        yield Progress.objects.select_for_update(skip_locked=skip_locked).filter(pk=1).first()


def train():
    """Learn everything anew; yield after each portion how many comments are still to learn."""
    with locked_progress(skip_locked=False) as progress:
        begin_anew(progress)
    while learn(PORTION):
        yield Score.objects.to_learn().count()


def begin_anew(progress):
    """Forget all that was learned, and mark every comment that may teach something."""
    Count.objects.all().delete()
    Lesson.objects.all().delete()
    decided = Decision.objects.filter(transition__in=TEACHES).values("comment")
    Score.objects.filter(comment__in=decided).update(is_to_learn=True)
    progress.epoch, progress.features = new_epoch(), VERSION
    progress.version += 1
    progress.save()


def forget_erased(ids, **kwargs):
    """Delete the lessons of comments whose words were erased: a receiver of ``erased``. Nobody can
    decide about them any more, so nothing will have to be taken back."""
    Lesson.objects.filter(comment__in=ids).delete()


def _learn_from(ids, progress):
    before = Lesson.objects.in_bulk(ids)
    decisions = {decision.pk: decision for decision in teaching().filter(comment__in=ids)}
    gone = [lesson for lesson in before.values() if lesson.decision not in decisions]
    known = {lesson.decision for lesson in before.values()}
    made = [lesson_of(decision) for pk, decision in decisions.items() if pk not in known]
    new = [lesson for lesson in made if lesson]
    changes = {}
    _count(changes, gone, -1)
    _count(changes, new, 1)
    Lesson.objects.filter(pk__in=[lesson.pk for lesson in gone]).delete()
    Lesson.objects.bulk_create(
        new,
    )
    _write(changes, progress)
    Score.objects.filter(pk__in=ids).update(is_to_learn=False)


def teaching():
    """Return the decisions that teach: the last of its comment that was not undone, where by it a
    moderator approved a reader's words or called them spam, and they were not removed for good."""
    standing = Decision.objects.filter(transition__in=OUTCOMES, undone_by=None)
    later = standing.filter(comment=OuterRef("comment"), version__gt=OuterRef("version"))
    return standing.filter(
        ~Exists(later),
        transition__in=TEACHES,
        moderator__isnull=False,
        comment__staff=None,
        comment__is_removed=False,
    ).select_related("comment__lesson", "revision")


def lesson_of(decision):
    """Return the Lesson of ``decision``, with the buckets that were kept where its words are gone;
    None where neither is left."""
    comment, source = decision.comment, decision.revision.source
    if source:
        buckets = array("I", features_of(comment, source).buckets).tobytes()
    elif hasattr(comment, "lesson"):
        buckets = comment.lesson.buckets
    else:
        return None
    is_spam = TEACHES[decision.transition]
    return Lesson(comment=comment, decision=decision.pk, is_spam=is_spam, buckets=buckets)


def _count(changes, lessons, times):
    """Add to ``changes``, ``{bucket: [spam, ham]}``, what ``lessons`` count, so many times."""
    for lesson in lessons:
        for bucket in array("I", bytes(lesson.buckets)):
            changes.setdefault(bucket, [0, 0])[not lesson.is_spam] += times


def _write(changes, progress):
    # Nobody else writes while Progress is locked, so what is known now is what the table says.
    known = current().knowledge
    progress.version += 1
    progress.save(update_fields=["version"])
    rows = [
        (bucket, known.spam[bucket] + spam, known.ham[bucket] + ham, progress.version)
        for bucket, (spam, ham) in sorted(changes.items())
        if spam or ham
    ]
    with connection.cursor() as cursor:
        cursor.executemany(WRITE_COUNT, rows)
