"""Who speaks for the site: the names that no reader may take."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override

from comments.models import Comment

from .models import Article


def protected_names(thread):
    """Return the names of the site, of its offices in every language, of its staff, and of who
    wrote the article of ``thread``."""
    authors = Article.objects.filter(thread=thread).values_list("author", flat=True)
    return {settings.SITE_NAME, *offices(), *staff_names(), *authors}


def offices():
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield from (_("Staff"), _("Author"), _("Editor"), _("Moderator"), _("Administrator"))


def staff_names():
    """Yield full names, and for those who have none what they sign in with; only where readers
    have seen it, or this would tell a stranger which names to try there."""
    has_spoken = Exists(Comment.objects.visible().filter(staff=OuterRef("pk")))
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    names = staff.only("username", "first_name", "last_name")
    for person in names.annotate(has_spoken=has_spoken):
        if person.get_full_name():
            yield person.get_full_name()
        elif person.has_spoken:
            yield person.get_username()
