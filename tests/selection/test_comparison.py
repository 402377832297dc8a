from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pyarrow as pa
import pytest

from sitesel.columns import QuantityColumn
from sitesel.errors import RequirementError
from sitesel.exports.comparison import ComparisonOut
from sitesel.interval import Interval
from sitesel.selection import Moves, compare, select
from tests.selection.conftest import Table
from tests.selection.test_selection import AREA, BIG, NEAR, WHARF, asked


@pytest.fixture
def nearer(table) -> Table:
    """Return the table after a new wharf: A is near, F has lost its area, E's is larger."""
    columns = {
        **table.held.columns,
        "wharf": QuantityColumn(np.array([100, 900, 500, 2000, np.inf, 0, 5000.0])),
        "area": QuantityColumn(np.array([400, 300, np.nan, 300, 100, 480, 500.0])),
    }
    return Table(replace(table.held, columns=columns))


def pairs(changes):
    return [(c.parcel, c.before.rank, c.after.rank) for c in changes]


def test_who_comes_goes_moves_and_stays(table, nearer):
    wanted = asked(BIG, NEAR, criteria=(AREA,))
    comparison = compare(select(table, wanted), select(nearer, wanted))
    # before: G 400 first, E 399 second; after: E 480, G 400, A 300
    assert comparison.counts == Moves(come=1, go=0, moved=2, stayed=0)
    assert pairs(comparison.come) == [("A", None, 3)]
    assert pairs(comparison.moved) == [("E", 2, 1), ("G", 1, 2)]
    assert comparison.go == comparison.stayed == ()


def test_the_reason_is_the_constraint_whose_verdict_differs(table, nearer):
    wanted = asked(BIG, NEAR, criteria=(AREA,))
    [come] = compare(select(table, wanted), select(nearer, wanted)).come
    [changed] = come.constraints
    assert changed.constraint == "near"
    assert changed.verdicts == ("fails", "holds")
    assert (changed.before.found, changed.before.margin) == (2000.0, 1000.0)
    assert changed.after.found == 900.0
    assert come.before.disposition == "rejected"


def test_turned_round_who_came_goes(table, nearer):
    wanted = asked(BIG, NEAR, criteria=(AREA,))
    one = compare(select(table, wanted), select(nearer, wanted))
    two = compare(select(nearer, wanted), select(table, wanted))
    assert pairs(two.go) == [(p, b, a) for p, a, b in pairs(one.come)]
    assert [c.parcel for c in two.go] == ["A"]
    assert two.go[0].constraints[0].verdicts == ("holds", "fails")


def test_who_moves_tells_what_it_brings_and_who_did_not_change_tells_nothing(table, nearer):
    wanted = asked(BIG, NEAR, criteria=(AREA,))
    moved = {c.parcel: c for c in compare(select(table, wanted), select(nearer, wanted)).moved}
    [grown] = moved["E"].criteria
    assert (grown.before.found, grown.after.found) == (399.0, 480.0)
    assert moved["G"].criteria == ()


def test_an_answer_compared_with_itself_stays(table):
    selection = select(table, asked(BIG, criteria=(AREA, WHARF)))
    comparison = compare(selection, selection)
    counts = comparison.counts
    assert (counts.come, counts.go, counts.moved) == (0, 0, 0)
    assert [c.parcel for c in comparison.stayed] == [c.parcel for c in selection.candidates]


def test_two_requirements_are_compared_by_what_each_asks(table):
    loose = asked(replace(BIG, interval=Interval(200)), criteria=(AREA,))
    strict = asked(BIG, NEAR, criteria=(AREA,))
    comparison = compare(select(table, loose), select(table, strict))
    gone = {c.parcel: c for c in comparison.go}
    assert set(gone) == {"A", "C", "F"}
    [near] = gone["A"].constraints
    assert near.verdicts == ("absent", "fails")
    assert near.before is None


def test_parcels_are_told_apart_by_their_ids_not_their_rows(table):
    wanted = asked(BIG, NEAR, criteria=(AREA,))
    turned = Table(table.held.take(np.arange(6, -1, -1)), "f" * 16)
    comparison = compare(select(table, wanted), select(turned, wanted))
    assert comparison.counts == Moves(0, 0, 0, 2)
    assert pairs(comparison.stayed) == [("G", 1, 1), ("E", 2, 2)]


def test_a_parcel_that_is_in_one_catalogue_alone_is_absent_from_the_other(table):
    wanted = asked(BIG, NEAR, criteria=(AREA,))
    fewer = Table(table.held.take(np.arange(1, 7)))
    comparison = compare(select(table, wanted), select(fewer, wanted))
    [gone] = comparison.go
    assert (gone.parcel, gone.before.rank, gone.after.disposition) == ("G", 1, "absent")
    [come] = compare(select(fewer, wanted), select(table, wanted)).come
    assert (come.parcel, come.before.disposition, come.after.rank) == ("G", "absent", 1)


def test_no_more_are_listed_than_the_limit_and_all_are_counted(table):
    nobody = asked(replace(BIG, interval=Interval(9e9)), criteria=(AREA,), limit=2)
    everybody = asked(replace(BIG, interval=Interval(0)), criteria=(AREA,), limit=2)
    comparison = compare(select(table, nobody), select(table, everybody))
    assert comparison.counts.come == 6
    assert [c.parcel for c in comparison.come] == ["F", "G"]
    none = compare(
        select(table, replace(nobody, limit=0)), select(table, replace(everybody, limit=0))
    )
    assert none.counts.come == 6
    assert none.come == ()


def test_of_equal_ones_those_with_the_first_ids_are_listed(table):
    nobody = asked(replace(BIG, interval=Interval(9e9)), limit=2)
    everybody = asked(replace(BIG, interval=Interval(0)), limit=2)
    comparison = compare(select(table, nobody), select(table, everybody))
    assert pairs(comparison.come) == [("A", None, 1), ("C", None, 1)]


def test_the_wire_is_of_its_form_and_the_same_each_time(table, nearer):
    wanted = asked(BIG, NEAR, criteria=(AREA, WHARF))
    one = compare(select(table, wanted), select(nearer, wanted))
    two = compare(select(table, wanted, threads=2), select(nearer, wanted))
    text = json.dumps(one.wire(), allow_nan=False)
    jsonschema.validate(json.loads(text), ComparisonOut.model_json_schema())
    assert one.wire() == two.wire()
    assert one.digest != compare(select(nearer, wanted), select(table, wanted)).digest


def test_parcels_and_halls_are_not_compared(table):
    parcels = select(table, asked(BIG))
    halls_columns = replace(table.held, sites="halls")
    halls = select(Table(halls_columns), asked(BIG, sites="halls"))
    with pytest.raises(RequirementError, match="same kind of sites"):
        compare(parcels, halls)


def test_an_empty_catalogue_compares(table):
    empty = Table(replace(table.held.take(np.zeros(0, np.int64)), ids=pa.array([], pa.string())))
    wanted = asked(BIG, criteria=(AREA,))
    comparison = compare(select(table, wanted), select(empty, wanted))
    assert comparison.counts.go == 5
    assert compare(select(empty, wanted), select(empty, wanted)).counts == Moves(0, 0, 0, 0)
