"""The settings, and the only place that reads the environment.

Every variable is described in deploy/chronicle.env.example.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from environs import Env

from . import environment, mail

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))


def read_secret_key():
    """Return SECRET_KEY, or the text of VAR_DIR/secret_key, or an empty string."""
    if key := env.str("SECRET_KEY", ""):
        return key
    path = VAR_DIR / "secret_key"
    return path.read_text().strip() if path.is_file() else ""


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = environment.strong_secret_key(read_secret_key())
SECRET_KEY_FALLBACKS = [
    environment.strong_secret_key(key, name="SECRET_KEY_FALLBACKS")
    for key in env.list("SECRET_KEY_FALLBACKS", [])
]
ALLOWED_HOSTS = environment.own_hosts(env.list("ALLOWED_HOSTS", [], subcast=str.strip))
# Every absolute address (feeds, canonical links, sitemap) comes from here, never from a request.
SITE_URL = environment.site_origin(env.str("SITE_URL", ""))
SITE_NAME = env.str("SITE_NAME", "Chronicle")

# Whose X-Forwarded-For and X-Forwarded-Proto are believed.
TRUSTED_PROXIES, TRUST_UNIX_SOCKET = environment.proxies(
    env.list("TRUSTED_PROXIES", [], subcast=str.strip)
)

# Applications

INSTALLED_APPS = [
    "django_otp",  # before chronicle, which takes their secrets out of the admin
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "chronicle.apps.ChronicleConfig",
    "comments.apps.CommentsConfig",
    "comments.search.apps.SearchConfig",
    "comments.reports.apps.ReportsConfig",
    "comments.triage.apps.TriageConfig",
    "comments.desk.apps.DeskConfig",
    "comments.mail.apps.MailConfig",
    "captcha.apps.CaptchaConfig",
    "chronicle.apps.ChronicleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "chronicle.middleware.client",
    "chronicle.middleware.content_security_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chronicle.middleware.language",
    "chronicle.middleware.StorageFailureMiddleware",
    "chronicle.middleware.readable_address",
    "chronicle.middleware.body_limit",
    "chronicle.middleware.wrong_method",
    "chronicle.middleware.compression",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "chronicle.urls"
WSGI_APPLICATION = "chronicle.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chronicle.context.site",
            ],
        },
    }
]

# The admin's date and time fields have a template of ours, with labels.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Storage

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR}/chronicle.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins: without it, two that read and then
        # write fail with "database is locked" at once, whatever the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for that lock
        # FULL: an acknowledged comment survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        options="-c synchronous_commit=on", connect_timeout=5
    )

# Only counts that may be approximate live in it; one that all machines share makes them exact.
CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    # Seconds: one that hangs must not hold up whoever writes, who may be asked for three counts.
    CACHES["default"]["OPTIONS"] = {"socket_timeout": 1, "socket_connect_timeout": 1}

# A folder with textures and drawings of the operator's own, for the captcha's pictures.
CAPTCHA_MATERIAL = env.str("CAPTCHA_MATERIAL", "") or None

# How many comments of an author moderators have to approve before the next ones skip the queue; 0
# for never.
COMMENTS_TRUST_AFTER = environment.number_from_zero(
    env.str("COMMENTS_TRUST_AFTER", "0"), name="COMMENTS_TRUST_AFTER"
)

# How long authors may change what was published; 0 for never. Readers see a change once approved.
COMMENTS_EDIT_MINUTES = environment.number_from_zero(
    env.str("COMMENTS_EDIT_MINUTES", "60"), name="COMMENTS_EDIT_MINUTES"
)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"

# What one post may hold: 1 MB comes back in the form whatever happens, more is a 413.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# Mail: only to those who ask for it; without a server what needs it is not offered

MAIL_FROM = env.str("MAIL_FROM", f"noreply@{urlsplit(SITE_URL).hostname}")
MAIL_SERVER = env.str("EMAIL_URL", "")
IS_MAIL_ON = bool(MAIL_SERVER)
DEFAULT_FROM_EMAIL = MAIL_FROM
if IS_MAIL_ON:
    globals().update(mail.settings_for(env.dj_email_url("EMAIL_URL")))

# Accounts: only staff have one

AUTHENTICATION_BACKENDS = ["chronicle.authority.OneQueryBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
# Whether the admin asks for a code of an app beside the password.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", False)
OTP_TOTP_ISSUER = SITE_NAME

# Transport

IS_ENCRYPTED = urlsplit(SITE_URL).scheme == "https"
SECURE_SSL_REDIRECT = IS_ENCRYPTED
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
# chronicle.middleware.client takes the header away unless a trusted proxy sent it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_ENCRYPTED else 0
# A site may speak for itself, not for its sister hosts: no includeSubDomains, hence no preload.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# SQLite is one machine, whose few processes may each count for themselves: docs/captcha.md says so.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    SILENCED_SYSTEM_CHECKS.append("captcha.W001")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_ENCRYPTED
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "chronicle.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"

# Language and time

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale/django"]  # ours, Django's corrected
USE_I18N = True
FORMAT_MODULE_PATH = "chronicle.formats"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

# Logs go to standard error; no line of them holds an address or a private link.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "chronicle.logs.MaskingFormatter",
            "format": "{levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"no-busyness": {"()": "chronicle.logs.NoBusyness"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers would mail whole requests to ADMINS: addresses, links and words.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["no-busyness"]},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
