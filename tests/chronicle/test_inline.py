"""Every page: nothing inline, nothing from a third party, the policy on all of it (law 9)."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from chronicle.middleware import CONTENT_SECURITY_POLICY
from comments.models import Comment, Decision, Revision, Transition

from ..conftest import decide, make_user, publish, submit

DATA = ("application/json", "application/ld+json")
ADDRESSES = ("src", "href", "action", "formaction", "data-url", "poster", "srcset", "data")


class Sweep(HTMLParser):
    """Collects what law 9 forbids in a page, and every address in it."""

    def __init__(self, html):
        super().__init__()
        self.inline = []
        self.addresses = []
        self.script = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.inline += [(tag, name) for name in attrs if name.startswith("on") or name == "style"]
        self.inline += [(tag, name) for name, v in attrs.items() if "javascript:" in str(v).lower()]
        if tag == "style" or (tag == "meta" and "refresh" in str(attrs.get("http-equiv")).lower()):
            self.inline.append((tag, ""))
        self.script = attrs if tag == "script" else None
        if tag == "script" and attrs.get("type") not in DATA and "src" not in attrs:
            self.inline.append((tag, attrs.get("type")))
        self.addresses += [
            (tag, attrs[name], attrs.get("rel") or "") for name in ADDRESSES if attrs.get(name)
        ]

    def handle_endtag(self, tag):
        self.script = None

    def handle_data(self, data):
        if self.script is not None and self.script.get("type") not in DATA and data.strip():
            self.inline.append(("script", data))


@pytest.fixture
def comment(article, moderator):
    """An approved comment with all that Markdown may do, and one that waits."""
    evil = (
        "[out](https://elsewhere.example/) https://linkified.example/ *a* `b`\n\n> c\n\n"
        '<img src="https://evil.example/x.png" onerror="alert(1)"> ![x](https://evil.example/y.png)'
        "\n\n[js](javascript:alert(1)) <style>*{}</style>"
    )
    submit(article.thread, evil, name='"><script>alert(1)</script>')
    return publish(article.thread, evil, by=moderator, name='"><script>alert(1)</script>')


@pytest.fixture
def admin(db):
    return get_user_model().objects.create_superuser("root", password="correct horse")


def sweep(answer, origin="http://testserver"):
    """Check one answer; return its addresses that lead elsewhere."""
    assert answer["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    if not answer.get("Content-Type", "").startswith("text/html"):
        return []
    found = Sweep(answer.content.decode())
    assert found.inline == []
    return [
        (tag, address, rel)
        for tag, address, rel in found.addresses
        if not address.startswith("data:")
        and urlsplit(urljoin(origin, address)).netloc not in ("testserver", "testserver.localhost")
    ]


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_what_readers_see_has_nothing_inline_and_asks_no_third_party(
    article, comment, reader, prefix
):
    url = prefix + article.get_absolute_url()
    client = reader.client
    answers = [
        client.get(f"{prefix}/"),
        client.get(url),
        client.get(f"{url}comment/", {"reply": comment.pk}),
        client.post(f"{url}comment/", {"text": "<b onclick=x>", "preview": "1"}),
        client.post(f"{url}comment/", {"name": "<style>", "text": "</textarea><style>"}),
        client.get(reader.comment(article)["Location"]),
        client.get(f"{prefix}/nothing/"),
    ]
    for answer in answers:
        for tag, _, rel in sweep(answer):
            assert (tag, rel) == ("a", "nofollow ugc noopener")


def test_the_links_of_comments_are_the_only_way_out(article, comment, client):
    ways = {address for _, address, _ in sweep(client.get(article.get_absolute_url()))}
    assert all(tag == "a" for tag, _, _ in sweep(client.get(article.get_absolute_url())))
    assert {"https://elsewhere.example/", "https://linkified.example/"} <= ways


def error_pages(client, article):
    post = {"content_type": "application/x-www-form-urlencoded"}
    url = reverse("comment", args=[article.slug])
    return {
        400: client.get("/", HTTP_HOST="evil.example"),
        403: Client(enforce_csrf_checks=True).post("/admin/login/", {}),
        404: client.get("/nothing/"),
        405: client.put("/captcha/challenge/"),
        411: client.post(url, b"x=1", HTTP_TRANSFER_ENCODING="chunked", **post),
        413: client.post(url, b"x" * (1024 * 1024 + 1), **post),
        415: client.post(url, b"{}", content_type="application/json"),
    }


def test_error_pages_have_nothing_inline_and_ask_no_third_party(article, monkeypatch):
    client = Client(raise_request_exception=False)
    pages = error_pages(client, article)
    monkeypatch.setattr("chronicle.views.metadata.json_ld", lambda article: 1 / 0)
    pages[500] = client.get(article.get_absolute_url())
    for status, answer in pages.items():
        assert answer.status_code == status
        assert sweep(answer) == []


@pytest.mark.django_db
def test_what_is_no_page_carries_the_policy_too(client):
    paths = ["/feed/", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz", "/static/nothing.css"]
    for path in [*paths, "/captcha/x/1.jpg", "/articles/x", "/comments/1/"]:
        sweep(client.get(path))


def test_static_files_carry_the_policy(settings, client, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "probe.css").write_text("p {}")
    answer = client.get("/static/probe.css")
    assert answer.getvalue() == b"p {}"
    assert answer["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def admin_pages(article, comment):
    models = [
        "comments/comment",
        "comments/decision",
        "chronicle/article",
        "auth/user",
        "auth/group",
    ]
    return [
        "/admin/",
        "/admin/password_change/",
        *(f"/admin/{model}/" for model in models),
        "/admin/chronicle/article/add/",
        "/admin/auth/user/add/",
        "/admin/auth/group/add/",
        f"/admin/chronicle/article/{article.pk}/change/",
        f"/admin/chronicle/article/{article.pk}/history/",
        f"/admin/chronicle/article/{article.pk}/preview/",
        f"/admin/comments/comment/{comment.pk}/change/",
        f"/admin/comments/comment/{comment.pk}/history/",
        f"/admin/comments/decision/{Decision.objects.first().pk}/change/",
        "/admin/comments/comment/?status=decided",
        "/admin/comments/comment/?q=out",
        "/admin/jsi18n/",
        "/admin/nothing/",
    ]


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_the_newsroom_has_nothing_inline_and_asks_no_third_party(article, comment, admin, prefix):
    client = Client()
    assert sweep(client.get(f"{prefix}/admin/login/")) == []
    client.force_login(admin)
    for path in admin_pages(article, comment):
        answer = client.get(prefix + path)
        assert answer.status_code in (200, 404), path
        for tag, _, rel in sweep(answer):
            assert (tag, rel) == ("a", "nofollow ugc noopener"), path


def test_what_the_newsroom_says_back_has_nothing_inline(article, comment, admin):
    client = Client()
    client.force_login(admin)
    user = make_user("boris", "Editors")
    empty = {"title": "<script>", "slug": "a b"}
    answers = [
        client.post("/admin/chronicle/article/add/", empty),
        client.get(f"/admin/auth/user/{user.pk}/delete/"),
        client.post("/admin/login/", {"username": "<script>", "password": "<script>"}),
        client.post("/admin/logout/"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert [way for way in sweep(answer) if way[0] != "a"] == []


def test_what_was_typed_is_escaped_wherever_it_is_shown(article, comment, admin):
    client = Client()
    client.force_login(admin)
    reader = Client()
    shown = [
        reader.get(article.get_absolute_url()),
        reader.get(reverse("comment", args=[article.slug]), {"reply": comment.pk}),
        client.get("/admin/comments/comment/?status=decided"),
        client.get(f"/admin/comments/comment/{comment.pk}/change/"),
    ]
    for answer in shown:
        page = answer.content.decode()
        assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert '"><script>alert' not in page and '<img src="https://evil' not in page


def test_an_undone_and_removed_comment_shows_its_log_without_anything_inline(
    article, comment, admin, senior
):
    decide(Transition.REJECT, comment, by=senior, reason="<script>alert(1)</script>")
    client = Client()
    client.force_login(admin)
    answer = client.get(f"/admin/comments/comment/{comment.pk}/change/")
    assert [way for way in sweep(answer) if way[0] != "a"] == []
    assert Comment.objects.count() == Revision.objects.count() == 2
