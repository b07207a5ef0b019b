"""Scores where they are needed: written as a comment arrives, renewed as more is known, explained
on its card. They sort and group; nothing is published, hidden or deleted by one.
"""

from ..models import Transition
from . import learning
from .knowledge import likelihood
from .models import Score

PORTION = 50  # scores that are renewed at a time: about as many cards as a page has
WORDINGS = (Transition.SUBMIT, Transition.REVISE, Transition.EDIT)


def note(decisions, **kwargs):
    """Keep the scores beside what was decided: a receiver of ``moderation.decided``.

    A new wording is scored; other decisions mark their comments for ``learning.learn``, in one
    statement or two whatever their number.
    """
    if decisions[0].transition in WORDINGS:
        for decision in decisions:
            _note_wording(decision)
        return
    for waits in (True, False):
        comments = [d.comment_id for d in decisions if (d.comment.waits_at is not None) == waits]
        if comments:
            Score.objects.filter(pk__in=comments).update(is_waiting=waits, is_to_learn=True)


def _note_wording(decision):
    comment = decision.comment
    if comment.staff_id:
        return
    known = learning.current()
    fields = {"permille": rate(comment, known), "version": known.version, "is_waiting": True}
    if decision.transition == Transition.SUBMIT:
        Score.objects.create(comment=comment, **fields)
    else:
        Score.objects.update_or_create(comment=comment, defaults=fields)


def rate(comment, known):
    """Return the score of the latest wording of ``comment`` in thousandths."""
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
    """Learn and renew a portion: what the desk does whenever it is opened."""
    learning.learn()
    renew()


def explain(comments):
    """Give every one of ``comments`` its ``likelihood``, in percent, and its ``reasons``; None and
    none to those of staff and to those without words. Two queries at the most."""
    knowledge = learning.current().knowledge
    for comment in comments:
        comment.likelihood, comment.reasons = None, []
        if comment.latest.source and not comment.staff_id:
            features = learning.features_of(comment, comment.latest.source)
            comment.likelihood = 100 * likelihood(knowledge.score(features))
            comment.reasons = knowledge.reasons(features)
