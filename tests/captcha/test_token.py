"""Tokens: what they say comes back, and nothing but what this site signed is read."""

import random
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import fields, replace

import pytest
from hypothesis import assume, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from captcha import token as tokens
from captcha.token import LAYOUT, LENGTH, VERSION, Token, Unreadable, read

OTHER_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
QUICK = effort(deadline=None, max_examples=60)

FACTS = {
    "nonce": st.binary(min_size=16, max_size=16),
    "issued_at": st.integers(0, 2**32 - 1),
    "level": st.integers(0, 255),
    "scope": st.binary(min_size=8, max_size=8),
    "browser": st.binary(min_size=8, max_size=8),
    "client": st.binary(min_size=8, max_size=8),
    "expires_at": st.integers(0, 2**32 - 1),
}


def make_token(seed=0, **facts):
    noise = random.Random(seed)
    facts = {
        "nonce": noise.randbytes(16),
        "issued_at": 1_800_000_000,
        "level": 0,
        "scope": noise.randbytes(8),
        "browser": noise.randbytes(8),
        "client": noise.randbytes(8),
        "expires_at": 1_800_000_600,
        "key": next(tokens.keys()),
        **facts,
    }
    return Token(**facts)


@pytest.fixture
def token():
    return make_token()


def signed(payload, key):
    """Return the text of any payload at all, rightly signed with ``key``."""
    signature = tokens.digest(key, "signature", payload)[: tokens.SIGNATURE_LENGTH]
    return urlsafe_b64encode(payload + signature).decode()


@QUICK
@given(st.fixed_dictionaries(FACTS))
def test_a_token_says_what_was_put_into_it(facts):
    token = make_token(**facts)
    assert read(str(token)) == token


@QUICK
@given(st.fixed_dictionaries(FACTS))
def test_a_token_is_92_characters_that_need_no_escaping_in_a_url(facts):
    text = str(make_token(**facts))
    assert len(text) == LENGTH == 92
    assert text.isascii() and text.replace("-", "").replace("_", "").isalnum()


@QUICK
@given(st.integers(0, 69 * 8 - 1), st.integers(0, 5))
def test_a_token_with_one_flipped_bit_is_unreadable(bit, seed):
    raw = bytearray(urlsafe_b64decode(str(make_token(seed))))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unreadable):
        read(urlsafe_b64encode(raw).decode())


@QUICK
@given(st.integers(0, LENGTH - 1), st.characters())
def test_a_token_with_one_other_character_is_unreadable(place, character):
    text = str(make_token())
    mangled = text[:place] + character + text[place + 1 :]
    assume(mangled != text)
    with pytest.raises(Unreadable):
        read(mangled)


@QUICK
@given(st.integers(0, LENGTH - 1))
def test_a_truncated_token_is_unreadable(length):
    with pytest.raises(Unreadable):
        read(str(make_token())[:length])


@QUICK
@given(st.text(min_size=1), st.booleans())
def test_an_extended_token_is_unreadable(more, is_before):
    text = str(make_token())
    with pytest.raises(Unreadable):
        read(more + text if is_before else text + more)


@QUICK
@given(st.permutations(range(23)))
def test_a_token_whose_parts_changed_places_is_unreadable(order):
    assume(order != sorted(order))
    text = str(make_token())
    parts = [text[i : i + 4] for i in range(0, LENGTH, 4)]
    with pytest.raises(Unreadable):
        read("".join(parts[i] for i in order))


@QUICK
@given(st.text(min_size=LENGTH, max_size=LENGTH))
def test_no_text_of_the_right_length_is_taken_for_a_token(text):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize("field", FACTS)
def test_no_fact_can_be_exchanged_for_that_of_another_token(field, token):
    other = make_token(1, issued_at=1_800_000_001, level=1, expires_at=1_800_000_601)
    mixed = replace(token, **{field: getattr(other, field)})
    signature = urlsafe_b64decode(str(token))[LAYOUT.size :]
    with pytest.raises(Unreadable):
        read(urlsafe_b64encode(mixed.payload + signature).decode())


@pytest.mark.parametrize("version", [0, VERSION - 1, VERSION + 1, 255])
def test_a_token_of_another_version_is_unreadable_although_we_signed_it(version, token):
    text = signed(bytes([version]) + token.payload[1:], token.key)
    with pytest.raises(Unreadable):
        read(text)


def test_a_token_signed_as_ours_is_the_token(token):
    assert signed(token.payload, token.key) == str(token)


def test_a_token_signed_with_a_foreign_key_is_unreadable(token):
    foreign = replace(token, key=tokens.derived_key(OTHER_KEY))
    with pytest.raises(Unreadable):
        read(str(foreign))


def test_a_foreign_key_that_claims_our_key_id_is_unreadable(token):
    with pytest.raises(Unreadable):
        read(signed(token.payload, tokens.derived_key(OTHER_KEY)))


def test_the_sites_secret_key_itself_signs_no_token(token, settings):
    with pytest.raises(Unreadable):
        read(signed(token.payload, settings.SECRET_KEY.encode()))


def test_a_token_outlives_the_rotation_of_the_secret_key(token, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY
    assert read(str(token)) == token


def test_a_token_dies_with_the_last_key_that_can_read_it(token, settings):
    settings.SECRET_KEY = OTHER_KEY
    with pytest.raises(Unreadable):
        read(str(token))


def test_new_tokens_are_signed_with_the_first_key(settings):
    settings.SECRET_KEY_FALLBACKS = [OTHER_KEY]
    assert next(tokens.keys()) == tokens.derived_key(settings.SECRET_KEY)


def test_every_purpose_has_a_stream_of_its_own(token):
    purposes = ["signature", "prompt", "answer", "scene", "style"]
    assert len({token.stream(purpose) for purpose in purposes}) == len(purposes)


@pytest.mark.parametrize("field", [f.name for f in fields(Token) if f.name != "expires_at"])
def test_every_fact_of_a_token_but_its_end_changes_its_streams(field, token):
    other = make_token(1, issued_at=7, level=7, key=tokens.derived_key(OTHER_KEY))
    changed = replace(token, **{field: getattr(other, field)})
    assert changed.stream("answer") != token.stream("answer")


def test_a_renewed_token_is_another_token_that_asks_the_same(token):
    renewed = replace(token, expires_at=token.expires_at + 600)
    assert str(renewed) != str(token)
    assert renewed.stream("answer") == token.stream("answer")


def test_a_token_names_its_form_and_its_asker_by_keyed_digests_only(token):
    theirs = tokens.derived_key(OTHER_KEY)
    ours = tokens.short_digest(token.key, "browser", "abc")
    assert len(ours) == 8
    assert ours != tokens.short_digest(theirs, "browser", "abc")
    assert ours != tokens.short_digest(token.key, "client", "abc")


def test_nobody_is_eight_zeros(token):
    assert tokens.short_digest(token.key, "browser", "") == struct.pack(">Q", 0)
