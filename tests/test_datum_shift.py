import numpy as np
import pytest
from geopandas import GeoSeries
from pyproj import Transformer
from shapely import Point, box

from sitesel.datum_shift import FourParameters, SevenParameters, datum_shift
from sitesel.errors import ConfigError, UnknownCrs


def test_four_parameters_turn_from_north_to_east():
    quarter = FourParameters("EPSG:4550", north=0, east=0, rotation=90 * 3600, scale=1e6)
    moved = quarter.applied(GeoSeries([Point(30, 100)], crs="EPSG:2386"))
    assert moved[0].equals_exact(Point(200, -60), 1e-9)


def test_four_parameters_work_on_eastings_without_the_number_of_the_zone():
    stretch = FourParameters("EPSG:4529", north=0, east=0, scale=10)
    moved = stretch.applied(GeoSeries([Point(41_500_000, 0)], crs="EPSG:2365"))
    assert moved[0].equals_exact(Point(41_500_005, 0), 1e-6)


def test_four_parameters_serve_a_city_system_without_a_code():
    moved = FourParameters("EPSG:4549", north=3_300_000, east=400_000).applied(
        GeoSeries([Point(6_000, 7_000), None])
    )
    assert moved[0].equals(Point(406_000, 3_307_000))
    assert moved[1] is None


def test_four_parameters_do_not_lead_to_degrees():
    with pytest.raises(ConfigError, match="EPSG:4529"):
        FourParameters("EPSG:4490", north=0, east=0).applied(GeoSeries([Point(0, 0)]))


def test_seven_parameters_agree_with_the_helmert_formula_worked_by_hand():
    shift = SevenParameters(10, -20, 30, rx=1, ry=-2, rz=3, scale=4, convention="coordinate_frame")
    moved = shift.applied(GeoSeries([Point(122, 30)], crs="EPSG:4610"))[0]
    cart = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        " +step +proj=cart +a=6378140 +rf=298.257"
    )
    old = np.array(cart.transform(122.0, 30.0, 0.0))
    x, y, z = np.radians(np.array([1, -2, 3]) / 3600)
    turn = np.array([[1, z, -y], [-z, 1, x], [y, -x, 1]])
    new = np.array([10, -20, 30]) + (1 + 4e-6) * turn @ old
    back = Transformer.from_pipeline(
        "+proj=pipeline +step +inv +proj=cart +a=6378137 +rf=298.257222101"
        " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    lon, lat, _ = back.transform(*new)
    assert np.allclose((moved.x, moved.y), (lon, lat), rtol=0, atol=1e-10)


def test_the_two_conventions_turn_opposite_ways():
    shapes = GeoSeries([Point(122, 30)], crs="EPSG:4610")
    frame, vector = (
        SevenParameters(0, 0, 0, rz=10, convention=convention).applied(shapes)[0].x
        for convention in ("coordinate_frame", "position_vector")
    )
    assert frame - 122 == pytest.approx(122 - vector, abs=1e-9)
    assert frame < 122


def test_rotations_without_a_convention_are_not_guessed():
    with pytest.raises(ConfigError, match="convention"):
        SevenParameters(0, 0, 0, rx=1)


def test_three_parameters_are_seven_without_a_turn():
    shift = datum_shift({"dx": 24, "dy": -123, "dz": -94})
    assert shift.name.zh == "三参数"
    moved = shift.applied(GeoSeries([box(122, 30, 122.1, 30.1)], crs="EPSG:4214"))
    assert moved.crs.to_epsg() == 4490


def test_seven_parameters_need_a_zone_to_start_from():
    with pytest.raises(UnknownCrs):
        SevenParameters(0, 0, 0).applied(GeoSeries([Point(0, 0)]))


def test_parameters_that_can_not_be_read_are_told_with_the_names_expected():
    with pytest.raises(ConfigError, match="rotation, scale"):
        datum_shift({"to": "EPSG:4529", "north": 1, "east": 2, "turn": 3})
    with pytest.raises(ConfigError, match="dx, dy, dz"):
        datum_shift({"dx": "far", "dy": 1, "dz": 1})
