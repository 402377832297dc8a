from __future__ import annotations

import pytest

from sitesel.errors import RequirementError
from sitesel.requirement import MOST_REQUIREMENTS, read_enquiry, read_requirement

GOOD = """\
title: {zh: 小微工坊, en: Small workshops}
requirements:
  - {title: Moulds, land: 9 亩, template: workshop}
  - {id: nets, land: 1 ha, constraints: [{attribute: area, at_least: 15 亩}]}
"""


def faults(source):
    with pytest.raises(RequirementError) as caught:
        read_enquiry(source)
    return [(fault.code, fault.line, fault.path) for fault in caught.value.faults]


def test_each_requirement_is_an_ordinary_one_with_its_land():
    enquiry = read_enquiry(GOOD)
    assert enquiry.title.en == "Small workshops"
    assert [one.id for one in enquiry.requirements] == ["1", "nets"]
    assert [one.land for one in enquiry.requirements] == pytest.approx([6000, 10_000])
    alone = read_requirement("{title: Moulds, template: workshop}")
    assert enquiry.requirements[0].requirement == alone


def test_the_faults_of_all_requirements_are_told_at_once_with_their_places():
    told = faults(
        """\
title: Many
requirments: 1
requirements:
  - {land: 8 亩, constraints: [{attribute: aera, at_least: 1}]}
  - {land: 8 km, template: workshop}
  - {template: workshop}
  - {land: -3, template: workshop}
  - {land: 3, sites: halls, constraints: [{attribute: floor_area, at_least: 1}]}
  - {land: 3, constraints: [{attribute: footprint_fits, among: yes}]}
  - {id: a b, land: 3, template: workshop}
  - 7
"""
    )
    assert [(code, line) for code, line, _ in told] == [
        ("unknown-key", 2),
        ("unknown-attribute", 4),
        ("wrong-unit", 5),
        ("no-land", 6),
        ("out-of-range", 7),
        ("not-parcels", 8),
        ("no-development", 9),
        ("bad-id", 10),
        ("wrong-type", 11),
    ]
    places = [path for _, _, path in told]
    assert places[1] == ("requirements", 0, "constraints", 0, "attribute")
    assert places[6][:2] == ("requirements", 5)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("- 1", "wrong-type"),
        ("title: none", "nothing-asked"),
        ("requirements: []", "wrong-type"),
        ("requirements: {land: 8}", "wrong-type"),
        ("requirements: [{land: [8], template: workshop}]", "wrong-type"),
        ("requirements: [&a {id: a, land: 8, template: workshop}, *a]", "duplicate-id"),
    ],
)
def test_what_is_no_enquiry_is_told(source, code):
    assert code in [found for found, *_ in faults(source)]


def test_no_more_are_read_than_can_be_placed():
    one = {"land": 8, "template": "workshop"}
    assert len(read_enquiry({"requirements": [one] * MOST_REQUIREMENTS}).requirements) == 50
    [(code, *_)] = faults({"requirements": [one] * (MOST_REQUIREMENTS + 1)})
    assert code == "too-many"
