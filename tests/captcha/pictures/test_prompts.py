import pytest

from captcha.pictures.prompts import PROMPTS, Pose, Who

FIRST = PROMPTS[0]


def test_the_articles_own_prompt_comes_first():
    assert (FIRST.who, FIRST.pose) == (Who.MAN, Pose.RAISED)
    assert FIRST.sentence("en") == (
        "Confirm that you are not a bot - select every man with a raised hand"
    )


def test_there_are_at_least_eight_prompts_with_keys_of_their_own():
    keys = [prompt.key for prompt in PROMPTS]
    assert len(set(keys)) == len(keys) >= 8
    assert all(key.isascii() and " " not in key for key in keys)


def test_russian_declines_the_person_with_the_verb():
    assert FIRST.sentence("ru") == (
        "Подтвердите, что вы не бот: выберите каждого мужчину с поднятой рукой"
    )
    assert PROMPTS[1].sentence("ru").endswith("каждую женщину с поднятой рукой")


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.key)
def test_every_prompt_is_a_whole_sentence_in_both_languages(prompt):
    english, russian = prompt.sentence("en"), prompt.sentence("ru")
    assert english.startswith(f"Confirm that you are not a bot - select every {prompt.who} ")
    assert russian.startswith("Подтвердите, что вы не бот: выберите кажд")
    assert not {"{", "}"} & set(english + russian)


@pytest.mark.parametrize("language", ["ru-ru", "ru_RU", "RU"])
def test_a_regional_code_speaks_its_language(language):
    assert FIRST.sentence(language) == FIRST.sentence("ru")


@pytest.mark.parametrize("language", ["tlh", "", "english", "-"])
def test_an_unknown_language_falls_back_to_english(language):
    assert FIRST.sentence(language) == FIRST.sentence("en")
