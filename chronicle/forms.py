"""The comment form: the one place where comments and pictures meet."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from captcha import asking
from captcha.forms import CaptchaMixin
from captcha.models import Verdict
from comments import moderation, names, text
from comments.forms import name_field, text_field
from comments.models import Comment, Lane

# Beyond this an id is not ours: a 64-bit key has at most 19 digits, and never so many in use.
ID_DIGITS = 18


class Refused(Exception):
    """The pictures were not passed; ``verdict`` says how."""

    def __init__(self, verdict):
        super().__init__(verdict.value)
        self.verdict = verdict


class CommentForm(CaptchaMixin):
    """A reader's comment, the comment it answers, and the pictures."""

    name = name_field()
    text = text_field()
    # Whatever it holds, `parent_id` reads it: all that cannot be answered is one and the same.
    parent = forms.Field(required=False, widget=forms.HiddenInput)

    field_order = ["name", "text", "parent", "captcha"]

    @property
    def parent_id(self):
        """The id of the comment that is answered; None for none, 0 for what is no id."""
        typed = self.data.get("parent", "") if self.is_bound else self.initial.get("parent", "")
        if not typed:
            return None
        return (
            int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= ID_DIGITS else 0
        )

    @property
    def wants_preview(self):
        return "preview" in self.data

    def preview(self):
        """Return the HTML of what was typed, or "" if it would not be accepted."""
        return "" if "text" in self.errors else text.render(self.cleaned_data["text"])

    def overlook(self, *names):
        """Drop the complaints about the fields that this post was not about."""
        for name in names:
            self.errors.pop(name, None)

    def refuse_taken_name(self, thread):
        """Complain about a name that looks like one of the site's own people; tell whether it
        does. Not a part of cleaning, which must do without the database."""
        is_taken = names.is_taken(self.cleaned_data["name"], thread)
        if is_taken:
            self.add_error(
                "name",
                _(
                    "This looks like the name of somebody who writes here for the site. "
                    "Please choose another."
                ),
            )
        return is_taken

    def store(self, thread):
        """Redeem the pictures and store the comment of a valid form, in one transaction.

        The same form sent again gives the comment it made the first time. Raises Refused,
        ``budget.Exhausted``, ``moderation.ThreadClosed`` or ``moderation.ParentGone``; a wrong
        answer is spent all the same, and nothing is with any of the others.
        """
        if fault := self._misplaced(thread):
            if twin := self._twin():
                return twin
            raise fault
        with transaction.atomic():
            verdict = self.redeem()
            if verdict in (Verdict.PASSED, Verdict.UNABLE):
                return self._submit(thread)
        if twin := self._twin():
            return twin
        raise Refused(verdict)

    def _misplaced(self, thread):
        """Return why nothing can be stored there whatever the pictures are, or None. Looked for
        before they are judged, or such a post would tell a right answer without spending it."""
        if not thread.is_open:
            return moderation.ThreadClosed()
        answered = Comment.objects.visible().filter(thread=thread, pk=self.parent_id)
        if self.parent_id is not None and not answered.exists():
            return moderation.ParentGone()
        return None

    def _submit(self, thread):
        return moderation.submit(
            thread,
            name=self.cleaned_data["name"],
            source=self.cleaned_data["text"],
            parent_id=self.parent_id,
            submission=self.nonce,
            lane=Lane.OTHER if self.response.is_unable else Lane.MAIN,
            browser=asking.browser_digest(self.asker.browser),
            client=self.asker.client,
            signals=self.signals(),
        )

    def _twin(self):
        """Return the comment that this very post has made already, or None. Only for the browser
        that the pictures were for: what it leads to is the author's private page."""
        if not self.is_answer_of_asker:
            return None
        comment = Comment.objects.filter(submission=self.nonce).first()
        words = {"name": self.cleaned_data["name"], "source": self.cleaned_data["text"]}
        return comment if comment and comment.says(parent_id=self.parent_id, **words) else None
