import io
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from chronicle.demo import site


class Command(BaseCommand):
    help = (
        "Fill a new, empty database with a site to try the desk on: articles, two weeks of "
        f"comments and decisions, {site.WAITING} comments that wait, a flood of {site.FLOOD} "
        'more, and people to sign in as. "./run demo" calls it, and throws the site away when '
        "it is stopped. A database that holds anything is refused."
    )

    def handle(self, *args, **options):
        if connection.introspection.table_names():
            raise CommandError(
                "This database is in use, and a site to try must have one of its own. Run "
                "./run demo: it makes one, beside the real site."
            )
        started = time.monotonic()
        self.say("Making the database ...")
        call_command("prepare", stdout=io.StringIO())
        passwords = self.fill(site.Site())
        self.say(f"Ready in {time.monotonic() - started:.0f} s.")
        self.say_how_to_sign_in(passwords)

    def fill(self, demo):
        """Fill the database step by step; return ``{name: password}``."""
        passwords = demo.make_people()
        demo.publish()
        for day in range(site.DAYS, 0, -1):
            demo.live(day)
            if day % 5 == 0:
                self.say(f"Readers write, moderators decide: {day} days ago ...")
        self.say("A senior makes rules ...")
        demo.make_rules()
        self.say(f"{site.WAITING} comments come in ...")
        demo.fill_queue()
        self.say(f"A flood of {site.FLOOD} comes in ...")
        demo.flood()
        demo.judge_answers()
        return passwords

    def say(self, sentence):
        self.stdout.write(sentence)
        self.stdout.flush()

    def say_how_to_sign_in(self, passwords):
        desk = f"{settings.SITE_URL}/admin/comments/comment/"
        people = "".join(
            f"    {name:8} {password}   {site.PEOPLE[name].lower()}\n"
            for name, password in passwords.items()
        )
        self.say(
            f"\nThe desk      {desk}\nThe articles  {settings.SITE_URL}/\n\n"
            f"    name     password\n{people}\n"
            "mary and omar moderate: sign in as both, in two browsers, and decide. sam may reverse "
            "them and make rules. docs/moderating.md explains the desk."
        )
