from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest

from sitesel.columns import QuantityColumn
from sitesel.exports.placement import PlacementOut, placement_json
from sitesel.language import Text
from sitesel.requirement import Enquiry, read_enquiry
from sitesel.schema import Attribute
from sitesel.selection import place
from sitesel.selection import placement as module
from tests.selection.conftest import Table

# near: G 100, E 0, B 500 (its area is not known), A and C 2000
WHARF = {"attribute": "wharf", "value": {"linear": {"best": 0, "worst": 1000}}}


def wanted(land, *, at_least=1, farthest=1000, **more):
    constraints = [
        {"id": "size", "attribute": "area", "at_least": at_least},
        {"id": "near", "attribute": "wharf", "at_most": farthest},
    ]
    return {"land": land, "constraints": constraints, "criteria": [WHARF], "rules": "none"} | more


@pytest.fixture
def put(table):
    def putting(*requirements, held=table) -> module.Placement:
        schema = held.held.schema
        return place(held, read_enquiry({"requirements": list(requirements)}, schema))

    return putting


def goes(placement):
    return {placed.requirement: placed.parcel for placed in placement.placed}


def test_parcels_are_shared_while_there_is_land(put):
    # E has 399 and is nearest, G has 400
    placement = put(wanted(200), wanted(199), wanted(390))
    assert goes(placement) == {"1": "E", "2": "E", "3": "G"}
    [first, second] = placement.uses
    assert (first.parcel, first.used, first.left, first.requirements) == ("E", 399, 0, ("1", "2"))
    assert (second.parcel, second.land, second.left) == ("G", 400, 10)
    assert placement.proved


def test_a_requirement_goes_only_to_its_own_candidates(put):
    placement = put(wanted(10, at_least=400), wanted(10))
    assert goes(placement) == {"1": "G", "2": "E"}
    assert [placed.rank for placed in placement.placed] == [1, 1]
    assert placement.placed[0].suitability == pytest.approx(0.9)


def test_all_are_placed_or_told_why_not(put):
    placement = put(wanted(300), wanted(300), wanted(300), wanted(450), wanted(5, farthest=-1))
    assert goes(placement) == {"1": "E", "2": "G"}
    taken, small, none = placement.unplaced
    assert (taken.requirement, taken.why) == ("3", "taken")
    assert [(one.parcel, one.by, one.left) for one in taken.taken] == [
        ("E", ("1",), 99),
        ("G", ("2",), 100),
    ]
    assert (small.requirement, small.why, small.largest) == ("4", "too_small", 400)
    assert (none.requirement, none.why, none.largest) == ("5", "no_candidate", None)
    assert [(reason.constraint, reason.rejected) for reason in none.reasons] == [
        ("size", 0),
        ("near", 7),
    ]
    every = {one.requirement for one in (*placement.placed, *placement.unplaced)}
    assert every == {asked.requirement for asked in placement.asked}


def test_what_remains_outside_excluded_areas_counts_where_it_is_known(put, table):
    remaining = QuantityColumn(np.array([100, 0, 0, 0, 0, np.nan, 0.0]))
    words = Text.of("remaining_area")
    schema = table.held.schema
    attribute = Attribute("remaining_area", "quantity", words, words, "g", "m2")
    more = replace(schema, attributes={**schema.attributes, "remaining_area": attribute})
    columns = {**table.held.columns, "remaining_area": remaining}
    held = Table(replace(table.held, columns=columns, schema=more))
    placement = put(wanted(200), wanted(200), held=held)
    assert goes(placement) == {"1": "E"}  # G has 100 left of its 400; of E it is not known
    assert [(use.parcel, use.basis, use.land) for use in placement.uses] == [("E", "area", 399)]
    [second] = placement.unplaced
    assert [one.parcel for one in second.taken] == ["E"]
    assert [use.basis for use in put(wanted(100, at_least=400), held=held).uses] == [
        "remaining_area"
    ]


def test_nothing_goes_where_the_land_is_not_known(put):
    only = {"land": 5, "constraints": [{"attribute": "wharf", "between": [400, 600]}]}
    [told] = put(only | {"rules": "none"}).unplaced
    assert (told.why, told.largest) == ("too_small", None)


def test_only_the_best_candidates_are_looked_at(put, monkeypatch):
    monkeypatch.setattr(module, "MOST_CANDIDATES", 1)
    placement = put(wanted(300), wanted(300))
    assert [(one.candidates, one.considered) for one in placement.asked] == [(2, 1), (2, 1)]
    assert goes(placement) == {"1": "E"}


def test_the_same_enquiry_gives_the_same_bytes_in_its_own_form(put):
    asked = (wanted(300), wanted(300), wanted(300), wanted(5, farthest=-1))
    one, two = put(*asked), put(*asked)
    assert placement_json(one) == placement_json(two)
    assert put(wanted(301)).digest != put(wanted(300)).digest
    told = json.loads(placement_json(one))
    jsonschema.validate(told, PlacementOut.model_json_schema())
    assert told["counts"] == {"requirements": 4, "placed": 2, "unplaced": 2, "parcels": 2}
    assert told["land"] == {"asked": 905, "placed": 600}
    assert all(use["used"] + use["left"] == use["land"] for use in told["parcels"])


def test_an_enquiry_is_read_again_from_its_canonical_form(table):
    schema = table.held.schema
    enquiry = read_enquiry({"title": "many", "requirements": [wanted(8), wanted(9)]}, schema)
    assert isinstance(enquiry, Enquiry)
    assert read_enquiry(enquiry.canonical(), schema) == enquiry
