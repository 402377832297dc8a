from __future__ import annotations

import math

import pytest

from sitesel.attributes.wind import wind_direction, wind_point, wind_rose


@pytest.mark.parametrize(
    ("word", "degrees"),
    [("N", 0), ("nne", 22.5), ("北东北", 22.5), ("北北东", 22.5), ("东北偏北", 22.5), ("ENE", 67.5),
     ("东东北", 67.5), ("东南风", 135), ("南西南", 202.5), ("西北", 315), ("北西北", 337.5),
     ("0", 0), ("360", 0), (292.5, 292.5), ("45°", 45)],
)  # fmt: skip
def test_a_direction_is_read_as_people_write_it(word, degrees):
    assert wind_direction(word) == degrees


@pytest.mark.parametrize("word", ["C", "静风", "calm"])
def test_calm_has_no_direction(word):
    assert wind_direction(word) is None


@pytest.mark.parametrize("word", ["", "north", "北偏", "361", "-1", "nan", "东西"])
def test_what_is_no_direction_is_told(word):
    with pytest.raises(ValueError, match=f"^{word}$"):
        wind_direction(word)


def test_every_point_is_said_and_read_again():
    for i in range(16):
        zh, en = wind_point(i * 22.5)
        assert wind_direction(zh) == wind_direction(en) == i * 22.5


def test_the_least_frequent_wind_is_that_of_the_smallest_share():
    rose = wind_rose([0, 90, 180, 270], [30, 20, 5, 45])
    assert rose.least_frequent == (180,)


def test_a_tie_is_told_and_in_order():
    assert wind_rose([270, 0, 90], [5, 30, 5]).least_frequent == (90, 270)


def test_a_direction_given_twice_is_added_up():
    assert wind_rose([0, 0, 90], [3, 3, 5]).least_frequent == (90,)


def test_calm_is_not_the_least_frequent_wind():
    assert wind_rose([math.nan, 0, 90], [0.1, 3, 5]).least_frequent == (0,)


def test_a_table_without_a_direction_is_no_rose():
    assert wind_rose([math.nan], [4]) is None
    assert wind_rose([], []) is None
