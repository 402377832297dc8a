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
    told = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2)}
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
