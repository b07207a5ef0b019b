from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import ReaderTextField
from .models import WORDS_LIMIT, Reason


class ReportForm(forms.Form):
    """Why a reader reports a comment."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with it."),
            "invalid_choice": _("Choose what is wrong with it."),
        },
    )
    words = ReaderTextField(
        limit=WORDS_LIMIT,
        required=False,
        label=_("Anything a moderator should know"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": WORDS_LIMIT}),
    )
