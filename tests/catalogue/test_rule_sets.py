from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest
import yaml

from sitesel.catalogue.rule_sets import (
    changes,
    in_force,
    joined_rules,
    read_rule_set,
    rule_set_at,
    shipped_rule_sets,
)
from sitesel.datasets import dataset
from sitesel.errors import RuleSetError
from sitesel.rule import Rule

RULE = """\
title: {zh: 地方规则, en: Local rules}
rules:
  - &first
    id: wetlands
    title: {zh: 湿地, en: Wetlands}
    document: {zh: 地方条例, en: Local ordinance}
    clause: {zh: 第12条, en: Article 12}
    jurisdiction: {zh: 小镇, en: Small town}
    effective: {from: 2010-01-01, to: 2019-12-31}
    protects: wetland
    operator: overlap
    threshold: 0.1 ha
    sliver: 5
    severity: veto
    relaxable: yes
    confirmed: true
    source: drawn up for a test
  - <<: *first
    effective: {from: 2020-01-01}
    threshold: 0
"""


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "local.yaml"
        path.write_text(dedent(text), "utf-8")
        return read_rule_set(path)

    return reading


def faults(read, text) -> list[tuple[str, int | None]]:
    with pytest.raises(RuleSetError) as refused:
        read(text)
    return [(fault.code, fault.line) for fault in refused.value.faults]


def test_a_rule_is_read_as_it_is_written(read):
    first, second = read(RULE).rules
    assert first == Rule.from_dict(
        {
            "id": "wetlands",
            "title": {"zh": "湿地", "en": "Wetlands"},
            "document": {"zh": "地方条例", "en": "Local ordinance"},
            "clause": {"zh": "第12条", "en": "Article 12"},
            "jurisdiction": {"zh": "小镇", "en": "Small town"},
            "effective_from": "2010-01-01",
            "effective_to": "2019-12-31",
            "protects": "wetland",
            "operator": "overlap",
            "threshold": 1000.0,
            "unit": "m2",
            "sliver": 5,
            "severity": "veto",
            "relaxable": True,
            "confirmed": True,
            "source": "drawn up for a test",
        }
    )
    assert (second.threshold, second.effective_to) == (0.0, None)


def test_a_clause_given_once_stands_for_both_languages(read):
    (first, _) = read(RULE.replace("{zh: 第12条, en: Article 12}", '"12"')).rules
    assert (first.clause.zh, first.clause.en) == ("12", "12")
    (bare, _) = read(RULE.replace("    clause: {zh: 第12条, en: Article 12}\n", "")).rules
    assert (bare.clause.zh, bare.clause.en) == ("", "")


def test_no_shipped_clause_mixes_languages():
    for name in shipped_rule_sets():
        for rule in read_rule_set(dataset("rules") / f"{name}.yaml").rules:
            assert rule.clause.en.isascii(), rule.id
            assert not any(letter.isascii() and letter.isalpha() for letter in rule.clause.zh)


def test_on_a_day_the_version_of_that_day_is_in_force_first_and_last_day_included(read):
    rules = read(RULE).rules
    found = {
        day: [rule.threshold for rule in in_force(rules, date.fromisoformat(day))]
        for day in ("2009-12-31", "2010-01-01", "2019-12-31", "2020-01-01", "2026-01-01")
    }
    assert list(found.values()) == [[], [1000.0], [1000.0], [0.0], [0.0]]


def test_what_differs_between_two_days_is_told(read):
    rules = read(RULE).rules
    (change,) = changes(rules, date(2015, 1, 1), date(2021, 1, 1))
    assert change.id == "wetlands"
    assert change.fields == ("effective_from", "effective_to", "threshold")
    (came,) = changes(rules, date(2000, 1, 1), date(2015, 1, 1))
    assert (came.before, came.fields) == (None, ())
    assert changes(rules, date(2020, 1, 1), date(2026, 1, 1)) == ()


def test_a_later_set_replaces_rules_of_the_same_id_whole(read):
    old = read(RULE)
    new = read(RULE.replace("0.1 ha", "7").replace("2020-01-01", "2030-01-01"))
    other = read(RULE.replace("wetlands", "marshes"))
    joined = joined_rules([old, other, new])
    assert [(rule.id, rule.threshold) for rule in joined] == [
        ("wetlands", 7.0), ("wetlands", 0.0), ("marshes", 1000.0), ("marshes", 0.0),
    ]  # fmt: skip


def test_all_faults_are_told_at_once_with_their_lines(read):
    found = faults(
        read,
        """\
        titel: x
        rules:
          - id: Wet lands
            title: {zh: 湿地}
            document: [x]
            protects: wetland
            operator: overlaps
            threshold: 3 kg
            severity: vetoed
            relaxable: perhaps
            effective: {from: 2020-13-01}
            colour: red
          - 7
        """,
    )
    assert ("unknown-key", 1) in found
    assert ("slug", 3) in found
    assert ("words", 5) in found
    assert ("unknown-value", 7) in found
    assert ("unknown-value", 9) in found
    assert ("flag", 10) in found
    assert ("day", 11) in found
    assert ("unknown-key", 12) in found
    assert ("not-a-rule", 13) in found
    assert ("missing", 3) in found  # the source
    assert [line for _, line in found] == sorted(line for _, line in found)


def test_a_threshold_in_another_dimension_is_told(read):
    assert faults(read, RULE.replace("0.1 ha", "3 km")) == [("quantity", 12)]


def test_a_threshold_below_nothing_is_told(read):
    assert faults(read, RULE.replace("0.1 ha", "-1")) == [("quantity", 12)]


def test_two_versions_in_force_on_one_day_are_told(read):
    assert [c for c, _ in faults(read, RULE.replace("2020-01-01", "2019-12-31"))] == [
        "in-force-twice"
    ]


def test_a_rule_that_ends_before_it_starts_is_told(read):
    assert ("effective", 9) in faults(read, RULE.replace("2019-12-31", "2009-12-31"))


@pytest.mark.parametrize("text", ["", "rules: {}", "- 1", "rules: x"])
def test_a_file_without_rules_is_told(read, text):
    assert faults(read, text) == [("no-rules", None if not text else 1)]


def test_what_is_no_yaml_is_told_with_its_line(read):
    assert faults(read, "title: x\nrules: [}\n") == [("not-yaml", 2)]


def test_no_file_is_told(tmp_path):
    with pytest.raises(RuleSetError, match="can't be read"):
        read_rule_set(tmp_path / "none.yaml")


@pytest.mark.parametrize("name", shipped_rule_sets())
def test_what_ships_is_read_and_names_its_sources(name, tmp_path):
    rules = read_rule_set(rule_set_at(name, tmp_path)).rules
    assert rules
    for rule in rules:
        assert rule.source
        assert rule.title.zh != rule.title.en
        assert rule.document.zh != rule.document.en


def test_what_ships_holds_the_three_control_lines_and_the_eight_classes_without_a_number(tmp_path):
    lines = read_rule_set(rule_set_at("china-control-lines", tmp_path)).rules
    assert [(rule.id, rule.operator, rule.severity) for rule in lines] == [
        ("permanent_basic_farmland", "overlap", "veto"),
        ("ecological_red_line", "overlap", "veto"),
        ("urban_development_boundary", "outside", "veto"),
    ]
    assert all(rule.confirmed and not rule.classes for rule in lines)
    chemicals = read_rule_set(rule_set_at("hazardous-chemicals", tmp_path)).rules
    eight = [rule for rule in chemicals if rule.operator == "within"]
    assert len(eight) == 8
    assert all(rule.is_note and rule.threshold is None for rule in eight)
    assert all(rule.classes == ("hazardous_production",) for rule in chemicals)


def test_what_nobody_has_confirmed_ships_as_unconfirmed(tmp_path):
    every = [
        rule
        for name in shipped_rule_sets()
        for rule in read_rule_set(rule_set_at(name, tmp_path)).rules
    ]
    assert {rule.id for rule in every if not rule.confirmed} == {
        "fine_chemicals_wind", "recognised_chemical_park", "flood", "steep_slope", "heritage",
    }  # fmt: skip


def test_no_shipped_rule_has_a_distance(tmp_path):
    for path in dataset("rules").glob("*.yaml"):
        for entry in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            if entry["operator"] in ("within", "downwind"):
                assert entry["threshold"] is None
