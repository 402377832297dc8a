from types import SimpleNamespace

import numpy as np
import pytest
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame
from shapely import Point, box

from sitesel.attributes.wharf import (
    POINTS,
    WHARF_COLUMNS,
    Islands,
    matching_wharf,
    matching_wharves,
)
from sitesel.requirement.wharf import WharfNeed

WHARVES = DataFrame(
    {
        "id": ["w1", "w2", "w3", "school"],
        "kind": ["wharf", "wharf", "terminal", "school"],
        "cargo": ["bulk general", None, "container", None],
        "tonnage": [50_000.0, 100_000.0, 150_000.0, np.nan],
        "berth_length": [250.0, 300.0, np.nan, np.nan],
        "depth": [12.0, np.nan, 16.0, np.nan],
        "dangerous_goods": [False, True, None, None],
        "spare": [0.0, 1e6, 5e6, np.nan],
    }
)
PLACED = GeoDataFrame(
    WHARVES, geometry=[Point(100, 0), Point(50, 0), Point(300, 0), Point(10, 0)], crs=4550
)
LOT = GeoSeries({"A": box(0, 0, 20, 20), "B": Point(0, 0), "C": None}, crs=4550)


def matched(**need):
    found = matching_wharves(WHARVES, WharfNeed(**need))
    return found.matches.tolist()[:3], found.may_match.tolist()[:3]


@pytest.mark.parametrize(
    ("need", "matches", "may_match"),
    [
        ({}, [True, True, True], [False, False, False]),
        ({"cargo": "bulk"}, [True, False, False], [False, True, False]),
        ({"cargo": "general"}, [True, False, False], [False, True, False]),
        ({"tonnage": 50_000.0}, [True, True, True], [False, False, False]),
        ({"tonnage": 50_001.0}, [False, True, True], [False, False, False]),
        ({"length": 250.0}, [True, True, False], [False, False, True]),
        ({"depth": 12.0}, [True, False, True], [False, True, False]),
        ({"dangerous_goods": True}, [False, True, False], [False, False, True]),
        ({"dangerous_goods": False}, [True, True, True], [False, False, False]),
        ({"spare": 1e6}, [False, True, True], [False, False, False]),
        ({"tonnage": 120_000.0, "length": 100.0}, [False, False, False], [False, False, True]),
    ],
)
def test_a_wharf_matches_when_every_point_is_told_and_good_enough(need, matches, may_match):
    assert matched(**need) == (matches, may_match)


def test_what_is_not_told_is_named():
    found = matching_wharves(WHARVES, WharfNeed(cargo="bulk", depth=5.0, spare=1.0))
    assert found.untold(1) == ("cargo", "depth")
    assert found.untold(0) == ()


def test_what_is_no_wharf_never_matches():
    found = matching_wharves(WHARVES, WharfNeed())
    assert (found.matches[3], found.may_match[3]) == (False, False)


def test_wharves_that_tell_nothing_may_match():
    bare = WHARVES[["id", "kind"]]
    assert matching_wharves(bare, WharfNeed(depth=1.0)).may_match.tolist()[:2] == [True, True]
    assert matching_wharves(bare, WharfNeed()).matches.tolist() == [True, True, False, False]


def test_a_need_asks_for_what_facilities_tell():
    assert set(POINTS) == set(WharfNeed.__dataclass_fields__)
    assert len(POINTS) == len(WHARF_COLUMNS)


def test_the_nearest_matching_wharf_is_told_with_its_distance():
    found = matching_wharf(LOT, PLACED, WharfNeed(cargo="bulk"))
    assert found["distance_to_matching_wharf"].tolist()[:2] == [80, 100]
    assert found["matching_wharf"].tolist()[:2] == ["w1", "w1"]
    assert found["possible_wharf"].tolist()[:2] == ["w2", "w2"]
    assert found.loc["C"].isna().all()


def test_a_possible_wharf_farther_away_is_not_told():
    found = matching_wharf(LOT, PLACED, WharfNeed(length=200.0))
    assert found.loc["A", "matching_wharf"] == "w2"
    assert found.loc["A", "possible_wharf"] is None


def test_where_only_possible_wharves_are_left_the_distance_is_not_known():
    found = matching_wharf(LOT, PLACED, WharfNeed(tonnage=120_000.0, length=100.0))
    assert np.isnan(found.loc["A", "distance_to_matching_wharf"])
    assert found.loc["A", "matching_wharf"] is None
    assert found.loc["A", "possible_wharf"] == "w3"
    assert found["wharf_match"].fillna("").tolist() == ["possible", "possible", ""]


def test_where_every_wharf_is_known_to_fail_there_is_none_to_go_to():
    found = matching_wharf(LOT, PLACED, WharfNeed(tonnage=400_000.0))
    assert found["distance_to_matching_wharf"].tolist()[:2] == [np.inf, np.inf]
    assert np.isnan(found.loc["C", "distance_to_matching_wharf"])
    assert found["matching_wharf"].isna().all()
    assert found["wharf_match"].fillna("").tolist() == ["none", "none", ""]


def islanded(facilities, sites=("west", "east", "west"), **need):
    lots = GeoSeries({"A": box(0, 0, 20, 20), "B": box(200, 0, 220, 20), "C": None}, crs=4550)
    return matching_wharf(lots, PLACED, WharfNeed(**need), Islands(sites, facilities))


def test_only_wharves_of_the_own_island_count():
    found = islanded(["east", "west", "west", "west"])
    assert found["matching_wharf"].tolist()[:2] == ["w2", "w1"]
    assert found["distance_to_matching_wharf"].tolist()[:2] == [30, 100]
    assert found.loc["C"].isna().all()


def test_an_island_without_a_wharf_that_matches_has_none_to_go_to():
    found = islanded(["west", "west", "east", "east"], cargo="container")
    assert found["wharf_match"].tolist()[:2] == ["possible", "matched"]
    found = islanded(["west", "west", "east", "east"], length=240.0)
    assert found["wharf_match"].tolist()[:2] == ["matched", "possible"]
    found = islanded(["west", None, None, "east"])
    assert found["wharf_match"].tolist()[:2] == ["matched", "other_island"]
    assert found["distance_to_matching_wharf"].tolist()[:2] == [80, np.inf]
    assert found.loc["B", ["matching_wharf", "possible_wharf"]].isna().all()


def test_of_a_site_on_no_known_island_nothing_is_known_but_that_no_wharf_will_do():
    found = islanded(["west"] * 4, sites=(None, "west", "west"))
    assert np.isnan(found.loc["A", "distance_to_matching_wharf"])
    assert found.loc["A", "wharf_match"] == "unknown_island"
    found = islanded(["west"] * 4, sites=(None, "west", "west"), tonnage=400_000.0)
    assert found.loc["A", "wharf_match"] == "none"


def test_a_catalogue_without_wharves_knows_nothing():
    found = matching_wharf(LOT, PLACED.iloc[3:], WharfNeed(tonnage=1.0))
    assert found.drop(columns="wharf_match").isna().all(axis=None)
    assert found["wharf_match"].fillna("").tolist() == ["no_wharf", "no_wharf", ""]


number = st.one_of(st.none(), st.sampled_from([1.0, 5.0, 9.0]))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(number, number, number, number), min_size=1, max_size=6),
    st.tuples(number, number, number, number),
    st.tuples(number, number, number, number),
)
def test_asking_more_never_makes_more_wharves_match(rows, need, more):
    columns = ("tonnage", "berth_length", "depth", "spare")
    table = DataFrame({"kind": "wharf"} | {c: [r[i] for r in rows] for i, c in enumerate(columns)})
    names = ("tonnage", "length", "depth", "spare")
    asked = dict(zip(names, need, strict=True))
    both = {
        key: max(filter(None, (asked[key], other)), default=None)
        for key, other in zip(names, more, strict=True)
    }
    none = {"cargo": None, "dangerous_goods": None}
    fewer = matching_wharves(table, SimpleNamespace(**both, **none))
    many = matching_wharves(table, SimpleNamespace(**asked, **none))
    assert (fewer.matches <= many.matches).all()
    assert ((fewer.matches | fewer.may_match) <= (many.matches | many.may_match)).all()
    assert not (fewer.matches & fewer.may_match).any()
