"""Names that a reader cannot take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import names


@pytest.fixture(autouse=True)
def protected(monkeypatch):
    monkeypatch.setattr(names, "HANDED_OVER", [lambda thread: [thread, "Мария Иванова", "علي"]])


ALIKE = [
    "Edith Maler",
    "edith maler",
    "EDITH MALER",
    "EDlTH MALER",  # a small L
    "Ed1th Ma1er",
    "Edith  Maler",
    "EdithMaler",
    "Edith.Maler!",
    "Edith Maler ✔",
    "Ed\u200bith Ma\u2060ler",
    "Ed\u3164ith\u2800Maler",
    "Ed\u00adith Maler\ufe0f",
    "Édïth Mâlér",
    "E\u0336dith Maler",
    "Еdіth Маlеr",  # Cyrillic: Е і М а е
    "Ꭼdith Maler",
    "𝓔𝓭𝓲𝓽𝓱 𝕄𝕒𝕝𝕖𝕣",
    "Ｅｄｉｔｈ　Ｍａｌｅｒ",
    "Edith rnaler",
    "Ⓔⓓⓘⓣⓗ Maler",
    "\u2067Edith Maler\u2069",
]


@pytest.mark.parametrize("name", ALIKE)
def test_a_name_that_looks_like_a_protected_one_is_taken(name):
    assert names.is_taken(name, "Edith Maler")


@pytest.mark.parametrize("name", ["МАРИЯ ИВАНОВА", "Mapия Ивaнoвa", "Мария\u0301Иванова", "عَلِي"])
def test_a_name_of_another_alphabet_is_protected_as_well(name):
    assert names.is_taken(name, "Edith Maler")


@pytest.mark.parametrize(
    "name", ["Edith", "Edith Malerin", "Maler", "Мария", "Марина Иванова", "🙂", "?", "1", "مها"]
)
def test_a_name_that_merely_shares_letters_is_free(name):
    assert not names.is_taken(name, "Edith Maler")


@pytest.mark.parametrize("nothing", ["", "🙂", "…"])
def test_a_protected_name_without_letters_takes_no_name_from_anybody(nothing):
    assert not names.is_taken("🙂", nothing)


@given(st.text(max_size=60))
def test_every_name_is_taken_where_it_is_protected_itself(name):
    assert names.is_taken(name, name) == bool(names.looks_of(name))


def test_the_table_is_the_one_that_its_heading_names():
    assert names.skeleton("раура1 m") == "paypal rn"
    assert len(names._table()) == 6311
