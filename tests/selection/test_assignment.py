from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitesel.selection.assignment import Choices, assign


def choices(lands, rooms, suitability) -> Choices:
    """Return all choices that fit by themselves; suitability by requirement and parcel."""
    rows = [
        (asked, site, suitability[asked][site])
        for asked in range(len(lands))
        for site in sorted(range(len(rooms)), key=lambda s: (-suitability[asked][s], s))
        if suitability[asked][site] >= 0 and lands[asked] <= rooms[site]
    ]
    asked, site, worth = zip(*rows, strict=True) if rows else ((), (), ())
    return Choices(
        np.array(asked, np.int64),
        np.array(site, np.int64),
        np.array(worth, float),
        np.array(lands, float),
        np.array(rooms, float),
    )


def brute(lands, rooms, suitability):
    """Try every way there is: the most requirements, then the most suitability."""
    best = (0, 0.0)
    for way in product((None, *range(len(rooms))), repeat=len(lands)):
        used, count, worth = [0.0] * len(rooms), 0, 0.0
        for asked, site in enumerate(way):
            if site is not None:
                count += 1
                worth += suitability[asked][site]
                used[site] += lands[asked] if suitability[asked][site] >= 0 else np.inf
        if all(u <= room for u, room in zip(used, rooms, strict=True)):
            best = max(best, (count, round(worth, 9)))
    return best


def taken_by(given_choices, taken):
    return {int(given_choices.asked[k]): int(given_choices.site[k]) for k in taken}


CASES = st.integers(1, 5).flatmap(
    lambda asked: st.integers(1, 3).flatmap(
        lambda sites: st.tuples(
            st.lists(st.integers(1, 9), min_size=asked, max_size=asked),
            st.lists(st.integers(1, 20), min_size=sites, max_size=sites),
            st.lists(
                st.lists(
                    st.sampled_from([-1.0, 0.0, 0.25, 0.5, 0.75, 1.0]),
                    min_size=sites,
                    max_size=sites,
                ),
                min_size=asked,
                max_size=asked,
            ),
        )
    )
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(CASES)
def test_nothing_that_can_be_tried_is_better(case):
    lands, rooms, suitability = case
    wanted = choices(lands, rooms, suitability)
    taken, proved = assign(wanted)
    places = taken_by(wanted, taken)
    assert proved
    assert len(places) == len(taken)
    worth = sum(suitability[asked][site] for asked, site in places.items())
    assert (len(places), round(worth, 9)) == brute(lands, rooms, suitability)
    for site, room in enumerate(rooms):
        assert sum(lands[asked] for asked, there in places.items() if there == site) <= room


@settings(max_examples=60, deadline=None, derandomize=True)
@given(CASES)
def test_it_comes_out_the_same_each_time(case):
    wanted = choices(*case)
    assert assign(wanted)[0].tolist() == assign(wanted)[0].tolist()


def test_of_equal_requirements_the_one_written_first_has_the_better_parcel():
    wanted = choices([5, 5, 5], [6, 6], [[0.5, 0.9]] * 3)
    assert taken_by(wanted, assign(wanted)[0]) == {0: 1, 1: 0}


def test_of_equal_parcels_the_first_is_taken():
    wanted = choices([5], [9, 9, 9], [[0.5, 0.5, 0.5]])
    assert taken_by(wanted, assign(wanted)[0]) == {0: 0}


def test_more_requirements_go_before_better_parcels():
    # the large one is worth more than both small ones, and leaves them no room
    wanted = choices([10, 5, 5], [10], [[1.0], [0.1], [0.1]])
    assert taken_by(wanted, assign(wanted)[0]) == {1: 0, 2: 0}


@pytest.mark.parametrize("third", [10.0, 10.000_001_5])
def test_land_is_counted_to_the_last_digit(third):
    lands = [10 * 2000 / 3, 20 * 2000 / 3, third * 2000 / 3]
    wanted = choices(lands, [40 * 2000 / 3], [[0.5]] * 3)
    assert len(assign(wanted)[0]) == (3 if third == 10 else 2)


def test_without_any_choice_nothing_is_taken():
    taken, proved = assign(choices([5], [4], [[1.0]]))
    assert taken.tolist() == []
    assert proved
