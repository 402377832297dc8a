from __future__ import annotations

import json

import pytest

from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from tests.ruled_town import ruled_town


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    build(ruled_town(tmp_path_factory.mktemp("town")), Store(folder))
    return folder


def test_the_rules_are_listed_with_clause_and_state(sitesel, store, capsys):
    assert sitesel("rules", "--lang", "en", store=store) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Rules as of 2026-01-31" in shown
    assert "farmland Farmland overlap at most 0 m² veto in force" in shown
    assert "town Boundary outside at most 0 m² veto unconfirmed" in shown
    assert "farmland Ordinance, Article 1 farms [1]" in shown
    assert shown.count("drawn up for a test") == 1
    assert "[1] drawn up for a test" in shown
    assert "no threshold, a note" in shown
    assert "no layer, not judged" in shown


def test_the_rules_are_listed_in_chinese(sitesel, store, capsys):
    assert sitesel("rules", store=store) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "2026-01-31 的规则" in shown
    assert "相距不小于 150 m" in shown
    assert "缺少图层，未判定" in shown
    assert "farmland 《条例》第1条 farms [1]" in shown
    assert "来源 [1] drawn up for a test" in shown


def test_the_rules_are_data_for_a_program(sitesel, store, capsys):
    assert sitesel("rules", "--format", "json", store=store) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2026-01-31"
    rules = {rule["id"]: rule for rule in told["rules"]}
    assert rules["farmland"]["attribute"] == "overlap_farmland"
    assert rules["homes"]["facility_kinds"] == ["house"]
    assert rules["forests"]["state"] == "no_layer"
    assert rules["forests"]["attribute"] is None


def test_two_days_are_compared_on_the_same_parcels(sitesel, store, capsys):
    days = ("--from", "2019-12-31", "--to", "2020-01-01")
    assert sitesel("rules", "diff", *days, "--lang", "en", store=store) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "before: overlap at most 6,000 m² after: overlap at most 0 m²" in shown
    assert "holds → fails: 1" in shown
    assert "B holds 5,000 m² fails 5,000 m²" in shown
    assert sitesel("rules", "diff", *days, "--format", "json", store=store) == 0
    (rule,) = json.loads(capsys.readouterr().out)["rules"]
    assert rule["counts"] == [{"before": "holds", "after": "fails", "parcels": 1}]
    assert rule["parcels"][0]["id"] == "B"


def test_the_same_rules_on_both_days_are_told(sitesel, store, capsys):
    assert sitesel("rules", "diff", "--from", "2023-01-01", "--to", "2026-01-01", store=store) == 0
    assert "规则相同" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [("diff",), ("diff", "--from", "2020-01-01"), ("diff", "--from", "x", "--to", "2020-01-01"),
     ("--from", "2020-01-01"), ("what",)],
)  # fmt: skip
def test_a_wrong_use_is_told(sitesel, store, words):
    assert sitesel("rules", *words, store=store) == 2


def test_a_catalogue_without_rules_says_how_to_name_some(sitesel, capsys):
    assert sitesel("rules", "--lang", "en") == 0
    assert "under rules:" in capsys.readouterr().out
