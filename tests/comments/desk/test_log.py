"""The log: what can be looked for, what leaves the site, and who may take it."""

import csv
import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from comments import moderation
from comments.desk import log
from comments.models import Decision, Transition
from tests.conftest import decide, make_article, make_user, publish, submit

LOG = "/admin/comments/decision/"
CSV, JSON = f"{LOG}log.csv", f"{LOG}log.jsonl"


@pytest.fixture
def history(article, moderator, senior):
    """On the first of March one is approved by mary, on the second rejected by sam; another waits
    under another article."""
    with time_machine.travel("2027-03-01T10:00:00Z", tick=False) as clock:
        article.published_at = "2027-02-01T00:00:00Z"
        article.save()
        comment = publish(article.thread, "Secret words", by=moderator, name="Reader")
        clock.shift(timedelta(days=1))
        decide(Transition.REJECT, comment, by=senior, reason="=1+1")
        submit(make_article(title="+Other").thread, "More words", name="Reader", browser="b" * 32)
        yield comment


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def search(**query):
    read = QueryDict(mutable=True)
    read.update({name: str(value) for name, value in query.items()})
    return log.Search.read(read)


def transitions(user, **query):
    return [row.transition for row in log.page_of(search(**query), user)[0]]


def exported(client, url, **query):
    return b"".join(client.get(url, query).streaming_content).decode()


def cells(client, **query):
    text = exported(client, CSV, **query)
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_the_newest_decision_comes_first(history, senior):
    assert transitions(senior) == ["submit", "reject", "approve", "submit"]


def test_it_is_found_by_who_decided(history, senior, moderator):
    assert transitions(senior, who=senior.pk) == ["reject"]
    assert transitions(senior, who="author") == ["submit", "submit"]
    assert transitions(senior, who="rule") == []


def test_it_is_found_by_what_was_decided(history, senior):
    assert transitions(senior, what="approve") == ["approve"]


def test_it_is_found_by_day_both_days_included(history, senior):
    assert transitions(senior, since="2027-03-02") == ["submit", "reject"]
    assert transitions(senior, until="2027-03-01") == ["approve", "submit"]
    assert transitions(senior, since="2027-03-01", until="2027-03-02") == transitions(senior)


def test_it_is_found_by_article_and_by_comment(history, senior):
    assert transitions(senior, article=history.thread_id) == ["reject", "approve", "submit"]
    assert transitions(senior, comment=history.pk) == ["reject", "approve", "submit"]


@pytest.mark.parametrize(
    "query",
    [
        {"who": "x"},
        {"what": "x"},
        {"since": "2027-13-01"},
        {"until": "9999-12-31"},
        {"article": "-1"},
    ],
)
def test_what_makes_no_sense_narrows_nothing(history, senior, query):
    assert transitions(senior, **query) == transitions(senior)


def test_a_search_says_itself_as_an_address_again(history):
    asked = {"who": "author", "what": "submit", "since": "2027-03-01", "article": "3"}
    again = log.Search.read(QueryDict(search(**asked).query()))
    assert again == search(**asked)


def test_pages_follow_each_other_without_a_gap(history, senior, monkeypatch):
    monkeypatch.setattr(log, "PAGE", 3)
    first, key = log.page_of(search(), senior)
    second, end = log.page_of(search(), senior, key)
    assert [row.pk for row in [*first, *second]] == sorted(
        Decision.objects.values_list("pk", flat=True), reverse=True
    )
    assert end == ""


def test_the_page_shows_what_is_looked_for_and_offers_it_as_files(history, senior):
    page = signed_in(senior).get(LOG, {"what": "reject", "since": "2027-03-01"}).content.decode()
    assert "log.csv?what=reject&amp;since=2027-03-01" in page
    assert 'value="2027-03-01"' in page
    assert '<option value="reject" selected>' in page


def test_the_page_costs_as_many_queries_with_many_as_with_few(
    history, senior, moderator, thread, django_assert_max_num_queries
):
    client = signed_in(senior)
    for _ in range(30):
        publish(thread, by=moderator)
    with django_assert_max_num_queries(9):
        client.get(LOG)


# What leaves the site


def test_both_files_hold_the_same_decisions_the_oldest_first(history, senior):
    client = signed_in(senior)
    lines = [json.loads(line) for line in exported(client, JSON).splitlines()]
    assert [line["decision"] for line in lines] == ["submit", "approve", "reject", "submit"]
    assert [row["id"] for row in cells(client)] == [str(line["id"]) for line in lines]
    assert lines[1] == {
        "id": lines[1]["id"],
        "decided_at": "2027-03-01T10:00:00+00:00",
        "comment": history.pk,
        "article": history.thread.title,
        "decision": "approve",
        "from": "pending",
        "to": "approved",
        "by": "moderator",
        "who": "mary",
        "reason": "",
        "undoes": None,
    }


def test_an_export_holds_what_was_looked_for_alone(history, senior):
    assert [row["decision"] for row in cells(signed_in(senior), what="reject")] == ["reject"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=cmd|' /C calc'!A0", "＝1"],
)
def test_no_cell_is_a_formula(text):
    assert log.harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Please stay polite.", "", "1-1", 7, None])
def test_a_harmless_cell_stays_as_it_is(value):
    assert log.harmless(value) == value


def test_hostile_reasons_titles_and_names_are_neutralised_in_the_file(history, article, senior):
    villain = make_user("@villain", "Moderators")
    publish(article.thread, by=villain)
    rows = cells(signed_in(senior))
    assert {row["reason"] for row in rows} == {"", "'=1+1"}
    assert "'+Other" in {row["article"] for row in rows}
    assert "'@villain" in {row["who"] for row in rows}


def test_json_keeps_hostile_text_as_it_is(history, senior):
    assert '"reason": "=1+1"' in exported(signed_in(senior), JSON)


def test_no_word_name_key_or_browser_of_a_reader_leaves(history, senior):
    client = signed_in(senior)
    for url in (CSV, JSON):
        text = exported(client, url)
        for secret in ("Secret words", "More words", "Reader", history.key, "b" * 32):
            assert secret not in text
        assert history.submission not in text


def test_an_export_reads_in_batches_and_misses_none(history, senior, monkeypatch):
    monkeypatch.setattr(log, "BATCH", 2)
    assert len(list(log.entries(search(), senior))) == 4


def test_a_removed_comment_stays_in_the_export_without_its_words(history, senior):
    moderation.remove({history.pk: 3}, moderator=senior)
    assert [row["decision"] for row in cells(signed_in(senior))][-1] == "remove"


def test_the_files_are_named_and_typed_as_files(history, senior):
    client = signed_in(senior)
    for url, kind in ((CSV, "text/csv; charset=utf-8"), (JSON, "application/jsonl; charset=utf-8")):
        answer = client.get(url)
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"].startswith('attachment; filename="log-2027-03-02.')
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("url", [LOG, CSV, JSON])
@pytest.mark.parametrize(
    ("group", "status"), [("Moderators", 200), ("Senior moderators", 200), ("Editors", 403)]
)
def test_only_who_may_read_the_log_may_take_it(history, url, group, status):
    assert signed_in(make_user("boris", group)).get(url).status_code == status
    assert Client().get(url).status_code == 302
    assert signed_in(make_user("other", group)).post(url).status_code in (403, 405)


def test_a_moderator_of_chosen_articles_takes_the_log_of_those_alone(history, thread):
    lena = make_user("lena", "Moderators of chosen articles")
    assert cells(signed_in(lena)) == []
    assert exported(signed_in(lena), JSON, comment=history.pk) == ""
    assert b">mary<" not in signed_in(lena).get(LOG).content
    thread.moderators.add(lena)
    assert len(cells(signed_in(lena))) == 3
