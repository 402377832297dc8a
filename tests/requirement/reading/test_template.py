from __future__ import annotations

import pytest

from sitesel.errors import RequirementError
from sitesel.requirement import Criterion, Linear, read_requirement, templates
from sitesel.schema import default_schema


def criterion(source: str, name: str) -> Criterion:
    return next(c for c in read_requirement(source).criteria if c.id == name)


def test_there_is_a_template_for_each_industry():
    assert list(templates()) == [
        "chemicals",
        "electronics",
        "food",
        "logistics",
        "marine_equipment",
        "new_energy_materials",
        "workshop",
    ]


@pytest.mark.parametrize("name", list(templates()))
def test_every_template_is_a_requirement_by_itself(name):
    wanted = read_requirement({"template": name})
    assert (wanted.title, sum(c.weight for c in wanted.criteria)) == (templates()[name], 100)


def test_halls_may_start_from_electronics():
    assert read_requirement({"template": "electronics", "sites": "halls"}).sites == "halls"


def test_an_entry_of_the_same_id_changes_only_what_it_names():
    found = criterion("{template: chemicals, criteria: [{id: wharf, weight: 40}]}", "wharf")
    assert (found.attribute, found.value, found.weight) == (
        "distance_to_wharf",
        Linear(0, 10_000),
        40,
    )


def test_another_operator_takes_the_place_of_the_templates():
    wanted = read_requirement("{template: workshop, constraints: [{id: size, at_most: 20 亩}]}")
    assert [c.needs() for c in wanted.constraints if c.id == "size"] == ["≤ 13333.3333 m2"]


def test_an_entry_that_names_an_attribute_takes_the_templates_place():
    wanted = read_requirement(
        "{template: chemicals, constraints: [{id: use, attribute: levelled, among: yes}]}"
    )
    assert (wanted.constraints[0].attribute, wanted.constraints[0].relaxable) == ("levelled", True)


def test_an_entry_without_id_takes_the_place_of_the_one_on_its_attribute():
    source = (
        "{template: chemicals, criteria: "
        "[{attribute: price, value: {linear: {best: 1, worst: 2}}, weight: 7}]}"
    )
    assert criterion(source, "price").weight == 7


def test_other_entries_come_after_the_templates():
    wanted = read_requirement(
        "{template: chemicals, constraints: [{attribute: area, at_least: 1}]}"
    )
    assert [c.id for c in wanted.constraints][-1] == "area"


def test_parts_of_a_template_are_left_out_by_id():
    wanted = read_requirement("{template: chemicals, without: [price, chemical_park]}")
    assert "price" not in {c.id for c in wanted.criteria}
    assert "chemical_park" not in {c.id for c in wanted.constraints}


def test_leaving_out_what_is_not_there_is_a_fault():
    with pytest.raises(RequirementError, match="did you mean 'price'"):
        read_requirement("{template: chemicals, without: [prise]}")


def test_leaving_out_without_a_template_is_a_fault():
    with pytest.raises(RequirementError, match="there is none"):
        read_requirement("{without: [price], constraints: [{attribute: area, at_least: 1}]}")


def test_what_a_catalogue_lacks_is_told_with_the_way_to_leave_it_out():
    with pytest.raises(RequirementError, match=r"leave it out with `without: \[wharf\]`"):
        read_requirement({"template": "chemicals"}, default_schema())
