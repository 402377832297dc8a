import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from sitesel.gcj02 import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    in_china,
    shift,
    unshift,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

# googollee/eviltransform, go/transform_test.go: WGS 84 lat, lon; GCJ-02 lat, lon
EVILTRANSFORM = [
    (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),  # Shanghai
    (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),  # Shenzhen
    (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),  # Beijing
]
lons, lats = st.floats(75, 134.5), st.floats(4, 53.5)


@pytest.mark.parametrize(("lat", "lon", "gcj_lat", "gcj_lon"), EVILTRANSFORM)
def test_wgs84_to_gcj02_gives_the_values_published_by_eviltransform(lat, lon, gcj_lat, gcj_lon):
    found = wgs84_to_gcj02(lon, lat)
    assert np.allclose(found, (gcj_lon, gcj_lat), rtol=0, atol=1e-12)


def test_both_shifts_give_the_values_published_by_coordtransform():
    # wandergis/coordtransform, test/app.js
    gcj02 = wgs84_to_gcj02(116.404, 39.915)
    bd09 = gcj02_to_bd09(116.404, 39.915)
    assert np.allclose(gcj02, (116.41024449916938, 39.91640428150164), rtol=0, atol=1e-12)
    assert np.allclose(bd09, (116.41036949371029, 39.92133699351021), rtol=0, atol=1e-12)


def test_the_published_inverse_of_bd09_is_an_approximation_of_the_exact_one():
    # wandergis/coordtransform, test/app.js; good to a metre, as its authors say
    found = bd09_to_gcj02(116.404, 39.915)
    assert np.allclose(found, (116.39762729119315, 39.90865673957631), rtol=0, atol=1e-6)
    assert np.allclose(gcj02_to_bd09(*found), (116.404, 39.915), rtol=0, atol=1e-11)


@given(lons, lats)
def test_unshifting_what_was_shifted_gives_the_coordinate_back(lon, lat):
    there = wgs84_to_gcj02(lon, lat)
    assert np.allclose(gcj02_to_wgs84(*there), (lon, lat), rtol=0, atol=1e-9)
    there = wgs84_to_bd09(lon, lat)
    assert np.allclose(bd09_to_wgs84(*there), (lon, lat), rtol=0, atol=1e-9)


@given(lons, lats)
def test_shifting_what_was_unshifted_gives_the_coordinate_back(lon, lat):
    assert np.allclose(wgs84_to_gcj02(*gcj02_to_wgs84(lon, lat)), (lon, lat), rtol=0, atol=1e-9)


def test_around_zhoushan_gcj02_lies_478_to_490_metres_off_to_the_south_east():
    lon, lat = wgs84_to_gcj02(122.1, 30.0)
    east, north = (lon - 122.1) * 111_320 * np.cos(np.radians(30)), (lat - 30) * 110_850
    assert 470 < np.hypot(east, north) < 495
    assert east > 0 > north


def test_outside_china_nothing_is_shifted():
    assert wgs84_to_bd09(-76.6, 39.3) == (-76.6, 39.3)
    assert bd09_to_wgs84(2.35, 48.9) == (2.35, 48.9)
    assert not in_china(np.nan, 30)


def test_a_coordinate_that_is_not_a_number_stays_so_and_spoils_no_other():
    lon, lat = gcj02_to_wgs84([np.nan, 122.1], [30.0, 30.0])
    assert np.isnan(lon[0])
    assert abs(lat[1] - 30.0) < 0.01


def test_unshift_keeps_index_missing_shapes_holes_and_heights():
    plot = Polygon(box(122, 30, 122.1, 30.1).exterior, [box(122.04, 30.04, 122.05, 30.05).exterior])
    shapes = GeoSeries([plot, None, Point(122, 30, 7), LineString([(122, 30), (122.2, 30)])],
                       index=list("abcd"), crs="EPSG:4326")  # fmt: skip
    moved = unshift(shapes, "gcj02")
    assert list(moved.index) == list("abcd")
    assert moved["b"] is None
    assert moved["c"].z == 7
    assert not moved["d"].has_z
    assert len(moved["a"].interiors) == 1
    assert shift(moved, "gcj02").geom_equals_exact(shapes.to_crs("OGC:CRS84"), 1e-9)["a"]
    assert unshift(shapes, "bd09").name == shapes.name
