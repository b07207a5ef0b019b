"""A comment's text for a moderator's eyes."""

import pytest

from comments import text
from comments.desk.wording import marked


def test_ordinary_words_are_shown_as_readers_see_them():
    html = text.render("One *two*\n\n> three\n\n- four\n\n`five` & <six>")

    assert marked(html) == html


@pytest.mark.parametrize(
    ("source", "spelled_out"),
    [
        ("[the source](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&amp;c=2"),
        ("[https://good.example](https://bad.example/)", "https://bad.example/"),
        ("[*em*](mailto:a@example.org)", "mailto:a@example.org"),
    ],
)
def test_a_link_says_where_it_leads(source, spelled_out):
    assert f'<span class="address">{spelled_out}</span>' in marked(text.render(source))


def test_a_link_that_says_so_itself_is_not_repeated():
    assert "address" not in marked(text.render("https://example.org/a"))


@pytest.mark.parametrize("word", ["p\u0430ypal", "Моск\u0076а", "\u0391pple"])
def test_letters_of_two_alphabets_in_a_word_are_marked(word):
    assert f'<mark title="letters of two alphabets">{word}</mark>' in marked(text.render(word))


@pytest.mark.parametrize("word", ["paypal", "Москва", "naïve", "日本語", "x2", "Привет world"])
def test_words_of_one_alphabet_are_not_marked(word):
    assert "<mark" not in marked(text.render(word))


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\u200e", "\u2066", "\ufeff"])
def test_what_nobody_sees_is_named(character):
    assert f">U+{ord(character):04X}</mark>" in marked(text.render(f"ab{character}cd"))


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "<p onclick=alert(1)>x</p>",
        '<a href="https://x.example" onclick="alert(1)">x</a>',
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        '<a href="&quot;&gt;&lt;script&gt;">x</a>',
        "<style>x</style><svg><script>x</script></svg>",
        "<!-- x --><![CDATA[ <script> ]]><?php x ?>",
    ],
)
def test_nothing_of_what_was_stored_can_become_script(html):
    shown = marked(html)

    assert "<script" not in shown and "<img" not in shown and "<svg" not in shown
    assert not any(name in shown.replace("&", "<") for name in (" onclick=", " onerror="))
