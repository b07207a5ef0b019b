import fcntl
import hashlib
import secrets
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

import chronicle

FIRST_ARTICLE = Path(chronicle.__file__).with_name("first_article.txt")

PREPARING = 0x43485243  # "CHRC": the name of the lock, arbitrary but ours


class Command(BaseCommand):
    help = (
        "Bring the site's state up to date: migrations, static files and, on a new site only, the "
        "first article and an administrator, whose password is printed once. Run it before every "
        "start; when there is nothing to do it does nothing."
    )

    def handle(self, *args, **options):
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(
                f"VAR_DIR ({settings.VAR_DIR}) cannot be made: {error.strerror}."
            ) from None
        with alone():
            self.migrate()
            self.collect_static()
            if not get_user_model().objects.exists():
                with transaction.atomic():
                    self.begin_site()

    def migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date ...")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("search_index", stdout=StringIO())

    def collect_static(self):
        """Collect the static files when one of them has changed since the last time."""
        stamp = settings.STATIC_ROOT / ".stamp"
        state = static_state()
        if settings.DEBUG or (stamp.is_file() and stamp.read_text() == state):
            return
        self.stdout.write("Collecting the static files ...")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)

    def begin_site(self):
        call_command("import_article", FIRST_ARTICLE, language="en", stdout=self.stdout)
        password = secrets.token_urlsafe(12)
        get_user_model().objects.create_superuser("admin", password=password)
        self.stdout.write(
            f"\nAn administrator was made. This is shown once:\n\n"
            f"    {settings.SITE_URL}/admin/\n"
            f"    name      admin\n"
            f"    password  {password}\n\n"
            f"Change it there, or with: ./run manage changepassword admin\n"
        )


@contextmanager
def alone():
    """Wait until no other start prepares the same site: on this machine by a file, on the others
    that share a PostgreSQL by its advisory lock."""
    with (settings.VAR_DIR / "prepare.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def static_state():
    """Return a digest of every static file's name, size and time."""
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            state.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return state.hexdigest()
