import time

import pytest

from comments.triage import hints


def names(text):
    return {hint.name for hint in hints.find(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("look at https://example.org/x", "links"),
        ("look at example.com", "links"),
        ("look at exаmple.cоm", "links"),  # two letters are Cyrillic
        ("look at example [dot] org", "hidden links"),
        ("look at example . com", "hidden links"),
        ("write to me@example.org", "addresses"),
        ("ring +49 30 901820", "telephones"),
        ("only $ 5", "money"),
        ("всего 500 рублей", "money"),
        ("a FREE gift", "offers"),
        ("бесплатно", "offers"),
        ("ganar dinero", "offers"),
        ("please ѕubѕcribe", "calls"),
        ("Подписывайтесь", "calls"),
        ("THIS IS THE VERY BEST", "shouting"),
        ("what!!!", "marks"),
        ("sooooo good", "repeated"),
        ("0123456789 and 0123456789", "digits"),
        ("word " * 20, "long"),
    ],
)
def test_a_sign_of_spam_is_found(text, name):
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "I liked the second part best, thank you.",
        "Freedom is a window to the winter.",
        "В 1984 году это было иначе.",
        "e.g. this one, i.e. that one... and so on",
        "I am ok",
        "",
    ],
)
def test_an_ordinary_remark_has_no_sign(text):
    assert names(text) == set()


def test_more_of_a_sign_adds_more_up_to_a_bound():
    amounts = [sum(h.amount for h in hints.find("x.com " * n)) for n in (1, 2, 4)]

    assert amounts == sorted(set(amounts))
    assert hints.find("x.com " * 40)[0] == hints.find("x.com " * 4)[0]


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a@", "1-", "+1 ", "$ ", "[ . ", "w. ", "-", "a\u0301"]
)
def test_no_text_takes_long(piece):
    begin = time.process_time()

    hints.find((piece * 1000)[:1000])

    assert time.process_time() - begin < 0.05
