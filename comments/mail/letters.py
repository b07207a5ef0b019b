"""What a mail says, at the moment it is sent: whatever is not public any more is not in it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Min
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from ..models import Comment, Status
from . import asking
from .links import absolute, page_of
from .models import Kind, Subscription, Topic

SUBJECT = 200  # characters; a title may have 300, and no mail program shows so many
MODERATE = ("comments.moderate_comment", "comments.moderate_chosen_comment")


def compose(mails):
    """Return the message for ``mails``, which go out as one, or None where nothing is left to
    say: all of it was taken back, or its reader may not have it any more."""
    first = mails[0]
    if not first.recipient:
        return None
    with override(first.language):
        return WRITERS[first.kind](mails)


def write_asked(mails):
    """The link that proves an address, the private link of a comment, or both."""
    mail = mails[0]
    asked = list(Subscription.objects.filter(pk__in=mail.confirms).select_related("thread"))
    comment = mail.comment if mail.comment and not mail.comment.is_removed else None
    if not asked and comment is None:
        return None
    subject = _("Confirm your address") if asked else _("The link to your comment")
    return write(
        mail,
        "asked",
        subject,
        {
            "confirm": asked and absolute("mail:confirm", asking.make_token(mail.confirms)),
            "topics": [subscription.get_topic_display() for subscription in asked],
            "private": comment and absolute("comments:mine", comment.key),
            "hours": asking.LIFE // 3600,
        },
        message_id=f"asked-{mail.pk}",
    )


def write_decided(mails):
    """What became of the author's own comment: no word of it, but the links to it."""
    mail = mails[0]
    comment, thread = mail.comment, mail.comment.thread
    is_latest = comment.version == mail.decision.version and not comment.is_withdrawn
    is_visible = Comment.objects.visible().filter(pk=comment.pk).exists()
    status = mail.decision.to_status
    if not is_latest or not is_public(thread) or (status == Status.APPROVED and not is_visible):
        return None
    sentences = {
        Status.APPROVED: _("Your comment is published"),
        Status.RETURNED: _("A moderator asks you to change your comment"),
    }
    sentence = sentences.get(status, _("Your comment was not published"))
    return write(
        mail,
        "decided",
        f"{sentence}: {thread.title}",
        {
            "sentence": sentence,
            "status": status,
            "reason": mail.decision.reason,
            "thread": thread,
            "public": is_visible and absolute("comments:permalink", comment.pk),
            "private": absolute("comments:mine", comment.key),
        },
        message_id=f"comment-{comment.pk}-{comment.version}",
        references=[f"thread-{thread.pk}", f"comment-{comment.pk}"],
    )


def write_comments(mails):
    """New comments of one thread, or answers to one comment: what readers see of them."""
    mail, thread = mails[0], mails[0].subscription.thread
    comments = list(
        Comment.objects.visible()
        .filter(pk__in=[mail.comment_id for mail in mails])
        .select_related("published", "parent")
        .order_by("pk")
    )
    if not comments:
        return None
    is_reply = mail.subscription.topic == Topic.REPLIES
    subject = _("An answer to your comment: %(title)s") if is_reply else _("Comments: %(title)s")
    for comment in comments:
        comment.link = absolute("comments:permalink", comment.pk)
    ids = {"message_id": f"comment-{comments[0].pk}", "references": [f"thread-{thread.pk}"]}
    if len(comments) > 1:
        ids["message_id"] = f"comments-{comments[0].pk}-{comments[-1].pk}"
    elif comments[0].parent_id:
        ids["references"].append(f"comment-{comments[0].parent_id}")
    context = {
        "comments": comments,
        "thread": thread,
        "is_reply": is_reply,
        "page": page_of(thread),
    }
    return write(mail, "comments", subject % {"title": thread.title}, context, **ids)


def write_queue(mails):
    """How much waits for a moderator, and for how long."""
    mail, user = mails[0], mails[0].digest.user
    may = user.is_active and user.is_staff and any(user.has_perm(name) for name in MODERATE)
    waiting = Comment.objects.pending().within_reach(user)
    number = waiting.count() if may else 0
    if not number:
        return None
    oldest = waiting.aggregate(oldest=Min("waits_at"))["oldest"]
    subject = ngettext("%(n)d comment waits", "%(n)d comments wait", number) % {"n": number}
    context = {
        "subject": subject,
        "oldest": timesince(oldest, timezone.now(), depth=1),
        "desk": absolute("admin:comments_comment_changelist"),
        "settings": absolute("admin:mail_queuedigest_changelist"),
    }
    ids = {"message_id": f"queue-{mail.pk}", "references": [f"queue-of-{mail.digest_id}"]}
    return write(mail, "queue", f"{settings.SITE_NAME}: {subject}", context, **ids)


def write(mail, name, subject, context, *, message_id, references=()):
    """Return the message: text and HTML from the templates of ``name``, one To, one Subject."""
    context = {**context, **endings(mail), "site_name": settings.SITE_NAME}
    headers = {
        "Message-ID": as_id(message_id),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office replies
        **({"References": " ".join(map(as_id, references))} if references else {}),
        **({"In-Reply-To": as_id(references[-1])} if references else {}),
    }
    if stop := context["stop"]:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message = EmailMultiAlternatives(
        subject=on_one_line(subject),
        body=render_to_string(f"mail/letters/{name}.txt", context).strip() + "\n",
        to=[mail.recipient],
        headers=headers,
    )
    html = render_to_string(f"mail/letters/{name}.html", {**context, "subject": subject})
    message.attach_alternative(html, "text/html")
    return message


def endings(mail):
    """Return the links by which ``mail`` says how to get no more of its kind."""
    if mail.subscription_id:
        subscription = mail.subscription
        return {
            "stop": absolute("mail:stop", subscription.key),
            "all": absolute("mail:subscriptions", subscription.address.key),
            "topic": subscription.get_topic_display(),
        }
    return {"stop": absolute("mail:stop", mail.digest.key) if mail.digest_id else "", "all": ""}


def as_id(name):
    """Return the Message-ID that ``name`` has on this site: the same whoever gets the mail, as on
    a mailing list, so that mail programs thread what belongs together."""
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"


def on_one_line(text):
    """Return ``text`` as a subject: a line break in a title must not begin another header, and
    what looks like an encoded word (RFC 2047) must not be decoded into one."""
    line = " ".join(text.replace("=?", "= ?").split())
    return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1]}…"


def is_public(thread):
    return thread.public_at is not None and thread.public_at <= timezone.now()


WRITERS = {
    Kind.ASKED: write_asked,
    Kind.DECIDED: write_decided,
    Kind.REPLY: write_comments,
    Kind.COMMENT: write_comments,
    Kind.QUEUE: write_queue,
}
