"""The group that publishes articles, made and kept right after every migrate."""

from django.contrib.auth.management import create_permissions

EDITORS = "Editors"


def make_editors(sender, using, **kwargs):
    """Make the group and give it what it lacks; see ``comments.roles.make_roles``."""
    from django.contrib.auth.models import Group, Permission

    create_permissions(sender, using=using, verbosity=0)
    group, _ = Group.objects.using(using).get_or_create(name=EDITORS)
    group.permissions.add(
        *Permission.objects.using(using).filter(
            content_type__app_label=sender.label, content_type__model="article"
        )
    )
