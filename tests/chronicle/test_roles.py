"""What the site adds to the groups of its parts."""

from django.apps import apps
from django.contrib.auth.models import Group

from chronicle.roles import SENIOR, give_the_switch, make_editors

SWITCH = {"view_defence", "change_defence"}


def permissions_of(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_editors_publish_articles_and_nothing_else(db):
    assert permissions_of("Editors") == {
        f"{act}_article" for act in ("add", "change", "delete", "view")
    }


def test_senior_moderators_hold_the_switch_and_moderators_do_not(db):
    assert permissions_of(SENIOR) >= SWITCH
    assert not permissions_of("Moderators") & SWITCH
    assert not permissions_of("Editors") & SWITCH


def test_doing_it_again_changes_nothing_and_takes_nothing_away(db):
    group = Group.objects.get(name=SENIOR)
    group.permissions.add(*Group.objects.get(name="Editors").permissions.all())
    before = permissions_of(SENIOR)
    give_the_switch(apps.get_app_config("captcha"), "default")
    make_editors(apps.get_app_config("chronicle"), "default")
    assert permissions_of(SENIOR) == before
    assert Group.objects.filter(name=SENIOR).count() == 1


def test_a_group_that_was_lost_is_made_again(db):
    Group.objects.all().delete()
    give_the_switch(apps.get_app_config("captcha"), "default")
    assert permissions_of(SENIOR) == SWITCH
