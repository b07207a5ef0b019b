"""What rules look for, and what it costs to look for it."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from comments import text
from comments.triage import patterns
from comments.triage.patterns import Book, Row, Seen, pattern_of, words_of

# What has brought down matchers that go back and try again.
PATHOLOGICAL = [
    "(a+)+$",
    "([a-zA-Z]+)*$",
    "(a|aa)+$",
    "(a|a?)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(\w+\s?)*$",
    "(?:a?){30}a{30}",
]
STARRED = ["a*a*a*a*a*a*a*a*a*a*b", "*a*" * 40, "?*" * 50 + "ab", "*" * 300 + "ab", "a? " * 90]


def finds(kind, looks_for, *, said="", name="Anna", field="all"):
    return bool(Book([(kind, field, looks_for)]).found_in(Seen(name, text.render(said))))


# Words


@pytest.mark.parametrize(
    "said",
    [
        "Cheap pills here",
        "PILLS!",
        "no (pills), please",
        "p\u00edlls",
        "р\u0456lls",  # Cyrillic
        "pi\u200blls and p\u00adills",
        "ｐｉｌｌｓ",
        "**p**ills",
        "*pills*",
        "some\npills",
    ],
)
def test_a_word_is_found_however_it_is_dressed(said):
    assert finds("words", "money\npills", said=said)


@pytest.mark.parametrize("said", ["spills", "pillsbury", "pill", "p ills", "m o n e y"])
def test_a_word_is_not_found_inside_others(said):
    assert not finds("words", "money\npills", said=said)


def test_a_phrase_is_found_across_punctuation_and_lines():
    assert finds("words", "buy now", said="Buy,\nnow!")
    assert not finds("words", "buy now", said="Buy it now")


def test_stars_and_brackets_are_nothing_special_among_words():
    assert finds("words", "(a+)+$ pills*", said="a pills")
    assert not finds("words", "pills*", said="pillsbury")


# Patterns


@pytest.mark.parametrize(
    ("pattern", "said", "is_found"),
    [
        ("pill*", "pill", True),
        ("pill*", "pillsbury", True),
        ("pill*", "spill", False),
        ("*coin", "dogecoin", True),
        ("*coin*", "coins", True),
        ("c?sh", "c4sh", True),
        ("c?sh", "csh", False),
        ("c?sh", "c sh", False),
        ("buy * now", "buy them now", True),
        ("buy * now", "buy now", False),
        ("buy * now", "buy it all now", False),
        ("a*b*c d", "axxbxxc d", True),
        ("a*b", "a b", False),
        ("ca??", "cash", True),
        ("ca??", "cas", False),
        ("ab*ab*ab", "abab", False),
        ("ab*ab*ab", "ababab", True),
    ],
)
def test_a_pattern_fills_its_gaps_within_words(pattern, said, is_found):
    assert finds("pattern", pattern, said=said) == is_found


WORDS = st.text("abc ", max_size=24)
PATTERNS = st.text("abc *?", min_size=1, max_size=10)


@given(pattern=PATTERNS, said=WORDS)
@settings(max_examples=400, deadline=None)
def test_patterns_mean_what_they_would_as_expressions_of_words(pattern, said):
    """Short ones, on which an expression that goes back and tries again is still quick."""
    as_row = pattern_of(pattern)
    expected = re.escape(as_row).replace(r"\ ", " ")
    expected = expected.replace(r"\*", "[^ ]*").replace(r"\?", "[^ ]")
    words = words_of(said)
    if as_row.strip(" *?"):
        assert Row([(1, as_row)]).owners_of(words) == ({1} if re.search(expected, words) else set())


@given(patterns=st.lists(PATTERNS, max_size=6), said=WORDS)
@settings(max_examples=200, deadline=None)
def test_many_rules_side_by_side_find_what_each_finds_alone(patterns, said):
    specs = [("pattern", "all", pattern) for pattern in patterns]
    seen = Seen("Anna", text.render(said))

    together = Book(specs).found_in(seen)

    assert together == {n for n, spec in enumerate(specs) if Book([spec]).found_in(seen)}


def test_rules_beyond_one_row_are_found_as_well(monkeypatch):
    monkeypatch.setattr(patterns, "ROW", 10)
    specs = [("pattern", "all", f"wo*d{number}") for number in range(9)]

    assert Book(specs).found_in(Seen("A", "word0 and word4 and word8")) == {0, 4, 8}


# Where


def test_a_field_narrows_where_words_are_looked_for():
    said = "See [this](https://pills.example/buy)."
    found = {
        field: finds("words", "pills", said=said, field=field)
        for field in ("all", "text", "name", "links")
    }
    assert found == {"all": True, "text": False, "name": False, "links": True}
    assert finds("words", "pills", said="No.", name="Pills", field="name")


@pytest.mark.parametrize(
    "said",
    [
        "https://evil.example/x",
        "see EVIL.example.",
        "[x](//evil.example)",
        "[x](http://u:p@www.evil.example:80/?q)",
        "еvil.example",  # Cyrillic
        "evil。example",
        "https://good.example/?to=https%3A%2F%2Fevil.example",
    ],
)
def test_a_domain_is_found_with_all_below_it(said):
    assert finds("links", "other.example\nevil.example", said=said)


@pytest.mark.parametrize("said", ["notevil.example", "evil.example.org", "evil example", "evil."])
def test_a_domain_is_not_found_in_another(said):
    assert not finds("links", "evil.example", said=said)


def test_a_domain_of_other_letters_is_found_as_it_is_read_and_as_it_is_sent():
    assert finds("links", "пример.рф", said="https://xn--e1afmkfd.xn--p1ai/")
    assert finds("links", "xn--e1afmkfd.xn--p1ai", said="пример.рф")


def test_all_domains_below_one_can_be_meant():
    assert finds("links", "*.top", said="https://a.b.top/")
    assert not finds("links", "top", said="top. And")


def test_a_name_is_meant_whole():
    assert finds("names", "Dr. Pills", name="DR PILLS")
    assert not finds("names", "Pills", name="Dr. Pills")
    assert not finds("names", "Pills", said="Pills")


# What is refused


@pytest.mark.parametrize("kind", ["words", "pattern", "links", "names"])
@pytest.mark.parametrize("looks_for", ["", "  \n\t\n", "a", "?", "**", "*a*", "...", "🙂"])
def test_what_would_match_nothing_or_nearly_everything_is_refused_in_a_sentence(kind, looks_for):
    with pytest.raises(ValidationError) as caught:
        patterns.check(kind, looks_for)

    assert all(sentence.endswith(".") for sentence in caught.value.messages)


def test_a_pattern_among_words_is_sent_where_it_belongs():
    with pytest.raises(ValidationError, match="choose those"):
        patterns.check("words", "pill*")


@pytest.mark.parametrize("pattern", PATHOLOGICAL)
def test_expressions_are_refused_and_not_taken_for_patterns(pattern):
    with pytest.raises(ValidationError):
        patterns.check("pattern", pattern)


@pytest.mark.parametrize("domain", ["https://evil.example/", "a b.example", "evil_.example/x", "*"])
def test_a_domain_is_typed_without_what_surrounds_it(domain):
    with pytest.raises(ValidationError):
        patterns.check("links", domain)


# What it costs


class Counted:
    """Words that count how often a character of them is looked at."""

    def __init__(self, words):
        self.words, self.looks = words, 0

    def __iter__(self):
        for letter in self.words:
            self.looks += 1
            yield letter


@pytest.mark.parametrize("pattern", [*PATHOLOGICAL, *STARRED])
@pytest.mark.parametrize("said", ["a" * 5000, "a " * 2500, "ab" * 2500, "a" * 4999 + "!"])
def test_every_character_is_looked_at_once_whatever_the_pattern_and_the_text(pattern, said):
    row, words = Row([(1, pattern_of(pattern))]), Counted(words_of(said))

    row.owners_of(words)

    assert words.looks == len(words.words) <= len(said) + 2
    assert row.size <= len(pattern) + 2


@given(pattern=st.text(max_size=200), said=st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_whatever_is_looked_for_in_whatever_was_said_is_answered(pattern, said):
    for kind in ("words", "pattern", "links", "names"):
        Book([(kind, "all", pattern)]).found_in(Seen(said, text.render(said)))
        Book([(kind, "all", pattern)]).found_in(Seen(said, said))


@given(pattern=st.text(max_size=100))
@settings(max_examples=300, deadline=None)
def test_a_pattern_never_takes_more_bits_than_its_letters(pattern):
    folded = pattern_of(pattern)
    if folded.strip(" *?"):
        assert Row([(1, folded)]).size <= len(folded)


def test_the_rows_of_many_long_rules_stay_short():
    specs = [("pattern", "all", "\n".join(f"a{m}*{n}" for m in range(80))) for n in range(50)]

    sizes = [row.size for row in Book(specs).rows]

    assert max(sizes) < patterns.ROW + patterns.PATTERNS_LIMIT
    assert len(sizes) > 1


class Lookups(dict):
    looks = 0

    def get(self, *args):
        self.looks += 1
        return super().get(*args)


@pytest.mark.parametrize("said", ["a " * 2500, "ab " * 1666, "a" * 5000])
def test_words_are_looked_up_once_for_every_length_there_is(said):
    lines = [" ".join(["a"] * length) for length in range(2, patterns.PHRASE + 1)] * 50
    book = Book([("words", "all", "\n".join(lines))])
    book.phrases = Lookups(book.phrases)

    book.with_phrases_in(words_of(said))

    assert book.phrases.looks <= len(said.split()) * patterns.PHRASE


@pytest.mark.parametrize("sign", ["\ufdfa", "\u3300", "ﬃ"])
def test_signs_that_fold_to_many_letters_make_no_text_longer_than_is_looked_at(sign):
    assert len(words_of(sign * 5000)) <= patterns.SEEN_LIMIT + 2


def test_what_would_cost_too_much_is_refused_in_a_sentence():
    for kind, looks_for in (("pattern", "ab*\n" * 200), ("words", "ab c d e f g h i j")):
        with pytest.raises(ValidationError):
            patterns.check(kind, looks_for)
