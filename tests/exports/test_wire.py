from __future__ import annotations

import json

import jsonschema

from sitesel.exports import write
from sitesel.exports.wire import SelectionOut, selection_schema


def test_a_selection_meets_the_published_schema(selection, town):
    document = json.loads(write(selection, town, "json"))
    jsonschema.Draft202012Validator(selection_schema()).validate(document)
    assert SelectionOut.model_validate(document).digest == selection.digest


def test_the_counts_on_the_wire_add_up(selection, town):
    counts = json.loads(write(selection, town, "json"))["counts"]
    assert counts == {"total": 6, "candidates": 2, "rejected": 2, "undecided": 2}


def test_the_same_selection_gives_the_same_bytes(selection, town):
    for form in ("json", "geojson", "gpkg", "csv", "xlsx", "html"):
        assert write(selection, town, form) == write(selection, town, form), form
