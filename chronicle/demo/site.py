"""The site to try, filled: everything through the models, every decision through moderation."""

import random
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from captcha.models import Spent
from chronicle.models import Article
from comments import moderation
from comments.models import Comment, Lane, Status, Transition
from comments.triage.models import Rule

from . import words
from .clock import at

WAITING = 400  # mixed comments in the queue
FLOOD = 120  # more, all but the same
CAUGHT = 9  # more that a rule sent to spam
DAYS = 14  # of history
A_DAY = 22  # comments of each of those days
SENT_AGAIN = 20  # of those that wait were sent back once
PEOPLE = {
    "mary": "Moderators",
    "omar": "Moderators",
    "sam": "Senior moderators",
    "edith": "Editors",
}
SPAM = 10  # comments in a hundred
# What becomes of the others, in ninety: most are fit to be read.
FATES = {Transition.APPROVE: 66, Transition.REJECT: 12, Transition.SEND_BACK: 12}
SIGNALS = (
    {"name": "time", "weight": 2, "sentence": "Sent 2 s after the question."},
    {"name": "tries", "weight": 1, "sentence": "Wrong answers in the last hour: 3."},
    {"name": "work", "weight": 1, "sentence": "Its browser computed nothing: no script."},
    {"name": "bait", "weight": 3, "sentence": "Filled in a field that people do not see."},
)
PASSED = {"name": "way", "weight": 0, "sentence": "Passed the pictures at level 0."}
UNABLE = {"name": "way", "weight": 0, "sentence": "Could not use pictures."}


@dataclass
class Voice:
    """A reader: a name, and a browser by which he is known again, or none."""

    name: str
    browser: str


class Site:
    """One site to try. The same dice for everyone, so that two people see the same desk."""

    def __init__(self):
        self.dice = random.Random("Chronicle")  # noqa: S311 - it guards nothing
        self.now = timezone.now()
        self.articles = []
        self.spam = set()  # the ids of comments that are
        self.people = {}
        self.voices = [
            Voice(name, "" if number % 6 == 5 else f"{number + 1:032x}")
            for number, name in enumerate(words.NAMES * 2)
        ]

    def make_people(self):
        """Make the accounts; return ``{name: password}``."""
        passwords = {name: secrets.token_urlsafe(9) for name in PEOPLE}
        for name, group in PEOPLE.items():
            user = get_user_model().objects.create_user(
                name, password=passwords[name], is_staff=True
            )
            user.groups.add(Group.objects.get(name=group))
            self.people[name] = user
        return passwords

    def publish(self):
        """Publish the articles, before everything that is said about them."""
        for number, (title, slug, language, standfirst, body) in enumerate(words.ARTICLES):
            with at(self.now - timedelta(days=DAYS + 1, hours=number)):
                self.articles.append(
                    Article.objects.create(
                        title=title,
                        slug=slug,
                        language=language,
                        standfirst=standfirst,
                        body=body,
                        author="The newsroom",
                        published_at=timezone.now(),
                    )
                )

    @transaction.atomic
    def live(self, day):
        """Let one day of the history pass, ``day`` days ago: readers write, moderators decide."""
        begin = self.now - timedelta(days=day, hours=6)
        minutes = sorted((self.dice.randrange(5, 900) for _ in range(A_DAY)), reverse=True)
        sent = [self.say(begin - timedelta(minutes=before)) for before in minutes]
        self.dice.shuffle(sent)
        rounds = 4
        for number in range(rounds):
            moderator = self.people[self.dice.choice(("mary", "mary", "omar", "omar", "sam"))]
            with at(begin + timedelta(minutes=80 * number + self.dice.randrange(60))):
                self.clear(sent[number::rounds], moderator)

    def clear(self, comments, moderator):
        """Decide about ``comments`` as a moderator would, change a mind now and then, answer."""
        for fate, ids in self.drawn(comments).items():
            reason = self.dice.choice(words.REASONS) if fate == Transition.SEND_BACK else ""
            seen = dict(
                Comment.objects.filter(pk__in=ids, waits_at__isnull=False).values_list(
                    "pk", "version"
                )
            )
            done = moderation.decide(fate, seen, moderator=moderator, reason=reason).decided
            if done and self.dice.random() < 0.12:
                moderation.undo({done[0].pk: done[0].version}, moderator=moderator)
                again = {done[0].pk: done[0].version + 1}
                moderation.decide(Transition.APPROVE, again, moderator=moderator)
            elif done and self.dice.random() < 0.05:
                other = {done[-1].pk: done[-1].version}
                moderation.decide(Transition.REJECT, other, moderator=self.people["sam"])
        visible = Comment.objects.visible().filter(pk__in=[comment.pk for comment in comments])
        if self.dice.random() < 0.3 and (parent := visible.first()):
            answer = self.dice.choice(words.ANSWERS)
            moderation.reply(parent, answer, staff=moderator, submission=secrets.token_urlsafe(16))

    def drawn(self, comments):
        """Return ``{transition: ids}``: what becomes of each of ``comments``."""
        fates = {}
        for comment in comments:
            (fate,) = self.dice.choices(list(FATES), list(FATES.values()))
            if comment.pk in self.spam:
                fate = Transition.MARK_SPAM
            fates.setdefault(fate, []).append(comment.pk)
        return fates

    @transaction.atomic
    def make_rules(self):
        """Have a senior make rules, and one of them catch what it was made for."""
        for name, looks_for, effect, note in words.RULES:
            author = self.people["sam"]
            fields = {"name": name, "looks_for": looks_for, "effect": effect, "note": note}
            Rule.objects.create(author=author, **fields)
        for number in range(CAUGHT):
            text = words.PILLS[number % len(words.PILLS)].format(number=number)
            with at(self.now - timedelta(hours=20 - 2 * number)):
                voice = Voice(self.dice.choice(words.NAMES), secrets.token_hex(16))
                self.submit(self.articles[1].thread, text, voice, signals=[PASSED])

    @transaction.atomic
    def fill_queue(self):
        """Have WAITING comments wait: SENT_AGAIN of them once more, after they were sent back."""
        returned = Comment.objects.filter(latest__status=Status.RETURNED)
        again = list(returned.select_related("latest").order_by("-pk")[:SENT_AGAIN])
        sent = WAITING - Comment.objects.pending().count() - len(again)
        for number in range(sent):
            # The longest wait is almost a day, the shortest some minutes.
            self.say(self.now - timedelta(minutes=1400 - 1395 * number // sent))
        for comment in again:
            with at(self.now - timedelta(minutes=self.dice.randrange(5, 600))):
                better = f"{comment.latest.source}\n\nSource: the town's own minutes, page 4."
                moderation.revise(comment, better.replace("idiot", "stranger"))

    @transaction.atomic
    def flood(self):
        """Let a flood come in: one text in many disguises, from many browsers, within minutes."""
        for number in range(FLOOD):
            text = self.dice.choice(words.FLOOD).format(
                greeting=self.dice.choice(words.GREETINGS),
                sum=self.dice.choice(("$900", "$950", "900 $", "€870")),
                host=self.dice.choice(("quick-money", "quickmoney", "qu1ck-money")),
                number=number,
            )
            voice = Voice(f"{self.dice.choice(words.NAMES)}{number}", secrets.token_hex(16))
            signals = [PASSED, self.dice.choice(SIGNALS)]
            with at(self.now - timedelta(seconds=1500 - 10 * number)):
                self.submit(self.articles[0].thread, text, voice, signals=signals)

    @transaction.atomic
    def judge_answers(self):
        """Write down the last day's answers to the captcha: one a comment, and the wrong ones."""
        since = self.now - timedelta(hours=24)
        lately = Comment.objects.filter(created_at__gte=since).exclude(lane=Lane.STAFF)
        for lane, sent_at in lately.values_list("lane", "created_at"):
            with at(sent_at):
                verdicts = ["unable" if lane == Lane.OTHER else "passed"]
                verdicts += ["wrong"] * (self.dice.random() < 0.15)
                Spent.objects.bulk_create(
                    Spent(
                        nonce=secrets.token_hex(16),
                        verdict=verdict,
                        level=self.dice.choice((0, 0, 0, 1, 2)),
                    )
                    for verdict in verdicts
                )

    def say(self, moment):
        """Let somebody say something at ``moment``; return the comment."""
        article, voice = self.dice.choice(self.articles), self.dice.choice(self.voices)
        is_unable = self.dice.random() < 0.12
        signals = [UNABLE if is_unable else PASSED]
        if self.dice.random() < 0.25:
            signals.append(self.dice.choice(SIGNALS))
        is_spam = self.dice.randrange(100) < SPAM
        text = self.spam_text() if is_spam else self.sentence(article.language)
        with at(moment):
            parents = Comment.objects.visible().filter(thread=article.thread)
            parent = parents.order_by("-pk").first() if self.dice.random() < 0.4 else None
            comment = self.submit(
                article.thread,
                text,
                voice,
                parent_id=parent and parent.pk,
                lane=Lane.OTHER if is_unable else Lane.MAIN,
                signals=signals,
            )
        if is_spam:
            self.spam.add(comment.pk)
        return comment

    def submit(self, thread, text, voice, **facts):
        return moderation.submit(
            thread,
            name=voice.name,
            source=text,
            submission=secrets.token_urlsafe(16),
            browser=voice.browser,
            **facts,
        )

    def spam_text(self):
        return self.dice.choice(words.SPAM).format(number=self.dice.randrange(100, 1000))

    def sentence(self, language):
        """Return what a reader might say, in one of many manners."""
        dice, own = self.dice, words.RUSSIAN if language == "ru" else words.GOOD
        kind = dice.choices(
            ("plain", "short", "long", "russian", "arabic", "other", "rude", "links", "quoted"),
            (40, 6, 6, 12, 10, 6, 6, 8, 6),
        )[0]
        pools = {
            "short": words.SHORT,
            "russian": words.RUSSIAN,
            "arabic": words.ARABIC,
            "other": words.OTHER,
            "rude": words.RUDE,
            "links": words.LINKS,
            "quoted": words.QUOTED,
        }
        if kind == "long":
            return "\n\n".join(" ".join(dice.sample(own, 5)) for _ in range(4))
        if kind == "plain":
            return " ".join(dice.sample(own, dice.choice((1, 1, 2, 2, 3))))
        return dice.choice(pools[kind])
