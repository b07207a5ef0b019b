"""What the site keeps of a reader, said from what its settings and constants really are."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from captcha import asking
from captcha.management.commands.captcha_prune import KEPT
from comments import own, proof, retention
from comments.mail import retention as mail_retention
from comments.mail.models import subscriptions
from comments.triage import trust

from . import caching
from .queries import only_query

DAY = 24 * 3600


@require_safe
@only_query()
def privacy(request):
    sections = [
        (_("When you read"), reading()),
        (_("When you write a comment"), writing()),
        (_("Cookies"), cookies()),
        (_("E-mail"), mail()),
        (_("Others"), others()),
    ]
    return caching.share(render(request, "chronicle/privacy.html", {"sections": sections}))


def reading():
    return [
        _("Nothing about you is stored, no cookie is set, and what you search for is not kept."),
        _("How often something is read is not counted."),
    ]


def writing():
    return [
        _("Your name, your text, their time, and what became of them are stored."),
        *who_reads(),
        ngettext(
            "The words and the name of a comment that was rejected are erased after %(days)d day.",
            "The words and the name of a comment that was rejected are erased after %(days)d days.",
            retention.DAYS,
        )
        % {"days": retention.DAYS},
        _(
            "You can withdraw a comment on its private page at any time. A moderator can erase it "
            "for good; what stays is a note of who decided what and when, without any words."
        ),
        _(
            "Your network address is never stored. From the part of it that you share with your "
            "neighbours a keyed number is made, with another key each day, so that nobody can "
            "flood the site. After two days nobody can tell whose it was."
        ),
        ngettext(
            "Which pictures were answered, and how many, is kept for %(hours)d hour.",
            "Which pictures were answered, and how many, is kept for %(hours)d hours.",
            hours(KEPT.total_seconds()),
        )
        % {"hours": hours(KEPT.total_seconds())},
        _(
            "Your browser keeps what you type until it is sent, and which comments you have seen. "
            "Neither leaves it."
        ),
        _(
            "If you object to the refusal of your comment, moderators read what you say, and it is "
            "erased with the words of the comment."
        ),
        _("If you report a comment, what you say about it is stored, and nothing about you."),
    ]


def who_reads():
    if not settings.COMMENTS_TRUST_AFTER:
        return [
            _(
                "A moderator reads the text before anybody else does; only what is approved is "
                "public."
            )
        ]
    days = trust.LOOKS_BACK.days
    return [
        _(
            "A moderator reads the text before anybody else does, unless you have proven an e-mail "
            "address and enough of your comments were approved before: then it is public at once."
        ),
        ngettext(
            "If a comment of yours is erased for good, a keyed digest of your proven address is "
            "kept for %(days)d day, so that your next ones are read first.",
            "If a comment of yours is erased for good, a keyed digest of your proven address is "
            "kept for %(days)d days, so that your next ones are read first.",
            days,
        )
        % {"days": days},
    ]


def cookies():
    days = asking.COOKIE_LIFE // DAY
    return [
        ngettext(
            "When you begin to write, a cookie named “%(name)s” is set. It holds a random number "
            "and lasts %(days)d day, so that the pictures you picked count for you and moderators "
            "see which comments have one author.",
            "When you begin to write, a cookie named “%(name)s” is set. It holds a random number "
            "and lasts %(days)d days, so that the pictures you picked count for you and moderators "
            "see which comments have one author.",
            days,
        )
        % {"name": asking.COOKIE, "days": days},
        _("With a comment a digest of that number is stored, which does not lead back to it."),
        ngettext(
            "When a comment is stored, a second cookie, “%(name)s”, is set. It holds the private "
            "addresses of the last %(limit)d comments and lasts %(days)d day after the last one. "
            "Only the page of your comments reads it, and a button there deletes it.",
            "When a comment is stored, a second cookie, “%(name)s”, is set. It holds the private "
            "addresses of the last %(limit)d comments and lasts %(days)d days after the last one. "
            "Only the page of your comments reads it, and a button there deletes it.",
            own.DAYS,
        )
        % {"name": own.COOKIE, "limit": own.LIMIT, "days": own.DAYS},
        _("Only the staff, who sign in, have other cookies."),
    ]


def mail():
    if not settings.IS_MAIL_ON:
        return [_("This site sends no mail and asks for no address.")]
    life, unproven = hours(proof.LIFE), hours(subscriptions.UNPROVEN.total_seconds())
    return [
        _("You need no address to write. Mail is sent only if you ask for it."),
        ngettext(
            "If you ask for it, your address is stored by itself, until nothing that you asked for "
            "needs it any more; one that is not proven for %(hours)d hour at the most. Every mail "
            "has a link that ends it.",
            "If you ask for it, your address is stored by itself, until nothing that you asked for "
            "needs it any more; one that is not proven for %(hours)d hours at the most. Every mail "
            "has a link that ends it.",
            unproven,
        )
        % {"hours": unproven},
        ngettext(
            "That a mail was sent, without its words, is kept for %(days)d day.",
            "That a mail was sent, without its words, is kept for %(days)d days.",
            mail_retention.KEPT.days,
        )
        % {"days": mail_retention.KEPT.days},
        _(
            "With a comment whose author proved an address, a keyed digest of it is stored, so "
            "that moderators see which comments have one author."
        ),
        ngettext(
            "A link that proves an address is good for %(hours)d hour.",
            "A link that proves an address is good for %(hours)d hours.",
            life,
        )
        % {"hours": life},
    ]


def others():
    said = [
        _(
            "Your browser asks nobody but this site for anything: no statistics, fonts, pictures "
            "or scripts of others. Nothing is passed on."
        )
    ]
    if settings.IS_ENCRYPTED:
        said.append(_("What is sent between you and this site is encrypted."))
    return said


def hours(seconds):
    return int(seconds) // 3600
