"""Who makes rules, and who may read them, kept right after every migrate."""

from django.contrib.auth.management import create_permissions

ROLES = {
    "Moderators": ("view_rule",),
    "Moderators of chosen articles": ("view_rule",),
    "Senior moderators": ("view_rule", "add_rule", "change_rule"),
}


def give_rules(sender, using, **kwargs):
    """Give each group what it lacks of ROLES; see ``comments.roles.make_roles``."""
    from django.contrib.auth.models import Group, Permission

    create_permissions(sender, using=using, verbosity=0)
    for name, codenames in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(
            *Permission.objects.using(using).filter(
                content_type__app_label=sender.label, codename__in=codenames
            )
        )
