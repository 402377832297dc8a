from __future__ import annotations

import pytest

from sitesel.errors import PasswordRefused
from sitesel.people.passwords import check, is_dated, kept, matches
from tests.callers import GOOD


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Zq9#xLm2!vR", "too-short"),
        ("", "too-short"),
        ("舟" * 201, "too-long"),
        ("password1234", "common"),
        ("passwordpassword", "common"),
        ("qwertyuiop12", "common"),
        ("123456789012", "common"),
        ("abcabcabcabc", "common"),
        ("li.ming12345", "common"),
        ("ＰＡＳＳＷＯＲＤ１２３４", "common"),
    ],
)
def test_what_would_be_tried_first_is_refused(password, code):
    with pytest.raises(PasswordRefused) as caught:
        check(password, known=("li.ming",))
    assert [fault.code for fault in caught.value.faults] == [code]


@pytest.mark.parametrize("password", [GOOD, "Zq9#xLm2!vRt", "舟山的海雾从不在早餐前散去"])
def test_what_is_long_and_uncommon_is_taken(password):
    check(password, known=("li.ming",))


def test_a_password_is_kept_as_a_salted_argon2_hash_and_known_again():
    one, other = kept(GOOD), kept(GOOD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert GOOD not in one
    assert matches(GOOD, one)
    assert not matches(GOOD + " ", one)


def test_the_same_letters_composed_otherwise_are_the_same_password():
    assert matches("cafe\u0301 au lait du matin", kept("caf\u00e9 au lait du matin"))


@pytest.mark.parametrize("hashed", [None, "", "no hash at all"])
def test_where_none_is_kept_nothing_matches(hashed):
    assert not matches("", hashed)
    assert not matches(GOOD, hashed)


def test_a_hash_of_lower_costs_is_dated():
    cheap = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"
    assert is_dated(cheap)
    assert not is_dated(kept(GOOD))


def test_half_a_letter_is_a_password_like_others():
    half = "wet iron gate \ud800 larches"
    assert matches(half, kept(half))
    assert not matches("\ud800", None)
    assert not matches("\ud800", kept("wet iron gate under larches"))
