"""What a sheet can ask for: who, and one or two more facts, in a sentence of plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from captcha.pictures import arabic, english, russian
from captcha.pictures.facts import NONE, VALUES, Facts

LANGUAGES = {"en": english.sentence, "ru": russian.sentence, "ar": arabic.sentence}

# Somebody who holds and wears things, or sits down, is a tile's worth of looking; the pose alone,
# as in "every man with a raised hand", is asked for too.
ASKED = (("pose",), *combinations(("pose", "holds", "wears", "near"), 2))


@dataclass(frozen=True)
class Prompt:
    """One question: the facts that a tile must show to be right, all of them.

    `key` is ASCII and never changes its meaning.
    """

    facts_asked: tuple[tuple[str, str], ...]

    @property
    def facts(self) -> dict[str, str]:
        return dict(self.facts_asked)

    @property
    def key(self) -> str:
        return ".".join(value for _, value in self.facts_asked)

    def sentence(self, language: str) -> str:
        """The question in `language` ("ru", "ru-ru", "ru_RU"); in English if we do not speak it."""
        code = language.lower().replace("_", "-").split("-")[0]
        return LANGUAGES.get(code, english.sentence)(self.facts)

    def fits(self, facts: Facts) -> bool:
        """Tell whether a tile with these facts is right."""
        return all(getattr(facts, kind) == value for kind, value in self.facts_asked)


def _prompts() -> Iterator[Prompt]:
    for kinds in ASKED:
        names = ("who", *kinds)
        for values in product(*(VALUES[name] for name in names)):
            if NONE not in values:
                yield Prompt(tuple(zip(names, values, strict=True)))


PROMPTS: tuple[Prompt, ...] = tuple(_prompts())
