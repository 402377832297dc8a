from __future__ import annotations

import pytest
from shapely import box

from sitesel.errors import ParcelNotFound
from sitesel.evidence import surroundings as module
from sitesel.evidence.surroundings import surroundings


def told(found, role):
    return found.features[found.features["role"] == role]


def test_neighbours_come_nearest_first_with_the_metres_between_outlines(town):
    found = surroundings(town, "parcels", "A", metres=250)
    near = told(found, "neighbour")
    away = dict(zip(near["id"], near["distance_m"], strict=True))
    assert away == pytest.approx({"B": 0, "H1": 0, "C": 100, "D": 200}, abs=0.1)
    assert near["distance_m"].is_monotonic_increasing
    assert found.found["neighbour"] == 4


def test_the_site_itself_is_told_once_and_first(town):
    found = surroundings(town, "parcels", "A", metres=250)
    assert found.features["role"].iloc[0] == "site"
    assert found.features["id"].tolist().count("A") == 1


def test_a_facility_has_a_bearing_from_north(town):
    [wharf] = told(surroundings(town, "parcels", "C", metres=1_000), "facility").to_dict("records")
    assert wharf["distance_m"] == pytest.approx(200, abs=0.1)
    assert wharf["bearing"] == pytest.approx(270, abs=1)


def test_a_facility_at_the_edge_has_none(town):
    [wharf] = told(surroundings(town, "parcels", "A", metres=10), "facility").to_dict("records")
    assert wharf["distance_m"] == 0
    assert wharf["bearing"] != wharf["bearing"]  # NaN


def test_land_and_roads_are_clipped_to_the_box(town):
    found = surroundings(town, "parcels", "C", metres=100)
    clipped = box(*found.bounds).buffer(1e-9)
    lines = found.features[found.features["role"].isin(["land", "road"])]
    assert sorted(lines["role"]) == ["land", "road"]
    assert all(clipped.covers(shape) for shape in lines.geometry)


def test_nothing_beyond_the_metres_is_told(town):
    found = surroundings(town, "parcels", "A", metres=99.5)  # C is at 100
    assert told(found, "neighbour")["id"].tolist() == ["B", "H1"]


def test_of_too_many_the_nearest_are_told_and_all_are_counted(town, monkeypatch):
    monkeypatch.setitem(module.MOST, "neighbour", 2)
    found = surroundings(town, "parcels", "A", metres=1_000)
    assert told(found, "neighbour")["distance_m"].tolist() == [0, 0]
    assert found.found["neighbour"] == 6


def test_a_hall_has_surroundings_too(town):
    found = surroundings(town, "halls", "H1", metres=10)
    assert told(found, "neighbour")["id"].tolist() == ["A"]


def test_an_unknown_site_is_not_found(town):
    with pytest.raises(ParcelNotFound):
        surroundings(town, "parcels", "Z", metres=10)
