"""Moderating in the stock admin: what waits, what a decision needs, and the log."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from . import cards, moderation
from .forms import ReaderTextField, ReplyForm
from .models import KEY_FORM, Comment, Decision, Status, Transition, private_key

REASON_LIMIT = 500


class ReasonField(ReaderTextField):
    def __init__(self, **kwargs):
        super().__init__(
            limit=REASON_LIMIT,
            required=False,
            label=gettext_lazy("Reason"),
            help_text=gettext_lazy("The author can read it."),
            **kwargs,
        )


class DecisionForm(ActionForm):
    """The bar over the list: what to do, and why."""

    reason = ReasonField()


class StatusFilter(admin.SimpleListFilter):
    """What waits comes first, without anybody choosing it."""

    title = gettext_lazy("status")
    parameter_name = "status"
    EVERYTHING = "all"

    def lookups(self, request, model_admin):
        gone = [("withdrawn", _("withdrawn")), ("removed", _("removed for good"))]
        return [*Status.choices, *gone, (self.EVERYTHING, _("everything"))]

    def choices(self, changelist):
        for value, title in self.lookup_choices:
            yield {
                "selected": self.chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    @property
    def chosen(self):
        return self.value() or Status.PENDING

    def queryset(self, request, queryset):
        if self.chosen == self.EVERYTHING:
            return queryset
        if self.chosen == "removed":
            return queryset.filter(is_removed=True)
        if self.chosen == "withdrawn":
            return queryset.filter(is_withdrawn=True, is_removed=False)
        return queryset.filter(latest__status=self.chosen, is_withdrawn=False, is_removed=False)


class Queue(ChangeList):
    """The list, each row knowing what became of its author's other comments: one query more."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        histories = Comment.objects.histories(self.result_list)
        for comment in self.result_list:
            comment.history = histories.get(comment.author_key, {})


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ("wording", "place", "author", "entrance", "standing")
    list_display_links = None
    list_filter = (StatusFilter, "lane")
    list_select_related = ("thread", "latest", "parent__latest", "staff")
    list_per_page = 50
    search_fields = ("name", "latest__source")
    show_full_result_count = False
    actions_selection_counter = False  # "all 312" would decide about versions that nobody saw
    action_form = DecisionForm
    actions = ("approve", "send_back", "reject", "mark_spam", "undo", "remove")
    change_form_template = "admin/comments/comment/change_form.html"

    def lookup_allowed(self, lookup, value, request):
        """Only what the page itself offers: any field would let a moderator ask for private keys
        letter by letter."""
        return lookup in ("status", "lane__exact")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_ordering(self, request):
        """Oldest first while it waits, so that nobody waits for ever; newest first once decided."""
        waits = request.GET.get("status", Status.PENDING) == Status.PENDING
        return ("created_at", "pk") if waits else ("-created_at", "-pk")

    def get_changelist(self, request, **kwargs):
        return Queue

    # What a row shows

    def action_checkbox(self, comment):
        """The checkbox carries the version that the moderator sees, not the id alone."""
        label = _("Select the comment by %(name)s") % {"name": comment.name}
        attributes = {"class": "action-select", "aria-label": label}
        box = forms.CheckboxInput(attributes, lambda value: False)
        return box.render(ACTION_CHECKBOX_NAME, comment.card)

    @admin.display(description=gettext_lazy("Comment"))
    def wording(self, comment):
        return render_to_string("admin/comments/comment/wording.html", {"comment": comment})

    @admin.display(description=gettext_lazy("Article"))
    def place(self, comment):
        return render_to_string("admin/comments/comment/place.html", {"comment": comment})

    @admin.display(description=gettext_lazy("Author"), ordering="name")
    def author(self, comment):
        return render_to_string("admin/comments/comment/author.html", {"comment": comment})

    @admin.display(description=gettext_lazy("Came in by"), ordering="lane")
    def entrance(self, comment):
        return render_to_string("admin/comments/comment/entrance.html", {"comment": comment})

    @admin.display(description=gettext_lazy("Status"), ordering="created_at")
    def standing(self, comment):
        return render_to_string("admin/comments/comment/standing.html", {"comment": comment})

    # What can be done

    # Each takes the cards that were posted, where a stock action takes a queryset.

    @admin.action(description=gettext_lazy("Approve"), permissions=["moderate"])
    def approve(self, request, seen, reason=""):
        return self.decide(Transition.APPROVE, request, seen, reason)

    @admin.action(description=gettext_lazy("Send back"), permissions=["moderate"])
    def send_back(self, request, seen, reason=""):
        return self.decide(Transition.SEND_BACK, request, seen, reason)

    @admin.action(description=gettext_lazy("Reject"), permissions=["moderate"])
    def reject(self, request, seen, reason=""):
        return self.decide(Transition.REJECT, request, seen, reason)

    @admin.action(description=gettext_lazy("Mark as spam"), permissions=["moderate"])
    def mark_spam(self, request, seen, reason=""):
        return self.decide(Transition.MARK_SPAM, request, seen, reason)

    @admin.action(description=gettext_lazy("Undo the last decision"), permissions=["moderate"])
    def undo(self, request, seen, reason=""):
        return moderation.undo(seen, moderator=request.user)

    @admin.action(description=gettext_lazy("Remove for good"), permissions=["remove"])
    def remove(self, request, seen, reason=""):
        return moderation.remove(seen, moderator=request.user, reason=reason)

    def decide(self, transition, request, seen, reason):
        return moderation.decide(transition, seen, moderator=request.user, reason=reason)

    def has_moderate_permission(self, request):
        return request.user.has_perm("comments.moderate_comment")

    def has_remove_permission(self, request):
        return request.user.has_perm("comments.remove_comment")

    def response_action(self, request, queryset, **place):  # Django 6.1 says on which page
        return self.act(request, request.get_full_path())

    def act(self, request, back):
        """Do what the post asks with the cards it carries, say what came of it, and go back."""
        try:
            seen = cards.parse(request.POST.getlist(ACTION_CHECKBOX_NAME))
            reason = ReasonField().clean(request.POST.get("reason", ""))
            name = request.POST.get("action")
            if name not in self.actions:
                raise ValidationError(_("Choose what to do with the comments."))
            outcome = getattr(self, name)(request, seen, reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.report(request, outcome, seen)
        return HttpResponseRedirect(back, status=303)

    def report(self, request, outcome, seen):
        if outcome.decided:
            number = len(outcome.decided)
            done = ngettext("%(n)d comment decided.", "%(n)d comments decided.", number)
            messages.success(request, done % {"n": number})
        for comment in outcome.left:
            messages.warning(request, left_alone(comment))
        if len(outcome.decided) + len(outcome.left) < len(seen):
            messages.warning(request, _("Some of these comments are not here any more."))

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("decide/", view(require_POST(self.decide_view)), name="comments_comment_decide"),
            path(
                "<int:pk>/reply/",
                view(require_POST(self.reply_view)),
                name="comments_comment_reply",
            ),
            *super().get_urls(),
        ]

    def decide_view(self, request):
        """One comment, from its own page."""
        seen = request.POST.get(ACTION_CHECKBOX_NAME, "").partition(":")[0]
        if not seen.isdecimal():
            return self.act(request, reverse("admin:comments_comment_changelist"))
        return self.act(request, reverse("admin:comments_comment_change", args=[seen]))

    def reply_view(self, request, pk):
        """A reply by staff: published at once, with their mark."""
        parent = get_object_or_404(Comment.objects.select_related("thread"), pk=pk)
        form = ReplyForm(request.POST)
        reply = self.publish_reply(request, parent, form) if form.is_valid() else None
        if reply is None:
            return self.show(request, parent, reply_form=form, status=422)
        messages.success(request, _("Your reply is published."))
        return HttpResponseRedirect(
            reverse("admin:comments_comment_change", args=[reply.pk]), status=303
        )

    def publish_reply(self, request, parent, form):
        """Return the reply, or None with the form saying why there is none."""
        submission = request.POST.get("submission", "")
        try:
            return moderation.reply(
                parent,
                form.cleaned_data["text"],
                staff=request.user,
                submission=submission if KEY_FORM.fullmatch(submission) else private_key(),
            )
        except moderation.ThreadClosed:
            form.add_error("text", _("The comments of this article are closed."))
        except moderation.ParentGone:
            form.add_error("text", _("Readers do not see this comment: approve it first."))
        except moderation.AlreadySent:
            form.add_error("text", _("You sent another reply from this page. Send this one too?"))
        return None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        comment = self.get_object(request, object_id)
        if request.method == "POST" or comment is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return self.show(request, comment)

    def show(self, request, comment, *, reply_form=None, status=200):
        """Render the page of one comment: what a decision needs, the log, a form for a reply."""
        if not self.has_view_permission(request, comment):
            raise PermissionDenied
        comment.history = Comment.objects.histories([comment]).get(comment.author_key, {})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": comment,
            "media": self.media,
            "has_view_permission": True,
            "comment": comment,
            "actions": [(name, label) for name, label in self.get_action_choices(request) if name],
            "decisions": Decision.objects.filter(comment=comment)
            .select_related("moderator")
            .order_by("version"),
            "revisions": comment.revisions.order_by("pk"),
            "reply_form": reply_form or ReplyForm(),
            "reply_submission": private_key(),
            "title": _("Comment by %(name)s") % {"name": comment.name},
            "subtitle": None,
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)


def left_alone(comment):
    """Return the sentence that says why a card was left: who decided what, and when."""
    last = comment.last_decision
    return _("Left alone: the comment by %(name)s was %(decision)s by %(who)s at %(when)s.") % {
        "name": comment.name,
        "decision": last.get_transition_display(),
        "who": last.actor,
        "when": date_format(localtime(last.decided_at), "DATETIME_FORMAT"),
    }


@admin.register(Decision)
class DecisionAdmin(admin.ModelAdmin):
    """The log, to read."""

    list_display = ("decided_at", "linked_comment", "transition", "change", "actor", "reason")
    list_display_links = None
    list_filter = ("transition", "decided_at")
    list_select_related = ("moderator",)
    ordering = ("-decided_at", "-pk")
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request):
        return lookup in ("transition__exact", "decided_at__gte", "decided_at__lt")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("Comment"))
    def linked_comment(self, decision):
        url = reverse("admin:comments_comment_change", args=[decision.comment_id])
        return format_html('<a href="{}">{}</a>', url, decision.comment_id)

    @admin.display(description=gettext_lazy("Change"))
    def change(self, decision):
        old, new = decision.get_from_status_display(), decision.get_to_status_display()
        return format_html("{} → {}", old or "·", new)

    @admin.display(description=gettext_lazy("Who"))
    def actor(self, decision):
        return decision.actor
