from django.core.management.base import BaseCommand

from comments import text
from comments.models import Revision

BATCH = 500


def rerender(revision):
    """Return how many were rendered: none if its words were erased in the meantime."""
    html = text.render(revision.source)
    unchanged = Revision.objects.filter(pk=revision.pk, source=revision.source)
    return unchanged.update(html=html, renderer_version=text.RENDERER_VERSION)


class Command(BaseCommand):
    help = (
        "Make the HTML of comments anew from their source, where an older renderer made it. "
        "Safe while the site runs; can be stopped and started again."
    )

    def handle(self, *args, **options):
        old = Revision.objects.exclude(renderer_version=text.RENDERER_VERSION)
        done = 0
        while batch := list(old.order_by("pk")[:BATCH]):
            done += sum(rerender(revision) for revision in batch)
            self.stdout.write(f"{done} revisions rendered")
        self.stdout.write("Every comment is rendered by the current renderer.")
