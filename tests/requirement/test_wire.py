from __future__ import annotations

import jsonschema
import pytest

from sitesel.errors import RequirementError
from sitesel.requirement import read_requirement
from sitesel.requirement.wire import EXAMPLE, TEMPLATE_EXAMPLE, RequirementForm, RequirementIn


@pytest.mark.parametrize("example", [EXAMPLE, TEMPLATE_EXAMPLE])
def test_the_examples_are_of_the_form_and_can_be_read(example):
    jsonschema.validate(example, RequirementIn.model_json_schema())
    RequirementForm.model_validate(example)
    assert RequirementIn(example).document() == example
    assert read_requirement(example).criteria


def test_the_canonical_form_is_of_the_form():
    canonical = read_requirement(EXAMPLE).canonical()
    jsonschema.validate(canonical, RequirementIn.model_json_schema())


def test_a_body_has_all_its_faults_told_at_once():
    body = {"constraints": [{"attribute": "aera", "at_least": 1}], "limit": -1}
    with pytest.raises(RequirementError) as caught:
        read_requirement(RequirementIn(body).document())
    assert [fault.code for fault in caught.value.faults] == ["unknown-attribute", "out-of-range"]
