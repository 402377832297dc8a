from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sitesel.catalogue.mapping import Split
from sitesel.catalogue.spelling import day, flag, is_open, spelled


def words(values, **options):
    seen = spelled(pd.Series(values), **options)
    return [None if code < 0 else seen.words[code] for code in seen.codes]


def test_blanks_nulls_and_words_for_null_are_missing():
    assert words(["甲", "", " ", None, "NULL", "<Null>", "n/a"]) == ["甲", *[None] * 6]


def test_words_of_the_config_for_unknown_are_missing_too():
    assert words([0, 12], unknown=["0"]) == [None, "12"]


def test_a_part_of_a_text_is_taken():
    parts = Split(by="/", part=1)
    assert words(["a / b", "a", "c/d/e"], split=parts) == ["b", None, "d"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("2026-06-01", date(2026, 6, 1)),
        ("2026年6月", date(2026, 6, 1)),
        ("2026年12月31日", date(2026, 12, 31)),
        ("2026.6", date(2026, 6, 1)),
        ("202606", date(2026, 6, 1)),
        ("2027", date(2027, 1, 1)),
        ("2026/6/1 08:00", date(2026, 6, 1)),
    ],
)
def test_days_are_read_as_people_write_them(word, expected):
    assert day(word) == (expected - date(1970, 1, 1)).days


@pytest.mark.parametrize("word", ["即日", "2026-13-01", "2026-02-30", "6月", "20260"])
def test_what_is_no_day_is_refused(word):
    with pytest.raises(ValueError):
        day(word)


def test_yes_and_no_are_read_in_both_languages():
    assert [flag(w) for w in ("是", "Y", "1", "否", "FALSE", "无")] == [True] * 3 + [False] * 3
    with pytest.raises(ValueError, match="neither yes nor no"):
        flag("maybe")


def test_signs_tell_whether_an_end_is_open():
    assert [is_open(s) for s in (">", "＜", "≥", "<=", "")] == [True, True, False, False, False]
    with pytest.raises(ValueError, match="not a comparison sign"):
        is_open("≈")
