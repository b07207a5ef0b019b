"""The privacy page says what the settings and constants are."""

from datetime import timedelta

import pytest

from captcha import asking
from chronicle import middleware
from comments import own, retention
from comments.mail import retention as mail_retention
from comments.mail.models import subscriptions

pytestmark = pytest.mark.django_db


def read(client):
    answer = client.get("/privacy/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("is_on", "sentence"), [(False, "This site sends no mail"), (True, "only if you ask for it")]
)
def test_it_says_whether_there_is_mail(client, settings, is_on, sentence):
    settings.IS_MAIL_ON = is_on

    assert sentence in read(client)
    assert ("This site sends no mail" in read(client)) != is_on


def test_it_says_how_long_addresses_and_mails_are_kept(client, settings, monkeypatch):
    settings.IS_MAIL_ON = True
    assert "48 hours at the most" in read(client) and "kept for 30 days" in read(client)
    monkeypatch.setattr(subscriptions, "UNPROVEN", timedelta(hours=1))
    monkeypatch.setattr(mail_retention, "KEPT", timedelta(days=1))
    assert "1 hour at the most" in read(client) and "kept for 1 day." in read(client)


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_it_says_that_the_connection_is_encrypted_only_if_it_is(client, settings, is_encrypted):
    settings.IS_ENCRYPTED = is_encrypted

    assert ("is encrypted" in read(client)) == is_encrypted


def test_it_says_how_long_refused_words_are_kept(client, monkeypatch):
    assert "erased after 180 days" in read(client)
    monkeypatch.setattr(retention, "DAYS", 1)
    assert "erased after 1 day." in read(client)


def test_it_names_the_cookie_that_is_set_and_its_life(client, reader, article, monkeypatch):
    reader.fetch_token(article)
    (name,) = reader.client.cookies
    days = reader.client.cookies[name]["max-age"] // 86400

    assert f"a cookie named “{name}”" in read(client) and f"lasts {days} days" in read(client)
    monkeypatch.setattr(asking, "COOKIE_LIFE", 86400)
    assert "lasts 1 day," in read(client)


def test_it_names_the_cookie_that_a_sent_comment_sets(client, reader, article, monkeypatch):
    (name,) = set(reader.comment(article).cookies)
    days = reader.client.cookies[name]["max-age"] // 86400

    assert f"a second cookie, “{name}”" in read(client)
    assert f"the last 50 comments and lasts {days} days after" in read(client)
    monkeypatch.setattr(own, "DAYS", 1)
    assert "lasts 1 day after" in read(client)


def test_nobody_else_is_asked_as_long_as_the_policy_names_nobody(client):
    """The sentence about others holds by this policy."""
    assert "asks nobody but this site" in read(client)
    sources = middleware.CONTENT_SECURITY_POLICY.replace(";", "").split()
    assert {s for s in sources if "-" not in s} <= {"'none'", "'self'", "data:"}


def test_the_page_is_linked_from_every_page(client, article):
    for path in ("/", article.get_absolute_url(), "/search/"):
        assert 'href="/privacy/"' in client.get(path).content.decode()
    assert 'href="/ru/privacy/"' in client.get("/ru/").content.decode()


def test_it_says_who_reads_a_comment_first_and_what_trust_keeps(client, settings):
    assert "before anybody else does; only what" in read(client)
    assert "public at once" not in read(client) and "digest of your proven" not in read(client)
    settings.COMMENTS_TRUST_AFTER = 3
    assert "then it is public at once" in read(client) and "kept for 90 days" in read(client)


def test_the_form_says_who_reads_a_comment_first(client, settings, article):
    page = article.get_absolute_url()
    assert "A moderator reads every comment before it appears." in client.get(page).content.decode()
    settings.COMMENTS_TRUST_AFTER = 3
    assert "every comment before it appears" not in client.get(page).content.decode()
