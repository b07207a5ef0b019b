import pytest
from django.core.management import CommandError, call_command

from comments.models import Transition
from comments.triage.models import Count
from tests.conftest import decide, submit


@pytest.fixture
def decided(thread, moderator):
    """Spam and remarks in turn, decided one after the other."""
    for number in range(4):
        spam = submit(thread, f"free gribbles at https://example.org/{number}")
        remark = submit(thread, f"a quiet remark, the {number}th")
        decide(Transition.MARK_SPAM, spam, by=moderator)
        decide(Transition.APPROVE, remark, by=moderator)


def report(capsys, *arguments):
    call_command("spam_report", *arguments)
    return capsys.readouterr().out


def test_the_later_decisions_are_judged_by_the_earlier(decided, capsys):
    said = report(capsys, "--share", "0.5", "--threshold", "0.5")

    assert "first 4 decisions, judged the 4 after them, of which 2 were spam" in said
    assert "ROC AUC: 1.0000" in said
    assert "from 0.5 on" in said
    assert said.count("1.0000") == 3


def test_it_changes_nothing(decided, capsys):
    report(capsys)

    assert not Count.objects.exists()


def test_what_cannot_be_said_is_said(decided, capsys):
    said = report(capsys, "--threshold", "1")

    assert "precision, how much of that was spam: nothing was called so" in said


def test_a_site_without_decisions_is_told_so(db):
    with pytest.raises(CommandError, match="Nothing was decided yet"):
        call_command("spam_report")


@pytest.mark.parametrize("wrong", [("--share", "1"), ("--share", "-1"), ("--threshold", "2")])
def test_a_share_or_threshold_out_of_range_is_refused(db, wrong):
    with pytest.raises(CommandError, match="between 0 and"):
        call_command("spam_report", *wrong)
