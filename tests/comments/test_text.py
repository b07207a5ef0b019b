"""The cleaner, and the Markdown of a comment."""

import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from comments import text

# What a hostile reader has at hand: every character, and the ones that mean something.
MARKDOWN = st.text(st.sampled_from("*_`[]()<>!#-+=~&:;/\\\"'\n\t 1.aя\u202e|{}") | st.characters())
PIECES = st.lists(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "![x](https://example.org/a.png)",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt&colon;alert(1))",
            "[x](data:image/png;base64,AAAA)",
            "<javascript:alert(1)>",
            '[x](https://example.org "title")',
            "```js\ncode\n```",
            "# heading\n",
            "heading\n===\n",
            "| a | b |\n|---|---|\n| 1 | 2 |\n",
            "> ",
            "- ",
            "1. ",
            "\n",
            "\n\n",
            "**",
            "`",
            "www.example.org",
            "a@example.org",
            "&#x202e;",
            "https://example.org/%E2%80%AEtxt",
            "&#769;" * 11,
        ]
    )
    | MARKDOWN,
    max_size=30,
).map("".join)
ANY_TEXT = MARKDOWN | PIECES
CLEAN_TEXT = ANY_TEXT.map(text.without_forbidden)

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre"}
SCHEME = re.compile("[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):")


class Elements(HTMLParser):
    """Every element of some HTML, with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def elements(html):
    return Elements(html).found


def schemes(html):
    """The schemes that a browser would read in the links of ``html`` (WHATWG URL, 4.4)."""
    hrefs = [attributes.get("href") or "" for tag, attributes in elements(html) if tag == "a"]
    found = [SCHEME.match(re.sub("[\t\n\r]", "", href)) for href in hrefs]
    return {match[1].lower() for match in found if match}


def allowed_only(html):
    """Tell whether ``html`` holds the allowed tags, attributes and schemes and no others."""
    own = {"a": {"href", "rel"}, "ol": {"start"}}
    return schemes(html) <= {"http", "https", "mailto"} and all(
        tag in TAGS
        and attributes.keys() <= own.get(tag, set())
        and (tag != "a" or attributes["rel"] == "nofollow ugc noopener")
        for tag, attributes in elements(html)
    )


# The cleaner


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("e\u0301", "é"),
        ("  \n words \n\t", "words"),
        ("a\tb", "a\tb"),
        ("\u05d0\u2067abc\u2069\u200f", "\u05d0\u2067abc\u2069\u200f"),  # an isolate and a mark
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
    ],
)
def test_text_is_stored_in_one_form(typed, stored):
    assert text.clean(typed) == stored


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\u202d", "\u202e"],
    ids=ascii,
)
def test_characters_that_hide_or_break_words_are_refused(character):
    with pytest.raises(ValidationError) as caught:
        text.clean(f"a{character}b")

    assert caught.value.code == "forbidden"


@pytest.mark.parametrize("typed", ["a\u0300\u0301\u0302", "שָׁ֑לוֹם", "ที่นี่", "Việt", "❤️"])
def test_the_marks_of_living_scripts_are_kept(typed):
    assert len(text.clean(typed)) > 0


@pytest.mark.parametrize("marks", ["\u0301", "\u0300\u0316", "\u20dd", "\u0489"], ids=ascii)
def test_marks_stacked_on_one_letter_are_refused(marks):
    with pytest.raises(ValidationError) as caught:
        text.clean("a" + marks * (text.MARKS_LIMIT + 1))

    assert caught.value.code == "stacked"


@pytest.mark.parametrize("marks", ["\u0300\u0316", "\u302e\U0001d165"], ids=ascii)
def test_a_flood_of_marks_is_refused_at_once(marks):
    # Putting marks into canonical order takes a time that grows with the square of their number:
    # ten seconds for these, minutes for a megabyte.
    flood = "a" + marks * 60_000
    begun = time.process_time()

    with pytest.raises(ValidationError):
        text.clean(flood)

    assert time.process_time() - begun < 2


@given(ANY_TEXT)
@settings(deadline=None, max_examples=100)
def test_what_is_clean_stays_as_it_is(typed):
    try:
        cleaned = text.clean(typed)
    except ValidationError:
        return
    assert text.clean(cleaned) == cleaned


@given(ANY_TEXT)
@settings(deadline=None, max_examples=100)
def test_what_comes_back_in_a_form_is_not_refused_for_control_characters_again(typed):
    assert not text.FORBIDDEN.search(text.without_forbidden(typed))


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        " \n\t",
        "\u00a0\u3000",
        "\u200b\u200d\ufeff",
        "\u0301",
        "\U000e0041",
        "\u3164",
        "\u115f\u1160",
        "\uffa0",
        "\u2800",
    ],
    ids=ascii,
)
def test_what_shows_nothing_is_blank(nothing):
    assert text.is_blank(nothing)


@pytest.mark.parametrize("something", ["a", ".", "é", "👍", "ж", "한", "\u200ba"], ids=ascii)
def test_what_shows_something_is_not_blank(something):
    assert not text.is_blank(something)


# The Markdown of a comment


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("*soft* and **loud**", "<p><em>soft</em> and <strong>loud</strong></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("a `b < c` d", "<p>a <code>b &lt; c</code> d</p>"),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("```js\nlet x\n```", "<pre><code>let x\n</code></pre>"),
        (r"\*not soft\*", "<p>*not soft*</p>"),
    ],
)
def test_the_subset_of_markdown_is_rendered(source, html):
    assert text.render(source) == html


@pytest.mark.parametrize(
    "source",
    [
        "[words](https://example.org/a?b=c&d=e)",
        "<https://example.org/a?b=c&d=e>",
        "https://example.org/a?b=c&d=e",
    ],
)
def test_a_link_gives_no_credit_and_no_handle_to_where_it_leads(source):
    [(_, attributes)] = [found for found in elements(text.render(source)) if found[0] == "a"]

    assert attributes == {
        "href": "https://example.org/a?b=c&d=e",
        "rel": "nofollow ugc noopener",
    }


@pytest.mark.parametrize(
    "source",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<div>\n\nwords\n\n</div>",
        "<!-- a comment -->",
        "<img src=x onerror=alert(1)>",
        "# heading",
        "heading\n======",
        "heading\n------",
        "above\n\n---\n\nbelow",
        "| a | b |\n|---|---|\n| c | d |",
        "~~struck~~",
        "    four spaces",
        "[x]: /defined\n\n[x]",
    ],
)
def test_html_headings_tables_and_the_rest_stay_the_characters_that_were_typed(source):
    html = text.render(source)

    assert {tag for tag, _ in elements(html)} <= {"p", "br"}
    assert unescape(strip_tags(html)).split() == source.split()


def test_an_image_is_a_link_to_it():
    html = text.render("![alt](https://example.org/a.png)")

    rel = "nofollow ugc noopener"
    assert html == f'<p>!<a href="https://example.org/a.png" rel="{rel}">alt</a></p>'


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>bold</b>",
        "![alt](https://example.org/a.png)",
        "<a href='javascript:alert(1)' style='top: 0'>x</a>",
        "<a href='ftp://example.org' target=_blank rel=opener title=hidden>x</a>",
        "<style>p { top: 0 }</style>",
        "# heading",
    ],
)
def test_the_second_wall_holds_without_the_first(monkeypatch, source):
    monkeypatch.setattr(text, "PARSER", MarkdownIt("commonmark", {"html": True}))
    monkeypatch.setattr(text.PARSER, "validateLink", lambda url: True, raising=False)

    html = text.render(source)

    assert allowed_only(html)
    assert "alert(1)" not in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "\u0001javascript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/png;base64,iVBORw0KGgo=",
        "file:///etc/passwd",
        "ftp://example.org",
        "tel:123",
        "magnet:?xt=1",
        "blob:https://example.org/1",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("form", ["[x]({})", "[x](<{}>)", "<{}>", "{}"])
def test_no_link_leads_anywhere_but_to_the_web_and_mail(form, address):
    assert schemes(text.render(form.format(address))) <= {"http", "https", "mailto"}


@given(CLEAN_TEXT)
@example("![" * 2500)
@example("[" * 5000)
@example(">" * 5000)
@example("- " * 2500)
@example("*a " * 1600)
@settings(deadline=None, max_examples=300)
def test_any_text_renders_to_the_allowed_tags_and_attributes_only(source):
    html = text.render(source)

    assert allowed_only(html)
    assert not text.FORBIDDEN.search(html)


@pytest.mark.parametrize(
    "source",
    [
        "safe &#x202e;gpj.exe",
        "https://example.org/%E2%80%AEgpj.exe",
        "[a](https://example.org) <https://example.org/%E2%80%AD>",
        "a" + "&#x301;" * 11,
        "https://example.org/a" + "%CC%81" * 11,
    ],
)
def test_what_the_cleaner_refuses_does_not_come_back_by_another_name(source):
    html = text.render(source)

    assert not re.search("[\u202d\u202e]|\u0301{11}", html)
    assert source.split()[-1].split("/")[-1].rstrip(">") in html.replace("&amp;", "&")


@pytest.mark.parametrize(
    "source", [">" * 5000, "- " * 2500, "> - " * 1250, "1. " * 1600], ids=lambda text: text[:4]
)
def test_text_nested_too_deep_falls_back_to_what_was_typed(source):
    assert {tag for tag, _ in elements(text.render(source))} == {"p"}


def test_output_that_grows_too_long_falls_back_to_what_was_typed(monkeypatch):
    monkeypatch.setattr(text, "HTML_LIMIT", 30)

    assert text.render("*a* *b* *c* *d*") == "<p>*a* *b* *c* *d*</p>"


def test_a_failure_of_the_parser_falls_back_to_what_was_typed(monkeypatch):
    def fail(source):
        raise RecursionError

    monkeypatch.setattr(text.PARSER, "parse", fail)

    assert text.render("*a* <b>\n\nc") == "<p>*a* &lt;b&gt;</p>\n\n<p>c</p>"


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a ", "_", "`a", "<", "[a](", "://", "http://(", "a@", "&", "[*", "\\"]
)
def test_the_longest_text_of_the_worst_kind_renders_in_a_moment(piece):
    source = (piece * text.TEXT_LIMIT)[: text.TEXT_LIMIT]
    begun = time.process_time()

    text.render(source)

    assert time.process_time() - begun < 2
