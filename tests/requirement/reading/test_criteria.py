from __future__ import annotations

import pytest

from sitesel.errors import RequirementError
from sitesel.requirement import read_requirement

HEAVY = {
    "attribute": "area",
    "value": {"linear": {"best": 1, "worst": 0}},
    "weight": 1.7e308,
}


def test_weights_too_high_to_add_up_are_a_fault():
    with pytest.raises(RequirementError) as caught:
        read_requirement({"criteria": [HEAVY, {**HEAVY, "id": "again"}]})
    assert [fault.code for fault in caught.value.faults] == ["out-of-range"] * 2
