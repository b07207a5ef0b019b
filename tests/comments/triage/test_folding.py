"""Disguises of letters fall away, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.triage.folding import LOOK_ALIKES, Table, fold

PLAIN = "Buy cheap pills now"


@pytest.mark.parametrize(
    "text",
    [
        "BUY   CHEAP\n\nPILLS, NOW!!!",
        "B.u.y c-h-e-a-p p_i_l_l_s n o w",
        "Ｂｕｙ ｃｈｅａｐ ｐｉｌｌｓ ｎｏｗ",
        "𝓑𝓾𝔂 𝓬𝓱𝓮𝓪𝓹 𝓹𝓲𝓵𝓵𝓼 𝓷𝓸𝔀",
        "Ⓑⓤⓨ ⓒⓗⓔⓐⓟ ⓟⓘⓛⓛⓢ ⓝⓞⓦ",
        "🅱🆄🆈 🅲🅷🅴🅰🅿 🅿🅸🅻🅻🆂 🅽🅾🆆",
        "Вuу сhеар ріlls nоw",
        "Βυy ϲhεaρ ριlls nοw",
        "ʙᴜʏ ᴄʜᴇᴀᴘ ᴘɪʟʟꜱ ɴᴏᴡ",
        "B\u200buy ch\u00adeap p\u2060ills n\u034fo\ufeffw",
        "Bu\u0301y che\u0308ap pi\u0323lls now",
        "8uy ch3@p p1ll$ n0w".replace("8", "B"),
        "Buuuuy cheaaap pilllls now 🔥🔥 100% 24/7",
        "bu‍y cheɐp pills now".replace("ɐ", "а"),
    ],
)
def test_a_disguised_text_folds_to_the_plain_one(text):
    assert fold(text) == fold(PLAIN)


def test_only_the_host_is_left_of_a_link():
    assert fold("see https://www.shop.example/a?b=1#c now") == fold("see shop.example now")


def test_a_link_that_is_split_unseen_is_a_link():
    assert fold("ht\u200btps://sh\u2060op.example/x1") == fold("https://shop.example/y2")


def test_a_number_is_nothing():
    assert fold("call 555-1234 now") == fold("call now")


def test_words_of_any_alphabet_are_kept():
    assert fold("شكرا") and fold("この記事") and fold("תודה")
    assert fold("Спасибо") != fold("Поправка")


def test_each_look_alike_stands_for_one_letter():
    looks = "".join(LOOK_ALIKES.values())

    assert len(looks) == len(set(looks))


def test_what_strangers_write_does_not_fill_the_memory():
    table = Table()

    for point in range(0x3000, 0x20000):
        table[point]

    assert not table


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_text_folds_to_letters_and_a_folded_one_to_itself(text):
    folded = fold(text)

    assert folded == "" or folded.isalpha()


def test_a_long_text_is_folded_at_once():
    # A link's pattern or a run of one letter must not be tried again from every place.
    for text in ("a." * 2500, "a" * 5000, "a-" * 2500, "http://" * 700, "@$!|+" * 1000):
        assert len(fold(text)) <= 5000
