"""Leaving a comment: no failure loses typed text (law 5), nothing is stored or spent by mistake."""

import html
import re
import time
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache.backends.locmem import LocMemCache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from captcha import asking
from captcha import challenge as challenges
from captcha.challenge import LIFE
from captcha.lane import UNABLE
from captcha.models import Spent, Tally
from comments import moderation
from comments.models import Comment, Lane, Status, Transition

from ..conftest import Reader, decide, make_article, publish, submit, wrong_tiles
from ..racing import at_once

TYPED = (
    'My <b>words</b> & "thoughts" – a\n\nsecond\tline; </textarea><script>alert(1)</script> ы 🙂'
)
NAME = '<script>alert("Anna")</script>'
NOON = "2027-01-01T12:00:00Z"


class Page(HTMLParser):
    """The parts of a form page that the tests look at."""

    def __init__(self, response):
        super().__init__()
        self.response = response
        self.inputs = []
        self.areas = []
        self.tags = []
        self.html = response.content.decode()
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        if tag == "input":
            self.inputs.append(attrs)
        if tag == "textarea":
            self.areas.append({"text": "", **attrs})
            self.in_area = True

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "textarea" and self.areas and self.in_area:
            self.areas[-1]["text"] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.in_area = False

    @property
    def text(self):
        (area,) = self.areas
        return area["text"].removeprefix("\n")  # HTML drops the first line end of a textarea

    def value(self, name):
        return next((i.get("value") for i in self.inputs if i.get("name") == name), None)

    @property
    def token(self):
        return self.value("captcha-token")

    @property
    def ticked(self):
        tiles = [i for i in self.inputs if i.get("name") == "captcha-tile"]
        return [int(tile["value"]) for tile in tiles if "checked" in tile]

    @property
    def is_way_on(self):
        """Whether it is a form that could be sent as it stands."""
        return "captcha-token" in {i.get("name") for i in self.inputs} and "readonly" not in str(
            self.areas
        )


def url_of(article):
    return reverse("comment", args=[article.slug])


def is_spent(token):
    return Spent.objects.filter(nonce=challenges.read(token).nonce).exists()


# What went right


def test_a_valid_comment_is_stored_pending_and_its_author_gets_a_private_page(article, reader):
    answer = reader.comment(article, text="Words.", name="Anna")
    comment = Comment.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("comments:mine", args=[comment.key])
    assert (comment.thread, comment.name, comment.lane) == (article.thread, "Anna", Lane.MAIN)
    assert (comment.latest.source, comment.latest.status) == ("Words.", Status.PENDING)
    assert comment.published is None and comment.parent is None


def test_a_stored_comment_knows_its_browser_by_a_digest_only(article, reader):
    reader.comment(article)
    browser = asking.browser_in(reader.client.cookies[asking.COOKIE].value)
    assert Comment.objects.get().browser == asking.browser_digest(browser)


def test_a_reply_is_stored_under_what_it_answers(article, reader, moderator):
    parent = publish(article.thread, by=moderator)
    assert reader.comment(article, parent=str(parent.pk)).status_code == 303
    assert Comment.objects.get(parent=parent).path.startswith(parent.path)


def test_line_ends_become_lf_before_characters_are_counted(article, reader):
    text = "\r\n".join(["a" * 9] * 500)  # 4,999 characters, 5,498 as a browser sends them
    assert reader.comment(article, text=text).status_code == 303
    assert Comment.objects.get().latest.source == text.replace("\r\n", "\n")


def test_exactly_5000_characters_are_taken(article, reader):
    assert reader.comment(article, text="ы" * 5000).status_code == 303


def test_a_comment_in_russian_leads_to_a_russian_page(article, reader):
    form = reader.form(article)
    answer = reader.client.post("/ru" + url_of(article), form)
    assert answer["Location"].startswith("/ru/my/")
    assert "ждёт модератора" in reader.client.get(answer["Location"]).content.decode()


def test_one_who_cannot_use_pictures_waits_in_a_lane_of_its_own(article, reader):
    form = {**reader.form(article), "captcha-tile": [], "captcha-unable": "1"}
    assert reader.post(article, form).status_code == 303
    assert Comment.objects.get().lane == Lane.OTHER


def test_a_comment_for_an_old_slug_is_stored_without_a_detour_that_would_lose_it(article, reader):
    old = article.slug
    form = reader.form(article)
    article.slug = "new-slug"
    article.save()
    assert reader.client.post(reverse("comment", args=[old]), form).status_code == 303
    assert Comment.objects.get().thread == article.thread


def test_pictures_fetched_before_midnight_can_be_answered_after_it_without_cookies(article):
    with time_machine.travel("2027-01-01T23:58:00Z", tick=False) as clock:
        make_public(article)
        harder = Page(Reader().post(article, Reader().form(article)))
        form = Reader().form(article, token=harder.token)
        clock.shift(timedelta(minutes=4))
        assert Reader().post(article, form).status_code == 303


def make_public(article):
    article.published_at = timezone.now() - timedelta(hours=1)
    article.save()


# What went wrong, and brings the text back


def wrong_pictures(reader, article, form):
    return {**form, "captcha-tile": wrong_tiles(form["captcha-token"])}, {}


def expired(reader, article, form):
    return form, {"clock": timedelta(seconds=LIFE)}


def answered_before(reader, article, form):
    Spent.objects.spend(challenges.read(form["captcha-token"]).nonce, 0)
    return form, {}


def for_another_article(reader, article, form):
    return {**form, "captcha-token": reader.fetch_token(article, slug="another")}, {}


def of_another_browser(reader, article, form):
    return {**form, "captcha-token": Reader().fetch_token(article)}, {}


def foreign_token(reader, article, form):
    return {**form, "captcha-token": "A" * 92}, {}


def mangled_token(reader, article, form):
    token = form["captcha-token"]
    return {**form, "captcha-token": token[:40] + token[41:] + "A"}, {}


def short_token(reader, article, form):
    return {**form, "captcha-token": form["captcha-token"][:-1]}, {}


def no_token(reader, article, form):
    return {name: form[name] for name in ("name", "text")}, {}


def no_tiles(reader, article, form):
    return {**form, "captcha-tile": []}, {}


def absurd_tile(reader, article, form):
    return {**form, "captcha-tile": ["10"]}, {}


def no_cookies_elsewhere(reader, article, form):
    reader.client.cookies.clear()
    return form, {"REMOTE_ADDR": "203.0.113.9"}


def no_name(reader, article, form):
    return {**form, "name": " \t"}, {}


def long_name(reader, article, form):
    return {**form, "name": "n" * 61}, {}


def another_site(reader, article, form):
    return form, {"HTTP_SEC_FETCH_SITE": "cross-site"}


def a_sister_site(reader, article, form):
    return form, {"HTTP_SEC_FETCH_SITE": "same-site"}


def another_origin(reader, article, form):
    return form, {"HTTP_ORIGIN": "https://evil.example"}


def no_origin(reader, article, form):
    return form, {"HTTP_ORIGIN": "null"}


def pending_parent(reader, article, form):
    return {**form, "parent": str(submit(article.thread).pk)}, {}


def parent_of_another_article(reader, article, form):
    return {**form, "parent": str(submit(make_article().thread).pk)}, {}


def absurd_parent(reader, article, form):
    return {**form, "parent": "9" * 40}, {}


def closed_meanwhile(reader, article, form):
    article.is_open = False
    article.save()
    return form, {}


def closed_and_wrong_pictures(reader, article, form):
    closed_meanwhile(reader, article, form)
    return no_token(reader, article, form)


def unpublished_meanwhile(reader, article, form):
    article.published_at = None
    article.save()
    return form, {}


# name: (what happened, status, whether the challenge is spent, what the page says)
FAILURES = {
    "wrong pictures": (wrong_pictures, 422, True, "not the right pictures"),
    "expired": (expired, 409, False, "had expired"),
    "answered before": (answered_before, 409, True, "answered before"),
    "for another article": (for_another_article, 409, False, "had expired"),
    "of another browser": (of_another_browser, 409, False, "had expired"),
    "foreign token": (foreign_token, 409, False, "had expired"),
    "mangled token": (mangled_token, 409, False, "had expired"),
    "short token": (short_token, 422, False, "Now pick the pictures"),
    "no token": (no_token, 422, False, "Now pick the pictures"),
    "no tiles": (no_tiles, 422, False, "Select the pictures that match"),
    "absurd tile": (absurd_tile, 422, False, "no picture of the sheet"),
    "no cookies, elsewhere": (no_cookies_elsewhere, 409, False, "had expired"),
    "no name": (no_name, 422, False, "Please give a name"),
    "long name": (long_name, 422, False, "This has 61 characters, the most is 60"),
    "another site": (another_site, 403, False, "sent from another site"),
    "a sister site": (a_sister_site, 403, False, "sent from another site"),
    "another origin": (another_origin, 403, False, "sent from another site"),
    "no origin": (no_origin, 403, False, "sent from another site"),
    "pending parent": (pending_parent, 422, False, "is not here any more"),
    "parent of another article": (parent_of_another_article, 422, False, "not here any more"),
    "absurd parent": (absurd_parent, 422, False, "is not here any more"),
    "closed meanwhile": (closed_meanwhile, 409, False, "comments were closed meanwhile"),
    "closed, and no pictures": (closed_and_wrong_pictures, 409, False, "were closed meanwhile"),
    "unpublished meanwhile": (unpublished_meanwhile, 404, False, "This article is not here"),
}
KEEPS_A_WAY_ON = {name for name in FAILURES if "closed" not in name and "unpubl" not in name}


@pytest.fixture(params=FAILURES.items(), ids=FAILURES.keys())
def failure(request, article, reader):
    """One failed post: its name, the answer, the token that was sent, and what is stored since."""
    name, (happen, status, spent, says) = request.param
    with time_machine.travel(NOON, tick=False) as clock:
        make_public(article)
        form, how = happen(reader, article, reader.form(article, name=NAME, text=TYPED))
        clock.shift(how.pop("clock", timedelta(0)))
        before = Comment.objects.count()
        page = Page(reader.post(article, form, **how))
        yield {
            "name": name,
            "status": status,
            "is_spent": spent,
            "says": says,
            "page": page,
            "form": form,
            "stored": Comment.objects.count() - before,
        }


def test_a_failure_brings_the_text_back(failure):
    assert failure["page"].text == TYPED


def test_a_failure_has_its_status_and_says_what_happened(failure):
    page = failure["page"]
    assert page.response.status_code == failure["status"]
    assert failure["says"] in html.unescape(page.html)


def test_a_failure_stores_nothing_and_spends_only_what_was_judged(failure):
    assert failure["stored"] == 0
    assert Spent.objects.exists() is failure["is_spent"]


def test_a_failure_keeps_a_way_on(failure):
    page = failure["page"]
    if failure["name"] in KEEPS_A_WAY_ON:
        assert page.is_way_on
        assert page.value("name") == failure["form"]["name"]
        assert not is_spent(page.token)
    else:
        assert 'href="/' in page.html and "readonly" in page.areas[0]


def test_a_failure_is_kept_by_no_shared_cache_and_escapes_what_was_typed(failure):
    page = failure["page"]
    assert page.response["Cache-Control"] == "private, no-cache"
    assert "<script>alert" not in page.html and "<b>words" not in page.html


@pytest.mark.parametrize("name", sorted(KEEPS_A_WAY_ON))
def test_after_a_failure_the_page_that_came_back_can_be_sent(article, reader, name):
    happen, *_ = FAILURES[name]
    with time_machine.travel(NOON, tick=False) as clock:
        make_public(article)
        form, how = happen(reader, article, reader.form(article, text=TYPED, name=NAME))
        clock.shift(how.pop("clock", timedelta(0)))
        page = Page(reader.post(article, form, **how))
        address = {"REMOTE_ADDR": how["REMOTE_ADDR"]} if "REMOTE_ADDR" in how else {}
        again = reader.form(article, token=page.token, text=page.text, name="Anna")
        assert reader.post(article, again, **address).status_code == 303
    assert Comment.objects.latest("pk").latest.source == TYPED


ILL = {
    "5,001 characters": ("a" * 5001, "Please shorten it by 1 character."),
    "a megabyte": ("a" * 1_000_000, "Please shorten it by 995000 characters."),
    "NUL": ("a\0b", "invisible control characters"),
    "a bidirectional override": ("a\u202eb\u202dc", "invisible control characters"),
    "a hundred thousand marks": ("a" + "\u0301\u0327" * 50_000, "carry more than 10 accents"),
    "as many of other classes": ("a" + "\u302e\u0f39" * 50_000, "carry more than 10 accents"),
    "nothing": ("", "Please write a comment."),
    "blanks": (" \u00a0\u200b\u2060\n", "Please write a comment."),
}


@pytest.fixture(params=ILL.items(), ids=ILL.keys())
def ill(request, article, reader):
    """A post of text that cannot be taken: the text, and the answer."""
    _, (text, says) = request.param
    form = reader.form(article, text=text)
    page = Page(reader.post(article, form))
    return {
        "text": text,
        "says": says,
        "page": page,
        "token": form["captcha-token"],
        "tiles": form["captcha-tile"],
    }


def test_ill_text_comes_back_without_what_nobody_can_see(ill):
    shown = re.sub("[\0\u202d\u202e]", "", ill["text"])
    assert ill["page"].text == shown
    assert ill["page"].response.status_code == 422
    assert ill["says"] in html.unescape(ill["page"].html)


def test_ill_text_costs_neither_the_pictures_nor_their_ticks(ill):
    assert not Spent.objects.exists() and not Comment.objects.exists()
    assert ill["page"].token == ill["token"]
    assert ill["page"].ticked == ill["tiles"]


MARKS = "a" + "\u0301\u0327" * 240_000  # as many as fit into a megabyte


def test_a_megabyte_of_marks_comes_back_at_once(article, reader):
    body = (
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
        + MARKS.encode()
        + b"\r\n--B--\r\n"
    )
    began = time.process_time()
    answer = reader.client.generic("POST", url_of(article), body, "multipart/form-data; boundary=B")
    assert time.process_time() - began < 10
    assert answer.status_code == 422
    assert MARKS in answer.content.decode()


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%ED%BF%BF", "%FF%FE", "%C0%80", "%F4%90%80%80"])
def test_bytes_that_are_no_text_break_nothing(article, reader, raw):
    form = reader.form(article)
    tiles = "".join(f"&captcha-tile={tile}" for tile in form["captcha-tile"])
    body = f"name=a{raw}b&text=x{raw}y&captcha-token={form['captcha-token']}{tiles}"
    content_type = "application/x-www-form-urlencoded"
    answer = reader.client.generic("POST", url_of(article), body, content_type)
    assert answer.status_code == 303
    stored = Comment.objects.get()
    assert set(stored.latest.source) == {"x", "\ufffd", "y"}


# Answering what readers cannot see


def gone_parents(article, moderator):
    """Return the ids of all that cannot be answered, by what became of them."""
    rejected, removed, withdrawn = (publish(article.thread, by=moderator) for _ in range(3))
    decide(Transition.REJECT, rejected, by=moderator)
    moderation.withdraw(withdrawn)
    Comment.objects.filter(pk=removed.pk).update(is_removed=True)
    elsewhere = publish(make_article().thread, by=moderator)
    return {
        "pending": submit(article.thread).pk,
        "rejected": rejected.pk,
        "withdrawn": withdrawn.pk,
        "removed": removed.pk,
        "of another article": elsewhere.pk,
        "never was": 10**9,
        "past 2^63": 2**63,
        "past everything": "9" * 100,
        "no number": "one",
        "negative": "-1",
        "not ASCII": "١",
        "NUL": "\0",
        "injected": "1 OR 1=1",
    }


def test_all_that_cannot_be_answered_gives_one_and_the_same_answer(article, moderator):
    answers = set()
    for number, parent in enumerate(gone_parents(article, moderator).values()):
        reader = Reader(Client(REMOTE_ADDR=f"198.51.{number}.1"))
        form = reader.form(article, parent=str(parent))
        answer = reader.post(article, form)
        text = answer.content.decode().replace(form["captcha-token"], "TOKEN")
        text = re.sub(r'data-expires-in="\d+"|select every [\w ]+|\s*checked', "", text)
        answers.add((answer.status_code, re.sub(r"\s+", " ", text)))
        assert not is_spent(form["captcha-token"])
    ((status, text),) = answers
    assert status == 422
    assert "You can send yours as a new comment." in text


def test_a_form_for_what_cannot_be_answered_is_one_and_the_same_too(article, moderator, client):
    """But for a NUL, which no address may hold."""
    parents = gone_parents(article, moderator)
    del parents["NUL"]
    answers = {
        (answer.status_code, answer.content)
        for answer in (
            client.get(url_of(article), {"reply": parent}) for parent in parents.values()
        )
    }
    ((status, page),) = answers
    assert status == 404
    assert b"is not here any more" in page


def test_when_the_parent_is_gone_the_page_sends_a_comment_of_its_own(article, reader):
    form = reader.form(article, parent="12345")
    page = Page(reader.post(article, form))
    assert page.value("parent") is None
    assert page.ticked == form["captcha-tile"]


def test_who_knows_the_token_and_the_words_of_another_is_not_led_to_the_private_page(
    article, reader
):
    form = reader.form(article)
    answer = reader.post(article, form)
    thief = Reader()
    thief.fetch_token(article)  # it has a cookie of its own
    for other in (thief, Reader(Client(REMOTE_ADDR="203.0.113.9"))):
        stolen = other.post(article, form)
        assert stolen.status_code == 409
        assert answer["Location"] not in stolen.content.decode()
    assert reader.post(article, form)["Location"] == answer["Location"]


# The budget of those who cannot use pictures


def unable(reader, article, **fields):
    form = reader.form(article, **fields)
    return reader.post(article, {**form, "captcha-tile": [], "captcha-unable": "1"})


def test_past_the_budget_of_a_lane_the_text_comes_back_with_when_to_send_it(article, reader):
    with time_machine.travel("2027-01-01T12:30:00Z", tick=False):
        make_public(article)
        assert [unable(reader, article).status_code for _ in range(3)] == [303] * 3
        page = Page(unable(reader, article, text=TYPED))
        assert page.response.status_code == 429
        assert page.response["Retry-After"] == str(50 * 60)
        assert "Send it again in 50 minutes, or select the pictures." in page.html
        assert page.text == TYPED and page.is_way_on
        assert Comment.objects.count() == 3 and not is_spent(page.token)
        solved = reader.form(article, token=page.token, text=TYPED)
        assert reader.post(article, solved).status_code == 303


def test_a_crowded_address_makes_no_neighbour_wait_and_the_queue_is_told(article):
    with time_machine.travel(NOON, tick=False):
        make_public(article)
        statuses = [unable(Reader(), article).status_code for _ in range(8)]
    assert statuses == [303] * 8
    crowds = [
        "crowd" in {signal["name"] for signal in signals}
        for signals in Comment.objects.order_by("pk").values_list("signals", flat=True)
    ]
    assert crowds == [False] * 6 + [True] * 2


def test_sending_one_comment_twice_takes_the_budget_once(article, reader):
    form = {**reader.form(article), "captcha-tile": [], "captcha-unable": "1"}
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(3):
            assert reader.post(article, form).status_code == 303
    assert Tally.objects.get(budget=UNABLE.name).taken == 1


# Sent twice


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_post_again_gives_the_same_answer_and_one_comment(article, reader, times):
    form = reader.form(article)
    answers = {reader.post(article, form)["Location"] for _ in range(times)}
    assert len(answers) == 1
    assert Comment.objects.count() == 1


def test_a_retry_after_the_pictures_expired_gives_the_same_answer(article, reader):
    with time_machine.travel(NOON, tick=False) as clock:
        make_public(article)
        form = reader.form(article)
        first = reader.post(article, form)
        clock.shift(timedelta(hours=20))
        assert reader.post(article, form)["Location"] == first["Location"]
    assert Comment.objects.count() == 1


def test_a_retry_after_the_comment_was_decided_gives_the_same_answer(article, reader, moderator):
    form = reader.form(article)
    first = reader.post(article, form)
    decide(Transition.APPROVE, Comment.objects.get(), by=moderator)
    assert reader.post(article, form)["Location"] == first["Location"]


def test_a_retry_after_the_thread_was_closed_gives_the_same_answer(article, reader):
    form = reader.form(article)
    first = reader.post(article, form)
    closed_meanwhile(reader, article, form)
    assert reader.post(article, form)["Location"] == first["Location"]


def test_a_retry_with_other_line_ends_gives_the_same_answer(article, reader):
    form = reader.form(article, text="one\r\ntwo")
    first = reader.post(article, form)
    assert reader.post(article, {**form, "text": "one\ntwo "})["Location"] == first["Location"]


@pytest.mark.parametrize("change", [{"text": "Other words."}, {"name": "Boris"}])
def test_the_same_challenge_with_other_words_is_spent_and_the_text_kept(article, reader, change):
    form = reader.form(article)
    reader.post(article, form)
    page = Page(reader.post(article, {**form, **change}))
    assert page.response.status_code in (409, 422)
    assert page.text == {**form, **change}["text"]
    assert page.token != form["captcha-token"]
    assert Comment.objects.count() == 1


def test_the_same_challenge_for_another_place_is_spent(article, reader, moderator):
    parent = publish(article.thread, by=moderator)
    form = reader.form(article)
    reader.post(article, form)
    page = Page(reader.post(article, {**form, "parent": parent.pk}))
    assert page.response.status_code == 409
    assert page.token != form["captcha-token"]


def test_equal_words_with_another_challenge_are_another_comment(article, reader):
    assert reader.comment(article)["Location"] != reader.comment(article)["Location"]
    assert Comment.objects.count() == 2


def test_a_wrong_answer_cannot_be_corrected(article, reader):
    form = reader.form(article)
    token = form["captcha-token"]
    reader.post(article, {**form, "captcha-tile": wrong_tiles(token)})
    assert is_spent(token)
    assert reader.post(article, form).status_code == 409
    assert not Comment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_posts_at_the_same_instant_make_one_comment_and_one_answer():
    article = make_article()
    reader = Reader()
    form = reader.form(article)
    browser = reader.client.cookies[asking.COOKIE].value
    for client in (clients := [Client() for _ in range(8)]):
        client.cookies[asking.COOKIE] = browser
    answers = at_once(8, lambda number: clients[number].post(url_of(article), form))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_different_words_at_the_same_instant_one_is_stored_and_none_is_lost():
    article = make_article()
    reader = Reader()
    form = reader.form(article)
    browser = reader.client.cookies[asking.COOKIE].value

    def post(number):
        client = Client()
        client.cookies[asking.COOKIE] = browser
        return client.post(url_of(article), {**form, "text": f"Words {number}."})

    answers = at_once(8, post)
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 7
    for number, answer in enumerate(answers):
        assert answer.status_code == 303 or Page(answer).text == f"Words {number}."
    assert Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_right_answer_is_unspent_when_the_comment_cannot_be_stored(monkeypatch):
    article = make_article()
    reader = Reader()
    form = reader.form(article)
    with monkeypatch.context() as patched:
        patched.setattr(moderation.authors, "add_revision", fail_storing)
        page = Page(reader.post(article, form))
    assert page.response.status_code == 503
    assert page.token == form["captcha-token"] and page.ticked == form["captcha-tile"]
    assert not Spent.objects.exists() and not Comment.objects.exists()
    assert reader.post(article, form).status_code == 303


def fail_storing(*args, **kwargs):
    raise OperationalError("the disk is full")


@pytest.mark.django_db(transaction=True)
def test_a_wrong_answer_is_spent_for_good(reader):
    article = make_article()
    form = reader.form(article)
    reader.post(article, {**form, "captcha-tile": wrong_tiles(form["captcha-token"])})
    assert is_spent(form["captcha-token"])


# The database is down


class Down:
    """A database that answers nothing, and counts who asks."""

    def __init__(self):
        self.asked = 0

    def __call__(self, execute, sql, params, many, context):
        self.asked += 1
        raise OperationalError("could not connect to server at 192.0.2.1")


@pytest.fixture
def down(db):
    """Every statement fails, as it does when the server has gone away."""
    down = Down()
    with connection.execute_wrapper(down):
        yield down


@pytest.fixture
def solved(article, reader):
    return reader.form(article, name=NAME, text=TYPED)


def test_while_the_database_is_down_the_text_comes_back_ready_to_be_sent(
    article, reader, solved, down
):
    page = Page(reader.post(article, solved))
    assert page.response.status_code == 503
    assert page.response["Retry-After"] == "10"
    assert "Your text is safe below: send it in a minute." in page.html
    assert page.text == TYPED and page.value("name") == NAME
    assert page.token == solved["captcha-token"] and page.ticked == solved["captcha-tile"]


@pytest.fixture
def no_session_no_cache(monkeypatch):
    for owner in (SessionStore, LocMemCache):
        for name in ("get", "set", "load", "save", "add"):
            monkeypatch.setattr(owner, name, lambda *a, **k: pytest.fail("asked"), raising=False)


def test_the_form_page_is_drawn_without_database_session_and_cache(
    article, reader, solved, no_session_no_cache, down
):
    reader.client.cookies["sessionid"] = "a" * 32
    page = Page(reader.post(article, solved))
    assert page.text == TYPED
    assert down.asked == 1  # by storing; the page asks nothing more


def test_a_post_without_pictures_survives_a_database_that_is_down(article, reader, down):
    page = Page(reader.client.post(url_of(article), {"name": NAME, "text": TYPED}))
    assert page.response.status_code == 503
    assert page.text == TYPED and page.is_way_on


def test_what_failed_while_the_database_was_down_can_be_sent_once_it_is_back(article, reader):
    solved = reader.form(article, text=TYPED)
    with connection.execute_wrapper(Down()):
        page = Page(reader.post(article, solved))
    again = {**solved, "captcha-token": page.token, "captcha-tile": page.ticked}
    assert reader.post(article, again).status_code == 303


@pytest.mark.parametrize("path", ["/", "/articles/x/", "/feed/", "/sitemap.xml", "/my/x/", "/ru/"])
def test_every_page_says_when_to_come_back_while_the_database_is_down(client, down, path):
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert answer["Cache-Control"] == "no-store"
    assert "<h1>" in answer.content.decode()


def test_a_page_that_is_not_there_is_not_there_without_a_database_either(client, down):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "s-maxage=0" in answer["Cache-Control"]


def test_the_log_of_a_failed_database_holds_no_words_of_a_reader(
    article, reader, solved, down, caplog
):
    reader.post(article, solved)
    assert "OperationalError" in caplog.text
    assert "words" not in caplog.text and "Anna" not in caplog.text


# Other pictures, and the preview


def test_other_pictures_lose_nothing_and_spend_nothing(article, reader, moderator):
    parent = publish(article.thread, by=moderator)
    form = reader.form(article, text=TYPED, name=NAME, parent=str(parent.pk))
    page = Page(reader.post(article, {**form, "captcha-other": "1"}))
    assert page.response.status_code == 200
    assert (page.text, page.value("name")) == (TYPED, NAME)
    assert page.value("parent") == str(parent.pk)
    assert page.token != form["captcha-token"] and page.ticked == []
    assert "error" not in page.html
    assert not Spent.objects.exists()


@pytest.mark.parametrize("text", ["", "a" * 6000, "\0"])
def test_other_pictures_come_whatever_the_rest_of_the_form_holds(article, reader, text):
    form = {**reader.form(article, text=text), "name": "", "captcha-other": "1"}
    page = Page(reader.post(article, form))
    assert page.response.status_code == 200
    assert 'role="alert"' not in page.html


def preview(reader, article, **fields):
    return Page(reader.post(article, {**reader.form(article, **fields), "preview": "1"}))


def test_a_preview_shows_the_text_in_its_labelled_frame_only(article, reader):
    page = preview(reader, article, text="Some *unheard-of* words.", name="Anna")
    frame = re.search(r'<section class="preview".*?</section>', page.html, re.DOTALL)[0]
    assert "Preview: nobody sees this yet" in frame
    assert "Some <em>unheard-of</em> words." in frame
    assert "<em>unheard-of" not in page.html.replace(frame, "")
    assert "data-comment" not in page.html


def test_a_preview_loses_nothing_and_spends_nothing(article, reader):
    form = reader.form(article, text=TYPED, name=NAME)
    page = Page(reader.post(article, {**form, "preview": "1"}))
    assert page.response.status_code == 200
    assert (page.text, page.value("name")) == (TYPED, NAME)
    assert page.token == form["captcha-token"] and page.ticked == form["captcha-tile"]
    assert not Spent.objects.exists() and not Comment.objects.exists()
    assert page.response["Cache-Control"] == "private, no-cache"


def test_a_preview_needs_no_name_and_no_pictures(article, reader):
    page = Page(reader.client.post(url_of(article), {"text": "Words.", "preview": "1"}))
    assert page.response.status_code == 200
    assert "data-preview" in page.html and "Not sent yet" not in page.html


@pytest.mark.parametrize("text", ["", "a" * 5001, "\u202e"])
def test_a_preview_has_the_limits_of_a_comment(article, reader, text):
    page = preview(reader, article, text=text)
    assert page.response.status_code == 422
    assert "data-preview" not in page.html


def test_a_preview_escapes_what_is_no_markdown(article, reader):
    page = preview(reader, article, text="<script>alert(1)</script> ![x](/y) [z](javascript:1)")
    assert "<script>alert" not in page.html
    assert '<img src="/y' not in page.html and 'href="javascript' not in page.html


# The form page


def test_the_form_page_for_a_reply_shows_what_it_answers(article, client, moderator):
    parent = publish(article.thread, "A *fine* word.", by=moderator, name="<b>Boris</b>")
    page = Page(client.get(url_of(article), {"reply": parent.pk}))
    assert page.response.status_code == 200
    assert "A <em>fine</em> word." in page.html
    assert "&lt;b&gt;Boris" in page.html and "<b>Boris" not in page.html
    assert page.value("parent") == str(parent.pk)


def test_the_form_page_is_the_same_for_everyone_and_sets_no_cookie(article, client, moderator):
    parent = publish(article.thread, by=moderator)
    first, second = (Client().get(url_of(article), {"reply": parent.pk}) for _ in range(2))
    assert first.content == second.content
    assert not first.cookies
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=10"


def test_the_form_page_without_a_reply_is_the_article(article, client):
    answer = client.get(url_of(article))
    assert answer["Location"] == f"{article.get_absolute_url()}#leave-a-comment"


def test_a_closed_article_has_no_form_page(article, client, moderator):
    parent = publish(article.thread, by=moderator)
    closed_meanwhile(None, article, {})
    assert client.get(url_of(article), {"reply": parent.pk}).status_code == 302


def test_a_post_from_our_own_page_is_taken(article, reader):
    own = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
    assert reader.post(article, reader.form(article), **own).status_code == 303
    assert reader.post(article, reader.form(article), HTTP_SEC_FETCH_SITE="none").status_code == 303


def test_a_post_from_the_sites_own_address_is_taken(article, reader, settings):
    answer = reader.post(article, reader.form(article), HTTP_ORIGIN=settings.SITE_URL)
    assert answer.status_code == 303


def test_no_csrf_token_and_no_session_are_asked_for(article):
    reader = Reader(Client(enforce_csrf_checks=True))
    with CaptureQueriesContext(connection) as queries:
        assert reader.comment(article).status_code == 303
    asked = [q["sql"] for q in queries if re.search("django_session|password|last_login", q["sql"])]
    assert asked == []


def test_a_post_counts_no_rows(article, reader):
    with CaptureQueriesContext(connection) as queries:
        reader.comment(article)
    assert not [query for query in queries if "COUNT(" in query["sql"].upper()]
