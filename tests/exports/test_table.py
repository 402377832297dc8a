from __future__ import annotations

import csv
import io

import pytest

from sitesel.exports import write
from sitesel.exports.table import harmless


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
