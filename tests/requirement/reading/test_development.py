from __future__ import annotations

import pytest

from sitesel.errors import RequirementError
from sitesel.language import Text
from sitesel.requirement import (
    Building,
    Development,
    Setbacks,
    WharfNeed,
    read_requirement,
)
from sitesel.schema import default_schema, family

FITS = "constraints: [{attribute: footprint_fits, among: yes}]\n"
WHARF = "constraints: [{attribute: distance_to_matching_wharf, at_most: 2 km}]\n"
HALL = """
development:
  buildings:
    - {width: 200 m, depth: 0.12 km, count: 2, storey_height: 9 m}
  yard: 7.5 亩
  spacing: 10 m
  setbacks: {road: 15 m, shore: 20, neighbour: 8 m}
  aspect: 1.5
  clear_of: [farmland, wetland]
"""


def codes(source: str) -> list[str]:
    with pytest.raises(RequirementError) as caught:
        read_requirement(source)
    return [fault.code for fault in caught.value.faults]


def test_what_is_to_be_built_is_read_in_metres():
    assert read_requirement(FITS + HALL).development == Development(
        (Building(200.0, 120.0, 2, 9.0, 1),),
        5000.0,
        10.0,
        Setbacks(15.0, 20.0, 8.0),
        1.5,
        ("farmland", "wetland"),
    )


def test_one_setback_stands_for_every_edge_and_one_building_needs_no_list():
    read = read_requirement(
        FITS + "development: {buildings: {width: 9, depth: 8}, setbacks: 5 m}"
    ).development
    assert read == Development((Building(9.0, 8.0),), setbacks=Setbacks(5.0, 5.0, 5.0))


def test_what_a_wharf_must_offer_is_read_in_metres_and_tonnes():
    source = "wharf: {cargo: bulk, tonnage: 5万吨, depth: 12 m, dangerous_goods: yes, spare: 1e6}"
    assert read_requirement("constraints: [{attribute: area, at_least: 1}]\n" + source).wharf == (
        WharfNeed("bulk", 50_000.0, None, 12.0, True, 1e6)
    )


@pytest.mark.parametrize(
    ("written", "cargo"),
    [
        ("散货", "bulk"),
        ("Dry Bulk", "bulk"),
        ("coal", "bulk"),
        ("件杂货", "general"),
        ("bulk", "bulk"),
    ],
)
def test_cargo_is_read_in_the_words_that_layers_of_wharves_use(written, cargo):
    read = read_requirement(WHARF + f"wharf: {{cargo: {written}}}")
    assert read.wharf == WharfNeed(cargo)
    assert read_requirement(read.canonical()).wharf == read.wharf


def test_a_cargo_that_is_none_comes_with_those_that_are():
    with pytest.raises(RequirementError) as caught:
        read_requirement(WHARF + "wharf:\n  cargo: contaner")
    [fault] = caught.value.faults
    assert (fault.code, fault.line) == ("unknown-cargo", 3)
    assert "did you mean 'container'? known are bulk (bulk), " in fault.text.en
    assert "散货（bulk）" in fault.text.zh
    assert codes(WHARF + "wharf: {cargo: bananas}") == ["unknown-cargo"]


def test_the_canonical_form_reads_as_the_same():
    source = FITS + HALL + "wharf: {cargo: bulk, dangerous_goods: no}\nscenario: bridge\n"
    wanted = read_requirement(source)
    assert wanted.scenario == "bridge"
    again = read_requirement(wanted.canonical())
    assert again == wanted
    assert again.digest == wanted.digest


def test_another_building_is_another_requirement():
    other = HALL.replace("200 m", "201 m")
    assert read_requirement(FITS + HALL).digest != read_requirement(FITS + other).digest


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("development: big", "wrong-type"),
        ("development: {bildings: []}", "unknown-key"),
        ("development: {buildings: [{width: 9}]}", "missing-argument"),
        ("development: {buildings: [{width: 9, depth: 0}]}", "out-of-range"),
        ("development: {buildings: [{width: 9 ha, depth: 1}]}", "wrong-unit"),
        ("development: {buildings: [{width: 9, depth: 1, count: 0}]}", "out-of-range"),
        ("development: {buildings: [{width: 9, depth: 1, count: 201}]}", "out-of-range"),
        ("development: {buildings: [{width: 200 km, depth: 1}]}", "out-of-range"),
        ("development: {setbacks: {raod: 9}}", "unknown-key"),
        ("development: {setbacks: {road: -9}}", "out-of-range"),
        ("development: {aspect: 0.5}", "out-of-range"),
        ("development: {yard: [1]}", "wrong-type"),
        ("wharf: {tonage: 9}", "unknown-key"),
        ("wharf: {dangerous_goods: perhaps}", "wrong-type"),
        ("wharf: {depth: 9 t}", "wrong-unit"),
        ("scenario: [a]", "wrong-type"),
    ],
)
def test_a_fault_is_told_by_its_kind(written, code):
    assert codes("constraints: [{attribute: area, at_least: 1}]\n" + written) == [code]


def test_a_misspelt_key_comes_with_the_right_one_and_its_line():
    with pytest.raises(RequirementError) as caught:
        read_requirement(FITS + "development:\n  buildings: []\n  set_backs: {}")
    [fault] = caught.value.faults
    assert fault.line == 4
    assert "setbacks" in fault.text.en


def test_what_is_measured_on_demand_needs_to_know_what_is_wanted():
    assert codes(FITS) == ["no-development"]
    weighed = (
        "criteria: [{attribute: buildable_area, value: {linear: {best: 9, worst: 1}}, weight: 1}]"
    )
    assert codes(weighed) == ["no-development"]
    assert codes(WHARF) == ["no-wharf"]
    assert read_requirement(WHARF + "wharf: {cargo: bulk}").wharf == WharfNeed("bulk")


def test_a_layer_that_the_catalogue_lacks_comes_with_the_right_one_and_where_it_stands():
    layers = [
        attribute
        for name in ("farmland", "seawall")
        for attribute in family("constraints", layer=(name, Text.of(name)))
    ]
    schema = default_schema().with_attributes(layers)
    asked = "development:\n  buildings: {{width: 9, depth: 8}}\n  clear_of: [seawall, {}]\n"
    good = read_requirement(FITS + asked.format("farmland"), schema)
    assert good.development.clear_of == ("seawall", "farmland")
    with pytest.raises(RequirementError) as caught:
        read_requirement(FITS + asked.format("farm_land"), schema)
    [fault] = caught.value.faults
    assert (fault.code, fault.line) == ("unknown-layer", 4)
    assert fault.path == ("development", "clear_of", 1)
    assert fault.text.en == "no constraint layer 'farm_land'; did you mean 'farmland'?"
