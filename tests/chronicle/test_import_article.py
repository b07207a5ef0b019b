"""manage.py import_article, and the first article as the site publishes it."""

import io
import re
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command

from chronicle.management.commands.prepare import FIRST_ARTICLE
from chronicle.models import Article

SLUG = "russia-and-usa-are-very-close-to-each-other-in-syria"


def run(*arguments):
    out = io.StringIO()
    call_command("import_article", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    def write(content):
        file = tmp_path / "article.txt"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


class Blocks(HTMLParser):
    """The text of every heading and paragraph of a page's article."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.is_open = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("h1", "p"):
            self.found.append("")
            self.is_open = True

    def handle_endtag(self, tag):
        self.is_open = self.is_open and tag not in ("h1", "p")

    def handle_data(self, data):
        if self.is_open:
            self.found[-1] += data


@pytest.fixture
def first_page(db, client):
    run(FIRST_ARTICLE)
    html = client.get(f"/articles/{SLUG}/").content.decode()
    return re.search(r'<article class="article".*?</article>', html, re.DOTALL)[0]


def test_the_first_article_is_published_word_for_word(first_page):
    blocks = FIRST_ARTICLE.read_text(encoding="utf-8").strip().split("\n\n")
    title, repeated, standfirst, *text = (block.strip() for block in blocks)
    leave, confirm = text[-2:]
    assert title == repeated
    assert leave == "Leave a comment" and confirm.startswith("Confirm that you are not a bot")
    shown = Blocks(first_page).found
    assert shown[:2] == [title, standfirst]
    assert shown[3:] == text[:-2]  # between them stands the date


def test_the_first_article_keeps_its_quotes_and_its_odd_words(first_page):
    for words in ("“jabhat an-Nusra”", "has already saidthat", "“the last stronghold of” terr"):
        assert words in first_page


def test_the_first_articles_page_is_left_behind(first_page):
    assert "Leave a comment" not in first_page and "not a bot" not in first_page


def test_importing_twice_publishes_once(db):
    assert run(FIRST_ARTICLE).startswith("Published: ")
    assert "is there already: left as it is." in run(FIRST_ARTICLE)
    assert Article.objects.count() == 1


def test_an_article_that_was_renamed_is_not_imported_again(db, write):
    file = write("One\n\nWords.")
    run(file)
    article = Article.objects.get()
    article.slug = "renamed"
    article.save()
    run(file)
    assert Article.objects.count() == 1


def test_what_is_told_about_it_is_stored(db, write):
    run(write("One\n\nWords."), "--slug", "s", "--author", "Jane", "--language", "ru", "--draft")
    article = Article.objects.get()
    facts = (article.slug, article.author, article.language, article.published_at)
    assert facts == ("s", "Jane", "ru", None)


@pytest.mark.parametrize("start", ["\ufeff", "\n\n", "\r\n"], ids=["BOM", "blank", "CRLF"])
def test_what_an_editor_puts_before_the_title_is_not_in_it(db, write, start):
    run(write(f"{start}One\r\n\r\nOne\r\n\r\nWords."))
    article = Article.objects.get()
    assert (article.title, article.body) == ("One", "Words.")


BAD = {
    "empty": (b"", "is no article: the file holds no text."),
    "a title alone": (b"Title\n", "is no article: there is a title but no paragraph"),
    "not UTF-8": (b"Title\n\n\xff\xfe", "is not UTF-8. Save it as UTF-8 and try again."),
    "NUL": (b"Title\n\na\0b", "invisible control characters"),
    "an endless title": (b"T" * 301 + b"\n\nWords.", "at most 300 characters"),
    "a title without a slug": ("Россия\n\nТекст.".encode(), "Give it a --slug."),
}


@pytest.mark.parametrize(("content", "says"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_a_sentence(db, write, content, says):
    with pytest.raises(CommandError, match=re.escape(says)):
        run(write(content))
    assert not Article.objects.exists()


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "nothing.txt")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        run(tmp_path)


@pytest.mark.parametrize("slug", ["a b", "ы", "a/b", "s" * 121])
def test_a_bad_slug_is_refused_with_a_sentence(db, write, slug):
    with pytest.raises(CommandError, match=r"article\.txt: "):
        run(write("One\n\nWords."), "--slug", slug)
