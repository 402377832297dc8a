from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sitesel.catalogue import Store
from sitesel.columns import IntervalColumn
from sitesel.evidence.envelope import Setbacks, envelope
from tests.conftest import town_draft


def limits(upper: float, *, upper_open: bool = False) -> IntervalColumn:
    nothing, zeros = np.full(6, -np.inf), np.zeros(6, np.int8)
    return IntervalColumn(nothing, np.full(6, upper), zeros, np.full(6, upper_open, np.int8))


@pytest.fixture
def planned(tmp_path):
    draft = town_draft()
    parcels = draft.sites["parcels"]
    columns = {
        **parcels.columns.columns,
        "building_density": limits(40.0),
        "height_limit": limits(24.0, upper_open=True),
    }
    sites = {"parcels": replace(parcels, columns=replace(parcels.columns, columns=columns))}
    return Store(tmp_path / "planned").publish(replace(draft, sites=sites))


def test_without_setbacks_all_of_the_plot_is_left(planned):
    found = envelope(planned, "A", Setbacks())
    assert found.buildable_area == pytest.approx(10_000, rel=1e-6)
    assert (found.most_floor_area, found.height) == (20_000, 24)
    assert found.most_footprint == pytest.approx(4_000)


def test_setbacks_hold_by_the_kind_of_edge(planned):
    # the road runs 10 m south of the row; 100 - 2 x 10 by 100 - 30 - 10
    found = envelope(planned, "A", Setbacks(road=30, neighbour=10))
    assert found.buildable_area == pytest.approx(80 * 60, rel=1e-3)


def test_what_is_left_bounds_the_footprint(planned):
    found = envelope(planned, "A", Setbacks(road=30, neighbour=30))
    assert found.most_footprint == pytest.approx(40 * 40, rel=1e-2)


def test_areas_that_can_not_be_built_on_are_taken_off(planned):
    assert envelope(planned, "E", Setbacks()).buildable_area == pytest.approx(5_000, rel=1e-3)


def test_nothing_left_is_known_to_be_nothing(planned):
    found = envelope(planned, "A", Setbacks(road=60, neighbour=60))
    assert (found.buildable_area, found.most_footprint, found.most_floor_area) == (0, 0, 0)


def test_what_planning_does_not_tell_is_not_known(town):
    found = envelope(town, "C", Setbacks())
    assert (found.plot_ratio, found.height_limit) == (None, None)
    assert (found.most_floor_area, found.most_footprint, found.height) == (None, None, None)


def test_without_limit_there_is_no_most(town):
    found = envelope(town, "B", Setbacks())
    assert found.plot_ratio is not None
    assert found.most_floor_area is None


def test_without_roads_a_setback_from_them_can_not_be_told(tmp_path):
    bare = Store(tmp_path / "bare").publish(replace(town_draft(), context=None))
    found = envelope(bare, "A", Setbacks(road=10))
    assert (found.land, found.buildable_area, found.most_footprint) == (None, None, None)
