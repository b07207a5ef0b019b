"""The pictures as HTML: one sheet under nine checkboxes, in a fieldset whose legend asks."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language

from .pictures.sheet import TILES


class CaptchaWidget(forms.Widget):
    """Renders the challenge that the form put into ``challenge``; without one, a template that
    the script module fills when the reader begins to write.

    Posted names begin with the field's: ``-token``, ``-tile`` (a number, once for every tile
    chosen), ``-unable`` and ``-other`` (the button that asks for other pictures).
    """

    template_name = "captcha/widget.html"
    use_fieldset = True
    challenge = None
    scope = ""

    class Media:
        css = {"all": ["captcha/captcha.css"]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, list[str], bool]:
        return (
            data.get(f"{name}-token", ""),
            data.getlist(f"{name}-tile"),
            f"{name}-unable" in data,
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-token" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        token, ticked, is_unable = value or ("", [], False)
        if self.challenge is None or token != str(self.challenge):
            ticked = []
        context["captcha"] = {
            "challenge": self.challenge,
            "prompt": self.prompt,
            "sheet": self.challenge and reverse("captcha:sheet", args=[str(self.challenge)]),
            "tiles": [(str(tile), str(tile) in ticked) for tile in range(1, TILES + 1)],
            "is_unable": is_unable,
            "scope": self.scope,
            "url": reverse("captcha:challenge"),
        }
        return context

    @property
    def prompt(self) -> str:
        return self.challenge.prompt.sentence(get_language() or "") if self.challenge else ""
