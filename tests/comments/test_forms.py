"""The fields of a comment."""

import pytest
from django.core.exceptions import ValidationError

from comments.forms import ReplyForm, RevisionForm, name_field, text_field


def complaint(field, typed):
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return " ".join(caught.value.messages)


@pytest.mark.parametrize("typed", ["Anna", "Анна", "אנה", "J. R.", "李", "👩‍🚀", "x" * 60])
def test_a_name_may_be_any_that_shows(typed):
    assert name_field().clean(typed) == typed


def test_a_name_is_one_line():
    assert name_field().clean(" Anna \r\n\t Maria\u2028\u00a0Bell ") == "Anna Maria Bell"


@pytest.mark.parametrize(
    "typed", ["", " ", "\n", "\u200b\u200d", "\u3164", "\u2800", "\u00ad", "\u2066\u2069", "\u0301"]
)
def test_a_name_that_shows_nothing_is_asked_for(typed):
    assert complaint(name_field(), typed) == "Please give a name. It need not be your real one."


@pytest.mark.parametrize("typed", ["", "\r\n \r\n", "\u3164\u200b", "\ufeff"])
def test_a_comment_that_shows_nothing_is_asked_for(typed):
    assert complaint(text_field(), typed) == "Please write a comment."


def test_a_line_end_counts_once_however_it_is_sent():
    assert len(text_field().clean("a\r\n" * 2499 + "a")) == 2499 * 2 + 1


@pytest.mark.parametrize("typed", ["x" * 5000, "👍" * 5000, "e\u0301" * 5000, "a\r\n" * 2500])
def test_five_thousand_characters_are_taken(typed):
    assert text_field().clean(typed)


def test_one_more_is_refused_with_how_much_to_cut():
    assert "5001 characters, the most is 5000. Please shorten it by 1 character." in complaint(
        text_field(), "x" * 5001
    )


def test_a_long_name_is_refused():
    assert "shorten it by 2 characters" in complaint(name_field(), "x" * 62)


@pytest.mark.parametrize("field", [name_field(), text_field()])
@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "a\u202eb"], ids=ascii)
def test_hidden_characters_are_refused_and_taken_out_of_what_is_shown_again(field, typed):
    assert "invisible control characters" in complaint(field, typed)
    assert field.bound_data(typed, None) == "ab"


@pytest.mark.parametrize("form", [RevisionForm, ReplyForm])
def test_nothing_cuts_a_long_paste_without_a_word(form):
    assert "maxlength" not in str(form())
    assert "Up to 5000 characters." in str(form())
