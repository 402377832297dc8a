from types import SimpleNamespace

import numpy as np
import pytest

from sitesel.attributes.floor_area import max_floor_area, storeys_under


def storeys(height):
    return SimpleNamespace(storey_height=height)


def most(*, ratio=2.0, density=0.5, height=24.0, height_open=False, kinds=(8.0,), area=10_000.0):
    one = np.array
    found = max_floor_area(
        one([area]), one([ratio]), one([density]), one([height]), one([height_open]),
        [storeys(h) for h in kinds],
    )  # fmt: skip
    return found.item()


@pytest.mark.parametrize(
    ("limit", "is_open", "storey", "expected"),
    [(24, False, 8, 3), (24, True, 8, 2), (23.9, True, 8, 2), (0.3, False, 0.1, 3),
     (7, False, 8, 0), (24, False, 4.8, 5), (24, True, 4.8, 4), (np.inf, False, 8, np.inf)],
)  # fmt: skip
def test_storeys_under_a_height_limit(limit, is_open, storey, expected):
    assert storeys_under(np.array([limit]), np.array([is_open]), storey).item() == expected


def test_the_plot_ratio_limits():
    assert most(ratio=1.2) == 12_000


def test_coverage_times_storeys_limits():
    assert most(ratio=3, density=0.4, height=16) == 8_000
    assert most(ratio=3, density=0.4, height=16, height_open=True) == 4_000


def test_a_storey_above_8_m_counts_twice_and_one_of_8_m_once():
    assert most(ratio=9, density=0.5, height=8, kinds=[8.0]) == 5_000
    assert most(ratio=9, density=0.5, height=9, kinds=[8.01]) == 10_000


def test_of_several_kinds_the_one_with_most_counts():
    assert most(ratio=9, density=0.5, height=18, kinds=[9.0, 6.0]) == 20_000
    assert most(ratio=9, density=0.5, height=18, kinds=[18.0, 3.0]) == 30_000


@pytest.mark.parametrize("what", ["ratio", "density", "height", "area"])
def test_what_is_not_known_stays_unknown(what):
    assert np.isnan(most(**{what: np.nan}))


def test_a_storey_height_that_is_not_told_leaves_it_open():
    assert np.isnan(most(ratio=2, density=0.4, height=16, kinds=[8.0, None]))
    assert most(ratio=0.8, density=0.4, height=16, kinds=[8.0, None]) == 8_000
    assert np.isnan(most(kinds=[]))


def test_without_a_limit_of_one_the_other_holds_and_without_any_there_is_no_number():
    assert most(ratio=np.inf, height=16) == 10_000
    assert most(ratio=2, height=np.inf) == 20_000
    assert np.isnan(most(ratio=np.inf, height=np.inf))
