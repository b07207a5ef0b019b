"""The Markdown of articles, and plain text that survives it."""

from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from chronicle import markdown
from comments import text as comments_text


class Visible(HTMLParser):
    """The words of some HTML, blocks and breaks parting them like white space."""

    def __init__(self, html):
        super().__init__()
        self.text = ""
        self.tags = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.text += "\n"

    def handle_data(self, data):
        self.text += data


def words(text):
    """Return ``text`` as a browser shows it: runs of white space are one space (CSS Text 3)."""
    return " ".join(text.split())


def clean(text):
    try:
        return comments_text.clean(text)
    except ValidationError:
        assume(False)


# What Markdown gives a meaning to, in all the places where it has one.
MARKUP = st.sampled_from(
    [
        *"\\`*_[]()<>&!#+-=~|\t\n :a—“ы\u00a0\u2028\ufeff\u200b",
        *("1.", "12)", "1234567890.", "١.", "---", "===", "```", "~~~", "\n    ", "  \n", "\\\n"),
        *("<b>", "&amp;", "&#65;", "&copy", "[a]: /b", "![a](b)", "http://a.example", "a@b.c"),
    ]
)


@effort(deadline=None, max_examples=300)
@given(st.one_of(st.lists(MARKUP, max_size=12).map("".join), st.text()))
@example("15. September was held the sixth round")
@example("- one\n- two\n\n> three")
@example("Title\n=====")
@example("    code")
@example("a\\")
@example("[a]: /b 'c'")
def test_any_text_escaped_renders_as_the_same_words(text):
    text = clean(text)
    shown = Visible(markdown.render(markdown.escape(text)))
    assert words(shown.text) == words(text)
    assert shown.tags <= {"p", "br"}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Head", "<h1>Head</h1>"),
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("[a](/b)", '<p><a href="/b" rel="noopener">a</a></p>'),
    ],
)
def test_markdown_is_html(source, html):
    assert markdown.render(source).strip() == html


EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<style>p{}</style>",
    "[a](javascript:alert(1))",
    "![a](javascript:alert(1))",
    "<a href='javascript:alert(1)'>a</a>",
    "[a](data:text/html,x)",
    '[a](/b "x\\" onclick=\\"alert(1)")',
    "<p style='color:red' onclick='alert(1)'>a</p>",
    "<iframe src='//evil.example'></iframe>",
]


@pytest.mark.parametrize("source", EVIL)
def test_an_article_holds_no_script_and_no_style(source):
    html = markdown.render(source)
    tags = Visible(html)
    assert tags.tags <= {"p", "a", "img"}
    attributes = [name for tag in Attributes(html).found for name in tag]
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert 'href="javascript' not in html and 'src="javascript' not in html


class Attributes(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append([name for name, _ in attrs])
