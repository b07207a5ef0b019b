import pytest

from comments.triage.letters import TABLE, plain


@pytest.mark.parametrize(
    "disguised",
    [
        "SubScribe",
        "sub\u00adscribe",
        "s\u200bu\u2060bscribe",
        "ѕubѕсrіbе",  # Cyrillic
        "ｓｕｂｓｃｒｉｂｅ",
        "𝕤𝕦𝕓𝕤𝕔𝕣𝕚𝕓𝕖",
        "śúbscrìbe",
        "s\u0336u\u0336b\u0336scribe",
    ],
)
def test_a_disguised_word_is_the_plain_one(disguised):
    assert plain(disguised) == "subscribe"


def test_words_of_another_alphabet_stay_apart():
    assert plain("подписка") != plain("подпись")


def test_what_parts_words_still_does():
    assert plain("one\u00a0two\u2003three\tfour") == "one two three four"


def test_rare_characters_of_strangers_are_not_kept():
    plain("".join(map(chr, range(0x20000, 0x20100))))

    assert all(point < TABLE.KEPT_BELOW for point in TABLE)
