"""What a sheet can ask for: a kind of person and a pose, and the sentence that says so."""

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    MAN = "man"
    WOMAN = "woman"


class Pose(StrEnum):
    RAISED = "raised-hand"
    HIPS = "hands-on-hips"
    STRETCHED = "arms-stretched"
    POINTING = "pointing"
    # Never asked for, only seen beside the poses above.
    ONE_HIP = "one-hand-on-hip"
    FOLDED = "arms-folded"
    OFFERING = "open-hand-low"
    HOLDING = "holding"
    RESTING = "resting"


# A language is the frame of the sentence and, for every pose, the words for each kind of person:
# whole phrases, because grammar (gender, case) reaches into the middle of them.
Phrases = dict[Pose, dict[Who, str]]

ENGLISH: tuple[str, Phrases] = (
    "Confirm that you are not a bot - select every {}",
    {
        Pose.RAISED: {
            Who.MAN: "man with a raised hand",
            Who.WOMAN: "woman with a raised hand",
        },
        Pose.HIPS: {
            Who.MAN: "man with both hands on his hips",
            Who.WOMAN: "woman with both hands on her hips",
        },
        Pose.STRETCHED: {
            Who.MAN: "man with both arms stretched out to the sides",
            Who.WOMAN: "woman with both arms stretched out to the sides",
        },
        Pose.POINTING: {
            Who.MAN: "man pointing to one side",
            Who.WOMAN: "woman pointing to one side",
        },
    },
)

RUSSIAN: tuple[str, Phrases] = (
    "Подтвердите, что вы не бот: выберите {}",
    {
        Pose.RAISED: {
            Who.MAN: "каждого мужчину с поднятой рукой",
            Who.WOMAN: "каждую женщину с поднятой рукой",
        },
        Pose.HIPS: {
            Who.MAN: "каждого мужчину, который упёр обе руки в бока",
            Who.WOMAN: "каждую женщину, которая упёрла обе руки в бока",
        },
        Pose.STRETCHED: {
            Who.MAN: "каждого мужчину, который раскинул руки в стороны",
            Who.WOMAN: "каждую женщину, которая раскинула руки в стороны",
        },
        Pose.POINTING: {
            Who.MAN: "каждого мужчину, который указывает пальцем в сторону",
            Who.WOMAN: "каждую женщину, которая указывает пальцем в сторону",
        },
    },
)

LANGUAGES = {"en": ENGLISH, "ru": RUSSIAN}


@dataclass(frozen=True)
class Prompt:
    """One question. `key` is ASCII and never changes its meaning."""

    who: Who
    pose: Pose

    @property
    def key(self) -> str:
        return f"{self.who.value}.{self.pose.value}"

    def sentence(self, language: str) -> str:
        """The question in `language` ("ru", "ru-ru", "ru_RU"); in English if we do not speak it."""
        code = language.lower().replace("_", "-").split("-")[0]
        frame, phrases = LANGUAGES.get(code, ENGLISH)
        return frame.format(phrases[self.pose][self.who])


ASKED_POSES = (Pose.RAISED, Pose.HIPS, Pose.STRETCHED, Pose.POINTING)
PROMPTS: tuple[Prompt, ...] = tuple(Prompt(who, pose) for pose in ASKED_POSES for who in Who)
