from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from sitesel.columns import CategoryColumn, Columns, QuantityColumn
from sitesel.errors import RequirementError
from sitesel.requirement import read_requirement
from sitesel.schema import SiteKind, default_schema
from sitesel.selection import NOT_MEASURED, judge, merge, select
from sitesel.selection.selection import answer
from sitesel.wording import explain

AREAS = (100.0, 500.0, 900.0, np.nan)
BUILDABLE = np.array([90.0, 300.0, 800.0, 40.0])
WANTED = """
constraints:
  - {id: size, attribute: area, at_least: 400}
  - {id: room, attribute: buildable_area, at_least: 350}
criteria:
  - {id: room, attribute: buildable_area, value: {linear: {best: 1000, worst: 0}}}
development: {setbacks: 5 m}
near_misses: 0
"""


def four() -> Columns:
    schema = default_schema()
    areas = {"area": QuantityColumn(np.array(AREAS))}
    return Columns("parcels", pa.array(["S", "M", "L", "U"]), areas, schema)


@dataclass
class Plain:
    """A catalogue of four parcels: small, middling, large, and one of unknown area."""

    held: Columns = field(default_factory=four)
    id: str = "0123456789abcdef"
    scenarios: list[str | None] = field(default_factory=list)

    def columns(self, sites: SiteKind = "parcels", scenario: str | None = None) -> Columns:
        assert sites == "parcels"
        self.scenarios.append(scenario)
        return self.held


@dataclass
class Measured(Plain):
    """The same, and it measures what is asked."""

    rows: list[list[int]] = field(default_factory=list)

    def measured(self, requirement, rows):
        assert requirement.development is not None
        self.rows.append(rows.tolist())
        found = np.full(self.held.count, np.nan)
        found[rows] = BUILDABLE[rows]
        return {"buildable_area": QuantityColumn(found)}


def wanted(text: str = WANTED):
    return read_requirement(text, default_schema())


def test_only_what_nothing_cheap_rejects_is_measured():
    catalogue = Measured()
    selection = select(catalogue, wanted())
    assert catalogue.rows == [[1, 2, 3]]
    assert [c.parcel for c in selection.candidates] == ["L"]
    assert selection.candidates[0].contributions[0].found == 800.0


def test_a_rejected_parcel_was_not_measured_and_that_is_said_so():
    selection = select(Measured(), wanted())
    small = selection.disposition("S")
    assert [f.constraint for f in small.rejected_by] == ["size"]
    assert [(f.constraint, f.found) for f in small.unknown] == [("room", NOT_MEASURED)]
    undecided = selection.disposition("U")  # its area is not known, but it was measured
    assert [(f.constraint, f.found) for f in undecided.rejected_by] == [("room", 40.0)]


def test_what_was_measured_in_vain_is_not_known():
    @dataclass
    class Vain(Measured):
        def measured(self, requirement, rows):
            del requirement, rows
            return {"buildable_area": QuantityColumn(np.full(4, np.nan))}

    selection = select(Vain(), wanted())
    large, small = selection.disposition("L"), selection.disposition("S")
    assert (large.disposition, [f.found for f in large.unknown]) == ("undecided", [None])
    assert [f.found for f in small.unknown] == [NOT_MEASURED]


def test_the_counts_add_up():
    selection = select(Measured(), wanted())
    counts = selection.counts
    assert (counts.candidates, counts.rejected, counts.undecided) == (1, 3, 0)
    told = [(r.rejected, r.unknown, r.unmeasured) for r in selection.reasons]
    assert told == [(1, 1, 0), (2, 0, 1)]
    json.dumps(selection.wire(), allow_nan=False)


def test_the_same_question_gives_the_same_digest():
    assert select(Measured(), wanted()).digest == select(Measured(), wanted()).digest


def test_what_can_hold_without_measuring_is_measured_where_it_must_be():
    either = """
constraints:
  - any: [{attribute: area, at_least: 800}, {attribute: buildable_area, at_least: 250}]
development: {setbacks: 5 m}
"""
    catalogue = Measured()
    selection = select(catalogue, wanted(either))
    assert catalogue.rows == [[0, 1, 2, 3]]
    assert [c.parcel for c in selection.candidates] == ["L", "M"]


def test_nothing_is_measured_where_nothing_is_left():
    catalogue = Measured()
    none = WANTED.replace("at_least: 400", "at_least: 4000").replace("{id: size", "{id: big")
    catalogue.held = catalogue.held.slice(0, 3)
    assert select(catalogue, wanted(none)).counts.rejected == 3
    assert catalogue.rows == []


def test_nothing_is_measured_that_is_not_asked():
    catalogue = Measured()
    select(catalogue, wanted("constraints: [{attribute: area, at_least: 1}]"))
    assert catalogue.rows == []


def test_a_catalogue_that_can_not_measure_says_so():
    with pytest.raises(RequirementError, match="buildable_area"):
        select(Plain(), wanted())


def test_partitions_of_what_was_measured_are_the_whole_bit_for_bit():
    selection = select(Measured(), wanted())
    parts = [
        judge(selection.columns.slice(a, b), selection.plan) for a, b in pairwise((0, 1, 3, 4))
    ]
    merged = merge(parts, near_misses=selection.requirement.near_misses)
    again = answer(
        selection.catalogue,
        selection.requirement,
        selection.columns,
        selection.plan,
        merged,
        selection.on_demand,
    )
    assert again.digest == selection.digest


def test_a_flag_is_measured_on_demand_too():
    @dataclass
    class Fits(Plain):
        def measured(self, requirement, rows):  # noqa: ARG002
            codes = np.full(4, -1, np.int32)
            codes[rows] = [0, 1, 1]
            return {"footprint_fits": CategoryColumn(codes, ("no", "yes"))}

    room = "{id: room, attribute: buildable_area, at_least: 350}"
    text = WANTED.replace(room, "{attribute: footprint_fits, among: yes}").split("criteria")[0]
    text += "development: {buildings: [{width: 9, depth: 9}]}\nnear_misses: 0"
    selection = select(Fits(), wanted(text))
    assert [c.parcel for c in selection.candidates] == ["L"]
    assert [f.constraint for f in selection.disposition("M").rejected_by] == ["footprint_fits"]


def test_a_scenario_is_asked_of_the_catalogue_and_goes_on_the_wire():
    catalogue, plain = Plain(), wanted("constraints: [{attribute: area, at_least: 1}]")
    before = select(catalogue, plain)
    after = select(catalogue, replace(plain, scenario="bridge"))
    assert catalogue.scenarios == [None, "bridge"]
    assert after.wire()["requirement"]["scenario"] == "bridge"
    assert "scenario" not in before.wire()["requirement"]
    assert before.digest != after.digest


KNOWN = """
constraints:
  - {id: size, attribute: area, at_least: 400}
  - KNOWN
development: {setbacks: 5 m}
"""


@dataclass
class Half(Measured):
    """The same, and of the large one nothing can be measured."""

    def measured(self, requirement, rows):
        found = super().measured(requirement, rows)["buildable_area"].values
        found[2] = np.nan
        return {"buildable_area": QuantityColumn(found)}


@pytest.mark.parametrize(
    ("known", "candidates", "rejected_by_it"),
    [
        ("{id: room, attribute: buildable_area, is_known: true}", ["M"], ["L"]),
        ("{id: room, none: [{attribute: buildable_area, is_known: true}]}", ["L"], ["M", "U", "S"]),
        (
            "{id: room, any: [{attribute: area, at_least: 1e6}, {all: [KNOWN]}]}".replace(
                "KNOWN", "{attribute: buildable_area, is_known: true}"
            ),
            ["M"],
            ["L"],
        ),
        ("{id: room, attribute: matching_wharf, is_known: true}", ["M"], ["L"]),
    ],
)
def test_whether_it_is_known_is_told_once_it_is_measured(known, candidates, rejected_by_it):
    @dataclass
    class Wharf(Half):
        def measured(self, requirement, rows):
            found = super().measured(requirement, rows)["buildable_area"]
            codes = np.where(np.isnan(found.values), -1, 0).astype(np.int32)
            return {"buildable_area": found, "matching_wharf": CategoryColumn(codes, ("w",))}

    text = KNOWN.replace("KNOWN", known) + "wharf: {tonnage: 50000}"
    catalogue = Wharf()
    selection = select(catalogue, wanted(text))
    assert catalogue.rows[0] == [1, 2, 3]
    assert [c.parcel for c in selection.candidates] == candidates
    by_it = [
        line.parcel
        for line in selection.ledger()
        if "room" in [f.constraint for f in line.rejected_by]
    ]
    assert sorted(by_it) == sorted(rejected_by_it)


def test_what_others_reject_is_not_measured_and_counted_apart():
    text = KNOWN.replace("KNOWN", "{id: room, attribute: buildable_area, is_known: true}")
    selection = select(Half(), wanted(text + "near_misses: 0"))
    assert [(r.rejected, r.unknown, r.unmeasured) for r in selection.reasons] == [
        (1, 1, 0),
        (1, 0, 1),
    ]
    assert selection.wire()["reasons"][1]["unmeasured"] == 1
    [told] = selection.disposition("S").unknown
    assert told.found == NOT_MEASURED


def test_near_misses_are_measured_until_none_comes_nearer():
    rows = 300
    areas = np.arange(rows, dtype=float)  # all too small, the last ones nearest
    ids = pa.array([f"P{k:03}" for k in range(rows)])
    held = Columns("parcels", ids, {"area": QuantityColumn(areas)}, default_schema())

    @dataclass
    class Many(Plain):
        rows: list[int] = field(default_factory=list)

        def measured(self, requirement, rows):
            del requirement
            self.rows += rows.tolist()
            found = np.full(300, np.nan)
            found[rows] = np.where(rows % 2, 0.0, 1000.0)  # every other has no room
            return {"buildable_area": QuantityColumn(found)}

    text = WANTED.replace("at_least: 400", "at_least: 1000").replace("es: 0", "es: 4")
    catalogue = Many(held)
    selection = select(catalogue, wanted(text))
    assert [n.parcel for n in selection.near_misses] == ["P298", "P296", "P294", "P292"]
    assert sorted(catalogue.rows) == list(range(292, 300))
    assert (selection.reasons[1].rejected, selection.reasons[1].unmeasured) == (4, 292)
    parts = [judge(selection.columns.slice(a, b), selection.plan) for a, b in ((0, 65), (65, 300))]
    merged = merge(parts, near_misses=4)
    again = answer(
        selection.catalogue,
        selection.requirement,
        selection.columns,
        selection.plan,
        merged,
        selection.on_demand,
    )
    assert again.digest == selection.digest == select(Many(held), wanted(text)).digest


def test_words_that_are_measured_later_join_those_from_before():
    @dataclass
    class Wharves(Plain):
        def measured(self, requirement, rows):
            del requirement
            name = "first" if 1 in rows else "again"
            codes = np.full(4, -1, np.int32)
            codes[rows] = 0
            return {"matching_wharf": CategoryColumn(codes, (name,))}

    text = KNOWN.replace("KNOWN", "{attribute: matching_wharf, is_known: true}")
    columns = select(Wharves(), wanted(text + "wharf: {tonnage: 1}")).columns
    assert [columns.value("matching_wharf", row) for row in range(4)] == [
        "again",
        "first",
        "first",
        "first",
    ]


@pytest.mark.parametrize(("count", "most", "refused"), [(7, 2, True), (7, 3, False), (1, 1, False)])
def test_buildings_are_not_tried_on_more_parcels_than_are_allowed(count, most, refused):
    @dataclass
    class Fits(Measured):
        def measured(self, requirement, rows):
            super().measured(requirement, rows)
            return {"footprint_fits": CategoryColumn(np.ones(4, np.int32), ("no", "yes"))}

    catalogue = Fits()
    text = f"""
constraints:
  - {{id: size, attribute: area, at_least: 400}}
  - {{attribute: footprint_fits, among: yes}}
development: {{buildings: [{{width: 9, depth: 9, count: {count}}}]}}
near_misses: 0
"""
    if refused:
        with pytest.raises(RequirementError, match="on each of the 3 parcels"):
            select(catalogue, wanted(text), most_packed=most)
        assert catalogue.rows == []  # refused before any is
    else:
        assert select(catalogue, wanted(text), most_packed=most).counts.candidates == 2


@pytest.mark.parametrize("measures", [True, False])
def test_a_rejected_parcel_that_is_explained_is_measured(measures):
    catalogue = Measured()
    selection = select(catalogue, wanted())
    assert selection.on_demand.unmeasured(0)
    told = explain(selection, "S", catalogue if measures else Plain(), "en")
    assert [line.verdict for line in told.constraints] == [
        "fails",
        "fails" if measures else "unknown",
    ]
    room = "90 m²" if measures else "not measured"
    assert room in told.constraints[1].found
    assert told.summary.startswith("rejected: 2" if measures else "rejected: 1")
    assert (told.criteria[0].value is not None) == measures
    assert sum(len(rows) for rows in catalogue.rows) == (4 if measures else 3)
