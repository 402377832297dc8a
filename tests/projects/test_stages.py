from __future__ import annotations

from datetime import date

import pytest

from sitesel.errors import StageRefused
from sitesel.projects.stages import (
    ENDS,
    NEXT,
    STAGE_WORDS,
    STAGES,
    check_day,
    check_step,
    stage_of,
)


def test_each_stage_has_words_and_what_may_follow():
    assert set(NEXT) == set(STAGE_WORDS) == set(STAGES)
    assert all(after in STAGES for stages in NEXT.values() for after in stages)
    assert len({words.zh for words in STAGE_WORDS.values()}) == len(STAGES)


def test_every_stage_is_reached_from_the_first_and_all_can_end():
    reached, open_ones = {"lead"}, ["lead"]
    while open_ones:
        for after in NEXT[open_ones.pop()]:
            if after not in reached:
                reached.add(after)
                open_ones.append(after)
    assert reached == set(STAGES)
    assert all("dropped" in NEXT[stage] for stage in set(STAGES) - ENDS)


def test_no_stage_follows_itself_or_goes_back_without_the_project_being_dropped():
    order = {stage: place for place, stage in enumerate(STAGES)}
    for stage in set(STAGES) - {"dropped"}:
        assert all(order[after] > order[stage] for after in NEXT[stage])


def test_a_step_that_may_not_follow_tells_which_may():
    with pytest.raises(StageRefused) as caught:
        check_step("lead", date(2026, 1, 1), "producing", date(2026, 2, 1))
    assert "negotiating, signed, dropped" in caught.value.text.en
    assert "洽谈、签约、终止" in caught.value.text.zh


def test_what_has_been_producing_has_ended():
    with pytest.raises(StageRefused, match="none, it has ended"):
        check_step("producing", date(2026, 1, 1), "dropped", date(2026, 2, 1))


def test_a_step_is_not_before_the_one_before_it_but_may_be_on_its_day():
    check_step("lead", date(2026, 1, 1), "signed", date(2026, 1, 1))
    with pytest.raises(StageRefused, match="2025-12-31 is before"):
        check_step("lead", date(2026, 1, 1), "signed", date(2025, 12, 31))


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(1979, 12, 31), date(1, 1, 1)])
def test_a_day_to_come_or_long_past_is_refused(day):
    check_day(date(2026, 11, 21), date(2026, 11, 21))
    with pytest.raises(StageRefused):
        check_day(day, date(2026, 11, 21))


def test_no_other_word_is_a_stage():
    with pytest.raises(StageRefused, match="there are lead, negotiating"):
        stage_of("signed ")
