"""The groups that moderators belong to, made and kept right after every migrate."""

from django.contrib.auth.management import create_permissions

VIEW = ("view_comment", "view_revision", "view_decision", "view_thread")
ROLES = {
    "Moderators": (*VIEW, "moderate_comment"),
    "Moderators of chosen articles": (*VIEW, "moderate_chosen_comment"),
    "Senior moderators": (
        *VIEW,
        "moderate_comment",
        "reverse_comment",
        "remove_comment",
        "change_thread",  # the one thing to change there is who moderates it
    ),
}


def make_roles(sender, using, **kwargs):
    """Make the groups of ROLES and give each the permissions it lacks; take none away.

    A ``post_migrate`` receiver, because a migration would find no permissions yet. Doing it
    twice changes nothing, so a site may add permissions of its own to the groups.
    """
    from django.contrib.auth.models import Group, Permission

    create_permissions(sender, using=using, verbosity=0)
    for name, codenames in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(
            *Permission.objects.using(using).filter(
                content_type__app_label=sender.label, codename__in=codenames
            )
        )
