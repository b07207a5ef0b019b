"""Who is at the desk."""

from datetime import timedelta

from comments.desk.models import HERE, Presence
from tests.conftest import make_user


def test_moderators_at_the_desk_see_each_other_and_not_themselves(moderator, senior):
    for user in (moderator, senior):
        Presence.objects.note(user)

    assert Presence.objects.others(moderator) == ["sam"]


def test_one_who_left_is_gone_within_a_minute(moderator, senior, time_machine):
    time_machine.move_to("2026-03-01T12:00Z", tick=False)
    Presence.objects.note(senior)
    time_machine.shift(HERE + timedelta(seconds=1))

    assert Presence.objects.others(moderator) == []


def test_being_there_for_hours_is_one_row(moderator, django_assert_num_queries):
    Presence.objects.note(moderator)

    with django_assert_num_queries(1):
        Presence.objects.note(moderator)

    assert Presence.objects.count() == 1


def test_an_account_can_be_deleted_though_it_was_at_the_desk(db):
    user = make_user("gone", "Moderators")
    Presence.objects.note(user)

    user.delete()

    assert not Presence.objects.exists()
