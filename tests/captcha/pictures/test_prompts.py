import re

import pytest

from captcha.pictures import english, russian
from captcha.pictures.facts import NONE, VALUES, Facts
from captcha.pictures.prompts import PROMPTS, Prompt

ARTICLES_OWN = Prompt((("who", "man"), ("pose", "raised")))


def asked(**facts):
    return Prompt(tuple(facts.items()))


def test_there_are_at_least_five_hundred_prompts():
    assert len(PROMPTS) >= 500


def test_keys_and_sentences_are_unique_in_every_language():
    assert len({prompt.key for prompt in PROMPTS}) == len(PROMPTS)
    for language in ("en", "ru"):
        assert len({prompt.sentence(language) for prompt in PROMPTS}) == len(PROMPTS)


def test_the_articles_own_question_is_among_them():
    assert ARTICLES_OWN in PROMPTS
    assert ARTICLES_OWN.sentence("en") == (
        "Confirm that you are not a bot - select every man with a raised hand"
    )


def test_nothing_asks_for_what_is_not_there():
    assert all(NONE not in prompt.facts.values() for prompt in PROMPTS)


def test_every_prompt_asks_who_and_one_or_two_facts_more():
    for prompt in PROMPTS:
        kinds = list(prompt.facts)
        assert kinds[0] == "who" and 2 <= len(kinds) <= 3


@pytest.mark.parametrize(
    ("prompt", "english_words", "russian_words"),
    [
        (
            asked(who="robot", pose="raised", holds="umbrella"),
            "every robot that raises a hand and holds an umbrella",
            "каждого робота, который поднимает руку и держит зонт",
        ),
        (
            asked(who="woman", wears="crown", near="chair"),
            "every woman who wears a crown and sits on a chair",
            "каждую женщину, которая носит корону и сидит на стуле",
        ),
        (
            asked(who="child", pose="hip"),
            "every child with a hand on the hip",
            "каждого ребёнка с рукой на поясе",
        ),
        (
            asked(who="rabbit", holds="fish", near="snowman"),
            "every rabbit that holds a fish and stands beside a snowman",
            "каждого кролика, который держит рыбу и стоит рядом со снеговиком",
        ),
    ],
)
def test_sentences_are_said_as_people_say_them(prompt, english_words, russian_words):
    assert prompt.sentence("en").endswith(f"select every {english_words[6:]}")
    assert prompt.sentence("ru").endswith(f"выберите {russian_words}")


@pytest.mark.parametrize("code", ["ru", "ru-ru", "ru_RU", "RU"])
def test_a_language_is_known_by_any_of_its_codes(code):
    assert ARTICLES_OWN.sentence(code).endswith("каждого мужчину с поднятой рукой")


def test_a_language_that_is_not_spoken_gets_english():
    assert ARTICLES_OWN.sentence("tlh") == ARTICLES_OWN.sentence("en")


def test_every_value_has_its_words_in_every_language():
    others = {v for kind, values in VALUES.items() if kind != "who" for v in values} - {NONE}
    for grammar in (english, russian):
        assert set(grammar.CLAUSES) == others
        assert set(grammar.ALONE) == set(VALUES["pose"]) - {NONE}
    assert set(russian.CHOSEN) == set(VALUES["who"])


def test_english_says_an_before_a_vowel_and_a_before_a_consonant():
    for prompt in PROMPTS:
        for article, word in re.findall(r"\b(an?) (\w+)", prompt.sentence("en")):
            assert (article == "an") is (word[0] in "aeio" or word == "umbrella"), (article, word)


def test_a_tile_fits_only_with_every_fact_that_is_asked():
    prompt = asked(who="robot", pose="raised", holds="umbrella")
    right = Facts("robot", "raised", "umbrella", "crown", "dog")
    assert prompt.fits(right)
    for wrong in (
        Facts("bear", "raised", "umbrella"),
        Facts("robot", NONE, "umbrella"),
        Facts("robot", "raised", "cup"),
    ):
        assert not prompt.fits(wrong)
