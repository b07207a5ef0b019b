from django.core.management.base import BaseCommand

from comments.triage import learning, scoring
from comments.triage.models import Lesson


class Command(BaseCommand):
    help = (
        "Forget what the spam score has learned and learn it anew from every decision of your "
        "moderators. Rarely needed: the desk learns by itself whenever it is opened. Use it when "
        "comments were brought in from elsewhere. Safe while the site runs; at the end the waiting "
        "comments are scored anew. Words that were erased teach nothing any more."
    )

    def handle(self, *args, **options):
        for left in learning.train():
            self.stdout.write(f"{left} comments still to learn from ...")
        while scoring.renew():
            pass
        spam = Lesson.objects.filter(is_spam=True).count()
        wanted = Lesson.objects.filter(is_spam=False).count()
        self.stdout.write(f"Learned from {spam} comments marked as spam and {wanted} approved.")
