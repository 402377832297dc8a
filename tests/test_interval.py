from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitesel.interval import Interval


def test_an_open_end_is_not_permitted_and_a_closed_one_is():
    limit = Interval(1, 2, upper_open=True)
    assert 1 in limit
    assert 2 not in limit
    assert 1.999 in limit


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("≥1.2", Interval(lower=1.2)),
        ("≤ 50%", Interval(upper=50)),
        ("1.3—1.5", Interval(1.3, 1.5)),
        ("1.0≤FAR≤2.0", Interval(1, 2)),
        (">1且<2", Interval(1, 2, lower_open=True, upper_open=True)),
        ("不低于0.7且不高于1.8", Interval(0.7, 1.8)),
        ("30米以下", Interval(upper=30)),
        ("[1, 2)", Interval(1, 2, upper_open=True)),
    ],
)
def test_planners_limits_are_read(words, interval):
    assert Interval.parse(words) == interval


@pytest.mark.parametrize("words", ["", "暂无", "M2", "1-2-3", "2-1", "(1,1)", "≥"])
def test_what_is_no_interval_is_refused(words):
    with pytest.raises(ValueError):
        Interval.parse(words)


@given(
    st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
    st.floats(0.001, 1e6).map(lambda x: round(x, 3)),
    st.booleans(),
    st.booleans(),
)
def test_what_is_written_is_read_again(lower, more, lower_open, upper_open):
    interval = Interval(lower, round(lower + more, 3), lower_open, upper_open)
    assert Interval.parse(str(interval)) == interval


def test_no_limit_on_a_side_is_infinite():
    assert Interval.parse("≥1").upper == math.inf
