"""Where the desk stands in the admin: the list of comments is the desk, each comment a page."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import Comment, Decision, Thread
from . import pages, reports, views


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted here by the admin's own forms."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    def get_queryset(self, request):
        needs = ("thread", "latest", "parent__latest")
        return super().get_queryset(request).within_reach(request.user).select_related(*needs)

    def changelist_view(self, request, extra_context=None):
        return views.desk(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        comment = self.get_object(request, object_id)
        if request.method == "POST" or comment is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return views.for_staff(pages.show_comment)(request, comment)

    def get_urls(self):
        def at(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"comments_comment_{name}")

        return [
            at("decide/", views.decide, "decide"),
            at("undo/", views.undo, "undo"),
            at("news/", views.news, "news"),
            at("<int:pk>/reply/", views.reply, "reply"),
            at("<int:pk>/edit/", views.edit, "edit"),
            at("<int:pk>/conversation/", views.conversation, "conversation"),
            *super().get_urls(),
        ]


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """The log, to read."""

    list_display = ("decided_at", "linked_comment", "transition", "change", "actor", "reason")
    list_display_links = None
    list_filter = ("transition", "decided_at")
    list_select_related = ("moderator",)
    ordering = ("-decided_at", "-pk")
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).within_reach(request.user)

    def lookup_allowed(self, lookup, value, request):
        return lookup in ("transition__exact", "decided_at__gte", "decided_at__lt")

    def get_urls(self):
        figures = self.admin_site.admin_view(reports.show_figures)
        return [
            path("figures/", figures, name="comments_decision_figures"),
            *super().get_urls(),
        ]

    @admin.display(description=_("Comment"))
    def linked_comment(self, decision):
        url = reverse("admin:comments_comment_change", args=[decision.comment_id])
        return format_html('<a href="{}">{}</a>', url, decision.comment_id)

    @admin.display(description=_("Change"))
    def change(self, decision):
        return decision.change

    @admin.display(description=_("Who"))
    def actor(self, decision):
        return decision.actor


@admin.register(Thread)
class ThreadAdmin(admin.ModelAdmin):
    """Who moderates which article. Nothing else of a thread is changed here."""

    fields = ("title", "moderators")
    readonly_fields = ("title",)
    filter_horizontal = ("moderators",)
    list_display = ("title", "waiting_count", "visible_count")
    search_fields = ("title",)
    ordering = ("-pk",)

    def get_queryset(self, request):
        return super().get_queryset(request).within_reach(request.user)

    def lookup_allowed(self, lookup, value, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
