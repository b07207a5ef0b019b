"""What the captcha knows about a sender: signals for whoever reads the comment, never a gate.

A signal is a name, a weight (above 0 speaks for a bot) and a sentence, in the language of the
site's staff, because it is stored and read by them.
"""

import time

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from . import owed
from .asking import Asker
from .challenge import Challenge
from .fields import Response
from .work import bits

Signal = dict[str, str | int]

QUICK = 5  # seconds: nobody reads a question and looks at nine pictures in less
MANY_TRIES = 2


def signals(challenge: Challenge, response: Response, asker: Asker) -> list[Signal]:
    """Return what is known about the sender of ``response``. One query."""
    with override(settings.LANGUAGE_CODE):
        found = [
            about_way(challenge, response),
            about_time(challenge),
            about_tries(asker),
            about_work(challenge, response),
            about_bait(response),
        ]
    return [signal for signal in found if signal]


def about_way(challenge: Challenge, response: Response) -> Signal:
    if response.is_unable:
        return {"name": "way", "weight": 0, "sentence": _("Could not use pictures.")}
    sentence = _("Passed the pictures at level %(level)d.") % {"level": challenge.level}
    return {"name": "way", "weight": 0, "sentence": sentence}


def about_time(challenge: Challenge) -> Signal:
    seconds = max(0, int(time.time()) - challenge.token.issued_at)
    sentence = _("Sent %(seconds)d s after the question.") % {"seconds": seconds}
    return {"name": "time", "weight": 2 if seconds < QUICK else 0, "sentence": sentence}


def about_tries(asker: Asker) -> Signal | None:
    wrong = owed.wrong_answers(asker)
    if not wrong:
        return None
    sentence = _("Wrong answers in the last hour: %(wrong)d.") % {"wrong": wrong}
    return {"name": "tries", "weight": 1 if wrong > MANY_TRIES else 0, "sentence": sentence}


def about_work(challenge: Challenge, response: Response) -> Signal:
    done = bits(str(challenge), response.work)
    if done:
        sentence = _("Its browser computed for it (%(bits)d bits).") % {"bits": done}
    else:
        sentence = _("Its browser computed nothing: no script, or a program.")
    return {"name": "work", "weight": 0 if done else 1, "sentence": sentence}


def about_crowd() -> Signal:
    with override(settings.LANGUAGE_CODE):
        sentence = _("Many came without pictures from its address in the last hour.")
    return {"name": "crowd", "weight": 2, "sentence": sentence}


def about_bait(response: Response) -> Signal | None:
    if not response.bait:
        return None
    sentence = _("Filled in a field that people do not see.")
    return {"name": "bait", "weight": 3, "sentence": sentence}
