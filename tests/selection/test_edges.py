from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitesel.selection.edges import edges_of


def days(*dates: str) -> np.ndarray:
    return np.array([(date.fromisoformat(d) - date(1970, 1, 1)).days for d in dates], float)


def test_even_numbers_get_even_round_steps():
    told = edges_of(np.array([12.0, 55.0, 90.0, 130.0, 199.0]), 8)
    assert told.edges == (0, 50, 100, 150, 200)
    assert told.scale == "linear"


def test_few_whole_numbers_get_a_step_each():
    assert edges_of(np.array([1.0, 3.0, 2.0, 1.0]), 40).edges == (1, 2, 3, 4)


def test_numbers_that_span_magnitudes_get_steps_that_grow():
    sizes = np.concatenate([np.linspace(50, 400, 980), np.geomspace(400, 2.5e6, 20)])
    told = edges_of(sizes, 40)
    assert told.scale == "log"
    held = np.histogram(sizes, told.edges)[0]
    assert held.sum() == 1000
    assert held.max() < 300  # of even steps the first would hold 980


def test_a_few_far_out_are_in_one_wide_last_step():
    told = edges_of(np.concatenate([np.linspace(100, 200, 1000), [90_000.0]]), 12)
    assert told.edges[-1] >= 90_000
    assert told.edges[-2] <= 200
    assert told.edges[-3:-1] == (190, 200)


def test_zeros_with_a_few_numbers_leave_the_steps_to_the_numbers():
    told = edges_of(np.concatenate([np.zeros(1000), np.linspace(1, 9, 10)]), 10)
    assert told.edges == tuple(range(10))


def test_one_number_alone_has_a_step():
    assert edges_of(np.array([50.0]), 40).edges == (50, 51)
    assert (
        edges_of(np.array([0.25, 0.25]), 40).edges[0]
        <= 0.25
        < edges_of(np.array([0.25, 0.25]), 40).edges[-1]
    )


@pytest.mark.parametrize(
    ("first", "last", "most", "expected"),
    [
        ("2026-03-02", "2026-03-05", 10, ["2026-03-02", "2026-03-03"]),
        ("2026-03-04", "2026-04-20", 10, ["2026-03-02", "2026-03-09"]),  # Mondays
        ("2026-03-04", "2028-04-20", 10, ["2026-01-01", "2026-04-01"]),
        ("1754-05-05", "2026-01-01", 40, ["1750-01-01", "1760-01-01"]),
    ],
)
def test_steps_of_dates_begin_with_a_day_week_quarter_or_decade(first, last, most, expected):
    told = edges_of(days(first, last), most, dates=True)
    assert told.edges[:2] == tuple(days(*expected))
    assert len(told.edges) <= most + 1


numbers = st.lists(
    st.floats(-1e12, 1e12, allow_subnormal=False) | st.integers(-5, 400).map(float), min_size=1
)


@given(numbers, st.integers(2, 64))
def test_the_steps_rise_hold_every_number_and_are_not_too_many(given_numbers, most):
    values = np.array(given_numbers)
    edges = np.array(edges_of(values, most).edges)
    assert (np.diff(edges) > 0).all()
    assert 2 <= len(edges) <= most + 1
    assert edges[0] <= values.min()
    assert edges[-1] >= values.max()


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=300), st.integers(2, 64))
def test_so_do_the_steps_of_lengths_and_areas(given_numbers, most):
    values = np.array(given_numbers) ** 2
    edges = np.array(edges_of(values, most).edges)
    assert (np.diff(edges) > 0).all()
    assert 2 <= len(edges) <= most + 1
    assert edges[0] <= values.min()
    assert edges[-1] >= values.max()


@given(st.lists(st.integers(-80_000, 80_000), min_size=1), st.integers(2, 64))
def test_so_do_the_steps_of_dates(given_days, most):
    values = np.array(given_days, float)
    edges = np.array(edges_of(values, most, dates=True).edges)
    assert (np.diff(edges) > 0).all()
    assert len(edges) <= most + 1
    assert edges[0] <= values.min()
    assert edges[-1] > values.max()
