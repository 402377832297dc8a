"""The sheet of what each rule finds on the listed parcels, with document and clause."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sitesel.catalogue.rule_changes import VERDICT_LABELS
from sitesel.evidence.asked_rules import STATES
from sitesel.evidence.evidence import MOST, listed
from sitesel.evidence.exclusions import exclusions
from sitesel.exports.evidence import SEVERITIES
from sitesel.exports.table import name_of
from sitesel.exports.workbook.paper import Paper, digits
from sitesel.language import Text
from sitesel.units import unit_label
from sitesel.wording.rule import CLAUSE_UNSTATED

_HEADS = {
    "zh": ["编号", "名称", "规则", "结论", "实际", "阈值", "单位", "剩余面积（平方米）",
           "最近距离（米）", "文件", "条款", "级别", "规则状态"],
    "en": ["Id", "Name", "Rule", "Outcome", "Found", "Threshold", "Unit", "Left (m²)",
           "Shortest distance (m)", "Document", "Clause", "Severity", "How the rule stands"],
}  # fmt: skip
_WIDTHS = [16, 26, 32, 12, 14, 12, 8, 16, 16, 44, 22, 10, 22]
_YES, _NO = Text("是", "yes"), Text("否", "no")


def rules(paper: Paper) -> None:
    """Write the sheet; a number that is not known is an empty cell."""
    selection, lang = paper.selection, paper.lang
    parcels = listed(selection)[:MOST]
    requirement = selection.requirement
    told = exclusions(paper.catalogue, parcels, sites=requirement.sites, requirement=requirement)
    if told.empty:
        return
    sheet, text = paper.sheet("rules"), paper.look(text_wrap=True)
    paper.head(sheet, _HEADS[lang], _WIDTHS, held=3)
    for row, one in enumerate(told.drop(columns="geometry").to_dict("records"), start=1):
        name = name_of(selection, selection.columns.row(one["parcel"]))
        found, unit = _found(one), unit_label(one["unit"], lang)
        cells: list[float | str | Text | None] = [
            one["parcel"],
            name,
            one[f"title_{lang}"],
            VERDICT_LABELS[one["outcome"]],
            found,
            one["threshold"],
            "" if isinstance(found, Text) else unit,
            one["left"],
            one["distance"],
            one[f"document_{lang}"],
            one[f"clause_{lang}"] or CLAUSE_UNSTATED,
            SEVERITIES[one["severity"]],
            STATES[one["state"]],
        ]
        for column, cell in enumerate(cells):
            if isinstance(cell, float | int):
                if math.isfinite(cell):
                    sheet.write_number(row, column, cell, paper.look(num_format=digits(cell)))
            else:
                words = cell.say(lang) if isinstance(cell, Text) else cell or ""
                sheet.write_string(row, column, words, text)
    sheet.autofilter(0, 0, len(told), len(_HEADS[lang]) - 1)


def _found(one: Mapping[Any, Any]) -> float | Text | None:
    """Return what was found; of a rule on the wind whether it holds."""
    number: float = one["found"]
    if one["operator"] != "downwind":
        return number
    return None if math.isnan(number) else _YES if number else _NO
