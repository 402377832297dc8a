from __future__ import annotations

from sitesel.requirement import read_requirement
from sitesel.selection import select, tally

WANTED = {
    "constraints": [
        {"id": "size", "attribute": "area", "at_least": 300},
        {"id": "use", "attribute": "use", "among": ["1001"]},
        {"any": [{"attribute": "wharf", "at_most": 100}, {"attribute": "power", "among": ["yes"]}]},
    ],
    "criteria": [{"attribute": "area", "value": {"linear": {"best": 500, "worst": 0}}}],
}


def test_a_tally_counts_what_the_selection_counts(table, schema):
    requirement = read_requirement(WANTED, schema=schema)
    counted, selection = tally(table, requirement), select(table, requirement)
    assert counted.counts == selection.counts
    assert counted.reasons == selection.reasons
    assert [reason.rejected for reason in counted.reasons] == [1, 1, 1]


def test_a_requirement_that_asks_for_nothing_leaves_every_parcel(table, schema):
    counted = tally(table, read_requirement({}, schema=schema, bare=True))
    assert counted.counts.candidates == counted.counts.total == 7
    assert counted.reasons == ()
