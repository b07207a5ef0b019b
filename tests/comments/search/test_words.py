"""Words as they are compared, and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.search import words


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Raised", "raising a hand"),
        ("hand", "HANDS"),
        ("stories", "a story"),
        ("cafe", "Café"),
        ("café", "cafe"),
        ("strasse", "Straße"),
        ("еж", "Ёж"),
        ("пальцы", "о пальцах"),
        ("статья", "в статьях и статью"),
        ("моя", "моя рука"),
        ("کتاب".replace("ک", "ك"), "الكِتاب"),
        ("والكتاب", "كتاب"),
        ("مدرسه", "مدرسة"),
        ("한", "한국"),
        ("ｆｕｌｌ", "full"),
        ("co\u00adoperate", "cooperate"),
        ("42", "42"),
    ],
)
def test_a_word_is_found_in_another_form(query, text):
    kept = words.document(text).split()
    terms = words.terms_of(query)

    assert terms
    assert all(any(word.startswith(term) for word in kept) for term in terms)
    assert "<mark>" in words.mark(text, terms)


@pytest.mark.parametrize("query", ["", "   ", "!!!", "🙂" * 50, '"*" ^ - ( )', "_"])
def test_what_holds_no_word_has_no_terms(query):
    assert words.terms_of(query) == []


@given(st.text())
def test_terms_and_documents_are_letters_and_digits_only(text):
    for word in [*words.terms_of(text), *words.document(text).split()]:
        assert word.isalnum() and len(word) <= words.WORD_LIMIT


@given(st.text(alphabet=st.sampled_from("<b>&\"' aé"), max_size=40))
def test_what_is_marked_is_escaped_and_says_what_it_said(text):
    shown = words.mark(text, ["b", "a"])

    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and ">" not in bare
    assert words.html.unescape(bare) == text


def test_an_excerpt_is_the_part_around_what_was_found():
    text = "first words " * 100 + "the needle <here> " + "last words " * 100

    shown = words.excerpt(text, ["needle"])

    assert "the <mark>needle</mark> &lt;here&gt;" in shown
    assert shown.startswith("… ") and shown.endswith(" …")
    assert len(shown) < words.EXCERPT + 60


def test_a_giant_text_is_kept_in_part():
    giant = " ".join(f"w{number}" for number in range(200_000))

    assert len(words.document(giant)) <= words.DOCUMENT_LIMIT
