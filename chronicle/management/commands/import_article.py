from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import slugify

from chronicle import markdown, plaintext
from chronicle.models import Article
from comments import text


class Command(BaseCommand):
    help = (
        "Publish a plain-text article: the first line is the title, a short line after it the "
        "standfirst, the rest its paragraphs, parted by empty lines. Printed leftovers of its old "
        'page ("Leave a comment ...") at the end are dropped. An article with the same slug is '
        "left as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a UTF-8 text file")
        parser.add_argument("--slug", help="the last part of its address (made from the title)")
        parser.add_argument("--author", default="", help="the author line")
        parser.add_argument(
            "--language",
            default=settings.LANGUAGE_CODE,
            choices=[code for code, _ in settings.LANGUAGES],
            help="the language it is written in (%(default)s)",
        )
        parser.add_argument("--draft", action="store_true", help="do not publish it yet")

    def handle(self, *args, file, slug, author, language, draft, **options):
        plain = self.read(file)
        slug = slug or slugify(plain.title)[:120].strip("-")
        if not slug:
            raise CommandError(f"{file}: its title has no Latin letters. Give it a --slug.")
        if Article.objects.with_slug(slug).exists():
            self.stdout.write(f"An article with the slug {slug} is there already: left as it is.")
            return
        article = Article(
            title=plain.title,
            slug=slug,
            standfirst=plain.standfirst,
            body="\n\n".join(markdown.escape(paragraph) for paragraph in plain.paragraphs),
            author=author,
            language=language,
            published_at=None if draft else timezone.now(),
        )
        try:
            article.full_clean(exclude=["thread"])
        except ValidationError as error:
            raise CommandError(f"{file}: {'; '.join(error.messages)}") from None
        article.save()
        self.stdout.write(f"{'Stored' if draft else 'Published'}: {article.canonical_url}")

    def read(self, file):
        try:
            return plaintext.parse(text.clean(file.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} is not UTF-8. Save it as UTF-8 and try again.") from None
        except ValidationError as error:
            raise CommandError(f"{file}: {' '.join(error.messages)}") from None
        except ValueError as error:
            raise CommandError(f"{file} is no article: {error}.") from None
