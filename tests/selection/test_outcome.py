from __future__ import annotations

import numpy as np
import pytest

from sitesel.errors import ConstraintNotFound
from sitesel.requirement import read_requirement
from sitesel.selection import Disposition, select
from sitesel.selection.outcome import OUTCOMES, REJECTED, UNDECIDED, rows_of, standings

WANTED = {
    "constraints": [
        {"id": "size", "attribute": "area", "at_least": 300},
        {"id": "power", "attribute": "power", "among": ["yes"]},
    ],
    "criteria": [{"attribute": "area", "value": {"linear": {"best": 500, "worst": 300}}}],
}


@pytest.fixture
def selection(table, schema):
    return select(table, read_requirement(WANTED, schema=schema))


def test_each_parcel_stands_as_its_line_of_the_ledger_says(selection):
    def number(line: Disposition) -> float:
        other = REJECTED if line.disposition == "rejected" else UNDECIDED
        return other if line.suitability is None else line.suitability

    told = standings(selection)
    assert told.tolist() == np.float32([number(line) for line in selection.ledger()]).tolist()
    # G A B C D E F
    assert told.tolist() == [0.5, 0, UNDECIDED, REJECTED, REJECTED, REJECTED, UNDECIDED]


def test_whom_a_constraint_rejects_and_for_whom_it_can_not_be_told(selection):
    assert rows_of(selection, "size", "rejected").tolist() == [4]
    assert rows_of(selection, "size", "unknown").tolist() == [2]
    assert rows_of(selection, "power", "rejected").tolist() == [3, 5]
    assert rows_of(selection, "power", "unknown").tolist() == [2, 6]


def test_as_many_rows_as_the_reason_counts(selection):
    for reason in selection.reasons:
        sizes = [len(rows_of(selection, reason.constraint, outcome)) for outcome in OUTCOMES]
        assert sizes == [reason.rejected, reason.unknown, reason.unmeasured]


def test_a_constraint_that_is_not_there_is_told_with_those_that_are(selection):
    with pytest.raises(ConstraintNotFound, match=r"'sise'.*size, power"):
        rows_of(selection, "sise", "rejected")


def test_who_is_rejected_is_not_undecided_as_well(table, schema):
    far = {"id": "far", "attribute": "wharf", "at_most": 4000}  # F's power is not known either
    wanted = WANTED | {"constraints": [*WANTED["constraints"], far]}
    selection = select(table, read_requirement(wanted, schema=schema))
    assert standings(selection)[6] == REJECTED
    assert standings(selection)[2] == UNDECIDED
    assert (standings(selection) == UNDECIDED).sum() == selection.counts.undecided
