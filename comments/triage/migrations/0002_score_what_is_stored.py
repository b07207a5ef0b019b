"""Give what was there before the score a row each, to be scored and learned from later."""

from django.db import migrations

BATCH = 1000


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    comments = apps.get_model("comments", "Comment").objects.using(alias)
    Score = apps.get_model("triage", "Score")
    rows = comments.order_by("pk").values_list("pk", "waits_at")
    batch = []
    for pk, waits_at in rows.iterator(BATCH):
        batch.append(Score(comment_id=pk, is_waiting=waits_at is not None, is_to_learn=True))
        if len(batch) == BATCH:
            Score.objects.using(alias).bulk_create(batch)
            batch = []
    Score.objects.using(alias).bulk_create(batch)
    apps.get_model("triage", "Progress").objects.using(alias).create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_the_score")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
