"""The captcha in a form: offered with it, redeemed once everything else in it is valid."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from . import asking, evidence, owed, work
from . import challenge as challenges
from .budget import Budget
from .fields import CaptchaField, Response
from .levels import HARDEST
from .models import Verdict

# Comments an hour without any test, from one address prefix: a person's pace, not a flood's. Twice
# as many for a browser that has done the longer work.
UNABLE = Budget("unable", limit=3, seconds=3600)
UNABLE_BUT_PAID = Budget("unable but paid", limit=6, seconds=3600)

SENTENCES = {
    Verdict.WRONG: _("Those were not the right pictures. Here are others: please try again."),
    Verdict.SPENT: _("These pictures were answered before. Here are others: please try again."),
    Verdict.EXPIRED: _("The pictures had expired. Here are others: please try again."),
    Verdict.TOO_EASY: _("A little more is asked now. Here are other pictures: please try again."),
}


class CaptchaMixin(forms.Form):
    """A form with pictures: give it ``request`` and ``scope``, what the pictures are good for.

    Redeem in the transaction that stores what the form is for::

        with transaction.atomic():
            verdict = form.redeem()
            if verdict is Verdict.PASSED:
                ...store...

    and show the form again with ``form.refuse(verdict)`` otherwise. Before rendering a form that
    was posted, call ``offer()``, and ``remember()`` on the response.
    """

    captcha = CaptchaField(label="")

    def __init__(self, *args: Any, request: HttpRequest, scope: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker = asking.asker_of(request)
        self.scope = scope
        self.is_worn_out = False
        self.fields["captcha"].widget.scope = scope

    @property
    def wants_other_pictures(self) -> bool:
        return f"{self.add_prefix('captcha')}-other" in self.data

    @property
    def response(self) -> Response:
        """The answer of a valid form."""
        return self.cleaned_data["captcha"]

    @property
    def nonce(self) -> str:
        """The key of sameness: the same for every sending of one challenge. Of a valid form."""
        try:
            return challenges.read(self.response.token).nonce
        except ValueError:
            return ""

    def redeem(self) -> Verdict:
        """Judge the answer of a valid form, once; see ``challenge.redeem``.

        One who can't use pictures is not judged, but has a budget: raises ``budget.Exhausted``,
        and then nothing is spent once the caller's transaction is rolled back.
        """
        answer = self.response
        if not answer.is_unable:
            return challenges.redeem(
                answer.token, answer.tiles, scope=self.scope, asker=self.asker, work=answer.work
            )
        verdict = challenges.spend_unjudged(answer.token, scope=self.scope, asker=self.asker)
        if verdict is Verdict.PASSED:
            is_paid = work.is_paid(answer.token, answer.work, work.LANE_PRICE)
            (UNABLE_BUT_PAID if is_paid else UNABLE).take(self.asker.client)
        return verdict

    def signals(self) -> list[evidence.Signal]:
        """Return what is known about the sender of a form that was redeemed."""
        return evidence.signals(challenges.read(self.response.token), self.response, self.asker)

    def refuse(self, verdict: Verdict) -> None:
        """Say why the answer was refused; ``offer`` then brings other pictures."""
        self.add_error("captcha", SENTENCES[verdict])
        self.is_worn_out = True

    def offer(self, *, is_storage_down: bool = False) -> None:
        """Put a challenge into the form: the one it came with while that can still be answered,
        its ticks kept, else a new one, never an easier one. Where storage is known to be down it
        is not asked what is owed; ``redeem`` will be."""
        posted = self.data.get(f"{self.add_prefix('captcha')}-token", "")
        held = challenges.usable(posted, self.scope, self.asker)
        is_exchange = held is None or self.is_worn_out or self.wants_other_pictures
        if is_exchange:  # counted first, so that it is as hard as `redeem` will ask for
            owed.count_issue(self.asker)
        level = 0 if is_storage_down else self._level_owed(bool(posted))
        if held and held.level >= level and not is_exchange:
            self.fields["captcha"].widget.challenge = held
            return
        self.asker = self.asker.as_newcomer()
        level = max(level, held.level if held else 0)
        self.fields["captcha"].widget.challenge = challenges.issue(self.scope, self.asker, level)

    def _level_owed(self, has_token: bool) -> int:
        """Return the level to ask for: one more of a browser that had its chance and computed
        nothing, because ``redeem`` would not take less."""
        level = owed.level_owed(self.asker, is_newcomer=not has_token)
        has_worked = bool(self.data.get(f"{self.add_prefix('captcha')}-work"))
        return min(level + 1, HARDEST) if level and has_token and not has_worked else level

    def remember(self, response: HttpResponseBase) -> None:
        """Set the browser's cookie on a response that carries a new challenge."""
        if self.asker.browser:
            asking.remember(response, self.asker.browser)
