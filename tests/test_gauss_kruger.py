import pytest
from pyproj import CRS

from sitesel.gauss_kruger import GaussKruger, family_of, refused_datum, zone, zone_of

ESRI_XIAN80 = (
    'PROJCS["Xian_1980_3_Degree_GK_Zone_41",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",'
    'SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",41500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",123.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize("family", ["cgcs2000", "xian80", "beijing54"])
@pytest.mark.parametrize("width", [3, 6])
@pytest.mark.parametrize("prefixed", [True, False])
def test_every_zone_has_the_code_whose_projection_is_that_zone(family, width, prefixed):
    for meridian in range(75, 136, width):
        drawn = GaussKruger(family, width, meridian, prefixed=prefixed)
        values = {p.name: p.value for p in drawn.crs.coordinate_operation.params}
        assert values["Longitude of natural origin"] == meridian
        assert values["False easting"] == drawn.false_easting
        assert family_of(drawn.crs) == family
        again = zone_of(drawn.crs)
        assert again == drawn


def test_a_zone_that_china_does_not_have_is_none():
    assert zone(24) is None
    assert zone(12, width=6) is None


def test_an_esri_prj_on_xian_1980_is_recognised_and_refused():
    crs = CRS(ESRI_XIAN80)
    assert refused_datum(crs) == "xian80"
    assert zone_of(crs) == GaussKruger("xian80", 3, 123, prefixed=True)


def test_an_unnamed_datum_is_recognised_by_its_ellipsoid():
    nameless = ESRI_XIAN80.replace("D_Xian_1980", "D_unknown").replace("GCS_Xian_1980", "GCS")
    nameless = nameless.replace("Xian_1980_3_Degree_GK_Zone_41", "local")
    assert refused_datum(CRS(nameless.replace("123.0", "123.1"))) == "xian80"
    krassowsky = nameless.replace("6378140.0,298.257", "6378245.0,298.3")
    assert refused_datum(CRS(krassowsky.replace("123.0", "123.1"))) == "beijing54"
