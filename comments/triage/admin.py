"""Rules in the admin: made by seniors, each tried out on the past before it acts."""

from functools import cached_property

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comments import text

from . import rules
from .models import Kind, Rule

CLEANED = ("name", "looks_for", "note")
NOT_OF_PLACES = ("looks_for", "field")


class RuleForm(forms.ModelForm):
    """A rule's fields, and what it would have caught: ``user`` is who looks at it."""

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:  # that of a place is made on a comment's page
            choices = [choice for choice in Kind.choices if choice[0] != Kind.CLIENT]
            self.fields["kind"].choices = choices

    @property
    def is_trial(self):
        return "_try" in self.data

    def is_valid(self):
        """Tell whether it can be saved: never when it is only to be tried out."""
        return super().is_valid() and not self.is_trial

    def clean(self):
        cleaned = super().clean()
        for name in CLEANED:
            if cleaned.get(name):
                try:
                    cleaned[name] = text.clean(cleaned[name])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    @cached_property
    def dry_run(self):
        """What the rule would have caught, as typed or as stored; None where it makes no sense."""
        if self.errors or (not self.is_bound and self.instance.pk is None):
            return None
        return rules.dry_run(self.instance, self.user)


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    form = RuleForm
    actions = None
    list_display = ("name", "kind", "effect", "acts", "ends_at", "author", "created_at")
    list_filter = ("is_active",)
    list_select_related = ("author",)
    ordering = ("-is_active", "-pk")
    radio_fields = {"kind": admin.VERTICAL, "field": admin.VERTICAL, "effect": admin.VERTICAL}
    fieldsets = (
        (None, {"fields": ("name", "kind", "looks_for", "field", "effect")}),
        (_("Whose and how long"), {"fields": ("note", "is_active", "ends_at")}),
    )

    @admin.display(description=_("acts now"), boolean=True)
    def acts(self, rule):
        return rule.is_in_force

    def has_delete_permission(self, request, obj=None):
        return False  # the log names it

    def lookup_allowed(self, lookup, value, request):
        return lookup == "is_active__exact"

    def get_fieldsets(self, request, obj=None):
        (_title, what), how_long = super().get_fieldsets(request, obj)
        fields = what["fields"]
        if obj and obj.kind == Kind.CLIENT:
            fields = [name for name in fields if name not in NOT_OF_PLACES]
        made = ("author", "created_at") if obj else ()
        more = {"fields": (*how_long[1]["fields"], *made)}
        return (None, {"fields": fields}), (how_long[0], more)

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        made = ("author", "created_at")
        # The name of a place changes with the day: it must not be kept beyond it.
        return ("kind", "ends_at", *made) if obj.kind == Kind.CLIENT else made

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)
