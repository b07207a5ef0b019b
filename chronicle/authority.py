"""What somebody of the staff may do, read at once."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class OneQueryBackend(ModelBackend):
    """Django's own, but that a user's permissions and those of his groups are one query, not two:
    every page of the newsroom asks for both."""

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):  # the name that Django's own keeps them under
            user_obj._perm_cache = read(user_obj)
        return user_obj._perm_cache


def read(user):
    """Return every permission of ``user`` as "app.codename"; a superuser has all there are."""
    found = Permission.objects.order_by()
    if not user.is_superuser:
        found = found.filter(Q(user=user) | Q(group__user=user))
    names = found.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in names}
