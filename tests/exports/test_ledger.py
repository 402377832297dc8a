from __future__ import annotations

import json

from sitesel.exports.ledger import ledger_json_lines, ledger_page


def test_every_parcel_has_a_line(selection):
    lines = b"".join(ledger_json_lines(selection)).splitlines()
    told = {line["parcel"]: line["disposition"] for line in map(json.loads, lines)}
    assert told == {
        "A": "candidate",
        "B": "candidate",
        "C": "undecided",
        "D": "undecided",
        "E": "rejected",
        "F": "rejected",
    }


def test_pages_join_to_the_whole(selection):
    whole = ledger_page(selection, 0, 100)["parcels"]
    parts = [ledger_page(selection, start, 2)["parcels"] for start in range(0, 8, 2)]
    assert [line for part in parts for line in part] == whole
    assert len(whole) == 6


def test_an_unknown_attribute_is_named_with_what_was_needed(selection):
    lines = {line["parcel"]: line for line in ledger_page(selection, 0, 100)["parcels"]}
    assert lines["D"]["unknown"][0]["attribute"] == "planning_use"
    assert lines["D"]["unknown"][0]["found"] is None
    assert lines["E"]["rejected_by"][0]["margin"] == 40
