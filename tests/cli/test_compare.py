from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitesel.catalogue import Store
from sitesel.cli import run
from sitesel.settings import Settings
from tests.archipelago import TIME, archipelago_draft

ASKED = f"""
title: {{zh: 车到码头, en: By truck}}
constraints: [{{id: time, attribute: {TIME}, at_most: 30 min}}]
"""


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "asked.yaml"
    path.write_text(ASKED, "utf-8")
    return path


@pytest.fixture
def sitesel(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    Store(tmp_path / "islands").publish(archipelago_draft())
    settings = Settings(store=tmp_path / "islands")
    return lambda *words: run([str(word) for word in words], settings)


def test_two_scenarios_side_by_side(sitesel, asked, capsys):
    assert sitesel("compare", asked, "--after", "bridge") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "（现状路网） → 车到码头（大桥通车）：新进 1，退出 0" in shown
    assert "D 甲四 淘汰 第" in shown
    assert "地块为示意。" in shown


def test_turned_round_who_came_goes(sitesel, asked, capsys):
    assert sitesel("compare", asked, "--before", "bridge", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [change["parcel"] for change in told["go"]] == ["D"]
    assert (told["before"]["scenario"], told["after"]["scenario"]) == ("bridge", None)


def test_two_requirements_side_by_side(sitesel, asked, tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text(ASKED.replace("30 min", "1 min") + "scenario: bridge\n", "utf-8")
    assert sitesel("compare", asked, other, "--format", "json", "--lang", "en") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["after"]["scenario"] == "bridge"
    assert told["counts"] == {"come": 0, "go": 0, "moved": 0, "stayed": 1}


def test_nothing_to_compare_is_told_with_the_way_out(sitesel, asked, capsys):
    assert sitesel("compare", asked, "--lang", "en") == 2
    assert "--before and --after" in capsys.readouterr().err


def test_a_requirement_keeps_its_own_scenario_where_none_is_named(sitesel, tmp_path, capsys):
    own = tmp_path / "own.yaml"
    own.write_text(ASKED + "scenario: bridge\n", "utf-8")
    assert sitesel("compare", own, "--after", "bridge") == 2
    assert sitesel("compare", own, "--after", "base", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["before"]["scenario"], told["after"]["scenario"]) == ("bridge", None)


def test_a_scenario_that_is_not_there_is_told_with_those_that_are(sitesel, asked, capsys):
    assert sitesel("compare", asked, "--after", "brige", "--lang", "en") != 0
    assert "did you mean 'bridge'?" in capsys.readouterr().err


def test_a_shortlist_says_in_which_scenario_it_holds(sitesel, asked, capsys):
    assert sitesel("select", asked, "--scenario", "bridge") == 0
    assert "路网情景：大桥通车" in capsys.readouterr().out


def test_one_parcel_in_a_scenario(sitesel, asked, capsys):
    assert sitesel("explain", "D", asked) == 0
    assert "无法到达：金钵盂没有可载货车的渡轮" in capsys.readouterr().out
    assert sitesel("explain", "D", asked, "--scenario", "bridge") == 0
    assert "9 分钟" in capsys.readouterr().out


def test_a_selection_in_a_scenario(sitesel, asked, capsys):
    assert sitesel("select", asked, "--scenario", "bridge", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["candidates"] == 2
    assert told["requirement"]["scenario"] == "bridge"
