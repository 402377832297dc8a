"""A selection as a workbook whose suitability is live formulas over visible values and weights.

Change a weight in the first sheet and the order can be checked by hand. Text from outside is
written as text, never as a formula.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from sitesel.catalogue import Catalogue
from sitesel.exports.table import (
    HIGH,
    LOW,
    NAME,
    PARCEL,
    RANK,
    SHARE,
    SUITABILITY,
    UNKNOWN,
    VALUE,
    WEIGHT,
    heading,
    name_of,
)
from sitesel.language import Lang, Text
from sitesel.requirement import Requirement
from sitesel.selection import Selection
from sitesel.wording import DISPOSITION

_MOST_LEDGER_ROWS = 200_000
_SHEETS = {
    "candidates": Text("候选地块", "Candidates"),
    "reasons": Text("逐项结果", "Reasons"),
    "near": Text("接近者", "Near misses"),
    "ledger": Text("台账", "Ledger"),
    "about": Text("说明", "About"),
}
_FIRST_ROW = 3  # rows above: title, weights, heading
_VALUES_FROM = 6  # columns before: rank, id, name, suitability, guaranteed, possible


@dataclass(frozen=True)
class _Paper:
    """What all sheets are written with."""

    book: Any
    selection: Selection
    catalogue: Catalogue
    lang: Lang

    def sheet(self, name: str) -> Any:  # noqa: ANN401  # xlsxwriter has no types
        return self.book.add_worksheet(_SHEETS[name].say(self.lang))

    def format(self, **look: Any) -> Any:  # noqa: ANN401
        return self.book.add_format({"valign": "vcenter", **look})

    def head(self, sheet: Any, row: int, cells: list[str], widths: list[int]) -> None:  # noqa: ANN401
        look = self.format(bold=True, bg_color="#1F4E5F", font_color="#FFFFFF", text_wrap=True)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            sheet.write_string(row, column, cell, look)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, min(3, len(cells)))


def workbook(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:
    """Return the selection as XLSX: candidates, reasons, near misses, ledger, about."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    paper = _Paper(book, selection, catalogue, lang)
    _candidates(paper)
    _reasons(paper)
    _near_misses(paper)
    _ledger(paper)
    _about(paper)
    book.close()
    return target.getvalue()


def _candidates(paper: _Paper) -> None:
    sheet, selection, lang = paper.sheet("candidates"), paper.selection, paper.lang
    criteria = selection.requirement.criteria
    title = selection.requirement.title.say(lang)
    sheet.write_string(0, 0, title, paper.format(bold=True, font_size=14))
    count = len(criteria)
    heads = [text.say(lang) for text in (RANK, PARCEL, NAME, SUITABILITY, LOW, HIGH)]
    labels = [heading(paper.catalogue, c.attribute, lang) for c in criteria]
    heads += [f"{label}\n{VALUE.say(lang)}" for label in labels]
    heads += [f"{label}\n{SHARE.say(lang)}" for label in labels]
    heads += labels
    widths = [7, 16, 26, 12, 10, 10, *[13] * count, *[13] * count, *[16] * count]
    paper.head(sheet, _FIRST_ROW - 1, heads, widths)
    sheet.set_row(_FIRST_ROW - 1, 48)
    _weights(paper, sheet)
    score, plain = paper.format(num_format="0.0000"), paper.format()
    guess = paper.format(num_format="0.0000", bg_color="#FFF2CC")
    last = _FIRST_ROW + len(selection.candidates) - 1
    for row, candidate in enumerate(selection.candidates, start=_FIRST_ROW):
        told = {c.criterion: c for c in candidate.contributions}
        own = xl_col_to_name(3)
        ranks = f"{own}${_FIRST_ROW + 1}:{own}${last + 1}"
        sheet.write_formula(row, 0, f"=RANK({own}{row + 1},{ranks})", plain, candidate.rank)
        sheet.write_string(row, 1, candidate.parcel, plain)
        sheet.write_string(row, 2, name_of(paper.catalogue, selection, candidate.row), plain)
        if count:
            formula = _suitability(selection.requirement, row, count)
            sheet.write_formula(row, 3, formula, score, candidate.suitability)
        else:
            sheet.write_number(row, 3, candidate.suitability, score)
        sheet.write_number(row, 4, candidate.interval[0], score)
        sheet.write_number(row, 5, candidate.interval[1], score)
        for place, criterion in enumerate(criteria):
            one = told[criterion.id]
            value = one.value if one.value is not None else _guaranteed(one.share, one.weight)
            column = _VALUES_FROM + place
            sheet.write_number(row, column, value, score if one.value is not None else guess)
            _share(sheet, row, place, count, selection.requirement, one.share, score)
            _found(sheet, row, _VALUES_FROM + 2 * count + place, one.found, plain, lang)


def _guaranteed(share: float, weight: float) -> float:
    return share / weight if weight else 0.0


def _weights(paper: _Paper, sheet: Any) -> None:  # noqa: ANN401
    look = paper.format(bold=True, bg_color="#E2EFDA", num_format="0.####", border=1)
    sheet.write_string(1, _VALUES_FROM - 1, WEIGHT.say(paper.lang), paper.format(bold=True))
    for place, criterion in enumerate(paper.selection.requirement.criteria):
        sheet.write_number(1, _VALUES_FROM + place, criterion.weight, look)


def _suitability(requirement: Requirement, row: int, count: int) -> str:
    """Return the aggregation as a formula over the row's values and the weights above."""
    values = xl_range_abs(row, _VALUES_FROM, row, _VALUES_FROM + count - 1)
    weights = xl_range_abs(1, _VALUES_FROM, 1, _VALUES_FROM + count - 1)
    match requirement.aggregation:
        case "weighted_sum":
            return f"=SUMPRODUCT({weights},{values})/SUM({weights})"
        case "geometric_mean":
            positive = f"SUMPRODUCT({weights}*({values}<=0))>0"
            logs = f"SUMPRODUCT({weights},LN({values}+({values}<=0)))"
            return f"=IF({positive},0,EXP({logs}/SUM({weights})))"
        case "topsis":
            near = f"SQRT(SUMPRODUCT(({weights}*{values})^2))"
            far = f"SQRT(SUMPRODUCT(({weights}*(1-{values}))^2))"
            return f"={near}/({near}+{far})"


def _share(
    sheet: Any,  # noqa: ANN401
    row: int,
    place: int,
    count: int,
    requirement: Requirement,
    share: float,
    look: Any,  # noqa: ANN401
) -> None:
    column = _VALUES_FROM + count + place
    if requirement.aggregation != "weighted_sum":
        sheet.write_number(row, column, share, look)
        return
    own = xl_col_to_name(_VALUES_FROM + place)
    weights = xl_range_abs(1, _VALUES_FROM, 1, _VALUES_FROM + count - 1)
    sheet.write_formula(row, column, f"={own}$2*{own}{row + 1}/SUM({weights})", look, share)


def _found(
    sheet: Any,  # noqa: ANN401
    row: int,
    column: int,
    found: float | str | None,
    look: Any,  # noqa: ANN401
    lang: Lang,
) -> None:
    if found is None:
        sheet.write_string(row, column, UNKNOWN.say(lang), look)
    elif isinstance(found, str):
        sheet.write_string(row, column, found, look)
    else:
        sheet.write_number(row, column, found, look)


def _reasons(paper: _Paper) -> None:
    sheet, lang = paper.sheet("reasons"), paper.lang
    heads = {
        "zh": ["约束", "属性", "要求", "淘汰（宗）", "未知（宗）"],
        "en": ["Constraint", "Attribute", "Needs", "Rejected", "Not known"],
    }[lang]
    paper.head(sheet, 0, heads, [22, 30, 44, 12, 12])
    for row, reason in enumerate(paper.selection.reasons, start=1):
        sheet.write_string(row, 0, reason.constraint)
        sheet.write_string(row, 1, _labels(paper, reason.attribute))
        sheet.write_string(row, 2, reason.needs)
        sheet.write_number(row, 3, reason.rejected)
        sheet.write_number(row, 4, reason.unknown)


def _labels(paper: _Paper, attributes: str) -> str:
    names = [name.strip() for name in attributes.split(",")]
    schema = paper.catalogue.schema
    return ", ".join(schema[n].label.say(paper.lang) if n in schema else n for n in names)


def _near_misses(paper: _Paper) -> None:
    sheet, lang = paper.sheet("near"), paper.lang
    heads = {
        "zh": ["编号", "约束", "属性", "要求", "实际", "单位", "差额"],
        "en": ["Id", "Constraint", "Attribute", "Needs", "Found", "Unit", "Margin"],
    }[lang]
    paper.head(sheet, 0, heads, [16, 20, 28, 40, 16, 14, 14])
    row = 1
    for near in paper.selection.near_misses:
        for failing in near.failing:
            sheet.write_string(row, 0, near.parcel)
            sheet.write_string(row, 1, failing.constraint)
            sheet.write_string(row, 2, _labels(paper, failing.attribute))
            sheet.write_string(row, 3, failing.needs)
            _found(sheet, row, 4, failing.found, None, lang)
            sheet.write_string(row, 5, failing.unit or "")
            if failing.margin is not None:
                sheet.write_number(row, 6, failing.margin)
            row += 1


def _ledger(paper: _Paper) -> None:
    sheet, lang, selection = paper.sheet("ledger"), paper.lang, paper.selection
    heads = {
        "zh": ["编号", "结果", "名次", "适宜度", "未满足的约束", "未知的约束"],
        "en": ["Id", "Disposition", "Rank", "Suitability", "Failing", "Not known"],
    }[lang]
    paper.head(sheet, 0, heads, [16, 12, 8, 12, 60, 40])
    stop = min(selection.counts.total, _MOST_LEDGER_ROWS)
    for row, entry in enumerate(selection.ledger(0, stop), start=1):
        sheet.write_string(row, 0, entry.parcel)
        sheet.write_string(row, 1, DISPOSITION[entry.disposition].say(lang))
        if entry.rank is not None:
            sheet.write_number(row, 2, entry.rank)
        if entry.suitability is not None:
            sheet.write_number(row, 3, entry.suitability)
        sheet.write_string(row, 4, "; ".join(f.constraint for f in entry.rejected_by))
        sheet.write_string(row, 5, "; ".join(f.constraint for f in entry.unknown))
    sheet.autofilter(0, 0, max(stop, 1), len(heads) - 1)


def _about(paper: _Paper) -> None:
    sheet, lang, selection = paper.sheet("about"), paper.lang, paper.selection
    manifest, counts = paper.catalogue.manifest, selection.counts
    zh = lang == "zh"
    account = f"{counts.total} = {counts.candidates} + {counts.rejected} + {counts.undecided}" + (
        "(候选 + 淘汰 + 待定)" if zh else " (candidates + rejected + undecided)"
    )
    lines = [
        ("需求" if zh else "Requirement", selection.requirement.title.say(lang)),
        ("目录" if zh else "Catalogue", f"{manifest.title.say(lang)} · {selection.catalogue}"),
        ("台账" if zh else "Account", account),
        ("聚合" if zh else "Aggregation", selection.requirement.aggregation),
        ("校验码" if zh else "Digest", selection.digest),
        ("版本" if zh else "Version", f"sitesel {selection.version}"),
        (
            "黄色" if zh else "Yellow",
            "该项未知，按保证值计" if zh else "not known; counted at its guaranteed value",
        ),
    ]
    if manifest.notice is not None:
        lines.append(("声明" if zh else "Notice", manifest.notice.say(lang)))
    if counts.total > _MOST_LEDGER_ROWS:
        told = f"{_MOST_LEDGER_ROWS} / {counts.total}"
        lines.append(("台账行数" if zh else "Ledger rows shown", f"{told}; --ledger FILE"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for row, (label, words) in enumerate(lines):
        sheet.write_string(row, 0, label, paper.format(bold=True))
        sheet.write_string(row, 1, words, paper.format(text_wrap=True))
