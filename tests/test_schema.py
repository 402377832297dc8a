from __future__ import annotations

import pytest

from sitesel.language import Text
from sitesel.rule import Rule
from sitesel.schema import Attribute, Schema, default_schema, family, family_member


def test_the_schema_survives_being_written_and_read():
    schema = default_schema()
    assert Schema.from_dict(schema.to_dict()) == schema


def test_every_attribute_has_label_and_meaning_in_both_languages_and_a_known_group():
    schema = default_schema()
    for attribute in schema.values():
        assert attribute.group in schema.groups
        assert attribute.label.zh != attribute.label.en
        assert attribute.meaning.zh != attribute.meaning.en


def test_a_family_has_a_member_for_each_facility_kind():
    members = family("facilities", facility=("wharf", Text("码头", "wharf")))
    assert [member.name for member in members] == ["distance_to_wharf", "nearest_wharf"]
    assert members[0].label == Text("到码头的距离", "Distance to wharf")


def test_halls_have_a_floor_area_and_parcels_have_none():
    schema = default_schema()
    assert "floor_area" in schema.of("halls")
    assert "floor_area" not in schema.of("parcels")


def test_an_attribute_of_the_build_config_joins_at_the_end():
    more = Attribute.from_dict(
        {
            "name": "assessed",
            "kind": "quantity",
            "label": "Assessed",
            "group": "trade",
            "unit": "USD",
        }
    )
    assert list(default_schema().with_attributes([more]))[-1] == "assessed"


def test_an_attribute_with_rule_state_and_clock_survives_being_written_and_read():
    attribute = Attribute(
        "last",
        "quantity",
        Text.of("a"),
        Text.of("b"),
        "access",
        "h",
        state="why",
        on_demand=True,
        form="clock",
        rule=Rule("r", Text.of("r"), Text.of("d")),
    )
    assert Attribute.from_dict(attribute.to_dict()) == attribute


def test_the_state_of_a_member_of_a_family_is_that_of_the_same_member():
    words = {"facility": ("wharf", Text.of("w")), "mode": ("truck_dg", Text.of("t"))}
    by_name = {member.name: member for member in family("access", **words)}
    assert by_name["time_to_wharf_by_truck_dg"].state == "access_to_wharf_by_truck_dg"
    assert by_name["access_to_wharf_by_truck_dg"].state is None


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("time_to_fishing_port_by_truck_dg", "min"),
        ("count_hospital_within_30min_by_car", "1"),
        ("count_hospital_within_5km", "1"),
        ("share_in_flood_zone", "%"),
        ("time_to_matching_wharf_by_truck_dg", "min"),
        ("overlap_permanent_basic_farmland", "m2"),
    ],
)
def test_a_member_of_a_family_is_known_by_its_name(name, unit):
    found = family_member(name)
    assert (found.name, found.unit) == (name, unit)


def test_the_matching_wharf_is_not_a_kind_of_facility():
    time = family_member("time_to_matching_wharf_by_truck_dg")
    assert time.on_demand
    assert time.state == "access_to_matching_wharf_by_truck_dg"
    why = dict(family_member(time.state).values)
    assert {"reachable", "no_ferry", "possible", "no_match"} <= set(why)


def test_what_fits_is_measured_on_demand_and_of_parcels_alone():
    fits = [a for a in default_schema().values() if a.group == "fit"]
    assert len(fits) == 7
    assert all(a.on_demand and a.sites == ("parcels",) for a in fits)


def test_frontage_on_roads_says_that_scenarios_do_not_change_it():
    of_class = family("road_classes", **{"class": ("primary", Text("主要道路", "main road"))})
    names = ("road_frontage", "road_sides", "longest_road_run")
    told = [*(default_schema()[name] for name in names), *of_class]
    for attribute in told:
        assert "按现状路网量算" in attribute.meaning.zh
        assert "on the network as it is" in attribute.meaning.en
