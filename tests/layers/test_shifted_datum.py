import pytest
from geopandas import GeoSeries
from shapely import LineString, box

from sitesel.gcj02 import shift
from sitesel.layers.shifted_datum import suspicion

CORNERS = [(122 + 0.05 * i, 30 + 0.05 * j) for i in range(6) for j in range(4)]


def squares(half):
    return GeoSeries([box(x - half, y - half, x + half, y + half) for x, y in CORNERS], crs=4326)


EDGES = [box(121.9, 29.9, 121.901, 29.901), box(122.4, 30.3, 122.401, 30.301)]
ISLANDS = GeoSeries([*squares(0.005), *EDGES], crs=4326)
PARCELS = squares(0.0045)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_many_parcels_that_come_ashore_are_strong_evidence(datum):
    found = suspicion(shift(PARCELS, datum), ISLANDS)
    assert found.datum == datum
    assert found.strong
    assert found.at_sea_after < 0.01 < found.at_sea


def test_a_few_parcels_are_weak_evidence_and_three_are_none():
    shifted = shift(PARCELS, "gcj02")
    assert not suspicion(shifted.iloc[8:13], ISLANDS).strong
    assert suspicion(shifted.iloc[8:11], ISLANDS) is None


def test_parcels_on_their_islands_are_not_suspected():
    assert suspicion(PARCELS, ISLANDS) is None


def test_parcels_far_from_any_coast_say_nothing():
    inland = GeoSeries([box(121, 29, 123, 31)], crs=4326)
    assert suspicion(shift(PARCELS, "gcj02"), inland) is None


def test_parcels_outside_the_extent_of_the_land_say_nothing():
    assert suspicion(PARCELS.translate(5, 0), ISLANDS) is None


def test_lines_and_points_are_evidence_too():
    roads = GeoSeries([LineString([(x - 0.0045, y), (x + 0.0045, y)]) for x, y in CORNERS],
                      crs=4326)  # fmt: skip
    assert suspicion(shift(roads, "gcj02"), ISLANDS).strong
    x, y = [x + 0.0045 for x, _ in CORNERS], [y - 0.0045 for _, y in CORNERS]
    wells = GeoSeries.from_xy(x, y, crs=4326)
    assert suspicion(wells, ISLANDS) is None
    assert suspicion(shift(wells, "gcj02"), ISLANDS).strong


def test_no_shapes_are_no_evidence():
    assert suspicion(GeoSeries([None], crs=4326), ISLANDS) is None
