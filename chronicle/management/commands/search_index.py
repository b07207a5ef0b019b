from django.core.management.base import BaseCommand

from chronicle.models import Article
from comments.search import index


class Command(BaseCommand):
    help = (
        "Write what readers see into the index of the search: every article, and the comments "
        "that are not in it. Safe while the site runs; can be stopped and started again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--anew", action="store_true", help="every comment, not only what lacks"
        )

    def handle(self, *args, anew, **options):
        for article in Article.objects.select_related("thread").iterator():
            article.put_into_search()
        for done in index.catch_up(anew):
            self.stdout.write(f"{done} comments indexed")
        self.stdout.write("Everything that readers see can be found.")
