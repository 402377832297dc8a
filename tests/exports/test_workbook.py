from __future__ import annotations

import io
import math
import re

import openpyxl
import pytest

from sitesel.exports import write
from sitesel.requirement import read_requirement
from sitesel.selection import select
from tests.exports.conftest import INDUSTRY_NEAR_THE_WHARF


def book(body: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(body), data_only=values)


def numbers(sheet: openpyxl.worksheet.worksheet.Worksheet, address: str) -> list[float]:
    cells = sheet[address.replace("$", "")]
    return [cell.value for row in cells for cell in row]


def test_suitability_is_a_formula_over_visible_values_and_weights(selection, town):
    formulas = book(write(selection, town, "xlsx", lang="en"))["Candidates"]
    cached = book(write(selection, town, "xlsx", lang="en"), values=True)["Candidates"]
    formula = formulas["D4"].value
    weights, values = re.fullmatch(r"=SUMPRODUCT\((.+?),(.+?)\)/SUM\(.+?\)", formula).groups()
    weight, value = numbers(formulas, weights), numbers(formulas, values)
    computed = sum(w * v for w, v in zip(weight, value, strict=True)) / sum(weight)
    assert computed == pytest.approx(selection.candidates[0].suitability, abs=1e-12)
    assert cached["D4"].value == selection.candidates[0].suitability


@pytest.mark.parametrize("aggregation", ["geometric_mean", "topsis"])
def test_the_other_aggregations_are_formulas_too(town, aggregation):
    wanted = f"{INDUSTRY_NEAR_THE_WHARF}\naggregation: {aggregation}\n"
    selection = select(town, read_requirement(wanted, schema=town.schema))
    sheet = book(write(selection, town, "xlsx", lang="en"))["Candidates"]
    weight = numbers(sheet, "G2:H2")
    value = numbers(sheet, "G4:H4")
    if aggregation == "topsis":
        near = math.sqrt(sum((w * v) ** 2 for w, v in zip(weight, value, strict=True)))
        far = math.sqrt(sum((w * (1 - v)) ** 2 for w, v in zip(weight, value, strict=True)))
        expected = near / (near + far)
    else:
        logs = sum(w * math.log(v) for w, v in zip(weight, value, strict=True))
        expected = math.exp(logs / sum(weight))
    assert sheet["D4"].value.startswith("=")
    assert selection.candidates[0].suitability == pytest.approx(expected, abs=1e-12)


def test_hostile_text_stays_text(town):
    wanted = read_requirement(
        {
            "title": '=HYPERLINK("http://x","y")',
            "constraints": [{"attribute": "area", "at_least": 0}],
        },
        schema=town.schema,
    )
    workbook = book(write(select(town, wanted), town, "xlsx", lang="en"))
    assert workbook["Candidates"]["A1"].data_type == "s"
    names = {cell.value for cell in workbook["Candidates"]["C"]}
    assert "<b>甲</b>" in names


def test_the_ledger_sheet_has_every_parcel(selection, town):
    sheet = book(write(selection, town, "xlsx", lang="en"))["Ledger"]
    told = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=2)}
    assert told == {
        "A": "candidate",
        "B": "candidate",
        "C": "undecided",
        "D": "undecided",
        "E": "rejected",
        "F": "rejected",
    }


def test_what_is_illustrative_says_so(selection, town):
    sheet = book(write(selection, town, "xlsx", lang="zh"))["说明"]
    assert "地块为示意。" in {cell.value for cell in sheet["B"]}


PARTLY_UNKNOWN = """
title: {zh: 地基与价格, en: Ground and price}
constraints: [{attribute: area, at_least: 0}]
criteria:
  - {id: ground, attribute: bearing_capacity, value: {linear: {best: 200, worst: 50}}, weight: 40}
  - {id: price, attribute: price, value: {linear: {best: 300, worst: 500}}, weight: 60}
"""


def summed(sheet: openpyxl.worksheet.worksheet.Worksheet, formula: str) -> float:
    """Work out a weighted sum from the cells that its formula names."""
    weights, values = re.fullmatch(r"=SUMPRODUCT\((.+?),(.+?)\)/SUM\(.+?\)", formula).groups()
    weight, value = numbers(sheet, weights), numbers(sheet, values)
    return sum(w * v for w, v in zip(weight, value, strict=True)) / sum(weight)


def test_guaranteed_and_possible_follow_the_weights_too(town):
    selection = select(town, read_requirement(PARTLY_UNKNOWN, schema=town.schema))
    body = write(selection, town, "xlsx", lang="zh")
    formulas, cached = book(body)["候选地块"], book(body, values=True)["候选地块"]
    assert any(candidate.interval[0] < candidate.interval[1] for candidate in selection.candidates)
    for row, candidate in enumerate(selection.candidates, start=4):
        for column, number in (("E", candidate.interval[0]), ("F", candidate.interval[1])):
            assert cached[f"{column}{row}"].value == number
            formula = formulas[f"{column}{row}"].value
            assert summed(cached, formula) == pytest.approx(number, abs=1e-12)


def test_a_possible_value_follows_the_value_where_it_is_known(town):
    selection = select(town, read_requirement(PARTLY_UNKNOWN, schema=town.schema))
    sheet = book(write(selection, town, "xlsx", lang="zh"))["候选地块"]
    row = next(cells for cells in sheet.iter_rows(min_row=4) if cells[1].value == "A")
    assert [cell.value for cell in row[12:]] == [f"=G{row[0].row}", f"=H{row[0].row}"]
    heads = [cell.value for cell in sheet[3]][12:]
    assert heads == ["地基承载力\n可能得分", "起始地价\n可能得分"]


@pytest.mark.parametrize("name", ["Reasons", "Near misses", "Ledger"])
def test_the_other_sheets_speak_in_words(selection, town, name):
    sheet = book(write(selection, town, "xlsx", lang="en"))[name]
    written = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "at most 10%" in written
    assert "∈" not in written
    assert "≤" not in written


def test_the_ledger_sheet_names_parcels_and_says_each_failing_constraint(selection, town):
    sheet = book(write(selection, town, "xlsx", lang="en"))["Ledger"]
    row = next(cells for cells in sheet.iter_rows(values_only=True) if cells[0] == "E")
    assert row[1] == "甲五"
    assert "found 50%, over by 40%" in row[5]


def test_beyond_the_bound_the_ledger_names_constraints_by_id(selection, town, monkeypatch):
    monkeypatch.setattr("sitesel.exports.reasons.MOST_IN_WORDS", 4)
    sheet = book(write(selection, town, "xlsx", lang="en"))["Ledger"]
    told = {row[0]: row[5] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert told["E"] == "share_in_wetland"


def test_numbers_show_few_digits_and_keep_all(selection, town):
    sheet = book(write(selection, town, "xlsx", lang="en"))["Near misses"]
    assert (sheet["E2"].value, sheet["E2"].number_format) == (40, "#,##0")


@pytest.mark.parametrize("aggregation", ["weighted_sum", "geometric_mean", "topsis"])
def test_shares_are_formulas_whatever_the_aggregation(town, aggregation):
    wanted = f"{INDUSTRY_NEAR_THE_WHARF}\naggregation: {aggregation}\n"
    selection = select(town, read_requirement(wanted, schema=town.schema))
    sheet = book(write(selection, town, "xlsx", lang="en"))["Candidates"]
    assert all(str(sheet[cell].value).startswith("=") for cell in ("I4", "J4", "I5", "J5"))


def test_without_criteria_suitability_is_a_number(town):
    wanted = read_requirement("constraints: [{attribute: area, at_least: 0}]", schema=town.schema)
    sheet = book(write(select(town, wanted), town, "xlsx", lang="en"))["Candidates"]
    assert [sheet[cell].value for cell in ("D4", "E4", "F4")] == [0, 0, 0]


@pytest.mark.parametrize(("lang", "sheet"), [("zh", "逐项结果"), ("en", "Reasons")])
def test_what_was_not_measured_has_a_column_only_where_something_is(selection, town, lang, sheet):
    wanted = read_requirement(
        {
            "constraints": [
                {"attribute": "available_from", "at_most": "2026-06-30"},
                {"attribute": "footprint_fits", "among": "yes"},
            ],
            "development": {"buildings": [{"width": 20, "depth": 10}]},
            "near_misses": 0,
        },
        schema=town.schema,
    )
    measured = select(town, wanted)
    rows = [[c.value for c in row] for row in book(write(measured, town, "xlsx", lang=lang))[sheet]]
    assert len(rows[0]) == 5
    unmeasured = [reason.unmeasured for reason in measured.reasons]
    assert [row[3] for row in rows[1:]] == unmeasured
    assert unmeasured[1] > 0
    assert [row[4] for row in rows[1:]] == ["available_from", "footprint_fits"]
    plain = book(write(selection, town, "xlsx", lang=lang))[sheet]
    assert len([c.value for c in plain[1]]) == 4
