"""Publishing in the stock admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from comments import text

from .models import Article

# Whoever reads a colleague's secret has that second factor: nobody does, superusers included.
admin.site.unregister([TOTPDevice, StaticDevice])

CLEANED = ("title", "standfirst", "body", "author")


class ArticleForm(forms.ModelForm):
    """An article's fields; what is typed passes the same cleaner as a reader's text, and runs in
    the direction of its own letters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in CLEANED:
            if name in self.fields:  # who may only look has none
                self.fields[name].widget.attrs["dir"] = "auto"

    def clean(self):
        cleaned = super().clean()
        for name in CLEANED:
            if cleaned.get(name):
                try:
                    cleaned[name] = text.clean(cleaned[name])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return cleaned


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    actions = None  # deleting many at once would go past Article.delete
    list_display = ("title", "published_at", "is_open", "comments", "updated_at")
    list_filter = ("is_open", "language")
    list_select_related = ("thread",)
    ordering = ("-published_at", "-pk")
    prepopulated_fields = {"slug": ["title"]}
    search_fields = ("title", "standfirst")
    fieldsets = (
        (None, {"fields": ("title", "slug", "standfirst", "body", "author", "writer", "language")}),
        (_("Publishing"), {"fields": ("published_at", "is_open")}),
    )

    @admin.display(description=_("approved comments"))
    def comments(self, article):
        return article.thread.visible_count

    def get_changeform_initial_data(self, request):
        return {"writer": request.user.pk, **super().get_changeform_initial_data(request)}

    def lookup_allowed(self, lookup, value, request):
        return lookup in ("is_open__exact", "language__exact")

    def has_delete_permission(self, request, obj=None):
        """An article with comments is unpublished, not deleted."""
        has_comments = obj is not None and obj.thread.comments.exists()
        return super().has_delete_permission(request, obj) and not has_comments

    def view_on_site(self, article):
        if article.is_published:
            return article.get_absolute_url()
        return reverse("admin:chronicle_article_preview", args=[article.pk])

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("<int:pk>/preview/", preview, name="chronicle_article_preview"),
            *super().get_urls(),
        ]

    def preview(self, request, pk):
        """The article as readers would see it, for those who may read drafts."""
        article = get_object_or_404(Article.objects.select_related("thread"), pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        response = render(request, "chronicle/preview.html", {"article": article})
        add_never_cache_headers(response)
        return response
