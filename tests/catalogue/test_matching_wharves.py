"""Two islands with a road each, a wharf for small ships on one, for large ones on the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from geopandas import GeoDataFrame
from pyproj import CRS
from shapely import Point, box

from sitesel.attributes.network import BRIDGE, MODES, ROAD, Network
from sitesel.attributes.scenario import Scenario
from sitesel.catalogue import Catalogue, Draft, Store
from sitesel.catalogue.network_record import BASE, NetworkRecord, ScenarioRecord
from sitesel.columns import CategoryColumn
from sitesel.language import Text
from sitesel.requirement import WharfNeed, read_requirement
from sitesel.schema import family
from sitesel.selection import select
from tests.catalogue.test_on_demand import asked, by_id, rows
from tests.conftest import town_draft

TRUCK = Text("货车", "truck")
TIME, ROADS = "time_to_matching_wharf_by_truck", "road_distance_to_matching_wharf_by_truck"
WHO, STATE = "matching_wharf_by_truck", "access_to_matching_wharf_by_truck"
STRAIGHT = "distance_to_matching_wharf"
WEST, SOUTH = 413_000.0, 3_320_000.0
BIG, BIGGEST = WharfNeed(tonnage=30_000.0), WharfNeed(tonnage=60_000.0)


def roads(*, bridge: bool) -> Network:
    """Return a road of 300 m, one of 200 m, and 100 m of bridge between; 1 min for each 100 m."""
    minutes = np.ones((len(MODES), 2, 3)) * np.array([3.0, 1.0, 2.0])
    minutes[..., 1] *= 1.0 if bridge else np.inf
    minutes[MODES.index("truck_dg"), :, 1] = np.inf
    along = WEST + np.array([0.0, 300, 300, 400, 400, 600])
    return Network(
        nodes=np.column_stack([along[[0, 1, 3, 5]], np.full(4, SOUTH - 10)]),
        tail=np.array([0, 1, 2], np.int32),
        head=np.array([1, 2, 3], np.int32),
        length=np.array([300.0, 100, 200]),
        minutes=minutes,
        kind=np.array([ROAD, BRIDGE, ROAD], np.int8),
        road_class=np.zeros(3, np.int16),
        classes=("tertiary",),
        joinable=np.array([15, 0, 15], np.uint8),
        landmass=np.array([0, -1, 1], np.int32),
        landmasses=("西岛", "东岛"),
        days_lost=np.zeros(3),
        last_sailing=np.full((2, 3), np.nan),
        boarding=np.zeros(3),
        why_not=np.zeros((len(MODES), 3), np.uint8),
        way=np.array([0, 1, 2], np.int32),
        way_ids=("w", "b", "e"),
        way_names=("西路", "大桥", "东路"),
        xy=np.column_stack([along, np.full(6, SOUTH - 10)]),
        starts=np.array([0, 2, 4, 6]),
        crs=CRS("EPSG:4550"),
    )


def wharf(name: str, at: float, tonnage: float | None) -> dict[str, object]:
    place = Point(WEST + at, SOUTH - 10)
    names = {"name": name, "name_zh": name, "name_en": name, "source": "drawn", "accuracy_m": 5.0}
    return {"id": name, "kind": "wharf", "tonnage": tonnage, "geometry": place, **names}


def islands_draft(*wharves: dict[str, object]) -> Draft:
    """A–C lie on the western island, E and F on the eastern one, D between."""
    draft = town_draft()
    modes = [("truck", TRUCK), ("truck_dg", Text("危险货物货车", "truck with dangerous goods"))]
    schema = draft.manifest.schema.with_attributes(
        attribute for mode in modes for attribute in family("matching_wharf", mode=mode)
    )
    own = draft.sites["parcels"]
    land = CategoryColumn(np.array([0, 0, 0, -1, 1, 1], np.int32), ("西岛", "东岛"))
    columns = replace(
        own.columns,
        columns={**own.columns.columns, "landmass": land},
        schema=schema.of("parcels"),
    )
    record = NetworkRecord(dt.date(2026, 1, 1), dict(modes), {}, 2e3, 6)
    bridge = Scenario("bridge", Text("大桥通车", "Bridge open"), open=frozenset("b"))
    context = GeoDataFrame(
        {"kind": ["land", "land"], "name": ["西岛", "东岛"], "fixed_link": [None, None]},
        geometry=[
            box(WEST - 900, SOUTH - 900, WEST + 310, SOUTH + 900),
            box(WEST + 390, SOUTH - 900, WEST + 1900, SOUTH + 900),
        ],
        crs="EPSG:4550",
    )
    return replace(
        draft,
        manifest=replace(
            draft.manifest,
            schema=schema,
            network=record,
            scenarios={"bridge": ScenarioRecord(bridge)},
        ),
        sites={**draft.sites, "parcels": replace(own, columns=columns)},
        facilities=GeoDataFrame(list(wharves), crs="EPSG:4550"),
        context=context,
        networks={BASE: roads(bridge=False), "bridge": roads(bridge=True)},
    )


@pytest.fixture
def islands(tmp_path: Path) -> Catalogue:
    wharves = [wharf("small", 0, 5_000.0), wharf("large", 600, 50_000.0)]
    return Store(tmp_path / "islands").publish(islands_draft(*wharves))


@pytest.fixture
def untold(tmp_path: Path) -> Catalogue:
    """Return the same with a wharf on the western island that does not tell its ships."""
    wharves = [
        wharf("small", 0, 5_000.0), wharf("large", 600, 50_000.0), wharf("untold", 100, None)
    ]  # fmt: skip
    return Store(tmp_path / "untold").publish(islands_draft(*wharves))


def measured(catalogue, name, need, scenario=None):
    wanted = replace(asked(names=(name,), wharf=need), scenario=scenario)
    found = catalogue.measured(wanted, rows(catalogue))
    return {attribute: words(catalogue, column) for attribute, column in found.items()}


def words(catalogue, column):
    told = by_id(catalogue, column)
    if not isinstance(column, CategoryColumn):
        return told
    return {one: column.categories[code] if code >= 0 else None for one, code in told.items()}


def test_a_wharf_across_the_sea_is_no_match_for_the_straight_line(islands):
    found = measured(islands, STRAIGHT, BIG)
    distance, who, why = found[STRAIGHT], found["matching_wharf"], found["wharf_match"]
    assert [distance["A"], distance["C"]] == [np.inf, np.inf]
    assert [who["A"], why["A"], why["D"]] == [None, "other_island", "unknown_island"]
    assert distance["E"] == pytest.approx(np.hypot(100, 10), rel=1e-4)
    assert [who["E"], why["E"]] == ["large", "matched"]


def test_a_wharf_of_the_island_that_may_match_leaves_it_open(untold):
    found = measured(untold, STRAIGHT, BIG)
    assert np.isnan(found[STRAIGHT]["A"])
    assert found["possible_wharf"]["A"] == "untold"
    # on the island of the large one the other lies too far away to matter
    assert found["possible_wharf"]["E"] is None


def test_the_way_by_truck_is_that_of_the_scenario(islands):
    before = measured(islands, TIME, BIG)
    assert [before[TIME][one] for one in "ABC"] == [np.inf] * 3
    assert before[STATE]["A"] == "no_ferry"
    assert before[WHO] == dict.fromkeys("ABCD") | {"E": "large", "F": "large"}
    after = measured(islands, ROADS, BIG, "bridge")
    # 10 m from the boundary to the road at 6 km/h, then 3, 1 and 2 min
    assert after[TIME]["A"] == pytest.approx(0.1 + 3 + 1 + 2, abs=0.01)
    assert after[ROADS]["A"] == pytest.approx(10 + 600, abs=0.5)
    assert after[WHO]["A"] == "large"
    assert after[STATE]["A"] == "reachable"


def test_dangerous_goods_are_told_apart_from_the_plain_truck(islands):
    found = measured(islands, "time_to_matching_wharf_by_truck_dg", BIG, "bridge")
    assert found["time_to_matching_wharf_by_truck_dg"]["A"] == np.inf
    assert found["access_to_matching_wharf_by_truck_dg"]["A"] == "dangerous_goods_refused"


def test_a_wharf_that_may_match_and_is_reached_leaves_the_time_open(untold):
    found = measured(untold, TIME, BIG)
    assert np.isnan(found[TIME]["A"])
    assert [found[STATE]["A"], found[WHO]["A"]] == ["possible", None]
    assert found[STATE]["E"] == "reachable"
    assert measured(untold, TIME, BIG, "bridge")[STATE]["A"] == "reachable"


def test_where_no_wharf_matches_only_those_that_may_are_gone_to(untold, islands):
    found = measured(untold, TIME, BIGGEST)
    assert [found[STATE]["A"], found[STATE]["E"]] == ["possible", "no_ferry"]
    assert np.isnan(found[TIME]["A"])
    assert found[TIME]["E"] == np.inf
    found = measured(islands, TIME, BIGGEST)
    assert set(found[STATE].values()) == {"no_match"}
    assert set(found[TIME].values()) == {np.inf}


def test_a_mode_that_the_catalogue_was_not_built_for_tells_nothing(islands):
    found = measured(islands, "time_to_matching_wharf_by_car", BIG)
    assert all(np.isnan(value) for value in found["time_to_matching_wharf_by_car"].values())


def test_a_selection_tells_which_wharf_it_is_when_only_the_time_is_asked(islands):
    wanted = read_requirement(
        f"scenario: bridge\nwharf: {{tonnage: 30000}}\nrules: none\n"
        f"constraints: [{{attribute: {TIME}, at_most: 4 min}},"
        f" {{attribute: {STRAIGHT}, at_most: 9 km}}]",
        islands.schema,
    )
    selection = select(islands, wanted)
    assert [one.parcel for one in selection.candidates] == ["E", "F"]
    row = selection.columns.row("E")
    told = [selection.columns.value(name, row) for name in (WHO, "matching_wharf")]
    assert told == ["large", "large"]
    away = selection.disposition("A")
    assert {one.state for one in away.rejected_by} == {None, "other_island"}
