from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from shapely import Point, box

from sitesel.crs import crs_name, measuring_crs, measuring_crs_of, named_crs, to_crs, transform_xy
from sitesel.datum_shift import FourParameters
from sitesel.errors import DatumRefused, UnknownCrs


def test_measuring_is_done_in_the_nearest_three_degree_zone_of_china():
    assert measuring_crs(122.8, 30.7).to_epsg() == 4550
    assert measuring_crs(120.6, 30.0).to_epsg() == 4549
    assert measuring_crs(87.6, 43.8).to_epsg() == 4538  # Urumqi, 87°E


@pytest.mark.parametrize(
    ("lon", "lat", "epsg"),
    [(-76.6, 39.3, 32618), (39.9, 59.2, 32637), (127, 37.5, 32652), (106, 20.9, 32648),
     (18.4, -33.9, 32734), (179.99, 1, 32660), (180, 1, 32601), (0, 85, 5041), (0, -85, 5042)],
)  # fmt: skip
def test_measuring_elsewhere_is_done_in_the_utm_zone(lon, lat, epsg):
    assert measuring_crs(lon, lat).to_epsg() == epsg


def test_the_measuring_crs_of_a_layer_is_not_moved_by_one_wild_shape():
    shapes = GeoSeries([box(122, 30, 122.1, 30.1)] * 3 + [None, Point(0, 0)], crs="EPSG:4326")
    assert measuring_crs_of(shapes).to_epsg() == 4550


@settings(deadline=None, max_examples=30)
@given(st.floats(121.5, 124.5), st.floats(29, 31))
def test_the_measuring_crs_keeps_areas_within_two_per_mille(lon, lat):
    square = GeoSeries([box(lon, lat, lon + 0.01, lat + 0.01)], crs="EPSG:4490")
    plane = to_crs(square, measuring_crs_of(square)).area[0]
    true = abs(Geod(ellps="GRS80").geometry_area_perimeter(square[0])[0])
    assert abs(plane / true - 1) < 0.002


def test_cgcs2000_in_any_zone_goes_to_lon_lat_with_the_longitude_first():
    here = GeoSeries([Point(41_500_000, 3_320_113)], crs="EPSG:4529")
    there = to_crs(here, "EPSG:4490")[0]
    assert abs(there.x - 123) < 1e-9
    assert 29.9 < there.y < 30.1


def test_cgcs2000_and_wgs84_are_one():
    point = GeoSeries([Point(122.1, 30)], crs="EPSG:4490")
    assert to_crs(point, "EPSG:4326")[0].equals_exact(point[0], 1e-12)


@pytest.mark.parametrize("code", [4610, 4214, 2365, 2386, 2417, 2438, 21421, 4555, 2327, 2442])
def test_xian_1980_and_beijing_1954_are_refused_without_parameters(code):
    with pytest.raises(DatumRefused, match="parameters") as error:
        to_crs(GeoSeries([Point(122, 30)], crs=code), "EPSG:4326")
    assert "参数" in error.value.say("zh")


def test_within_one_old_datum_reprojection_needs_no_parameters():
    point = GeoSeries([Point(41_500_000, 3_320_000)], crs=2365)
    assert to_crs(point, 2386)[0].equals_exact(Point(500_000, 3_320_000), 1e-6)


def test_a_datum_without_a_transformation_is_refused_and_not_passed_through():
    local = CRS(
        'GEOGCS["city",DATUM["city 1932",SPHEROID["Bessel",6377397,299.15]],'
        'UNIT["degree",0.0174532925199433]]'
    )
    with pytest.raises(DatumRefused):
        to_crs(GeoSeries([Point(122, 30)], crs=local), "EPSG:4326")


def test_other_datums_go_through_with_their_published_transformation():
    feet = GeoSeries([Point(1_420_000, 590_000)], crs=2248)
    assert to_crs(feet, "EPSG:4326")[0].distance(Point(-76.6, 39.3)) < 0.1


def test_shapes_without_a_crs_are_not_reprojected():
    with pytest.raises(UnknownCrs):
        to_crs(GeoSeries([Point(1, 2)]), "EPSG:4326")


def test_four_parameters_take_the_place_of_the_missing_transformation():
    shift = FourParameters("EPSG:4529", north=-2.5, east=117.0)
    moved = to_crs(GeoSeries([Point(41_500_000, 3_320_000)], crs=2365), "EPSG:4550", shift=shift)
    assert moved[0].equals_exact(Point(500_117, 3_319_997.5), 1e-6)


def test_names_are_said_in_both_languages():
    assert crs_name(CRS(4529)).zh == "2000国家大地坐标系 3度带第41带（中央经线123°E），EPSG:4529"
    assert crs_name(CRS(4610)).zh == "1980西安坐标系 经纬度，EPSG:4610"
    assert crs_name(CRS(3857)).en == "WGS 84 / Pseudo-Mercator, EPSG:3857"


def test_a_name_that_is_no_crs_is_told_with_the_way_out():
    assert named_crs(" 4529 ").to_epsg() == 4529
    with pytest.raises(UnknownCrs, match="EPSG:4529"):
        named_crs("zone 41")


def test_coordinates_outside_a_projection_become_infinite():
    assert np.isinf(transform_xy(np.array([122.0]), np.array([400.0]), "OGC:CRS84", 4550)).all()


@pytest.mark.parametrize(("source", "target"), [(4550, 4326), (4490, 4549), (2248, 4326)])
def test_the_steps_that_a_thread_makes_anew_move_as_the_two_crs_do(source, target):
    x, y = transform_xy(np.array([-76.6, 122.1]), np.array([39.3, 30.0]), "OGC:CRS84", CRS(source))
    expected = Transformer.from_crs(source, target, always_xy=True).transform(x, y)
    with ThreadPoolExecutor(1) as pool:
        moved = pool.submit(transform_xy, x, y, CRS(source), CRS(target)).result()
    np.testing.assert_array_equal(moved, expected)


def test_where_proj_chooses_by_the_place_it_still_may():
    x, y = np.array([-3.0, 10.0]), np.array([53.0, 50.0])  # of ED50, in Britain and in Germany
    expected = Transformer.from_crs(4230, 4326, always_xy=True, allow_ballpark=False)
    assert expected.definition.startswith("unavailable")
    moved = transform_xy(x, y, CRS(4230), CRS(4326))
    np.testing.assert_array_equal(moved, expected.transform(x, y))
    assert len({*np.round(moved[0] - x, 6)}) == 2
