from __future__ import annotations

from dataclasses import replace
from datetime import date

from sitesel.language import Text
from sitesel.rule import Rule

FULL = Rule(
    "dense",
    Text("人口密集区", "Dense population"),
    Text("某条例", "Some regulation"),
    Text("第十九条", "Article 19"),
    Text("浙江省", "Zhejiang"),
    date(2021, 1, 1),
    date(2030, 12, 31),
    ("hazardous_production",),
    "dense_population",
    "within",
    500.0,
    "m",
    2.0,
    "evaluate",
    relaxable=True,
    confirmed=True,
    source="somewhere",
)


def test_a_rule_survives_being_written_and_read():
    assert Rule.from_dict(FULL.to_dict()) == FULL
    bare = Rule("x", Text.of("x"), Text.of("x"))
    assert Rule.from_dict(bare.to_dict()) == bare


def test_a_rule_is_a_note_when_it_is_only_told_or_has_nothing_to_judge_by():
    assert not FULL.is_note
    assert replace(FULL, severity="note").is_note
    assert replace(FULL, threshold=None).is_note
    assert not replace(FULL, threshold=None, operator="downwind").is_note


def test_a_rule_binds_its_classes_and_one_without_binds_all():
    assert FULL.binds(frozenset({"hazardous_production", "other"}))
    assert not FULL.binds(frozenset())
    assert replace(FULL, classes=()).binds(frozenset())
