from __future__ import annotations

import pytest

from sitesel.requirement import read_requirement
from sitesel.schema import default_schema
from sitesel.selection import FailingConstraint
from sitesel.wording import failing_words

SCHEMA = default_schema()


def said(written: str, found: object, margin: float | None, lang: str = "zh") -> str:
    [wanted] = read_requirement(f"constraints: [{{{written}}}]").constraints
    failing = FailingConstraint(wanted.id, wanted.attribute, wanted.needs(), found, None, margin)
    return failing_words(failing, wanted, SCHEMA, lang)


@pytest.mark.parametrize(
    ("written", "found", "margin", "tail"),
    [
        ("attribute: width, at_least: 90", 60.0, 30.0, "实为 60 米，差 30 米"),
        ("attribute: width, at_most: 90", 120.0, 30.0, "实为 120 米，超出 30 米"),
        ("attribute: width, between: [90, 100]", 120.0, 20.0, "实为 120 米，超出 20 米"),
        ("attribute: width, more_than: 90", 90.0, 0.0, "实为 90 米，恰在界上，不含"),
        ("attribute: plot_ratio, at_least: 2.5", "[1, 2]", 0.5, "实为 1 至 2，差 0.5"),
        ("attribute: plot_ratio, at_most: 0.5", "[1, 2]", 0.5, "实为 1 至 2，超出 0.5"),
        (
            "attribute: available_from, at_most: 2026-06-30",
            "2026-07-01",
            1.0,
            "实为 2026年7月1日，晚 1 天",
        ),
        ("attribute: status, among: listed", "sold", None, "实为成交"),
        ("attribute: width, at_least: 90", None, None, "未知"),
        ("attribute: price, at_most: 1", "∞", None, "实为∞"),
    ],
)
def test_a_reason_tells_what_was_found_and_by_how_much_it_fails(written, found, margin, tail):
    assert said(written, found, margin).endswith(f"；{tail}")


def test_a_group_tells_what_each_attribute_is():
    written = "any: [{attribute: width, at_least: 90}, {attribute: status, among: listed}]"
    found = "width 60.0; status ?"
    assert said(written, found, None).endswith("；实为短边 60 米、状态 未知")


def test_a_category_with_a_semicolon_does_not_confuse_a_group():
    written = "none: [{attribute: park, among: 甲}, {attribute: width, at_least: 9}]"
    found = "park a; b; width 60.0"
    assert said(written, found, None, "en").endswith("found Park a; b, Width 60 m")


def test_the_sentence_is_there_in_english():
    assert said("attribute: width, at_least: 90", 60.0, 30.0, "en") == (
        "Width at least 90 m; found 60 m, short by 30 m"
    )
