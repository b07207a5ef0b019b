"""The second factor: with a password alone nothing of the admin opens, with a code all of it."""

import re
from datetime import timedelta

import django_otp
import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from chronicle import second_factor
from comments.models import Comment
from tests.conftest import make_user, submit

ASK, ADD = "/admin/second-factor/", "/admin/second-factor/new/"
LOGIN, HOME = "/admin/login/", "/admin/"


@pytest.fixture
def clock():
    with time_machine.travel("2027-03-10T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def device(moderator):
    """The app of mary's telephone."""
    return TOTPDevice.objects.create(user=moderator, name="app")


@pytest.fixture
def paper(moderator, device):
    """One recovery code of hers."""
    static = StaticDevice.objects.create(user=moderator, name="paper")
    return StaticToken.objects.create(device=static, token="abcd2345").token


@pytest.fixture
def halfway(required, moderator, clock):
    """A browser that has given mary's password and nothing else."""
    client = Client()
    client.post(LOGIN, {"username": "mary", "password": "correct horse", "next": HOME})
    return client


def code(device):
    """What the app shows now."""
    device.refresh_from_db()
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    return f"{totp.token():06}"


def wrong(device):
    return f"{(int(code(device)) + 1) % 10**6:06}"


def addresses():
    """Every address of the admin that a pattern names, with a number where one is asked for."""
    for pattern in admin.site.get_urls():
        yield from paths_of(pattern, HOME)


def paths_of(pattern, prefix):
    path = prefix + re.sub(r"<[^>]*>|\(\?P.*\)\$?", "1", str(pattern.pattern).lstrip("^"))
    if hasattr(pattern, "url_patterns"):
        for inner in pattern.url_patterns:
            yield from paths_of(inner, path)
        return
    yield path.replace("\\Z", "").replace("$", "")


def test_it_is_off_by_default_and_then_its_pages_are_not_there(newsroom):
    assert newsroom.get("/admin/comments/comment/").status_code == 200
    assert newsroom.get(ASK).status_code == newsroom.get(ADD).status_code == 404
    assert b"second-factor" not in newsroom.get(HOME).content


@pytest.mark.parametrize("method", ["get", "post"])
def test_with_the_password_alone_nothing_of_the_admin_opens(halfway, device, article, method):
    submit(article.thread)
    closed = [path for path in addresses() if path not in (ASK, ADD, LOGIN)]
    assert len(closed) > 50 and "/admin/comments/comment/decide/" in closed
    for path in closed:
        answer = getattr(halfway, method)(path)
        assert answer.status_code in (301, 302), path
        assert answer["Location"].partition("?")[0] in (LOGIN, HOME, f"{path}/"), path
    assert Comment.objects.get().version == 1


@pytest.mark.parametrize("name", ["Moderators", "Senior moderators", "Editors", "superuser"])
def test_no_role_is_spared(required, db, name):
    if name == "superuser":
        user = get_user_model().objects.create_superuser("root", password="correct horse")
    else:
        user = make_user("boris", name)
    client = Client()
    client.force_login(user)
    for path in (HOME, "/admin/comments/comment/", "/admin/auth/user/", "/admin/password_change/"):
        assert client.get(path)["Location"].startswith(LOGIN)


def test_signing_in_leads_over_the_code_to_where_one_wanted_to_go(halfway, device):
    wanted = "/admin/comments/comment/"
    asked = halfway.get(wanted, follow=True)
    assert asked.redirect_chain[-1][0] == f"{ASK}?next={wanted.replace('/', '%2F')}"
    answer = halfway.post(ASK, {"code": code(device), "next": wanted})
    assert answer["Location"] == wanted
    assert halfway.get(wanted).status_code == 200


def test_spaces_in_a_code_are_forgiven(halfway, device):
    shown = code(device)
    assert halfway.post(ASK, {"code": f" {shown[:3]} {shown[3:]} "}).status_code == 302


@pytest.mark.parametrize("typed", ["", "abc", "9" * 41, "\0", "١٢٣٤٥٦", "-1", "1e5"])
def test_what_is_no_code_is_answered_with_the_form(halfway, device, typed):
    answer = halfway.post(ASK, {"code": typed})
    assert answer.status_code in (200, 400, 429)
    assert halfway.get(HOME).status_code == 302


def test_a_code_is_good_for_once(halfway, device, moderator):
    shown = code(device)
    halfway.post(ASK, {"code": shown})
    thief = Client()
    thief.force_login(moderator)
    assert thief.post(ASK, {"code": shown}).status_code != 302
    assert thief.get(HOME).status_code == 302


def test_a_code_of_somebody_else_is_none(halfway, device, senior):
    other = TOTPDevice.objects.create(user=senior, name="app")
    halfway.post(ASK, {"code": code(other)})
    assert halfway.get(HOME).status_code == 302


def test_after_wrong_codes_even_the_right_one_waits_ever_longer(halfway, device, clock):
    waits = []
    for _ in range(5):
        answer = halfway.post(ASK, {"code": wrong(device)})
        waits.append(int(answer["Retry-After"]))
        early = halfway.post(ASK, {"code": code(device)})
        assert early.status_code == 429
        assert b"not right" not in early.content  # which nobody has looked at
        clock.shift(timedelta(seconds=waits[-1]))
    assert waits == [1, 2, 4, 8, 16]
    assert halfway.post(ASK, {"code": code(device)}).status_code == 302


def test_a_right_code_forgives_the_wrong_ones_before(halfway, device, paper, clock, moderator):
    for seconds in (1, 2, 4):
        halfway.post(ASK, {"code": wrong(device)})
        clock.shift(timedelta(seconds=seconds))
    halfway.post(ASK, {"code": code(device)})
    assert {d.throttling_failure_count for d in django_otp.devices_for_user(moderator)} == {0}


def test_the_wait_is_of_the_account_not_of_the_browser(halfway, device, moderator):
    halfway.post(ASK, {"code": wrong(device)})
    another = Client(REMOTE_ADDR="203.0.113.7")
    another.force_login(moderator)
    assert another.post(ASK, {"code": code(device)}).status_code == 429


def test_the_session_gets_a_new_key_with_the_code(halfway, device):
    before = halfway.session.session_key
    halfway.post(ASK, {"code": code(device)})
    assert halfway.session.session_key != before


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_no_code_leads_to_another_site(halfway, device, url):
    assert halfway.post(ASK, {"code": code(device), "next": url})["Location"] == HOME


# Adding a device


def test_who_has_none_adds_one_and_is_in(halfway, moderator):
    asked = halfway.get(HOME, follow=True)
    device = TOTPDevice.objects.get()
    page = asked.content.decode()
    assert second_factor.spelled(device) in page and "otpauth://totp/Chronicle%3Amary" in page
    added = halfway.post(ADD, {"code": code(device)})
    codes = re.findall(r'<li><code dir="ltr">(\w+)</code>', added.content.decode())
    assert len(set(codes)) == second_factor.CODES
    assert halfway.get(HOME).status_code == 200
    assert TOTPDevice.objects.get(confirmed=True) == device


def test_a_wrong_code_adds_nothing(halfway):
    halfway.get(ADD)
    device = TOTPDevice.objects.get()
    halfway.post(ADD, {"code": wrong(device)})
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert halfway.get(HOME).status_code == 302


def test_the_password_alone_replaces_no_device_and_sees_no_secret(halfway, device):
    for answer in (halfway.get(ADD), halfway.post(ADD, {"code": "000000"})):
        assert answer["Location"].startswith(ASK)
    assert TOTPDevice.objects.get() == device


def test_a_recovery_code_signs_in_once_and_leads_to_a_new_device(halfway, device, paper, moderator):
    answer = halfway.post(ASK, {"code": paper.upper()})
    assert answer["Location"].startswith(ADD)
    assert halfway.get(HOME).status_code == 200
    thief = Client()
    thief.force_login(moderator)
    assert thief.post(ASK, {"code": paper}).status_code != 302


def test_a_new_device_ends_the_old_one_its_sessions_and_its_codes(halfway, device, paper, clock):
    halfway.post(ASK, {"code": code(device)})
    elsewhere = Client()
    elsewhere.cookies.load(halfway.cookies.output(header="", sep=";"))
    other = Client()
    other.force_login(device.user)
    clock.shift(timedelta(seconds=60))
    other.post(ASK, {"code": code(device)})
    halfway.get(ADD)
    halfway.post(ADD, {"code": code(TOTPDevice.objects.get(confirmed=False))})
    assert halfway.get(HOME).status_code == 200
    assert other.get(HOME).status_code == 302
    assert not StaticToken.objects.filter(token=paper).exists()
    assert TOTPDevice.objects.count() == 1


def test_the_command_of_the_guide_lets_somebody_in_who_lost_everything(halfway, device, capsys):
    call_command("addstatictoken", "mary")
    given = capsys.readouterr().out.strip()
    assert halfway.post(ASK, {"code": given})["Location"].startswith(ADD)
    assert halfway.get(ADD).status_code == 200


def test_one_can_leave_halfway(halfway, device):
    assert halfway.post(ASK, {"leave": "1"})["Location"] == LOGIN
    assert "_auth_user_id" not in halfway.session


@pytest.mark.parametrize("path", [ASK, ADD])
def test_its_pages_are_for_staff_who_gave_a_password_and_are_never_kept(halfway, path, db):
    assert "no-store" in halfway.get(path)["Cache-Control"]
    assert Client().get(path)["Location"] == LOGIN
    reader = get_user_model().objects.create_user("reader", password="correct horse")
    client = Client()
    client.force_login(reader)
    assert client.get(path)["Location"] == LOGIN


def test_no_page_of_the_admin_shows_a_secret(required, moderator, device):
    assert TOTPDevice not in admin.site._registry and StaticDevice not in admin.site._registry
    assert not any("otp" in str(name) for name in get_resolver().reverse_dict)


def test_a_post_from_another_site_is_refused(required, moderator, device, clock):
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    assert client.post(ASK, {"code": code(device)}).status_code == 403


def test_readers_notice_nothing(required, article, reader):
    assert reader.client.get(article.get_absolute_url()).status_code == 200
    assert reader.comment(article).status_code == 303
    assert reverse("admin:second-factor") == ASK
