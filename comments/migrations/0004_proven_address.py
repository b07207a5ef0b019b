"""Who the author of a comment is, told by a proven address too.

A generated column cannot be altered, so it is made anew, with the indexes that hold it.
"""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0003_fill_the_queue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='address',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.RemoveIndex(model_name='comment', name='comment_author'),
        migrations.RemoveIndex(model_name='comment', name='comment_record'),
        migrations.RemoveField(model_name='comment', name='author'),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(staff__isnull=False, then=models.Value('staff')), models.When(models.Q(('address', ''), _negated=True), then=django.db.models.functions.text.Concat(models.Value('address '), models.F('address'))), models.When(models.Q(('browser', ''), _negated=True), then=django.db.models.functions.text.Concat(models.Value('browser '), models.F('browser'))), models.When(models.Q(('name', ''), _negated=True), then=django.db.models.functions.text.Concat(models.Value('name '), models.F('name'))), default=django.db.models.functions.text.Concat(models.Value('erased '), models.F('submission'))), output_field=models.CharField(max_length=80)),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['author', 'id'], name='comment_author'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['author', 'waits_at', 'id'], name='comment_record'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['browser', 'address'], name='comment_browser'),
        ),
    ]
