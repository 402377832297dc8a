import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import LineString, MultiPolygon, Polygon, affinity, box

from sitesel.attributes.shoreline import (
    coast,
    deep_water,
    distance_to_deep_water,
    shore,
    shore_frontage,
)
from sitesel.shore_words import shore_word, shore_words

LOT = box(0, 0, 200, 100)
QUAY = LineString([(-500, -5), (100, -5)])
BEACH = LineString([(100, -5), (500, -5)])


def fronting(parcel, lines, types, depth=None, **options):
    depths = None if depth is None else np.array(depth, float)
    along = shore(GeoSeries(lines), types, depths)
    return shore_frontage(GeoSeries([parcel]), along, **options).loc[0]


def test_a_shore_of_two_types_is_told_by_type_without_overlap():
    found = fronting(LOT, [QUAY, BEACH], ["port_industrial", "tourism"])
    assert found["shore_frontage"] == 200
    assert found["shore_frontage_port_industrial"] == 100
    assert found["shore_frontage_tourism"] == 100
    assert found["shore_frontage_natural"] == 0


def test_the_deepest_water_told_in_front_counts():
    kinds = ["port_industrial", "tourism"]
    assert fronting(LOT, [QUAY, BEACH], kinds, [12, 3])["deepest_front"] == 12
    assert fronting(LOT, [QUAY, BEACH], kinds, [np.nan, 3])["deepest_front"] == 3
    assert np.isnan(fronting(LOT, [QUAY, BEACH], kinds, [np.nan, np.nan])["deepest_front"])


def test_deep_water_before_other_land_does_not_count():
    far = LineString([(300, -5), (500, -5)])
    assert fronting(LOT, [QUAY, far], [None, None], [4, 20])["deepest_front"] == 4


def test_off_the_shore_there_is_no_frontage_and_no_depth():
    found = fronting(box(0, 900, 9, 990), [QUAY], ["urban"], [12])
    assert found[["shore_frontage", "longest_shore_run", "deepest_front"]].tolist() == [0, 0, 0]


def test_the_longest_run_on_a_curved_shore_turns_by_ten_degrees():
    # a bay of 1000 m radius in steps of 2 degrees, 34.9 m each
    turn = np.radians(np.arange(200, 341, 2))
    bay = 1000 * np.column_stack([np.cos(turn), np.sin(turn)])
    lot = Polygon([*bay.tolist(), (900, 500), (-900, 500)])
    found = fronting(lot, [LineString(bay * 1.01)], ["natural"])
    step = 2000 * np.sin(np.radians(1))
    assert found["shore_frontage"] == pytest.approx(70 * step, abs=1)
    assert found["longest_shore_run"] == pytest.approx(6 * step)


def test_the_angle_of_the_longest_run_can_be_wider():
    lot = Polygon([(0, 0), (100, -15), (200, 0), (200, 100), (0, 100)])
    line = LineString([(-20, -9), (100, -27), (220, -9)])
    narrow = fronting(lot, [line], [None])
    wide = fronting(lot, [line], [None], straight=20)
    assert wide["longest_shore_run"] == pytest.approx(narrow["shore_frontage"])
    assert narrow["longest_shore_run"] == pytest.approx(narrow["shore_frontage"] / 2)


def test_the_coast_of_the_land_is_a_shore_of_no_known_type():
    land = GeoSeries([box(-1000, -10, 0, 1000), box(0, -10, 1000, 1000)])
    found = shore_frontage(GeoSeries([LOT]), coast(land))
    assert found.columns.tolist() == ["shore_frontage", "longest_shore_run", "deepest_front"]
    assert found.loc[0, "shore_frontage"] == 200
    assert np.isnan(found.loc[0, "deepest_front"])


def test_where_land_touches_land_there_is_no_coast_and_a_lake_has_none():
    halves = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    inner = box(95, 40, 105, 60)
    assert (
        shore_frontage(GeoSeries([inner]), coast(GeoSeries(halves))).loc[0, "shore_frontage"] == 0
    )
    holed = Polygon(box(0, 0, 900, 900).exterior, [box(400, 400, 500, 500).exterior])
    beside_lake = GeoSeries([box(300, 400, 395, 500)])
    assert shore_frontage(beside_lake, coast(GeoSeries([holed]))).loc[0, "shore_frontage"] == 0


def test_islands_of_several_parts_have_all_their_coasts():
    islands = GeoSeries([MultiPolygon([box(0, 0, 50, 50), box(500, 0, 550, 50)]), None])
    lots = GeoSeries([box(0, 0, 50, 50), box(500, 0, 550, 50)])
    assert shore_frontage(lots, coast(islands))["shore_frontage"].tolist() == [200, 200]


@pytest.mark.parametrize("offset", [(0, 0), (40_538_004, 3_320_000)])
@pytest.mark.parametrize("degrees", [0, 33, 90, 211])
def test_turning_and_moving_the_island_changes_nothing(degrees, offset):
    def moved(shape):
        return affinity.translate(affinity.rotate(shape, degrees, origin=(0, 0)), *offset)

    found = fronting(moved(LOT), [moved(QUAY), moved(BEACH)], ["urban", "fishery"])
    assert found["shore_frontage"] == pytest.approx(200)
    assert found["shore_frontage_fishery"] == pytest.approx(100)


def test_deep_water_is_what_is_told_to_be_deep_enough():
    layer = GeoSeries([QUAY, BEACH, None, LOT])
    kept = deep_water(layer, np.array([10, 9.9, 30, np.nan]), 10)
    assert kept.index.tolist() == [0]
    assert deep_water(layer, None, 10).index.tolist() == [0, 1, 3]


def test_the_distance_to_deep_water_is_from_the_edge():
    parcels = GeoSeries({"a": LOT, "b": box(0, 200, 9, 300), "c": None})
    found = distance_to_deep_water(parcels, GeoSeries([box(-90, -90, 900, -40)]))
    assert found.to_dict() == pytest.approx({"a": 40, "b": 240, "c": np.nan}, nan_ok=True)
    assert distance_to_deep_water(parcels, GeoSeries([], dtype="geometry")).isna().all()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("港口工业", "port_industrial"),
        ("岸线", None),
        (" Natural ", "natural"),
        ("渔港", "fishery"),
    ],
)
def test_types_of_shore_are_known_by_their_words(word, meant):
    assert shore_word(word, "types") == meant


@pytest.mark.parametrize("of", ["types", "cargo"])
def test_no_word_means_two_things(of):
    for key, label in shore_words(of).items():
        assert shore_word(label.zh, of) == shore_word(label.en, of) == shore_word(key, of) == key
