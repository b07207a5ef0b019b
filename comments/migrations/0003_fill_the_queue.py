"""Bring what is stored already into the queue: since when it waits, why, and how many there are."""

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

BATCH = 500


def fill(apps, schema_editor):
    comments = apps.get_model("comments", "Comment").objects.using(schema_editor.connection.alias)
    revisions = apps.get_model("comments", "Revision").objects.using(schema_editor.connection.alias)
    threads = apps.get_model("comments", "Thread").objects.using(schema_editor.connection.alias)
    written = revisions.filter(pk=OuterRef("latest")).values("created_at")[:1]
    waiting = comments.filter(latest__status="pending", is_withdrawn=False, is_removed=False)
    waiting.update(waits_at=Subquery(written))
    counted = comments.filter(thread=OuterRef("pk"), waits_at__isnull=False).order_by()
    number = counted.values("thread").annotate(number=Count("pk")).values("number")
    threads.update(waiting_count=Coalesce(Subquery(number), 0))
    name_causes(comments)


def name_causes(comments):
    batch = []
    for comment in comments.exclude(signals=[]).only("signals").iterator(BATCH):
        against = [signal for signal in comment.signals if signal["weight"] > 0]
        if against:
            comment.cause = max(against, key=lambda signal: signal["weight"])["name"][:40]
            batch.append(comment)
        if len(batch) == BATCH:
            comments.bulk_update(batch, ["cause"])
            batch = []
    comments.bulk_update(batch, ["cause"])


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_the_desk")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
