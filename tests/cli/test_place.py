from __future__ import annotations

import json

import pytest

ENQUIRY = """\
title: {zh: 三家小厂, en: Three small works}
requirements:
  - id: moulds
    title: {zh: 模具, en: Moulds}
    land: 8 亩
    constraints: &both
      - {id: size, attribute: area, at_least: 12 亩}
      - {id: when, attribute: available_from, at_most: 2026-06-30}
  - {id: nets, title: {zh: 渔网, en: Nets}, land: 8 亩, constraints: *both}
  - {id: yard, title: {zh: 船厂, en: Yard}, land: 900 亩, constraints: *both}
  - id: none
    title: {zh: 无处, en: Nowhere}
    land: 1 亩
    constraints: [{attribute: area, at_least: 90000 亩}]
"""


@pytest.fixture
def enquiry(tmp_path):
    path = tmp_path / "enquiry.yaml"
    path.write_text(ENQUIRY, "utf-8")
    return path


def test_what_is_placed_and_what_is_not_in_words(sitesel, enquiry, capsys):
    assert sitesel("place", enquiry) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "三家小厂：4 条需求，安排 2 条、未安排 2 条；用 " in shown
    assert "moulds 模具 8 亩（0.5333 公顷）" in shown
    assert "yard 船厂 需 900 亩（60 公顷）；候选中最大的只有 " in shown
    assert "none 无处 没有一宗地块满足其全部约束" in shown
    assert "图上面积至少 90,000 亩（6,000 公顷）：淘汰 6 宗" in shown


def test_the_same_in_english(sitesel, enquiry, capsys):
    assert sitesel("place", enquiry, "--lang", "en") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Three small works: 4 requirements, 2 placed and 2 not; on " in shown
    assert "the largest of its candidates has" in shown
    assert "no parcel meets all its constraints" in shown


def test_the_same_as_json(sitesel, enquiry, capsys):
    assert sitesel("place", enquiry, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["placed"] + told["counts"]["unplaced"] == 4
    assert [one["why"] for one in told["unplaced"]] == ["too_small", "no_candidate"]
    assert [one["requirement"] for one in told["placed"]] == ["moulds", "nets"]


def test_faults_are_told_with_their_lines(sitesel, enquiry, capsys):
    enquiry.write_text(ENQUIRY.replace("attribute: area", "attribute: aera"), "utf-8")
    assert sitesel("place", enquiry, "--lang", "en") == 3
    told = capsys.readouterr().err
    assert "line 7, requirements[0].constraints[0].attribute: " in told
    assert "line 14, requirements[3].constraints[0].attribute: " in told


def test_one_requirement_is_told_from_an_enquiry(sitesel, wanted, capsys):
    assert sitesel("place", wanted, "--lang", "en") == 3
    assert "use `sitesel select" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(sitesel, tmp_path, capsys):
    assert sitesel("place", tmp_path / "none.yaml") != 0
    assert "没有文件" in capsys.readouterr().err
