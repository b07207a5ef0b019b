"""What a reader answers, as a form sees it: checked for its shape, never judged here."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import challenge as challenges
from .levels import LEVELS
from .token import LENGTH, Unreadable
from .widgets import CaptchaWidget

NUMBERS = {str(tile): tile for tile in range(1, max(level.tiles for level in LEVELS) + 1)}


@dataclass(frozen=True)
class Response:
    """The tiles that a reader chose, and the token of the challenge they answer.

    ``is_unable`` says that the reader can't use pictures, ``work`` is the counter that the browser
    found, ``bait`` what stood in a field that people do not see.
    """

    token: str = ""
    tiles: frozenset[int] = frozenset()
    is_unable: bool = False
    work: str = ""
    bait: str = ""


class CaptchaField(forms.Field):
    """A Response. Whether it is right, only ``CaptchaMixin.redeem`` finds out, after all else is
    valid; so a wrong field elsewhere spends nothing and confirms nothing."""

    widget = CaptchaWidget
    default_error_messages = {
        "missing": _("Now pick the pictures, and send it once more."),
        "nothing": _("Select the pictures that match, then send it once more."),
        "absurd": _("That is no picture of the sheet. Select the pictures that match."),
    }

    def to_python(self, value: Any) -> Response:
        token, names, is_unable, work, bait = value
        if len(token) != LENGTH:
            raise ValidationError(self.error_messages["missing"], code="missing")
        if is_unable:
            return Response(token, is_unable=True, work=work, bait=bait)
        if not NUMBERS.keys() >= set(names):
            raise ValidationError(self.error_messages["absurd"], code="absurd")
        tiles = frozenset(NUMBERS[name] for name in names)
        self._check_sheets(token, tiles)
        return Response(token, tiles, work=work, bait=bait)

    def _check_sheets(self, token: str, tiles: frozenset[int]) -> None:
        """Complain about an answer that no one means: it must not cost the challenge."""
        try:
            sheets = challenges.read(token).sheets
        except Unreadable:
            return  # `redeem` says so, with other pictures
        if not tiles <= {tile for sheet in sheets for tile in sheet.tiles}:
            raise ValidationError(self.error_messages["absurd"], code="absurd")
        if not all(tiles & set(sheet.tiles) for sheet in sheets):
            raise ValidationError(self.error_messages["nothing"], code="nothing")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say no: pictures alone do not make a form of a formset one that was filled in."""
        return False

    def validate(self, value: Response) -> None:
        """Everything about the shape was checked while it was read."""
