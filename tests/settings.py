"""The production settings, with what a test may not share with a real site."""

import atexit
import os
import shutil
import tempfile

import django

os.environ.setdefault("SECRET_KEY", "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH")
os.environ.setdefault("SITE_URL", "http://testserver.localhost")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,testserver.localhost,localhost,127.0.0.1")
if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = place = tempfile.mkdtemp(prefix="chronicle-tests-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)

from chronicle.settings import *  # noqa: F403
from chronicle.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR

# A file, not memory: threads and processes of a test must each have a connection of their own.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

# Nothing is collected for a test, but the folder is there as on a site.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# What test runners replace by a mailbox in memory; the older Django has a default for it.
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
