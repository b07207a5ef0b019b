"""The production settings, with what a test may not share with a real site."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH")
os.environ.setdefault("SITE_URL", "http://testserver.localhost")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,testserver.localhost,localhost,127.0.0.1")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="chronicle-tests-"))

from chronicle.settings import *  # noqa: E402, F403
from chronicle.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

# A file, not memory: threads and processes of a test must each have a connection of their own.
DATABASES["default"]["TEST"] = (
    {"NAME": str(VAR_DIR / "test.sqlite3")}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {}
)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
