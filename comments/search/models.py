"""What can be found: the words of every page, and of every comment that readers see."""

from django.db import connections, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ..models import Comment, Thread
from .words import PREFIX


class DocumentQuerySet(models.QuerySet):
    def public(self):
        """Those under pages that are public now."""
        return self.filter(thread__public_at__lte=timezone.now())

    def matching(self, terms):
        """Those that hold every one of ``terms``, which are letters and digits only: nothing in
        them has a meaning to the database. The one place where the databases differ."""
        if connections[self.db].vendor == "postgresql":
            query = " & ".join(f"'{term}'{':*' if len(term) >= PREFIX else ''}" for term in terms)
            found = "search_document.vector @@ %s::tsquery"
            return self.filter(RawSQL(found, [query], models.BooleanField()))  # noqa: S611
        query = " ".join(f'"{term}"{"*" if len(term) >= PREFIX else ""}' for term in terms)
        found = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
        return self.filter(pk__in=RawSQL(found, [query]))  # noqa: S611


class Document(models.Model):
    """The words of a page, or of one comment on it. Its index is made by the second migration and
    kept by the database itself."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    words = models.TextField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=models.Q(comment__isnull=True),
                name="one_document_a_page",
            ),
        ]

    def __str__(self):
        return self.words[:50]
