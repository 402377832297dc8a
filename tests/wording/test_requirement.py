from __future__ import annotations

import pytest

from sitesel.requirement import read_requirement
from sitesel.schema import default_schema
from sitesel.wording import constraint_words, criterion_words

SCHEMA = default_schema()


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        (
            "attribute: area, at_least: 410 亩",
            "图上面积至少 410 亩（27.33 公顷）",
            "Plane area at least 410 mu (27.33 ha)",
        ),
        ("attribute: width, more_than: 2 km", "短边大于 2 千米", "Width more than 2 km"),
        (
            "attribute: plot_ratio, at_least: 1.2",
            "容积率可取至少 1.2",
            "Plot ratio can be at least 1.2",
        ),
        ("attribute: plot_ratio, admits: 1.5", "容积率允许取 1.5", "Plot ratio permits 1.5"),
        (
            "attribute: status, among: [listed, unsold]",
            "状态为挂牌或流拍",
            "Status is on offer or unsold",
        ),
        ("attribute: status, none_of: sold", "状态不为成交", "Status is not sold"),
        ("attribute: levelled, among: yes", "场地平整：是", "Levelled: yes"),
        ("attribute: elevation, is_known: true", "场地高程须为已知", "Elevation is known"),
        (
            "attribute: available_from, at_most: 2026-06-30",
            "可用日期不晚于 2026年6月30日",
            "Available from: by 30 June 2026",
        ),
        (
            "attribute: price, at_most: 25 万元/亩",
            "起始地价至多 375 元/m²（25 万元/亩）",
            "Starting price at most 375 CNY/m² (250,000 CNY/mu)",
        ),
        (
            "any: [{attribute: width, at_least: 9}, {attribute: depth, at_least: 9}]",
            "满足其一即可：短边至少 9 米；长边至少 9 米",
            "one of these: Width at least 9 m; Depth at least 9 m",
        ),
        (
            "none: [{attribute: status, among: sold}]",
            "不允许：状态为成交",
            "not so: Status is sold",
        ),
        (
            "attribute: width, at_least: 9, title: {zh: 够宽, en: Wide}",
            "够宽：短边至少 9 米",
            "Wide: Width at least 9 m",
        ),
    ],
)
def test_a_constraint_is_said_in_the_units_of_its_readers(written, zh, en):
    [wanted] = read_requirement(f"constraints: [{{{written}}}]").constraints
    said = constraint_words(wanted, SCHEMA, "zh"), constraint_words(wanted, SCHEMA, "en")
    assert said[0] == zh
    assert said[1].replace("×", "") == en


def test_a_group_inside_a_group_stands_in_brackets():
    written = (
        "any: [{attribute: width, at_least: 9}, "
        "{all: [{attribute: depth, at_least: 9}, {attribute: levelled, among: yes}]}]"
    )
    [wanted] = read_requirement(f"constraints: [{{{written}}}]").constraints
    assert constraint_words(wanted, SCHEMA, "zh") == (
        "满足其一即可：短边至少 9 米；(须同时满足：长边至少 9 米；场地平整：是)"
    )


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (
            "linear: {best: 2 km, worst: 90 m}",
            "2 千米最好，90 米最差",
            "best at 2 km, worst at 90 m",
        ),
        (
            "decay: {best: 0, half: 90 m}",
            "0 米最好，90 米时减半",
            "best at 0 m, half as good at 90 m",
        ),
        (
            "target: {best: 90, tolerance: 9}",
            "90 米最好，偏离 9 米为 0",
            "best at 90 m, 0 when off by 9 m",
        ),
        (
            "target: {best: 90, below: 9, above: 20}",
            "90 米最好，少 9 米或多 20 米为 0",
            "best at 90 m, 0 when 9 m below or 20 m above",
        ),
        (
            "step: {at: 90, below: 0.2}",
            "低于 90 米为 0.2，90 米起为 1",
            "0.2 below 90 m, 1 from 90 m",
        ),
        ("piecewise: {points: [[0, 1], [90, 0]]}", "0 米为 1，90 米为 0", "1 at 0 m, 0 at 90 m"),
    ],
)
def test_a_value_function_says_what_is_best(value, zh, en):
    [wanted] = read_requirement(f"criteria: [{{attribute: width, value: {{{value}}}}}]").criteria
    assert criterion_words(wanted, SCHEMA, "zh") == f"短边：{zh}"
    assert criterion_words(wanted, SCHEMA, "en") == f"Width: {en}"


def test_a_table_of_categories_uses_their_labels():
    source = "criteria: [{attribute: telecoms, value: {categories: {on_site: 1, planned: 0.3}}}]"
    [wanted] = read_requirement(source).criteria
    assert criterion_words(wanted, SCHEMA, "zh") == "通信：场内已通 1，规划 0.3，其余 0"


def test_a_criterion_on_a_range_says_which_end():
    source = "criteria: [{attribute: plot_ratio, end: upper, value: {linear: {best: 3, worst: 1}}}]"
    [wanted] = read_requirement(source).criteria
    assert criterion_words(wanted, SCHEMA, "en") == "Plot ratio, upper end: best at 3, worst at 1"
