"""What the staff may do, read in one query."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    user = User.objects.create_user("ed")
    user.groups.add(Group.objects.get(name="Editors"))
    user.user_permissions.add(Permission.objects.get(codename="moderate_comment"))
    return user


def test_permissions_of_a_user_and_of_his_groups_are_one_query(
    editor, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        assert editor.has_perm("comments.moderate_comment")
        assert editor.has_perm("chronicle.change_article")
        assert not editor.has_perm("comments.remove_comment")


def test_they_are_what_django_itself_would_find(editor):
    own, of_groups = editor.get_user_permissions(), editor.get_group_permissions()
    assert User.objects.get(pk=editor.pk).get_all_permissions() == own | of_groups


def test_a_superuser_has_all_there_are(admin_user):
    assert len(admin_user.get_all_permissions()) == Permission.objects.count()


def test_who_is_not_active_or_not_signed_in_has_none(editor):
    editor.is_active = False
    assert editor.get_all_permissions() == set()
    assert AnonymousUser().get_all_permissions() == set()
