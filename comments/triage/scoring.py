"""Scores where they are needed: written as a comment arrives, renewed as more is known, explained
on its card. They sort and group; nothing is published, hidden or deleted by one.
"""

from django.db import connection

from ..models import Transition
from . import learning
from .knowledge import likelihood
from .models import Score
from .verdicts import Verdict

PORTION = 50  # scores that are renewed at a time: about as many cards as a page has
# A reader waits for it; a later wording takes the place of the earlier one's score.
WRITE = """
    INSERT INTO triage_score (comment_id, permille, version, is_waiting, is_to_learn)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (comment_id) DO UPDATE SET
        permille = excluded.permille, version = excluded.version, is_waiting = excluded.is_waiting
"""
WORDINGS = (Transition.SUBMIT, Transition.REVISE, Transition.EDIT)


def note(decisions, **kwargs):
    """Keep the scores beside what was decided: a receiver of ``moderation.decided``.

    A new wording is scored; other decisions mark their comments for ``learning.learn``, in one
    statement or two whatever their number.
    """
    if decisions[0].transition in WORDINGS:
        for decision in decisions:
            _note_wording(decision.comment)
        return
    for waits in (True, False):
        comments = [d.comment_id for d in decisions if (d.comment.waits_at is not None) == waits]
        if comments:
            Score.objects.filter(pk__in=comments).update(is_waiting=waits, is_to_learn=True)


def _note_wording(comment):
    known = learning.current()
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [comment.pk, rate(comment, known), known.version, True, False])


def rate(comment, known):
    """Return the score of the latest wording of ``comment`` in thousandths; 0 for the staff's."""
    if comment.staff_id:
        return 0
    features = learning.features_of(comment, comment.latest.source)
    return round(1000 * likelihood(known.knowledge.score(features)))


def renew(limit=PORTION):
    """Score anew what waits and was scored when less was known, ``limit`` at the most; return how
    many they were."""
    known = learning.current()
    outdated = Score.objects.outdated(known.version).select_related("comment__latest")
    scores = list(outdated[:limit])
    for score in scores:
        score.permille, score.version = rate(score.comment, known), known.version
    if scores:
        Score.objects.bulk_update(scores, ["permille", "version"])
    return len(scores)


def keep_up():
    """Learn and renew a portion, as the desk does whenever it is opened; return what is Known. One
    query where there is nothing to do."""
    progress = learning.progress_now()
    if progress and not progress.to_learn and not progress.behind:
        return learning.current(progress)
    learning.learn()
    renew()
    return learning.current()


def explain(comments, known):
    """Give every one of ``comments`` its ``verdict`` by what is ``known``: None to those that
    nobody has to judge."""
    knowledge = known.knowledge
    for comment in comments:
        comment.verdict = None
        if comment.waits_at and not comment.staff_id:
            features = learning.features_of(comment, comment.latest.source)
            percent = 100 * likelihood(knowledge.score(features))
            comment.verdict = Verdict(percent, knowledge.reasons(features))
