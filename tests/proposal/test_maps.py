from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from pyproj import Geod

from sitesel.language import Text
from sitesel.proposal.access import numbers
from sitesel.proposal.content import OVERVIEW, AccessLine, map_keys
from sitesel.proposal.maps import MILLIMETRES, maps
from sitesel.proposal.propose import propose
from sitesel.requirement import read_requirement
from sitesel.selection import select
from tests.proposal.drawn import NOW, answer, of_the_town

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(town):
    return maps(of_the_town(town), town, answer(town))


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - what was drawn here


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in tree(svg).iter(f"{SVG}text")]


def test_there_is_an_overview_and_a_map_of_each_candidate(town, drawn):
    shortlist = of_the_town(town).shortlist
    assert set(drawn) >= {OVERVIEW, *(map_keys(one.parcel)[0] for one in shortlist)}


def test_a_site_is_drawn_at_a_round_scale_that_its_bar_agrees_with(drawn):
    one = drawn["parcel:A"]
    assert one.scale in (500, 1_000, 2_000, 2_500, 5_000, 10_000)
    bar = next(p for p in tree(one.svg).iter(f"{SVG}path") if p.get("stroke-width") == "1.5")
    ends = [float(xy.split(" ")[0]) for xy in (bar.get("d") or "")[1:].split("L")]
    said = next(t for t in texts(one.svg) if t.endswith("米"))
    metres = float(said.removesuffix(" 米").replace(",", ""))
    paper = (max(ends) - min(ends)) / 900 * MILLIMETRES / 1_000
    assert metres / paper == pytest.approx(one.scale, rel=0.01)


def test_the_outline_keeps_its_measure_at_scale(town, drawn):
    one = drawn["parcel:A"]
    outline = next(p for p in tree(one.svg).iter(f"{SVG}path") if p.get("stroke") == "#1257c9")
    xs = [float(xy.split(" ")[0]) for xy in (outline.get("d") or "")[1:-1].split("L")]
    west, south, east, _ = town.outlines("parcels").bounds[0].tolist()
    _, _, metres = Geod(ellps="GRS80").inv(west, south, east, south)
    paper = (max(xs) - min(xs)) / 900 * MILLIMETRES / 1_000
    assert metres / paper == pytest.approx(one.scale, rel=0.02)


def test_the_room_for_buildings_is_drawn_and_explained(drawn):
    assert "扣除退让和避让后可建用地" in texts(drawn["parcel:A"].svg)


def test_every_map_carries_the_notice(town):
    noticed = replace(town.manifest, notice=Text("示意数据", "Illustrative"))
    marked = replace(town, manifest=noticed)
    for one in maps(of_the_town(marked), marked, answer(marked)).values():
        assert "示意数据" in texts(one.svg)


def test_without_candidates_the_near_misses_are_shown(town):
    nowhere = read_requirement(
        {"constraints": [{"attribute": "area", "at_least": 1e8}]}, schema=town.schema
    )
    selection = select(town, nowhere)
    proposal = propose(town, selection, now=NOW)
    drawn = maps(proposal, town, selection)
    assert set(drawn) == {OVERVIEW}
    assert proposal.near_misses[0].name in texts(drawn[OVERVIEW].svg)


def test_the_same_proposal_gives_the_same_maps(town, drawn):
    assert maps(of_the_town(town), town, answer(town)) == drawn


def test_facilities_have_the_numbers_of_the_table():
    line = AccessLine(
        "wharf", "码头", "truck", "货车", "w-2", "北港", 3.0, 2.0, 0, "3 分钟", "", ""
    )
    far = replace(line, facility="w-9", minutes=None)
    school = replace(line, facility="s-1")
    assert numbers([line, far, school, line]) == {"w-2": 1, "s-1": 2}
