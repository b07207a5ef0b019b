"""How the site sends mail, on both generations of Django."""

import django
import pytest

from chronicle import mail

SERVER = {
    "EMAIL_BACKEND": mail.SMTP,
    "EMAIL_HOST": "mail.example.org",
    "EMAIL_PORT": 587,
    "EMAIL_HOST_USER": "user",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
}


def test_the_older_django_is_told_by_single_settings(monkeypatch):
    monkeypatch.setattr(django, "VERSION", (5, 2, 19, "final", 0))
    assert mail.settings_for(SERVER) == {**SERVER, "EMAIL_TIMEOUT": 10}


def test_the_newer_django_is_told_by_one_setting(monkeypatch):
    monkeypatch.setattr(django, "VERSION", (6, 1, 0, "final", 0))
    assert mail.settings_for(SERVER) == {
        "MAILERS": {
            "default": {
                "BACKEND": mail.SMTP,
                "OPTIONS": {
                    "host": "mail.example.org",
                    "port": 587,
                    "username": "user",
                    "password": "password",
                    "use_tls": True,
                    "use_ssl": False,
                    "timeout": 10,
                },
            }
        }
    }


@pytest.mark.parametrize("version", [(5, 2), (6, 1)])
def test_a_reader_waits_ten_seconds_for_the_mail_server_at_most(monkeypatch, version):
    monkeypatch.setattr(django, "VERSION", version)
    told = mail.settings_for(SERVER)
    options = told.get("MAILERS", {}).get("default", {}).get("OPTIONS", {})
    assert told.get("EMAIL_TIMEOUT", options.get("timeout")) == 10
