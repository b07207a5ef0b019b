"""A stranger follows every link of the site, and no word comes up that is not public.

Where ``test_secrecy`` asks every address of the URL map for one hidden comment, this starts where a
stranger does and takes what the site itself offers: links, forms, pictures, feeds, what script asks
for, and the mails that anybody can have sent.
"""

import re
from collections import Counter, deque
from email import message_from_bytes, policy
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.utils import timezone
from django.utils.translation import get_language_from_path, override

from comments import moderation, objecting
from comments.mail import asking
from comments.models import Comment, Transition
from comments.reports.models import Report
from tests.comments.mail.conftest import follow, send, wait_for_answers
from tests.conftest import decide, make_article, publish, submit
from tests.test_secrecy import cards

SITE = "http://testserver.localhost"
STEM = "zanzibar"  # begins every hidden word, and no other
PROBES = [STEM[:6], "public"]  # what is typed into the fields of a form: not the word itself
START = ["/", "/robots.txt", "/sitemap.xml", "/feed/", "/feed/comments/", "/nothing-here/"]
PAGES = 70  # of one view in one language: enough for every comment here

# What no page links to, and why that is right.
UNLINKED = {
    "healthz": "for whatever watches the process",
    "readyz": "for whatever watches the process",
    "comments:mine": "the author's private key",
    "mail:about-comment": "the author's private key",
    "prove": "the author's private key",
    "object": "the author's private key",
    "confirm": "a signed token in the mail to an author",
}


@pytest.fixture(autouse=True)
def _mail_is_on(settings):
    settings.IS_MAIL_ON = True


def hidden(kind):
    return {"text": f"{STEM}{kind}text.", "name": f"{STEM}{kind}name"}


@pytest.fixture
def article(db, moderator, senior):
    """A published article that readers follow by mail, with public words and hidden ones."""
    article = make_article(standfirst="A public standfirst.")
    # Enough for a second page, and first: what may leak is among the newest, as in a feed.
    enough = [submit(article.thread, f"Public remark {number}.") for number in range(50)]
    decide(Transition.APPROVE, *enough, by=moderator)
    follow(article.thread)
    public = publish(article.thread, "Public words.", by=moderator)
    wait_for_answers(public)
    publish(article.thread, "A public answer.", parent=public, by=moderator)
    hide_comments(article.thread, moderator, senior, parent=public)
    Report.objects.file(public, reason="other", words=f"{STEM}report")
    hide_articles(moderator)
    asking.ask_about_thread(article.thread, "stranger@mail.example")
    return article


def hide_comments(thread, moderator, senior, parent):
    submit(thread, **hidden("pending"))
    submit(thread, **hidden("answer"), parent=parent)
    decisions = (Transition.SEND_BACK, Transition.REJECT, Transition.MARK_SPAM)
    for transition in decisions:
        comment = submit(thread, **hidden(transition))
        decide(transition, comment, by=moderator, reason=f"{STEM}{transition}reason")
    refused = submit(thread, **hidden("refused"))
    decide(Transition.REJECT, refused, by=moderator)
    objecting.file(Comment.objects.get(pk=refused.pk), f"{STEM}objection")
    for transition in (None, *decisions):
        comment = publish(thread, "Public before.", by=moderator)
        moderation.revise(comment, f"{STEM}change{transition}")
        if transition:
            decide(transition, comment, by=moderator, reason=f"{STEM}change{transition}reason")
    moderation.withdraw(publish(thread, **hidden("withdrawn"), by=moderator))
    moderation.remove(cards(publish(thread, **hidden("removed"), by=moderator)), moderator=senior)
    moderation.undo(cards(publish(thread, **hidden("undone"), by=moderator)), moderator=moderator)
    gone = publish(thread, **hidden("gone"), by=moderator)
    publish(thread, "A public answer to what is gone.", parent=gone, by=moderator)
    moderation.withdraw(Comment.objects.get(pk=gone.pk))


def hide_articles(moderator):
    """A draft and a scheduled article, each with a comment from when it was public."""
    for kind, published_at in (
        ("draft", None),
        ("scheduled", timezone.now() + timezone.timedelta(hours=1)),
    ):
        words = {"title": f"{STEM}{kind}title", "body": f"{STEM}{kind}body"}
        article = make_article(**words, slug=f"{STEM}{kind}slug")
        publish(article.thread, **hidden(kind), by=moderator)
        article.published_at = published_at
        article.save()


class Addresses(HTMLParser):
    """Every address in a page or a feed: of links, pictures, forms and data for script."""

    def __init__(self, text):
        super().__init__()
        self.found, self.form = [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = attrs.get("action", "") if attrs.get("method", "get") == "get" else None
        elif tag == "input" and self.form is not None and "name" in attrs:
            self.found += [f"{self.form}?{urlencode({attrs['name']: word})}" for word in PROBES]
        for name, value in attrs.items():
            is_address = name in ("href", "src", "action", "content")
            if is_address or (name.startswith("data-") and value.startswith("/")):
                self.found.append(value)


def addresses(text, base):
    """Yield the paths on this site that ``text`` names, absolute ones anywhere in it."""
    disallowed = re.findall(r"^Disallow: (\S+)", text, re.MULTILINE)
    absolute = re.findall(rf"{re.escape(SITE)}[^\s\"'<>\\]*", text)
    for address in [*Addresses(text).found, *disallowed, *absolute]:
        parts = urlsplit(urljoin(SITE + base, address))
        if f"{parts.scheme}://{parts.netloc}" == SITE and not parts.path.startswith("/static/"):
            yield parts._replace(scheme="", netloc="", fragment="").geturl()


class Crawl:
    """What a stranger came across: what each address said, headers included, and what failed."""

    def __init__(self, client, start):
        self.client = client
        self.said, self.failed, self.views, self.reached = {}, [], Counter(), set()
        self.waiting = deque(start)
        while self.waiting:
            self.visit(self.waiting.popleft())

    def visit(self, path):
        view = view_of(path)
        if path in self.said or self.views[view] >= self.most(view):
            return
        self.views[view] += 1
        self.take(path, self.client.get(path))
        if self.views[view] == 1:  # what script posts to, and the button of a form left empty
            self.take(f"POST {path}", self.client.post(path))

    def take(self, what, answer):
        path = what.removeprefix("POST ")
        body = answer.content.decode(errors="replace")
        self.said[what] = f"{what} {dict(answer.headers)} {body}"
        if answer.status_code >= 500:
            self.failed.append(f"{answer.status_code} {what}")
        if answer.status_code != 404:
            self.reached.add(view_of(path))
        leads_to = f'<a href="{escape(answer.get("Location", ""))}">'
        self.waiting.extend(addresses(body + leads_to, path))

    def most(self, view):
        return 1 if view[1] == "captcha:sheet" else PAGES

    @property
    def told(self):
        """The hidden words that came up, and where."""
        hidden = re.compile(rf"{STEM}\w*", re.IGNORECASE)
        return {path: found for path, text in self.said.items() if (found := hidden.findall(text))}


def view_of(path):
    """Return the language and the name of the view that answers at ``path``."""
    bare = urlsplit(path).path
    language = get_language_from_path(bare) or settings.LANGUAGE_CODE
    try:
        with override(language):
            return language, resolve(bare).view_name
    except Resolver404:
        return language, "404"


def names(resolver=None, prefix=""):
    """Return the names of all views of the URL map but the admin's."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(prefix + entry.name)
        elif entry.namespace != "admin":
            found |= names(entry, prefix + (f"{entry.namespace}:" if entry.namespace else ""))
    return found


def parsed(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def words_of(message):
    """Return all that a mail says: headers, text and HTML."""
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])


def test_who_follows_everything_sees_every_page_and_no_hidden_word(article):
    send()
    mails = [words_of(parsed(message)) for message in mail.outbox]
    links = [path for text in mails for path in addresses(text, "/")]

    crawl = Crawl(Client(), [*START, *links])

    assert [text for text in mails if STEM in text.lower()] == []
    assert crawl.told == {}
    assert crawl.failed == []
    assert names() - {name for _, name in crawl.reached} == set(UNLINKED)
    assert {language for language, name in crawl.reached if name == "article"} == {"en", "ru", "ar"}


@pytest.mark.parametrize("part", ["text", "name"])
def test_a_search_for_a_hidden_word_is_answered_like_one_for_a_word_of_nobody(article, part):
    hidden_word, no_word = f"{STEM}pending{part}", f"{STEM}nobodys{part}"

    answers = [Client().get("/search/", {"q": word}) for word in (hidden_word, no_word)]

    told = [
        answer.content.decode().replace(answer.request["QUERY_STRING"], "") for answer in answers
    ]
    said = [text.replace(hidden_word, "").replace(no_word, "") for text in told]
    assert said[0] == said[1]
