"""What `manage.py check` says about a project that uses the captcha."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from .pictures.material import Unusable
from .pictures.material import read as read_material

# 256 bits as hexadecimal digits are 64 characters; half of that is still out of reach.
SECRET_LENGTH = 32
COUNTING_ALONE = {
    "django.core.cache.backends.locmem.LocMemCache": "Challenges that are handed out are counted "
    "in each process for itself.",
    "django.core.cache.backends.dummy.DummyCache": "Challenges that are handed out are not "
    "counted.",
}


@register("captcha")
def check_secret(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """E001: whoever knows or guesses the secret key answers every challenge by machine."""
    try:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    except ImproperlyConfigured:
        keys = [""]
    if all(len(key) >= SECRET_LENGTH for key in keys):
        return []
    hint = f"Set SECRET_KEY to at least {SECRET_LENGTH} random characters."
    return [Error("The answers of the pictures can be computed.", hint=hint, id="captcha.E001")]


@register("captcha")
def check_urls(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """E002: without its addresses no form with pictures can be shown."""
    try:
        reverse("captcha:challenge")
    except NoReverseMatch:
        hint = 'Add path("captcha/", include("captcha.urls")) to the urlpatterns.'
        return [Error("The captcha has no addresses.", hint=hint, id="captcha.E002")]
    return []


@register("captcha")
def check_material(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """E003: without the material that it is to draw with, no picture could be drawn."""
    folder = getattr(settings, "CAPTCHA_MATERIAL", None)
    try:
        if folder:
            read_material(Path(folder))
    except Unusable as error:
        hint = "Put images into its folders textures and drawings, or take CAPTCHA_MATERIAL away."
        return [Error(f"The captcha's own material: {error}.", hint=hint, id="captcha.E003")]
    return []


@register("captcha", deploy=True)
def check_cache(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """W001: processes that each count for themselves, or not at all, hand out more challenges, and
    an easier one after a harder one."""
    alone = COUNTING_ALONE.get(settings.CACHES["default"]["BACKEND"])
    if not alone:
        return []
    return [
        Warning(
            alone,
            hint="Set CACHES to a cache that all processes share, or silence captcha.W001 if one "
            "process serves the site. Answers are counted exactly all the same, in the database.",
            id="captcha.W001",
        )
    ]


@register("captcha", deploy=True)
def check_client(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """W002: without ``request.client_keys`` a client without cookies has no name at all."""
    if any(getattr(import_string(name), "sets_client_keys", False) for name in settings.MIDDLEWARE):
        return []
    return [
        Warning(
            "Nothing sets request.client_keys, so clients without cookies are not told apart.",
            hint="Add a middleware that sets it to keyed hashes of the address behind your "
            "proxies, and says so with an attribute sets_client_keys: see docs/captcha.md.",
            id="captcha.W002",
        )
    ]
