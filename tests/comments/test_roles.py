"""The groups of moderators."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission

from comments.roles import make_roles


def permissions_of(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_moderators_may_view_and_moderate_and_nothing_else(db):
    assert permissions_of("Moderators") == {
        "view_comment",
        "view_revision",
        "view_decision",
        "view_thread",
        "view_rule",
        "moderate_comment",
    }


def test_seniors_may_also_reverse_remove_and_say_who_moderates(db):
    more = permissions_of("Senior moderators") - permissions_of("Moderators")
    assert more - {"view_defence", "change_defence"} == {
        "remove_comment",
        "reverse_comment",
        "change_thread",
        "add_rule",
        "change_rule",
    }


def test_moderators_of_chosen_articles_may_not_decide_about_all(db):
    chosen = permissions_of("Moderators of chosen articles")

    assert chosen == permissions_of("Moderators") - {"moderate_comment"} | {
        "moderate_chosen_comment"
    }


def test_nobody_can_be_given_the_right_to_rewrite_what_was_said_or_decided(db):
    rights = Permission.objects.filter(content_type__app_label="comments")

    assert {
        right.codename
        for right in rights
        if right.content_type.model in ("comment", "revision", "decision")
    } == {
        "view_comment",
        "view_revision",
        "view_decision",
        "moderate_comment",
        "moderate_chosen_comment",
        "reverse_comment",
        "remove_comment",
    }


def test_making_the_groups_again_keeps_what_a_site_added(db):
    extra = Permission.objects.get(codename="add_user")
    Group.objects.get(name="Moderators").permissions.add(extra)

    make_roles(apps.get_app_config("comments"), using="default")

    assert "add_user" in permissions_of("Moderators")
    assert Group.objects.filter(name="Moderators").count() == 1


def test_a_group_that_was_deleted_comes_back(db):
    Group.objects.filter(name="Moderators").delete()

    make_roles(apps.get_app_config("comments"), using="default")

    assert "moderate_comment" in permissions_of("Moderators")
