"""Asking for mail: nothing is sent until a link in a first mail, and its button, prove that the
address belongs to whoever asked."""

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from ..models import Decision
from ..moderation import OUTCOMES
from .models import Address, Kind, Mail, Pace, Subscription, Topic
from .news import is_silent

SALT = "comments.mail.asking"
LIFE = 24 * 3600  # seconds: mail may be slow, and be read in the evening

# Callables ``guard(request, address)`` that the site hands over: each may raise Refused. They keep
# strangers from having mail sent to somebody again and again.
GUARDS = []


class Refused(Exception):
    """No mail is sent; ``sentence`` says why, with the HTTP ``status`` that fits."""

    def __init__(self, status, sentence, retry_after=0):
        super().__init__(sentence)
        self.status, self.sentence, self.retry_after = status, sentence, retry_after


def guard(request, address):
    """Raise Refused unless a mail may be sent to ``address`` on this request."""
    for allow in GUARDS:
        allow(request, address)


def ask_about_comment(comment, address, topics, *, wants_link=False):
    """Have one mail sent to ``address``: with the link that proves it for ``topics`` of
    ``comment``, with the comment's private link if that is wanted, or with both."""
    with transaction.atomic():
        row = locked(address)
        asked = [subscribe(row, topic, comment.thread, comment=comment) for topic in topics]
        send(row, asked, comment if wants_link else None)


def ask_about_thread(thread, address, pace=Pace.EACH):
    """Have a mail sent to ``address`` with the link that proves it for all new comments."""
    with transaction.atomic():
        row = locked(address)
        send(row, [subscribe(row, Topic.THREAD, thread, pace=pace)], None)


def locked(address):
    """Return the row of ``address``, locked: so it is not forgotten before something needs it."""
    local, _at, domain = address.rpartition("@")
    rows = Address.objects.select_for_update()
    return rows.get_or_create(address=f"{local}@{domain.lower()}")[0]


def subscribe(address, topic, thread, *, comment=None, pace=Pace.EACH):
    """Return the id of the subscription that is asked for. One that is proven stays as it is,
    because whoever asks now need not be whom it belongs to."""
    row, is_new = Subscription.objects.get_or_create(
        address=address,
        topic=topic,
        thread=thread,
        comment=comment,
        defaults={"pace": pace, "language": get_language()},
    )
    if not is_new:
        again = Subscription.objects.filter(pk=row.pk, proven_at=None)
        again.update(pace=pace, language=get_language(), asked_at=timezone.now())
    return row.pk


def send(address, subscriptions, comment):
    Mail.objects.create(
        kind=Kind.ASKED,
        address=address,
        confirms=subscriptions,
        comment=comment,
        language=get_language(),
    )


def make_token(subscriptions):
    """Return the token of the link that proves an address for the ids ``subscriptions``."""
    return signing.dumps(subscriptions, salt=SALT)


def read_token(token):
    """Return the subscriptions that ``token`` is for: none of them if they have ended, or if it
    is forged or older than LIFE."""
    try:
        ids = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return Subscription.objects.none()
    return Subscription.objects.filter(pk__in=ids)


def prove(subscriptions):
    """Note that the address of ``subscriptions`` was proven for them; what was decided while the
    mail was on its way is told at once."""
    with transaction.atomic():
        fresh = list(subscriptions.select_for_update(of=("self",)).filter(proven_at=None))
        Subscription.objects.filter(pk__in=[s.pk for s in fresh]).update(proven_at=timezone.now())
        for subscription in fresh:
            if subscription.topic == Topic.DECISION:
                tell_of_decision(subscription)


def tell_of_decision(subscription):
    last = Decision.objects.latest_of_each().get(comment=subscription.comment_id)
    if last.transition in OUTCOMES and not is_silent(last):
        Mail.objects.get_or_create(
            kind=Kind.DECIDED,
            subscription=subscription,
            decision=last,
            defaults={"comment_id": last.comment_id, "language": subscription.language},
        )
