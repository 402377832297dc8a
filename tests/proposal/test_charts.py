from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from sitesel.proposal.charts import SHARES, charts, contributions
from tests.proposal.drawn import of_the_town

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>\u202e'


@pytest.fixture(params=["zh", "en"])
def proposal(request, town):
    return of_the_town(town, request.param)


def tree(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - what was drawn here


def texts(drawn: str) -> list[str]:
    return [one.text or "" for one in tree(drawn).iter(f"{SVG}text")]


def bars(drawn: str, fill: str) -> list[float]:
    return [
        float(one.get("width", "0")) for one in tree(drawn).iter(f"{SVG}rect")
        if one.get("fill") == fill
    ]  # fmt: skip


def test_there_is_a_chart_of_each_candidate_and_one_of_all(proposal):
    keys = {one.maps[2] for one in proposal.shortlist}
    assert set(charts(proposal)) == {*keys, SHARES}


def test_bars_are_as_long_as_the_shares(proposal):
    one = proposal.shortlist[0]
    drawn = contributions(one, proposal.lang)
    full, filled = bars(drawn, "#e1ebe8"), bars(drawn, "#22866f")
    for line, most, own in zip(one.contributions, full, filled, strict=True):
        assert own / most == pytest.approx(line.share / line.weight, abs=0.002)


def test_each_share_and_the_sum_stand_in_the_chart(proposal):
    one = proposal.shortlist[0]
    said = texts(contributions(one, proposal.lang))
    assert [f"{line.share_said} / {line.weight:.3f}" for line in one.contributions] == [
        words for words in said if words[0] == "0" and " / " in words and "1.000" not in words
    ]
    assert f"{one.suitability_said} / 1.000" in said


def test_an_unknown_criterion_has_no_bar_but_is_said(proposal):
    one = proposal.shortlist[0]
    first = replace(one.contributions[0], value=None, share=0.0)
    drawn = contributions(
        replace(one, contributions=(first, *one.contributions[1:])), proposal.lang
    )
    assert len(bars(drawn, "#22866f")) == len(one.contributions) - 1
    assert any(words.startswith(("未知，按最低计", "not known, counted")) for words in texts(drawn))


def test_hostile_names_stay_text(proposal):
    bad = tuple(replace(one, name=HOSTILE, contributions=tuple(
        replace(line, label=HOSTILE, found=HOSTILE) for line in one.contributions))
        for one in proposal.shortlist)  # fmt: skip
    for drawn in charts(replace(proposal, shortlist=bad)).values():
        assert not list(tree(drawn).iter(f"{SVG}script"))
        assert "\u202e" not in drawn


def test_without_criteria_there_is_no_chart(proposal):
    bare = tuple(replace(one, contributions=()) for one in proposal.shortlist)
    assert charts(replace(proposal, shortlist=bare)) == {}
