from django.core.management import call_command

from comments.models import Transition
from comments.triage import learning
from comments.triage.models import Count, Score
from tests.conftest import decide, submit


def test_it_learns_from_everything_and_says_what(thread, moderator, capsys, known):
    decide(Transition.MARK_SPAM, submit(thread, "buy gribbles"), by=moderator)
    decide(Transition.APPROVE, submit(thread, "a quiet remark"), by=moderator)
    learning.learn()
    before = known()
    Count.objects.update(spam=7)

    call_command("spam_train")

    assert known() == before
    assert "Learned from 1 comments marked as spam and 1 approved." in capsys.readouterr().out


def test_what_waits_is_scored_by_what_it_learned(thread, moderator):
    waiting = submit(thread, "more gribbles")
    before = Score.objects.get(comment=waiting).permille
    decide(Transition.MARK_SPAM, submit(thread, "buy gribbles"), by=moderator)
    decide(Transition.APPROVE, submit(thread, "a quiet remark"), by=moderator)

    call_command("spam_train")

    assert Score.objects.get(comment=waiting).permille > before
