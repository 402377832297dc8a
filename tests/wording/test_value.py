from __future__ import annotations

import math
from datetime import date

import pytest

from sitesel.interval import Interval
from sitesel.schema import default_schema
from sitesel.wording.value import category, difference, found, interval, place

SCHEMA = default_schema()


@pytest.mark.parametrize(
    ("ends", "zh", "en"),
    [
        (Interval(1.2), "至少 1.2", "at least 1.2"),
        (Interval(upper=2, upper_open=True), "小于 2", "less than 2"),
        (Interval(1, 2), "1 至 2", "1 to 2"),
        (Interval(1, 2, lower_open=True), "大于 1 且至多 2", "more than 1 and at most 2"),
        (Interval(1.5, 1.5), "1.5", "1.5"),
        (Interval(), "不限", "no limit"),
    ],
)
def test_open_ends_are_told_apart_from_closed_ones(ends, zh, en):
    ratio = SCHEMA["plot_ratio"]
    assert (interval(ends, ratio, "zh"), interval(ends, ratio, "en")) == (zh, en)


def test_dates_have_words_of_their_own_for_their_ends():
    ends = Interval(upper=0.0)
    assert interval(ends, SCHEMA["available_from"], "zh") == "不晚于 1970年1月1日"
    assert interval(ends, SCHEMA["available_from"], "en") == "by 1 January 1970"


@pytest.mark.parametrize(
    ("value", "attribute", "said"),
    [
        (None, "area", "未知"),
        (10_000.0, "area", "15 亩（1 公顷）"),
        ("listed", "status", "挂牌"),
        ("yes", "levelled", "是"),
        (False, "levelled", "否"),
        ("100103", "planning_use", "三类工业用地（100103）"),
        ("2026-06-30", "available_from", "2026年6月30日"),
        (date(2026, 6, 30), "available_from", "2026年6月30日"),
        ("(-∞, ∞)", "plot_ratio", "不限"),
        ("≥ 1.2", "plot_ratio", "至少 1.2"),
        (Interval(0.7, 1.8), "plot_ratio", "0.7 至 1.8"),
        ("西码头园区", "park", "西码头园区"),
    ],
)
def test_every_form_of_a_value_is_said_in_words(value, attribute, said):
    assert found(value, SCHEMA[attribute], "zh") == said


def test_a_code_that_is_not_known_is_said_as_it_is():
    assert category("9999", SCHEMA["planning_use"], "en") == "9999"


@pytest.mark.parametrize(("days", "said"), [(1, "1 day"), (-30, "30 days")])
def test_differences_of_dates_are_days(days, said):
    assert difference(days, SCHEMA["available_from"], "en") == said


@pytest.mark.parametrize(
    ("value", "attribute", "number"),
    [(3.0, "area", 3.0), ("[1, 2]", "plot_ratio", 1.0), ("(-∞, ∞)", "plot_ratio", -math.inf)],
)
def test_a_value_has_a_place_on_its_scale(value, attribute, number):
    assert place(value, SCHEMA[attribute]) == number


def test_words_have_no_place_on_a_scale():
    assert place("sold", SCHEMA["status"]) is None
