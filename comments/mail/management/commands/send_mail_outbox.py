import signal
from threading import Event

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from comments.mail import outbox, retention
from comments.mail.models import Mail

PAUSE = 20  # seconds: how long a mail waits for a sender that is awake
STEP = 100  # mails between two lines of progress


class Command(BaseCommand):
    help = (
        "Send the mails that readers and moderators asked for. Once, or with --loop until it is "
        "stopped. Any number of senders may run at the same time, on any machine, and may be "
        "killed at any moment: no mail is sent twice. Needs EMAIL_URL."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--loop",
            action="store_true",
            help=f"go on until stopped, looking for new mails every {PAUSE} seconds",
        )

    def handle(self, *args, loop, **options):
        if not settings.IS_MAIL_ON:
            raise CommandError("There is no mail server to send with. Set EMAIL_URL.")
        self.stopped = Event()
        if not loop:
            self.send_once(is_last=True)
            return
        # A mail that is just being handed over is finished first.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopped.set())
        while not self.stopped.is_set():
            self.send_once(is_last=False)
            self.stopped.wait(PAUSE)

    def send_once(self, *, is_last):
        retention.prune()
        try:
            counts = outbox.send_all(self.report, self.stopped.is_set)
        except outbox.ServerDown as down:
            sentence = f"The mail server cannot be reached ({down}). The mails wait."
            if is_last:
                raise CommandError(sentence) from None
            self.stderr.write(sentence)
            return
        if counts or is_last:
            self.say(counts)

    def report(self, counts):
        if counts.total() % STEP == 0:
            self.say(counts)

    def say(self, counts):
        told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
        lost = Mail.objects.lost().count()
        self.stdout.write(
            f"Mails: {told or 'nothing to send'}."
            + (f" Fate unknown, not sent again: {lost}." if lost else "")
        )
        self.stdout.flush()
