from itertools import pairwise

import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from sitesel.attributes.rings import WrongCrs, in_metres, rings

HOLED = Polygon(box(0, 0, 9, 9).exterior, [box(2, 2, 4, 4).exterior])


def test_outer_rings_run_anticlockwise_and_holes_clockwise_whatever_the_source():
    for shape in (HOLED, HOLED.reverse(), HOLED.normalize()):
        xy, starts, *_ = rings(GeoSeries([shape])).flat
        assert [Polygon(xy[a:b]).exterior.is_ccw for a, b in pairwise(starts)] == [True, False]


def test_parts_holes_and_missing_geometry_keep_their_rows():
    two = MultiPolygon([HOLED, box(20, 0, 21, 1)])
    flat = rings(GeoSeries([None, two, Polygon(), box(0, 0, 1, 1), HOLED]))
    assert np.diff(flat.parts).tolist() == [0, 3, 0, 1, 2]
    assert np.diff(flat.starts).tolist() == [5, 5, 5, 5, 5, 5]
    assert flat.empty.tolist() == [True, False, True, False, False]
    np.testing.assert_array_equal(flat.area, [np.nan, 78, np.nan, 1, 77])


def test_of_a_collection_only_the_polygons_count():
    mixed = GeometryCollection([Point(0, 0), box(0, 0, 1, 1), LineString([(0, 0), (5, 5)])])
    flat = rings(GeoSeries([mixed, Point(1, 1), GeometryCollection([Point(0, 0)])]))
    assert flat.empty.tolist() == [False, True, True]
    assert flat.area[0] == 1


def test_the_source_is_left_as_it_was():
    parcels = GeoSeries([HOLED.reverse(), None])
    before = parcels.to_wkb()
    rings(parcels)
    assert parcels.to_wkb().equals(before)


@pytest.mark.parametrize("crs", [4490, 2263])
def test_degrees_and_feet_are_refused_with_the_way_out(crs):
    with pytest.raises(WrongCrs, match="to_crs"):
        rings(GeoSeries([box(0, 0, 1, 1)], crs=crs))


def test_two_crs_are_not_measured_together():
    one, other = (GeoSeries([box(0, 0, 1, 1)], crs=crs) for crs in (4549, 4550))
    with pytest.raises(WrongCrs, match="different CRS"):
        in_metres(one, other)


def test_an_untold_crs_passes():
    in_metres(GeoSeries([box(0, 0, 1, 1)]), GeoSeries([Point(0, 0)], crs=4550))


def test_parcels_taken_in_another_order_are_the_same_as_made_in_that_order():
    two = MultiPolygon([HOLED, box(20, 0, 21, 1)])
    parcels = GeoSeries({"A1": None, "A2": two, "A3": box(0, 0, 1, 1), "A4": HOLED})
    rows = np.array([3, 0, 1, 3])
    taken, made = rings(parcels).take(rows), rings(parcels.iloc[rows])
    for name in ("xy", "starts", "parts", "bounds", "area"):
        np.testing.assert_array_equal(getattr(taken, name), getattr(made, name))
    assert taken.index.equals(made.index)
