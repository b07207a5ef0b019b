from django.core.management.base import BaseCommand

from comments import text
from comments.models import Revision

BATCH = 500


class Command(BaseCommand):
    help = (
        "Make the HTML of comments anew from their source, where an older renderer made it. "
        "Safe while the site runs; can be stopped and started again."
    )

    def handle(self, *args, **options):
        old = Revision.objects.exclude(renderer_version=text.RENDERER_VERSION)
        done = 0
        while batch := list(old.order_by("pk")[:BATCH]):
            for revision in batch:
                revision.html = text.render(revision.source)
                revision.renderer_version = text.RENDERER_VERSION
            Revision.objects.bulk_update(batch, ["html", "renderer_version"])
            done += len(batch)
            self.stdout.write(f"{done} revisions rendered")
        self.stdout.write("Every comment is rendered by the current renderer.")
