"""A plain-text article."""

import pytest

from chronicle.plaintext import parse

TEXT = """Title

Title

Standfirst

First paragraph.

Second
paragraph.

Leave a comment

Confirm that you are not a bot - select a man with raised hand:
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_title_standfirst_and_paragraphs_are_told_apart(end):
    plain = parse(TEXT.replace("\n", end))
    assert plain.title == "Title"
    assert plain.standfirst == "Standfirst"
    assert plain.paragraphs == ["First paragraph.", "Second\nparagraph."]


@pytest.mark.parametrize("end", [".", "!", "?", "…", ":", ";"])
def test_a_sentence_after_the_title_is_no_standfirst(end):
    plain = parse(f"Title\n\nA sentence{end}\n\nMore.")
    assert plain.standfirst == ""
    assert plain.paragraphs == [f"A sentence{end}", "More."]


def test_a_title_need_not_be_repeated():
    assert parse("Title\n\nWords.") == ("Title", "", ["Words."])


def test_a_single_paragraph_is_text_and_no_standfirst():
    assert parse("Title\n\nwords without an end").paragraphs == ["words without an end"]


def test_furniture_goes_at_the_end_only():
    plain = parse("Title\n\nLeave a comment\n\nWords.\n\nLEAVE A COMMENT\n\n")
    assert "Leave a comment" in (plain.standfirst, *plain.paragraphs)
    assert plain.paragraphs[-1] == "Words."


def test_a_paragraph_that_mentions_furniture_is_text():
    plain = parse("Title\n\nWords.\n\nLeave a comment, they said.")
    assert plain.paragraphs == ["Words.", "Leave a comment, they said."]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no text"),
        (" \n\n\t\n", "no text"),
        ("Title", "no paragraph"),
        ("Title\n\nTitle", "no paragraph"),
        ("Leave a comment\n\nConfirm that you are not a bot", "no text"),
        ("Title\n\nLeave a comment", "no paragraph"),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(text, says):
    with pytest.raises(ValueError, match=says):
        parse(text)
