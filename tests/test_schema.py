from __future__ import annotations

from sitesel.language import Text
from sitesel.schema import Attribute, Schema, default_schema, family


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
