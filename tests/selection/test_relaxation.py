from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns, QuantityColumn
from sitesel.interval import Interval
from sitesel.requirement import Constraint, Requirement, read_requirement
from sitesel.schema import default_schema
from sitesel.selection import select
from sitesel.selection.relaxation import freed, relaxed


def _read(town: Catalogue, *constraints: dict[str, object]) -> Requirement:
    return read_requirement({"constraints": [*constraints], "rules": "none"}, schema=town.schema)


NEAR = {"id": "near", "attribute": "distance_to_wharf", "at_most": 150}
USE = {"id": "use", "attribute": "planning_use", "among": ["1001"]}
LEVEL = {"id": "level", "attribute": "levelled", "among": ["yes"]}


def test_a_constraint_frees_those_that_it_alone_keeps_out(town):
    wanted = _read(town, NEAR, USE, LEVEL)
    selection = select(town, wanted)
    for place, count in enumerate(freed(selection)):
        kept = wanted.constraints[:place] + wanted.constraints[place + 1 :]
        without = select(town, replace(wanted, constraints=kept))
        assert without.counts.candidates == selection.counts.candidates + count
    assert freed(selection) == [1, 0, 0]


def test_nothing_is_freed_where_nothing_is_asked(town):
    assert freed(select(town, replace(_read(town, NEAR), constraints=()))) == []


@pytest.mark.parametrize(
    ("asked", "row", "op", "left"),
    [
        ({"attribute": "distance_to_wharf", "at_least": 450}, 4, "at_least", "≥ 400 m"),
        ({"attribute": "distance_to_wharf", "more_than": 400}, 4, "at_least", "≥ 400 m"),
        ({"attribute": "distance_to_wharf", "less_than": 400}, 4, "at_most", "≤ 400 m"),
        ({"attribute": "distance_to_wharf", "between": "[10, 90]"}, 4, "between", "∈ [10, 400] m"),
        ({"attribute": "available_from", "at_most": "2026-12-31"}, 4, "at_most", "≤ 2027-01-01"),
        ({"attribute": "status", "among": ["listed"]}, 3, "among", "∈ {listed, sold}"),
        ({"attribute": "status", "none_of": ["sold", "let"]}, 3, "none_of", "∉ {let}"),
        ({"attribute": "planning_use", "none_of": ["10", "11"]}, 0, "none_of", "∉ {11}"),
        ({"attribute": "planning_use", "none_of": ["10"]}, 0, None, None),
        ({"attribute": "name", "is_known": True}, 0, None, None),
        ({"attribute": "plot_ratio", "at_least": 5}, 0, None, None),
    ],
)
def test_a_constraint_gives_way_as_far_as_it_must(town, asked, row, op, left):
    [constraint] = _read(town, {"id": "one", **asked}).constraints
    wider = relaxed(constraint, town.columns(), row)
    assert (wider and wider.needs()) == left
    assert (wider and wider.op) == op
    if wider is not None:
        selection = select(town, replace(_read(town, NEAR), constraints=(wider,)))
        assert selection.disposition("ABCDEF"[row]).disposition == "candidate"


def test_a_group_can_only_be_left_out(town):
    [group] = _read(town, {"any": [NEAR, LEVEL]}).constraints
    assert relaxed(group, town.columns(), 3) is None


@given(number=st.floats(-1e12, 1e12, allow_subnormal=False))
def test_what_is_rounded_still_lets_the_number_in(number):
    columns = Columns(
        "parcels", pa.array(["A"]), {"area": QuantityColumn(np.array([number]))}, default_schema()
    )
    for op, ends in (("at_least", Interval(2e12)), ("at_most", Interval(upper=-2e12))):
        wider = relaxed(Constraint("x", "area", op, ends), columns, 0)
        assert number in wider.interval
