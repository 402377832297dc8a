from __future__ import annotations

import pytest

from sitesel.errors import DepartmentsError
from sitesel.proposal.departments import (
    default_departments,
    read_departments,
)
from sitesel.schema import default_schema, family_member


def test_a_rule_goes_before_its_attribute_and_an_attribute_before_its_group():
    table = read_departments(
        "topics: [{id: group, department: G, groups: [planning]},"
        " {id: word, department: W, attributes: [plot_*]},"
        " {id: rule, department: R, rules: [hazard*]}, {id: rest, department: A}]"
    )
    schema = default_schema()
    assert table.of(schema["plot_ratio"], "hazardous_places").id == "rule"
    assert table.of(schema["plot_ratio"]).id == "word"
    assert table.of(schema["green_ratio"], "another").id == "group"
    assert table.of(schema["status"]).id == "rest"
    assert table.of(None).id == "rest"


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("energy_intensity", "energy"), ("tax_intensity", "tax"), ("power_supply", "power"),
        ("emission_intensity", "environment"), ("bearing_capacity", "ground"),
        ("plot_ratio", "planning"), ("status", "supply"), ("drainage", "water"),
        ("time_to_wharf_by_truck", "port"), ("time_to_airport_by_car", "transport"),
    ],
)  # fmt: skip
def test_what_ships_knows_who_settles_what(name, topic):
    attribute = default_schema().get(name) or family_member(name)
    assert default_departments().of(attribute).id == topic


@pytest.mark.parametrize(
    "text",
    ["topics: []", "a: 1", "topics: [{id: a}]", "topics: [{id: a, department: b, days: 0}]",
     "topics: [{id: a, department: b, dyas: 3}]", "topics: ["],
)  # fmt: skip
def test_what_is_no_table_of_departments_is_refused(text):
    with pytest.raises(DepartmentsError):
        read_departments(text)
