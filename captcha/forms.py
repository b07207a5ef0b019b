"""The captcha in a form: offered with it, redeemed once everything else in it is valid."""

from inspect import signature
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import asking, evidence, lane, owed, work
from . import challenge as challenges
from .budget import Exhausted
from .fields import CaptchaField, Response
from .levels import HARDEST
from .models import Verdict

SENTENCES = {
    Verdict.WRONG: _("Those were not the right pictures. Here are others: please try again."),
    Verdict.SPENT: _("These pictures were answered before. Here are others: please try again."),
    Verdict.EXPIRED: _("The pictures had expired. Here are others: please try again."),
    Verdict.UNABLE: _("This can not be sent without pictures."),
    Verdict.TOO_EASY: _("A little more is asked now. Here are other pictures: please try again."),
}


class CaptchaMixin(forms.Form):
    """A form with pictures: give it ``request`` and ``scope``, what the pictures are good for.

    Redeem in the transaction that stores what the form is for::

        with transaction.atomic():
            verdict = form.redeem()
            if verdict is Verdict.PASSED:
                ...store...

    and show the form again with ``form.refuse(verdict)`` otherwise, or with ``form.delay()`` after
    ``budget.Exhausted``. Before rendering a form that was posted, call ``offer()``, and
    ``remember()`` on the response.
    """

    captcha = CaptchaField(label="")

    def __init__(self, *args: Any, request: HttpRequest, scope: str, **kwargs: Any) -> None:
        if "request" in signature(super().__init__).parameters:  # a login form wants it as well
            kwargs["request"] = request
        super().__init__(*args, **kwargs)
        self.challenged_by = request
        self.asker = asking.asker_of(request)
        self.scope = scope
        self.is_worn_out = False
        self.is_crowded = False
        self.retry_after = 0
        self.fields["captcha"].widget.scope = scope

    @property
    def wants_other_pictures(self) -> bool:
        return f"{self.add_prefix('captcha')}-other" in self.data

    def is_valid(self) -> bool:
        """Tell whether it can be redeemed: never when the reader asks for other pictures."""
        return not self.wants_other_pictures and super().is_valid()

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

    @property
    def is_answer_of_asker(self) -> bool:
        """Whether the pictures were for this form and this browser, expired or not. Of a valid
        form."""
        try:
            return challenges.read(self.response.token).is_for(self.scope, self.asker)
        except ValueError:
            return False

    def redeem(self) -> Verdict:
        """Judge the answer of a valid form, once; see ``challenge.redeem``.

        One who can't use pictures is not judged: UNABLE says so, and it is the caller's to take
        it or not. That too has a budget: raises ``budget.Exhausted``, and then nothing is spent
        once the caller's transaction is rolled back.
        """
        answer = self.response
        if not answer.is_unable:
            return challenges.redeem(
                answer.token, answer.tiles, scope=self.scope, asker=self.asker, work=answer.work
            )
        verdict = challenges.spend_unjudged(answer.token, scope=self.scope, asker=self.asker)
        if verdict is Verdict.UNABLE:
            is_paid = work.is_paid(answer.token, answer.work, work.LANE_PRICE)
            self.is_crowded = lane.take(self.asker, is_paid=is_paid)
        return verdict

    def signals(self) -> list[evidence.Signal]:
        """Return what is known about the sender of a form that was redeemed."""
        challenge = challenges.read(self.response.token)
        found = evidence.signals(challenge, self.response, self.asker)
        return [*found, evidence.about_crowd()] if self.is_crowded else found

    def refuse(self, verdict: Verdict) -> None:
        """Say why the answer was refused; ``offer`` then brings other pictures."""
        self.add_error("captcha", SENTENCES[verdict])
        self.is_worn_out = True

    def delay(self, exhausted: Exhausted) -> None:
        """Say how long one has to wait who had too many wrong answers, or sent too much without
        pictures; ``remember`` then sets Retry-After."""
        self.retry_after = exhausted.retry_after
        minutes = -(-exhausted.retry_after // 60)
        sentence = ngettext(
            "That was too often. What you typed is kept: send it again in %(minutes)d minute.",
            "That was too often. What you typed is kept: send it again in %(minutes)d minutes.",
            minutes,
        )
        self.add_error("captcha", sentence % {"minutes": minutes})

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
        self.asker = asking.newcomer_of(self.challenged_by)
        level = max(level, held.level if held else 0)
        self.fields["captcha"].widget.challenge = challenges.issue(self.scope, self.asker, level)

    def _level_owed(self, has_token: bool) -> int:
        """Return the level to ask for: one more of a browser that had its chance and computed
        nothing, because ``redeem`` would not take less."""
        level = owed.level_owed(self.asker, is_newcomer=not has_token)
        has_worked = bool(self.data.get(f"{self.add_prefix('captcha')}-work"))
        return min(level + 1, HARDEST) if level and has_token and not has_worked else level

    def remember(self, response: HttpResponseBase) -> None:
        """Set the browser's cookie on a response that carries a new challenge, which no cache may
        hand to anybody else, and Retry-After for one who has to wait."""
        if self.asker.browser:
            asking.remember(response, self.asker.browser)
        if self.fields["captcha"].widget.challenge:
            add_never_cache_headers(response)
            patch_vary_headers(response, ["Cookie"])
        if self.retry_after:
            response["Retry-After"] = str(self.retry_after)


class RedeemsFirst(CaptchaMixin):
    """For a form whose ``clean()`` tests a secret, such as a password: the pictures are judged
    first, in a transaction of their own, as soon as every field has its shape.

    Without the right pictures ``clean()`` of the form behind this class is not called, so that its
    answer and its time tell nothing. ``redeem()`` then says again what ``is_valid()`` found out.
    """

    verdict: Verdict | None = None

    def clean(self) -> dict[str, Any] | None:
        if self.errors or self.wants_other_pictures or not self._passes():
            return self.cleaned_data
        return super().clean()

    def redeem(self) -> Verdict:
        if self.verdict is None:
            raise ValueError("Call is_valid() first: it judges the pictures of this form.")
        return self.verdict

    def _passes(self) -> bool:
        try:
            with transaction.atomic():
                self.verdict = super().redeem()
                if self.is_crowded:  # a secret may not be guessed behind ever new cookies
                    raise Exhausted(owed.HOUR)
        except Exhausted as exhausted:
            self.delay(exhausted)
            return False
        self.is_worn_out = True  # answered: whatever else is wrong, other pictures come
        if self.verdict in (Verdict.PASSED, Verdict.UNABLE):
            return True
        self.refuse(self.verdict)
        return False
