"""What a reader fills in to get mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Pace, Topic

TOPICS = {"decision": Topic.DECISION, "replies": Topic.REPLIES}


class AddressForm(forms.Form):
    """An address, with what its field says when it is wrong."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,  # RFC 5321, section 4.5.3.1.3
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Give an address."),
            "invalid": _("Give one address, such as name@example.org."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="mail_%s", **kwargs)


class CommentMailForm(AddressForm):
    """What its author wants to hear about one comment; nothing more is decided about one that is
    published, until it changes."""

    decision = forms.BooleanField(
        label=_("Tell me when it is decided"), required=False, initial=True
    )
    replies = forms.BooleanField(label=_("Tell me when somebody answers"), required=False)
    link = forms.BooleanField(label=_("Mail me the link to this page"), required=False)

    def __init__(self, *args, is_published=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_published:
            del self.fields["decision"]
            self.fields["replies"].initial = True

    def clean(self):
        if not self.errors and not any(self.cleaned_data.get(name) for name in ("link", *TOPICS)):
            raise forms.ValidationError(_("Tick at least one of the mails."))
        return self.cleaned_data

    @property
    def topics(self):
        """The topics that were ticked, in a valid form."""
        return [topic for name, topic in TOPICS.items() if self.cleaned_data.get(name)]


class ThreadMailForm(AddressForm):
    """How often somebody wants to hear about a discussion."""

    pace = forms.ChoiceField(
        label=_("When?"), choices=Pace, initial=Pace.EACH, widget=forms.RadioSelect
    )
