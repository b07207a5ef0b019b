"""What the site publishes."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from comments.models import Comment, Thread
from comments.search import index, words

from . import markdown
from .links import absolute


class ArticleQuerySet(models.QuerySet):
    def published(self):
        """What readers may see: neither drafts nor what is scheduled for later."""
        return self.filter(published_at__lte=timezone.now())

    def scheduled(self):
        """What becomes public by itself, the next first."""
        return self.filter(published_at__gt=timezone.now()).order_by("published_at")

    def newest_first(self):
        return self.order_by("-published_at", "-id")

    def before(self, article):
        """The articles that come after ``article`` in a list of the newest first."""
        same_time = models.Q(published_at=article.published_at, id__lt=article.pk)
        return self.filter(models.Q(published_at__lt=article.published_at) | same_time)

    def with_slug(self, slug):
        """The article that has this slug or once had it."""
        return self.filter(models.Q(slug=slug) | models.Q(old_slugs__slug=slug)).distinct()


def site_languages():
    """The choice of languages; a callable, so that no migration depends on a setting."""
    return settings.LANGUAGES


def site_language():
    return settings.LANGUAGE_CODE


class Article(models.Model):
    """One article, and the thread of its comments, which is told whatever it needs to know."""

    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        help_text=_("The last part of the address. The old one goes on working if you change it."),
    )
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("text"), help_text=_("Markdown; no HTML."))
    html = models.TextField(editable=False)
    author = models.CharField(_("author line"), max_length=200, blank=True)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("author’s account"),
        help_text=_("Comments of this account on this article are marked as the author’s."),
    )
    language = models.CharField(
        _("language"), max_length=16, choices=site_languages, default=site_language
    )
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty: a draft. In the future: it appears at that time."),
    )
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    is_open = models.BooleanField(_("comments are open"), default=True)
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Render the body and tell the thread, in one transaction."""
        self.html = markdown.render(self.body)
        with transaction.atomic():
            self._save_thread()
            self._compare_with_stored()
            super().save(*args, **kwargs)
            self.put_into_search()

    def get_absolute_url(self, language=None):
        """Return its path in the current language's part of the site, or in ``language``'s."""
        if language is None:
            return reverse("article", args=[self.slug])
        with override(language):
            return reverse("article", args=[self.slug])

    def put_into_search(self):
        """Let readers find its words, as soon as it is published."""
        index.put_page(self.thread, self.title, self.author, self.searched_text)

    @property
    def searched_text(self):
        return f"{self.standfirst} {words.plain(self.html)}"

    def clean(self):
        if OldSlug.objects.filter(slug=self.slug).exclude(article=self.pk).exists():
            raise ValidationError({"slug": _("Another article had this slug before.")})

    def _save_thread(self):
        thread = self.thread if self.thread_id else Thread()
        thread.title = self.title
        thread.url_path = self.get_absolute_url(settings.LANGUAGE_CODE)
        thread.language = self.language
        thread.is_open = self.is_open
        thread.public_at = self.published_at
        fields = ["title", "url_path", "language", "is_open", "public_at"]
        thread.save(update_fields=fields if thread.pk else None)
        self.thread = thread

    def _compare_with_stored(self):
        """Keep the slug that a stored article had, and mark the hour if its words have changed."""
        written = ("title", "standfirst", "body", "author")
        old = Article.objects.filter(pk=self.pk).values("slug", *written).first()
        if old and old["slug"] != self.slug:
            OldSlug.objects.update_or_create(slug=old["slug"], defaults={"article": self})
        if old and any(old[name] != getattr(self, name) for name in written):
            self.updated_at = timezone.now()
        # Whoever has it now has it: `clean` refuses another's, but not every save is cleaned.
        OldSlug.objects.filter(slug=self.slug).delete()

    def delete(self, *args, **kwargs):
        """Delete the article and its empty thread. Raises ProtectedError, by the database's own
        relations, when there are comments: such an article is unpublished instead."""
        with transaction.atomic():
            if Comment.objects.filter(thread=self.thread).exists():
                raise models.ProtectedError(
                    _("An article with comments is unpublished, not deleted."), {self}
                )
            deleted = super().delete(*args, **kwargs)
            self.thread.delete()
        return deleted

    @property
    def canonical_url(self):
        """Its one address for search engines: the page in the article's own language."""
        return absolute(self.get_absolute_url(self.language))

    @property
    def is_published(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def was_updated(self):
        """Whether it changed noticeably after it was published."""
        return self.updated_at - self.published_at > datetime.timedelta(minutes=1)


class OldSlug(models.Model):
    """A slug that an article had: links to it go on working."""

    slug = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="old_slugs")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.slug
