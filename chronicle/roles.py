"""Who publishes articles and who holds the captcha's switch, kept right after every migrate."""

from django.contrib.auth.management import create_permissions

EDITORS = "Editors"
SENIOR = "Senior moderators"


def make_editors(sender, using, **kwargs):
    """Make the group and give it what it lacks; see ``comments.roles.make_roles``."""
    give(EDITORS, "article", sender, using)


def give_the_switch(sender, using, **kwargs):
    """Give senior moderators the switch for a site under attack; made first, if need be."""
    give(SENIOR, "defence", sender, using)


def give(name, model, app, using):
    """Give the group ``name`` every permission for ``model`` of ``app``; take none away."""
    from django.contrib.auth.models import Group, Permission

    create_permissions(app, using=using, verbosity=0)
    group, _ = Group.objects.using(using).get_or_create(name=name)
    group.permissions.add(
        *Permission.objects.using(using).filter(
            content_type__app_label=app.label, content_type__model=model
        )
    )
