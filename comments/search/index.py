"""Keeping the index in step: in the transaction that changes what readers see, but for the words
of a bulk, which are added as soon as it is on disk."""

from django.db import transaction

from ..models import Comment, Revision
from . import words
from .models import Document

BATCH = 500
AT_ONCE = 50  # what a bulk shows beyond it would keep its locks for longer than its decisions do


def follow(sender, decisions, **kwargs):
    """Index what became visible and forget what is so no more; a receiver of ``decided``.

    A comment that nobody saw before and nobody sees now is not touched: one that is only sent,
    or refused, costs nothing here.
    """
    comments = {entry.comment_id: entry.comment for entry in decisions}
    seen = {entry.comment_id for entry in decisions if entry.replaced_id}
    shown = [comment for comment in comments.values() if comment.is_visible]
    kept = {comment.pk for comment in shown}
    if len(shown) <= AT_ONCE:
        put(shown)
    else:
        kept = set()  # older words of theirs leave at once all the same
        # A failure is logged, and nothing is lost but time: ``catch_up`` finds what is missing.
        transaction.on_commit(lambda: put_later([comment.pk for comment in shown]), robust=True)
    if hidden := seen - kept:
        Document.objects.filter(comment__in=hidden).delete()


def put_later(ids):
    """Write the words of the comments of ``ids`` that readers still see, some at a time."""
    for start in range(0, len(ids), BATCH):
        catch_up_with(ids[start : start + BATCH])


def put(comments):
    """Write the words of ``comments``, which readers see, into the index."""
    comments = list(comments)
    if not comments:
        return
    published = Revision.objects.in_bulk({comment.published_id for comment in comments})
    documents = [
        Document(
            thread_id=comment.thread_id,
            comment_id=comment.pk,
            words=words.document(comment.name, words.plain(published[comment.published_id].html)),
        )
        for comment in comments
    ]
    Document.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["comment"], update_fields=["words"]
    )


def put_page(thread, *texts):
    """Write the words of the page of ``thread`` into the index; a draft's are nowhere."""
    if thread.public_at is None:
        Document.objects.filter(thread=thread, comment=None).delete()
        return
    Document.objects.update_or_create(
        thread=thread, comment=None, defaults={"words": words.document(*texts)}
    )


def catch_up(anew=False):
    """Index the comments that readers see and the index lacks, or all of them ``anew``; yield how
    many are done. In small transactions, while the site runs; can be stopped and begun again."""
    todo = Comment.objects.filter(published__isnull=False).order_by("pk")
    if not anew:
        known = Document.objects.filter(comment__isnull=False)
        todo = todo.filter(is_withdrawn=False, is_removed=False).exclude(
            pk__in=known.values("comment")
        )
    done, last = 0, 0
    while ids := list(todo.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        done += catch_up_with(ids)
        last = ids[-1]
        yield done


@transaction.atomic
def catch_up_with(ids):
    # Locked as decisions lock them, so that none is hidden while its words are written.
    locked = Comment.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    visible = [comment for comment in locked.filter(pk__in=ids) if comment.is_visible]
    put(visible)
    return len(visible)
