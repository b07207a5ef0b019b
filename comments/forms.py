"""The fields of a comment, cleaned by the one cleaner of readers' text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import text


class ReaderTextField(forms.CharField):
    """Text that a reader typed: cleaned, and counted in characters after cleaning.

    No ``maxlength`` is rendered: a browser would cut a long paste without a word.
    """

    def __init__(self, *, limit, **kwargs):
        super().__init__(strip=False, **kwargs)
        self.limit = limit
        self.validators = []  # the cleaner has its own sentence for NUL

    def to_python(self, value):
        return text.clean(super().to_python(value))

    def bound_data(self, data, initial):
        return text.without_forbidden(super().bound_data(data, initial) or "")

    def validate(self, value):
        super().validate("" if text.is_blank(value) else value)
        if len(value) > self.limit:
            raise ValidationError(
                ngettext_lazy(
                    "This has %(length)d characters, the most is %(limit)d. "
                    "Please shorten it by %(excess)d character.",
                    "This has %(length)d characters, the most is %(limit)d. "
                    "Please shorten it by %(excess)d characters.",
                    "excess",
                ),
                code="too_long",
                params={
                    "length": len(value),
                    "limit": self.limit,
                    "excess": len(value) - self.limit,
                },
            )


class NameField(ReaderTextField):
    """A name: one line, runs of white space closed up."""

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


def name_field():
    return NameField(
        limit=text.NAME_LIMIT,
        label=_("Name"),
        error_messages={"required": _("Please give a name. It need not be your real one.")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )


COMMENT = _("Comment")


def text_field(label=COMMENT, **kwargs):
    return ReaderTextField(
        limit=text.TEXT_LIMIT,
        label=label,
        error_messages={"required": _("Please write a comment.")},
        help_text=format_lazy(_("Up to {limit} characters."), limit=text.TEXT_LIMIT),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "data-limit": text.TEXT_LIMIT}),
        **kwargs,
    )


class RevisionForm(forms.Form):
    """The author's new wording of a comment."""

    text = text_field()


class ObjectionForm(forms.Form):
    """Why the author would have a refused comment looked at again."""

    text = ReaderTextField(
        limit=text.OBJECTION_LIMIT,
        label=_("Why should it be looked at again?"),
        error_messages={"required": _("Please say why it should be looked at again.")},
        help_text=format_lazy(_("Up to {limit} characters."), limit=text.OBJECTION_LIMIT),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": text.OBJECTION_LIMIT}),
    )


class ReplyForm(forms.Form):
    """What staff answer from the admin."""

    text = text_field()


class EditForm(forms.Form):
    """The wording that staff approves in place of the author's."""

    text = text_field(_("Text"))

    def __init__(self, *args, **kwargs):
        # Beside the form of a reply, whose field has the same name.
        super().__init__(*args, auto_id="edit_%s", **kwargs)
