"""Where forms that hold words are sent to, so that Back finds the words whatever fails."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def post_to(context, url):
    """Return ``url``, in another spelling where the page itself stands there.

    What is sent to a page's own address replaces that page in the browser's history (HTML,
    "navigate", history handling), also when it fails and an error page comes instead: Back would
    skip the form and its words.
    """
    return f"{url}?again" if context["request"].get_full_path() == url else url
