"""The pictures as HTML: each sheet under its checkboxes, in a fieldset whose legend asks."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language

from .challenge import Challenge, Sheet
from .levels import LEVELS
from .work import ITERATIONS, LANE_PRICE, PRICES, SEED_LENGTH


def chosen(data: Any, name: str) -> list[str]:
    """Return all values of one name, also out of a plain dict, as projects use in their tests."""
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    value = data.get(name, [])
    return [str(tile) for tile in (value if isinstance(value, list | tuple | set) else [value])]


class CaptchaWidget(forms.Widget):
    """Renders the challenge that the form put into ``challenge``; without one, a template that
    the script module fills when the reader begins to write.

    Posted names begin with the field's: ``-token``, ``-tile`` (a number, once for every tile
    chosen), ``-unable``, ``-other`` (the button that asks for other pictures), ``-work`` (what the
    browser computed) and ``-website`` (a bait for bots: people do not see it).
    """

    template_name = "captcha/widget.html"
    use_fieldset = True
    challenge: Challenge | None = None
    scope = ""

    class Media:
        css = {"all": ["captcha/captcha.css"]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return (
            data.get(f"{name}-token", ""),
            chosen(data, f"{name}-tile"),
            f"{name}-unable" in data,
            data.get(f"{name}-work", ""),
            data.get(f"{name}-website", ""),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-token" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        token, ticked, is_unable, work, _ = value or ("", [], False, "", "")
        if self.challenge is None or token != str(self.challenge):
            ticked, work = [], ""
        context["captcha"] = {
            "challenge": self.challenge,
            "sheets": [self.sheet(sheet, ticked) for sheet in self.sheets],
            "is_unable": is_unable,
            "scope": self.scope,
            "work": work,
            "price": PRICES[self.challenge.level] if self.challenge else "",
            "lane_price": LANE_PRICE,
            "iterations": ITERATIONS,
            "seed_length": SEED_LENGTH,
        }
        return context

    @property
    def sheets(self) -> list[Sheet | None]:
        """The sheets to show; without a challenge an empty one, as a pattern for script."""
        return [*self.challenge.sheets] if self.challenge else [None]

    def sheet(self, sheet: Sheet | None, ticked: list[str]) -> dict[str, Any]:
        if sheet is None:
            grid = LEVELS[0].grid
            return {"grid": grid, "tiles": [(str(n), False) for n in range(1, grid.tiles + 1)]}
        return {
            "prompt": sheet.prompt.sentence(get_language() or ""),
            "url": reverse("captcha:sheet", args=[str(sheet.token), sheet.index + 1]),
            "grid": sheet.level.grid,
            "tiles": [(str(tile), str(tile) in ticked) for tile in sheet.tiles],
        }
