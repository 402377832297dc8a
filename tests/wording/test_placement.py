from __future__ import annotations

from dataclasses import replace

import pytest

from sitesel.requirement import read_enquiry
from sitesel.selection import place
from sitesel.wording import placement_notes, placement_words, unplaced_words

TWO = """\
title: {zh: 两家, en: Two}
requirements:
  - {id: a, land: 13 亩, constraints: &same [{id: one, attribute: area, at_least: 12 亩}]}
  - {id: b, land: 1000 亩, constraints: *same}
"""


@pytest.fixture
def placement(town):
    return place(town, read_enquiry(TWO, town.schema))


def test_how_many_are_placed_in_both_languages(placement):
    zh = placement_words(placement, "zh")
    assert zh.startswith(
        "两家：2 条需求，安排 1 条、未安排 1 条；用 1 宗地块、13 亩（0.8667 公顷）"
    )
    assert placement_words(placement, "en").startswith(
        "Two: 2 requirements, 1 placed and 1 not; on 1 parcel, 13 mu (0.8667 ha)"
    )


def test_what_was_not_proved_or_looked_at_is_said(placement):
    assert placement_notes(placement, "en") == []
    unproved = replace(placement, proved=False)
    assert "not proved" in placement_notes(unproved, "en")[0]
    cut = replace(placement.asked[0], candidates=900, considered=200)
    told = replace(placement, asked=(cut, placement.asked[1]))
    assert placement_notes(told, "zh") == ["a 的候选超过 200 宗，只考虑了最好的 200 宗"]


def test_why_one_is_not_placed(placement):
    [lost] = placement.unplaced
    [said] = unplaced_words(lost, placement, "en")
    assert said.startswith("needs 1,000 mu (66.67 ha); the largest of its candidates has ")
    [unknown] = unplaced_words(replace(lost, largest=None), placement, "zh")
    assert unknown == "需 1,000 亩（66.67 公顷）；候选地块的面积都未知"
