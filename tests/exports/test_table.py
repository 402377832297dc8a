from __future__ import annotations

import csv
import io

import pytest

from sitesel.exports import write
from sitesel.exports.table import criterion_labels, harmless, shortened
from sitesel.requirement import read_requirement


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def test_a_row_for_each_candidate_in_order(selection, town):
    table = rows(write(selection, town, "csv", lang="en"))
    assert table[0][:4] == ["Rank", "Id", "Name", "Suitability"]
    assert [row[:3] for row in table[1:]] == [["1", "A", "甲一"], ["2", "B", "甲二"]]


def test_a_byte_order_mark_comes_on_demand_only(selection, town):
    assert not write(selection, town, "csv").startswith(b"\xef\xbb\xbf")
    assert write(selection, town, "csv", bom=True).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_taken_for_a_formula(words):
    assert harmless(words) == f"'{words}"


def test_chinese_and_english_headings(selection, town):
    assert rows(write(selection, town, "csv", lang="zh"))[0][0] == "名次"


def test_headings_say_what_is_weighed_and_not_its_id(selection, town):
    heads = rows(write(selection, town, "csv", lang="zh"))[0]
    assert heads[6:10] == [
        "到码头的距离（米）",
        "到码头的距离 得分",
        "到码头的距离 权重",
        "到码头的距离 贡献",
    ]


def test_two_criteria_of_one_attribute_are_told_apart_by_id(town):
    near = "attribute: distance_to_wharf, value: {linear: {best: 0 m, worst: 1 km}}, weight: 1"
    wanted = f"criteria: [{{id: a, {near}}}, {{id: b, {near}}}]"
    criteria = read_requirement(wanted, schema=town.schema).criteria
    assert criterion_labels(town, criteria, "en") == [
        "Distance to wharf (a)",
        "Distance to wharf (b)",
    ]


def test_the_noise_of_binary_numbers_is_not_written(selection, town):
    cells = [cell for row in rows(write(selection, town, "csv"))[1:] for cell in row]
    assert max(len(cell) for cell in cells) <= len("0.123456789012")
    assert shortened(257599.99999999997) == 257600
