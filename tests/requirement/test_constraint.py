from __future__ import annotations

import pytest

from sitesel.interval import Interval
from sitesel.requirement import Constraint, Group, leaves, read_requirement

SIZE = Constraint("size", "area", "at_least", Interval(1000.0), unit="m2")
SHORE = Constraint("shore", "shoreline_length", "less_than", Interval(upper=300, upper_open=True))


@pytest.mark.parametrize(
    ("constraint", "needs"),
    [
        (SIZE, "≥ 1000 m2"),
        (SHORE, "< 300"),
        (Constraint("r", "plot_ratio", "between", Interval(1, 2.5, upper_open=True)), "∈ [1, 2.5)"),
        (Constraint("r", "plot_ratio", "admits", Interval(1.5, 1.5), unit="1"), "∋ 1.5"),
        (Constraint("u", "use", "among", values=("1001", "1101")), "∈ {1001, 1101}"),
        (Constraint("s", "status", "none_of", values=("sold",)), "∉ {sold}"),
        (Constraint("k", "elevation", "is_known", unit="m"), "known"),
        (Constraint("d", "from", "at_most", Interval(upper=31), kind="date"), "≤ 1970-02-01"),
    ],
)  # fmt: skip
def test_needs_are_symbols_in_the_schemas_unit(constraint, needs):
    assert constraint.needs() == needs


def test_a_group_needs_its_members():
    group = Group("g", "any", (SIZE, Group("h", "none", (SHORE,))))
    assert group.needs() == "any(area ≥ 1000 m2; none(shoreline_length < 300))"


def test_a_group_looks_at_each_attribute_once():
    group = Group("g", "all", (SIZE, SHORE, SIZE))
    assert group.attribute == "area, shoreline_length"


def test_leaves_go_into_groups_in_the_order_written():
    assert [leaf.id for leaf in leaves([Group("g", "any", (SHORE,)), SIZE])] == ["shore", "size"]


@pytest.mark.parametrize(
    "written",
    [
        "{attribute: area, at_least: 410 亩}",
        "{attribute: area, more_than: 1, at_most: 2.5 ha}",
        "{attribute: available_from, between: {at_least: 2026-01-01, less_than: 2027-01-01}}",
        "{attribute: plot_ratio, admits: 1.5, title: 容积率, relaxable: no}",
        "{none: [{attribute: status, among: [sold]}, {any: [{attribute: levelled, among: no}]}]}",
    ],
)
def test_the_canonical_form_reads_back_as_the_same_constraint(written):
    wanted = read_requirement(f"constraints: [{written}]")
    assert read_requirement(wanted.canonical()).constraints == wanted.constraints
