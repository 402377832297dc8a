import numpy as np
import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import LineString, Point, Polygon, box

from sitesel.attributes.landmass import landmass
from sitesel.attributes.rings import WrongCrs, rings

WEST, EAST = box(0, 0, 1000, 1000), box(1100, 0, 3000, 1000)
LAND = GeoDataFrame(
    {"name": ["West", "East"], "fixed_link": ["none", "bridged"]}, geometry=[WEST, EAST]
)


def found(parcel, land=LAND, **options):
    return landmass(GeoSeries([parcel]), land, **options).iloc[0]


def test_a_parcel_lies_on_the_island_that_holds_it():
    assert found(box(10, 10, 30, 30)).tolist() == ["West", 1e6, "none"]


def test_a_parcel_on_two_islands_belongs_to_the_one_with_most_of_it():
    assert found(box(990, 0, 1200, 50))["landmass"] == "East"


def test_of_two_islands_with_the_same_share_the_first_counts():
    assert found(box(990, 0, 1110, 50))["landmass"] == "West"


def test_a_parcel_off_the_shore_belongs_to_the_nearest_island_within_the_tolerance():
    assert found(box(1060, 0, 1080, 20))["landmass"] == "East"
    assert found(box(3490, 0, 3510, 20))["landmass"] == "East"
    assert found(box(3500, 0, 3510, 20))["landmass"] == "East"


def test_a_parcel_farther_out_is_on_no_known_island():
    assert found(box(3501, 0, 3510, 20)).isna().all()
    assert found(box(3490, 0, 3510, 20), tolerance=100).isna().all()


def test_a_parcel_in_a_lake_of_the_island_is_near_its_shore():
    ring = Polygon(box(0, 0, 5000, 5000).exterior, [box(1000, 1000, 2000, 2000).exterior])
    land = GeoDataFrame({"name": ["Ring"], "fixed_link": [None]}, geometry=[ring])
    assert found(box(1100, 1100, 1200, 1200), land)["landmass"] == "Ring"
    assert found(box(1100, 1100, 1200, 1200), land, tolerance=50).isna().all()


def test_a_told_area_goes_before_the_measured_one():
    land = LAND.assign(area=[np.nan, 5e9])
    assert found(box(10, 10, 30, 30), land)["landmass_area"] == 1e6
    assert found(box(1200, 10, 1230, 30), land)["landmass_area"] == 5e9


def test_the_area_of_an_island_is_measured_on_the_ellipsoid_where_the_crs_is_told():
    land = GeoDataFrame(
        {"name": ["Isle"], "fixed_link": ["none"]},
        geometry=[box(412_500, 3_320_000, 413_500, 3_321_000)],
        crs=4550,
    )
    parcel = GeoSeries([box(412_600, 3_320_100, 412_700, 3_320_200)], crs=4550)
    area = landmass(parcel, land)["landmass_area"].item()
    assert area == pytest.approx(1e6 * (1 - 187e-6), rel=2e-6)


def test_parcels_without_geometry_and_land_without_geometry_stop_nothing():
    land = GeoDataFrame(
        {"name": ["Lost", "West"], "fixed_link": [None, "none"]}, geometry=[None, WEST]
    )
    names = landmass(GeoSeries({"A1": None, "A2": box(0, 0, 1, 1)}), land)["landmass"]
    assert names.index.tolist() == ["A1", "A2"]
    assert names.isna().tolist() == [True, False]
    assert names["A2"] == "West"


def test_without_land_or_parcels_nothing_is_found():
    assert landmass(GeoSeries([box(0, 0, 1, 1)]), LAND.iloc[:0]).isna().all(axis=None)
    assert len(landmass(GeoSeries([]), LAND)) == 0


def test_two_crs_are_refused():
    with pytest.raises(WrongCrs):
        landmass(GeoSeries([box(0, 0, 1, 1)], crs=4549), LAND.set_crs(4550))


def test_any_partition_of_the_rows_gives_the_same():
    rng = np.random.default_rng(2)
    xy = rng.uniform(-800, 3800, (200, 2))
    parcels = GeoSeries([box(x, y / 4, x + 60, y / 4 + 60) for x, y in xy])
    whole = landmass(rings(parcels), LAND)
    assert 0 < whole["landmass"].isna().sum() < 100
    for start in range(0, 200, 17):
        part = parcels.iloc[start : start + 17]
        assert landmass(part, LAND).equals(whole.loc[part.index])


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (Point(10, 10), "West"),
        (Point(1050, 10), "West"),
        (Point(3500, 10), "East"),
        (Point(3501, 10), ""),
        (LineString([(1060, 10), (1090, 10)]), "East"),
        (Point(), ""),
        (None, ""),
    ],
)
def test_a_point_or_line_belongs_to_the_nearest_island_too(place, name):
    named = landmass(GeoSeries([place]), LAND)["landmass"].astype(object).fillna("")
    assert named.tolist() == [name]
