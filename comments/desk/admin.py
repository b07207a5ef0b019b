"""Where the desk stands in the admin: the list of comments is the desk, each comment a page."""

from django.contrib import admin
from django.urls import path

from ..models import Comment, Decision, Thread
from . import guards, pages, reports, views


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
        return guards.for_staff(pages.show_comment)(request, comment)

    def get_urls(self):
        def at(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"comments_comment_{name}")

        return [
            at("decide/", views.decide, "decide"),
            at("undo/", views.undo, "undo"),
            at("apart/", views.set_apart, "apart"),
            at("news/", views.news, "news"),
            at("token/", views.token, "token"),
            at("<int:pk>/reply/", views.reply, "reply"),
            at("<int:pk>/hold/", views.hold, "hold"),
            at("<int:pk>/edit/", views.edit, "edit"),
            at("<int:pk>/keep/", views.keep, "keep"),
            at("<int:pk>/stand/", views.let_stand, "stand"),
            at("<int:pk>/conversation/", views.conversation, "conversation"),
            *super().get_urls(),
        ]


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """The log, to read."""

    def get_queryset(self, request):
        return super().get_queryset(request).within_reach(request.user)

    def changelist_view(self, request, extra_context=None):
        return reports.show_log(request)

    def get_urls(self):
        def at(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"comments_decision_{name}")

        return [
            at("figures/", reports.show_figures, "figures"),
            at("log.csv", reports.export_csv, "csv"),
            at("log.jsonl", reports.export_json, "json"),
            *super().get_urls(),
        ]


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
