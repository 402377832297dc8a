from types import SimpleNamespace

import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import LineString, Polygon, affinity, box

from sitesel.attributes.buildable import buildable
from sitesel.attributes.rings import WrongCrs

NONE = GeoSeries([])
PARCEL = box(0, 0, 100, 60)
SOUTH_ROAD = LineString([(-50, -8), (150, -8)])
NORTH_SHORE = LineString([(-50, 70), (150, 75)])


def setbacks(road=0.0, shore=0.0, neighbour=0.0):
    return SimpleNamespace(road=road, shore=shore, neighbour=neighbour)


def left(shape, kept, roads=(), shores=(), **rest):
    land = buildable(
        GeoSeries([shape]),
        kept,
        roads=GeoSeries(list(roads)),
        shores=GeoSeries(list(shores)),
        **rest,
    )
    return land.item()


@pytest.mark.parametrize("turn", [0, 31])
def test_each_kind_of_edge_has_its_own_setback(turn):
    shape, road, shore = (
        affinity.rotate(one, turn, origin=(0, 0)) for one in (PARCEL, SOUTH_ROAD, NORTH_SHORE)
    )
    land = left(shape, setbacks(15, 20, 5), [road], [shore])
    expected = affinity.rotate(box(5, 15, 95, 40), turn, origin=(0, 0))
    assert land.symmetric_difference(expected).area < 1e-6


def test_without_setbacks_the_whole_parcel_is_buildable():
    assert left(PARCEL, setbacks(), [SOUTH_ROAD]).equals(PARCEL)


def test_a_road_that_only_ends_at_the_boundary_makes_no_edge_a_road():
    ends = LineString([(50, -80), (50, -1)])
    assert left(PARCEL, setbacks(road=10), [ends]).equals(PARCEL)


def test_side_edges_near_the_road_are_not_on_it():
    land = left(box(0, 0, 100, 6), setbacks(road=3), [SOUTH_ROAD])
    assert land.bounds == (0, 3, 100, 6)


def test_a_road_drawn_a_little_inside_still_makes_the_edge_a_road():
    inside = LineString([(-50, 6), (150, 6)])
    assert left(PARCEL, setbacks(road=10), [inside]).bounds == (0, 10, 100, 60)


def test_a_long_edge_is_on_the_road_only_as_far_as_the_road_goes():
    half = LineString([(-50, -8), (50, -8)])
    land = left(box(0, 0, 300, 60), setbacks(road=10), [half])
    assert 60 * 300 - 10 * 110 < land.area < 60 * 300 - 10 * 40


def test_on_road_and_shore_the_larger_setback_holds():
    quay = LineString([(-50, -20), (150, -20)])
    assert left(PARCEL, setbacks(15, 20), [SOUTH_ROAD], [quay]).bounds[1] == 20
    assert left(PARCEL, setbacks(25, 20), [SOUTH_ROAD], [quay]).bounds[1] == 25


def test_the_coast_of_land_is_a_shore():
    island = box(-500, -500, 500, 62)
    assert left(PARCEL, setbacks(shore=20), (), [island]).bounds == (0, 0, 100, 40)


def test_a_bend_inwards_is_rounded_and_a_corner_outwards_stays_sharp():
    bent = Polygon([(0, 0), (100, 0), (100, 50), (50, 50), (50, 100), (0, 100)])
    land = left(bent, setbacks(neighbour=10))
    sharp = 80 * 30 + 30 * 50
    assert land.area == pytest.approx(sharp + (1 - np.pi / 4) * 100, abs=0.2)


def test_a_setback_holds_across_a_notch_and_in_holes():
    holed = Polygon(PARCEL.exterior, [box(40, 20, 60, 40).exterior])
    land = left(holed, setbacks(neighbour=5))
    assert land.area == pytest.approx(90 * 50 - (20 * 20 + 4 * 20 * 5 + np.pi * 25), abs=0.2)


def test_a_thin_parcel_is_left_with_nothing_but_an_empty_shape():
    land = left(box(0, 0, 100, 9), setbacks(neighbour=5))
    assert land is not None
    assert land.is_empty


def test_areas_to_keep_clear_of_are_taken_off_once():
    clear = GeoSeries([box(-10, -10, 20, 100), box(10, -10, 30, 100), box(900, 0, 901, 1)])
    assert left(PARCEL, setbacks(), clear_of=clear).bounds == (30, 0, 100, 60)
    cut = GeoSeries([box(45, -10, 55, 100)])
    land = left(PARCEL, setbacks(neighbour=5), clear_of=cut)
    assert land.area == pytest.approx(2 * 40 * 50)
    assert len(land.geoms) == 2


def test_unknown_roads_leave_the_answer_open_only_where_they_ask_for_more():
    parcels = GeoSeries({"A1": PARCEL})
    asked = setbacks(road=15, neighbour=5)
    assert buildable(parcels, asked, shores=NONE)["A1"] is None
    assert buildable(parcels, asked, roads=NONE, shores=NONE)["A1"].area == 90 * 50
    assert buildable(parcels, setbacks(road=5, neighbour=5))["A1"].area == 90 * 50
    assert buildable(parcels, setbacks(shore=1), roads=NONE)["A1"] is None


def test_parcels_without_geometry_stay_so_and_the_index_stays():
    parcels = GeoSeries({"A1": None, "A2": PARCEL}, crs=4550)
    land = buildable(parcels, setbacks(neighbour=5))
    assert land["A1"] is None
    assert land["A2"].area == 90 * 50
    assert land.crs == parcels.crs


def test_layers_in_another_crs_are_refused():
    with pytest.raises(WrongCrs):
        buildable(
            GeoSeries([PARCEL], crs=4550), setbacks(), roads=GeoSeries([SOUTH_ROAD], crs=4549)
        )
