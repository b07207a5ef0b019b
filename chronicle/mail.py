"""How the site sends mail, told to both generations of Django's settings."""

import django

TIMEOUT = 10  # seconds: a reader waits for the answer
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def settings_for(server):
    """Return Django's settings for ``server``, a parsed EMAIL_URL."""
    if django.VERSION < (6, 1):
        return {**server, "EMAIL_TIMEOUT": TIMEOUT}
    backend = server.get("EMAIL_BACKEND", SMTP)
    options = {
        "host": server["EMAIL_HOST"],
        "port": server["EMAIL_PORT"],
        "username": server["EMAIL_HOST_USER"],
        "password": server["EMAIL_HOST_PASSWORD"],
        "use_tls": server["EMAIL_USE_TLS"],
        "use_ssl": server["EMAIL_USE_SSL"],
        "timeout": TIMEOUT,
    }
    return {
        "MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options if backend == SMTP else {}}}
    }
