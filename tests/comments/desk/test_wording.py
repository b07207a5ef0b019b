"""A comment's text for a moderator's eyes."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import text
from comments.desk.wording import mark_text, marked


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


@pytest.mark.parametrize(
    "word",
    [
        "p\u0430ypal",
        "Моск\u0076а",
        "\u0391pple",
        "g\u0585ogle",  # Armenian
        "\u13a0pple",  # Cherokee
        "pay\uff50al",  # full width
        "pay\U0001d429al",  # mathematical
        "paypa\u217c",  # the Roman numeral fifty
        "p\u0301\u0430ypal",  # an accent parts no word
        "pay2\u0665al",  # a digit of another writing
    ],
)
def test_letters_of_two_alphabets_in_a_word_are_marked(word):
    assert f'<mark title="letters of two alphabets">{word}</mark>' in marked(text.render(word))


@pytest.mark.parametrize(
    "word",
    [
        "paypal",
        "Москва",
        "naïve",
        "日本語",
        "x2",
        "Привет world",
        "Ереван, Երևան",
        "GoogleのPixelでカラオケ・Ｔシャツ２",
        "iPhone은",
        "об\u02bcєкт",
        "за\u0301мок",
        "5 \u03bcm, 3 k\u03a9",
        "XIV\u1d49",
        "١٢٣ كتاب",
    ],
)
def test_words_of_one_alphabet_are_not_marked(word):
    assert "<mark" not in marked(text.render(word))


@pytest.mark.parametrize(
    "character",
    [
        *("\u200b", "\u00ad", "\u200e", "\u2066", "\ufeff", "\u3164", "\u115f", "\u2800", "\u034f"),
        *("\u061c", "\u180e", "\ufe0f", "\ufe00", "\u200c", "\u200d", "\u202b", "\u2028", "\u2029"),
        *("\U000e0100", "\U000e0001", "\U000e0041"),
    ],
)
def test_what_nobody_sees_is_named(character):
    assert f">U+{ord(character):04X}</mark>" in mark_text(f"ab{character}cd")


def test_a_run_that_nobody_sees_is_named_once():
    assert mark_text("a" + "\u200b\u200c" * 50 + "b").count("<mark") == 1
    assert "U+200B U+200C \u00d7 100</mark>" in mark_text("a" + "\u200b\u200c" * 50 + "b")


@pytest.mark.parametrize(
    "honest",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "❤\ufe0f ☎\ufe0e ‼\ufe0f",
        "👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 👩🏽\u200d🚀 ❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "葛\U000e0100城市",
        "ᠮᠣᠩᠭᠣᠯ\u180e\u1820",
    ],
)
def test_what_honest_writing_needs_is_not_marked(honest):
    assert mark_text(honest) == honest


@pytest.mark.parametrize(
    "abuse",
    [
        "می\u200c\u200cخواهم",
        "❤\ufe0f\ufe0f",
        "👩\u200d",
        "1\ufe0f",
        "\U0001f3f4\U000e0061\U000e0062\U000e007f",
        "葛\U000e0100\U000e0101",
    ],
)
def test_more_than_honest_writing_needs_is_marked(abuse):
    assert "<mark" in mark_text(abuse)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80))
def test_marks_add_to_a_text_and_open_no_tag_of_its_own(words):
    shown = mark_text(words)

    assert set(re.findall(r"</?\w+", shown)) <= {"<mark", "</mark"}


@pytest.mark.parametrize(
    "piece", ["\u200b", "a\u200b", "\u0430a", "\u0430a ", "❤\ufe0f", "\U0001f3f4"]
)
def test_marking_takes_a_time_that_grows_with_the_text(piece):
    assert seconds(piece * 40_000) < 40 * max(seconds(piece * 4_000), 0.001)


def seconds(words):
    start = time.process_time()
    mark_text(words)
    return time.process_time() - start


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
