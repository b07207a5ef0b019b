"""Who makes rules."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from comments.triage.roles import give_rules


def rights_of(name):
    rights = Group.objects.get(name=name).permissions
    return set(rights.filter(content_type__model="rule").values_list("codename", flat=True))


@pytest.mark.django_db
def test_seniors_make_rules_and_moderators_read_them():
    assert rights_of("Senior moderators") == {"view_rule", "add_rule", "change_rule"}
    assert rights_of("Moderators") == rights_of("Moderators of chosen articles") == {"view_rule"}
    assert rights_of("Editors") == set()


@pytest.mark.django_db
def test_nobody_can_be_given_the_right_to_delete_a_rule_that_the_log_names():
    assert not Permission.objects.filter(codename="delete_rule")


@pytest.mark.django_db
def test_giving_them_again_keeps_what_a_site_added():
    extra = Permission.objects.get(codename="add_rule")
    Group.objects.get(name="Moderators").permissions.add(extra)

    give_rules(apps.get_app_config("triage"), using="default")

    assert rights_of("Moderators") == {"view_rule", "add_rule"}
    assert Group.objects.filter(name="Moderators").count() == 1
