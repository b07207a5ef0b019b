"""The marks of suspicious characters, for what the desk shows beside a comment's own text."""

from django import template

from ..wording import mark_text, marked

register = template.Library()
register.filter("marked", mark_text, is_safe=True)
register.filter("marked_html", marked, is_safe=True)
