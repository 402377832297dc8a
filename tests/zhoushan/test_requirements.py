from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from geopandas import GeoSeries

from sitesel.catalogue import Catalogue
from sitesel.catalogue.on_demand import measure
from sitesel.language import Text
from sitesel.requirement import Requirement, WharfNeed, leaves, read_requirement
from sitesel.selection import Selection, compare, select

FILES = sorted((Path(__file__).parents[2] / "parcels/zhoushan/requirements").glob("*.yaml"))

Answer = Callable[[str], Selection]


@pytest.fixture(scope="module")
def answer(demonstration: Catalogue, zhoushan: Path) -> Answer:
    def selected(name: str) -> Selection:
        path = zhoushan / "requirements" / f"{name}.yaml"
        return select(demonstration, read_requirement(path, demonstration.schema))

    return selected


def chosen(selection: Selection) -> list[str]:
    return [candidate.parcel for candidate in selection.candidates]


def undecided(selection: Selection) -> dict[str, list[str]]:
    """Return what is not known of each undecided site."""
    return {
        line.parcel: [reason.attribute for reason in line.unknown]
        for line in selection.ledger()
        if line.disposition == "undecided"
    }


def found(selection: Selection, parcel: str, attribute: str) -> Any:
    return selection.columns.value(attribute, selection.columns.row(parcel))


def rejections(selection: Selection, parcel: str) -> list[str]:
    lines = {line.parcel: line for line in selection.ledger()}
    return [reason.constraint for reason in lines[parcel].rejected_by]


def test_every_case_has_its_requirement() -> None:
    assert [path.stem for path in FILES] == [
        "battery-cathode-precursor", "die-casting-hall", "liuheng-bridge-after",
        "liuheng-bridge-before", "polyolefin", "power-semiconductors",
        "precision-electronics-hall", "shipyard-reuse", "small-workshop", "stainless-strip",
        "workshop-cluster",
    ]  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_requirement_finds_some_rejects_some_and_leaves_some_open(
    path: Path, answer: Answer
) -> None:
    counts = answer(path.stem).counts
    assert counts.candidates >= 2
    assert counts.rejected >= 10
    assert counts.undecided >= 1 or path.stem == "stainless-strip"
    assert counts.candidates + counts.rejected + counts.undecided == counts.total


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rejected_site_has_its_reasons(path: Path, answer: Answer) -> None:
    lines = list(answer(path.stem).ledger())
    assert all(line.rejected_by for line in lines if line.disposition == "rejected")
    assert all(line.unknown for line in lines if line.disposition == "undecided")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_requirement_has_a_title_in_both_languages(path: Path, answer: Answer) -> None:
    title = answer(path.stem).requirement.title
    assert title.zh != title.en


def test_cathode_precursor_goes_to_the_chemical_park(answer: Answer) -> None:
    selection = answer("battery-cathode-precursor")
    assert chosen(selection) == ["DS-10", "DS-08"]
    assert undecided(selection) == {"DS-09": ["bearing_capacity"]}
    assert rejections(selection, "DS-11") == ["size", "on_offer"]


def test_cathode_precursor_asks_for_a_wharf_halls_and_lawful_land(answer: Answer) -> None:
    selection = answer("battery-cathode-precursor")
    assert found(selection, "DS-10", "time_to_matching_wharf_by_truck_dg") <= 20
    assert found(selection, "DS-10", "matching_wharf_by_truck_dg") is not None
    assert found(selection, "DS-10", "footprint_fits")
    assert found(selection, "DS-10", "outside_recognised_chemical_park") == 0
    # Mamu has third-class land, but lies outside of the boundary and of every chemical park
    rules = {"rule-urban_development_boundary", "rule-recognised_chemical_park"}
    assert rules <= set(rejections(selection, "DH-17"))


def test_electronics_goes_to_clean_halls_of_4_000_m2(answer: Answer) -> None:
    selection = answer("precision-electronics-hall")
    assert chosen(selection)[0] == "H-01"
    assert undecided(selection) == {"H-15": ["clean_environment"]}
    assert rejections(selection, "H-02") == ["size"]


def test_die_casting_goes_to_heavy_floors_by_the_motorway(answer: Answer) -> None:
    selection = answer("die-casting-hall")
    assert set(chosen(selection)) == {"H-04", "H-07"}
    assert undecided(selection) == {"H-16": ["floor_load"]}
    assert rejections(selection, "H-03") == ["motorway"]
    assert rejections(selection, "H-14") == ["floor", "motorway"]
    # the ferry counts: heavy enough, and an hour and a half by lorry from the motorway
    assert "motorway" in rejections(selection, "H-13")


def test_stainless_strip_goes_to_deep_shores_reached_by_sea(answer: Answer) -> None:
    selection = answer("stainless-strip")
    assert chosen(selection) == ["DS-06", "PT-11", "PT-08", "DS-05", "PT-09"]
    assert "by_sea" in rejections(selection, "DH-17")
    assert rejections(selection, "SS-04") == ["rule-urban_development_boundary"]


def test_stainless_strip_asks_nothing_of_roads(answer: Answer) -> None:
    asked = {leaf.attribute for leaf in leaves(answer("stainless-strip").requirement.constraints)}
    assert {"shore_frontage", "longest_shore_run", "deepest_front"} <= asked
    assert [name for name in asked if "_by_" in name] == []


def test_the_bridge_adds_the_parcels_of_liuheng_and_takes_none_away(answer: Answer) -> None:
    before, after = answer("liuheng-bridge-before"), answer("liuheng-bridge-after")
    assert chosen(before) == ["DH-18", "DS-04", "DS-02"]
    assert chosen(after)[:2] == ["PT-09", "PT-08"]
    assert set(chosen(after)) - set(chosen(before)) == {"PT-08", "PT-09"}
    assert set(chosen(before)) < set(chosen(after))
    assert rejections(before, "PT-09") == ["linked", "terminal"]


def test_before_and_after_the_bridge_are_one_requirement_in_two_scenarios(
    demonstration: Catalogue, zhoushan: Path
) -> None:
    path = zhoushan / "requirements/liuheng-bridge-before.yaml"
    requirement = read_requirement(path, demonstration.schema)
    now = select(demonstration, requirement)
    then = select(demonstration, replace(requirement, scenario="liuheng_bridge"))
    comparison = compare(now, then)
    assert {line.parcel for line in comparison.come} == {"PT-08", "PT-09"}
    assert list(comparison.go) == []
    assert {line.parcel for line in comparison.moved} == {"DH-18", "DS-04", "DS-02"}


def test_yards_that_stand_still_are_the_only_ones_for_reuse(answer: Answer) -> None:
    selection = answer("shipyard-reuse")
    assert set(chosen(selection)) == {"DH-10", "DH-18", "DS-05", "DS-07", "PT-09"}
    assert chosen(selection)[0] == "PT-09"
    assert undecided(selection) == {"PT-12": ["geological_hazard"]}


def test_a_yard_for_reuse_tells_its_shore_its_route_and_its_date(answer: Answer) -> None:
    selection = answer("shipyard-reuse")
    assert found(selection, "PT-09", "shore_frontage_port_industrial") > 400
    assert found(selection, "PT-09", "deepest_front") == 9
    assert found(selection, "PT-09", "status") == "idle"
    assert found(selection, "PT-09", "available_from") == date(2027, 1, 1)


def test_polyolefin_stays_within_pipe_of_its_feed(answer: Answer) -> None:
    selection = answer("polyolefin")
    assert set(chosen(selection)) == {"DS-08", "DS-10"}
    assert rejections(selection, "DS-11") == ["on_offer"]


def test_semiconductors_keep_off_farmland_and_the_red_line(answer: Answer) -> None:
    selection = answer("power-semiconductors")
    assert chosen(selection)[:2] == ["PT-05", "DH-06"]
    assert rejections(selection, "DH-02") == ["rule-permanent_basic_farmland"]
    assert rejections(selection, "DH-12") == ["rule-ecological_red_line"]
    # a ferry that fog stops: Liuheng is cut off from the airport on some days of the year
    assert "linked" in rejections(selection, "PT-09")


def test_a_small_workshop_has_parcels_of_its_own_size(answer: Answer) -> None:
    selection = answer("small-workshop")
    assert set(chosen(selection)) == {"DH-15", "PT-03", "PT-10"}
    assert undecided(selection) == {"SS-01": ["available_from"]}


def test_a_dozen_workshops_find_parcels_to_be_divided(answer: Answer) -> None:
    selection = answer("workshop-cluster")
    assert chosen(selection)[0] == "PT-02"
    assert undecided(selection) == {"DH-03": ["bearing_capacity"]}


def test_a_matching_wharf_lies_on_the_own_island_and_the_way_there_is_that_to_any_wharf(
    demonstration: Catalogue,
) -> None:
    every = np.arange(demonstration.columns().count)
    any_wharf = Requirement(Text.of("t"), wharf=WharfNeed(), rules=None)
    names = ["distance_to_matching_wharf", "time_to_matching_wharf_by_truck"]
    told = measure(demonstration, any_wharf, every, names)
    columns = demonstration.columns().with_columns(told)
    facilities = demonstration.facilities().set_index("id")
    same = 0
    for row in every.tolist():
        goal = columns.value("matching_wharf_by_truck", row)
        if goal and (kind := facilities["kind"][goal]) in ("wharf", "container_terminal"):
            assert columns.value(f"reached_{kind}_by_truck", row) == goal
            time = columns.value(f"time_to_{kind}_by_truck", row)
            assert columns.value(names[1], row) == pytest.approx(time)
            same += 1
    assert same > 20
    land = demonstration.context().query("kind == 'land'").dissolve("name").to_crs(4529)
    on = [columns.value("landmass", row) for row in every.tolist()]
    who = [columns.value("matching_wharf", row) for row in every.tolist()]
    matched = [(mass, facilities.geometry[one]) for mass, one in zip(on, who, strict=True) if one]
    assert len(matched) > 20
    for mass, place in matched:
        berth = GeoSeries([place], crs="OGC:CRS84").to_crs(4529)[0]
        assert land.geometry[mass].distance(berth) < 500
    sijiao = columns.row("SS-01")
    assert columns.value(names[0], sijiao) == math.inf
    assert columns.value("wharf_match", sijiao) == "other_island"
