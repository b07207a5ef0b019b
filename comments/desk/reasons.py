"""Reasons that are given again and again, so that a digit is enough for each."""

from django.utils.translation import gettext_lazy as _

REASONS = (
    _("Please stay on the subject of the article."),
    _("Please stay polite, and write about the matter, not the person."),
    _("Please say where this comes from: add a source."),
    _("Please leave out what is private: names, addresses, numbers."),
    _("Please leave out the advertising."),
    _("Please write it so that others can read it: whole sentences, no capitals throughout."),
)
