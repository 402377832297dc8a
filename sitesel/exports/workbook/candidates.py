"""The sheet of candidates: weights above, values in rows, everything that follows as formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sitesel.exports.table import (
    HIGH,
    HIGH_VALUE,
    LOW,
    NAME,
    PARCEL,
    RANK,
    SHARE,
    SUITABILITY,
    VALUE,
    WEIGHT,
    criterion_labels,
    heading,
    name_of,
)
from sitesel.exports.workbook.paper import SCORE, Paper
from sitesel.requirement import Aggregation
from sitesel.selection import Candidate, Selection
from sitesel.suitability.kernel import values_of
from sitesel.suitability.plan import bind_score

Floats = NDArray[np.float64]
_FIRST_ROW = 3  # rows above: title, weights, heading
_VALUES_FROM = 6  # columns before: rank, id, name, suitability, guaranteed, possible
_YELLOW = "#FFF2CC"


@dataclass(frozen=True)
class _Blocks:
    """Where the blocks of columns begin: values, shares, what was found, possible values."""

    count: int
    possible: bool

    @property
    def shares(self) -> int:
        return _VALUES_FROM + self.count

    @property
    def found(self) -> int:
        return _VALUES_FROM + 2 * self.count

    @property
    def most(self) -> int:
        return _VALUES_FROM + 3 * self.count if self.possible else _VALUES_FROM

    def weights(self) -> str:
        return str(xl_range_abs(1, _VALUES_FROM, 1, _VALUES_FROM + self.count - 1))

    def values(self, row: int, start: int) -> str:
        return str(xl_range_abs(row, start, row, start + self.count - 1))


def candidates(paper: Paper) -> None:
    """Write the sheet; a block of possible values comes last where some value is not known."""
    sheet, selection = paper.sheet("candidates"), paper.selection
    least, most = _values(selection)
    blocks = _Blocks(len(selection.requirement.criteria), bool((least != most).any()))
    title = selection.requirement.title.say(paper.lang)
    sheet.write_string(0, 0, title, paper.look(bold=True, font_size=14))
    _head(paper, sheet, blocks)
    for place, candidate in enumerate(selection.candidates):
        _about(paper, sheet, blocks, _FIRST_ROW + place, candidate)
        if blocks.count:
            _weighed(paper, sheet, blocks, _FIRST_ROW + place, candidate)
            _valued(paper, sheet, blocks, _FIRST_ROW + place, least[:, place], most[:, place])


def _values(selection: Selection) -> tuple[Floats, Floats]:
    """Return the least and most values, (criteria as written, candidates)."""
    score, columns = selection.plan.score, selection.columns
    rows = np.array([candidate.row for candidate in selection.candidates], np.int64)
    bound, alive = bind_score(score, columns)
    least, most = values_of(bound, columns.count, rows)
    del alive  # until here the kernel had its addresses
    written = [score.criteria.index(one) for one in selection.requirement.criteria]
    return least[written], most[written]


def _head(paper: Paper, sheet: Any, blocks: _Blocks) -> None:  # noqa: ANN401
    lang, criteria, count = paper.lang, paper.selection.requirement.criteria, blocks.count
    heads = [text.say(lang) for text in (RANK, PARCEL, NAME, SUITABILITY, LOW, HIGH)]
    labels = criterion_labels(paper.catalogue, criteria, lang)
    heads += [f"{label}\n{VALUE.say(lang)}" for label in labels]
    heads += [f"{label}\n{SHARE.say(lang)}" for label in labels]
    heads += [heading(paper.catalogue, criterion.attribute, lang) for criterion in criteria]
    widths = [7, 16, 26, 12, 10, 10, *[13] * count, *[13] * count, *[16] * count]
    if blocks.possible:
        heads += [f"{label}\n{HIGH_VALUE.say(lang)}" for label in labels]
        widths += [13] * count
    paper.head(sheet, heads, widths, row=_FIRST_ROW - 1, held=3)
    sheet.set_row(_FIRST_ROW - 1, 48)
    look = paper.look(bold=True, bg_color="#E2EFDA", num_format="0.####", border=1)
    sheet.write_string(1, _VALUES_FROM - 1, WEIGHT.say(lang), paper.look(bold=True))
    for place, criterion in enumerate(criteria):
        sheet.write_number(1, _VALUES_FROM + place, criterion.weight, look)


def _about(paper: Paper, sheet: Any, blocks: _Blocks, row: int, candidate: Candidate) -> None:  # noqa: ANN401
    own, last = xl_rowcol_to_cell(row, 3), _FIRST_ROW + len(paper.selection.candidates) - 1
    ranks, text = xl_range_abs(_FIRST_ROW, 3, last, 3), paper.look()
    sheet.write_formula(row, 0, f"=RANK({own},{ranks})", text, candidate.rank)
    sheet.write_string(row, 1, candidate.parcel, text)
    sheet.write_string(row, 2, name_of(paper.selection, candidate.row), text)
    told = {one.criterion: one for one in candidate.contributions}
    for place, criterion in enumerate(paper.selection.requirement.criteria):
        paper.found(sheet, row, blocks.found + place, told[criterion.id])
    if not blocks.count:
        for column, number in ((3, candidate.suitability), *enumerate(candidate.interval, 4)):
            sheet.write_number(row, column, number, paper.look(num_format=SCORE))


def _weighed(paper: Paper, sheet: Any, blocks: _Blocks, row: int, candidate: Candidate) -> None:  # noqa: ANN401
    """Write suitability, both ends of its interval, and the shares."""
    asked, score = paper.selection.requirement, paper.look(num_format=SCORE)
    weights = blocks.weights()
    low, high = (blocks.values(row, start) for start in (_VALUES_FROM, blocks.most))
    for column, values, number in (
        (3, low, candidate.suitability),
        (4, low, candidate.interval[0]),
        (5, high, candidate.interval[1]),
    ):
        formula = _suitability(asked.aggregation, weights, values)
        sheet.write_formula(row, column, formula, score, number)
    told = {one.criterion: one for one in candidate.contributions}
    for place, criterion in enumerate(asked.criteria):
        column = _VALUES_FROM + place
        weight = xl_rowcol_to_cell(1, column, row_abs=True)
        value, whole = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(row, 3, col_abs=True)
        formula = _share(asked.aggregation, weights, low, weight, value, whole)
        sheet.write_formula(row, blocks.shares + place, formula, score, told[criterion.id].share)


def _valued(
    paper: Paper,
    sheet: Any,  # noqa: ANN401
    blocks: _Blocks,
    row: int,
    least: Floats,
    most: Floats,
) -> None:
    """Write the values as numbers; the possible one follows the least where it is known."""
    score = paper.look(num_format=SCORE)
    guess = paper.look(num_format=SCORE, bg_color=_YELLOW)
    for place, (low, high) in enumerate(zip(least.tolist(), most.tolist(), strict=True)):
        column = _VALUES_FROM + place
        sheet.write_number(row, column, low, score if low == high else guess)
        if blocks.possible and low == high:
            cell = xl_rowcol_to_cell(row, column)
            sheet.write_formula(row, blocks.most + place, f"={cell}", score, high)
        elif blocks.possible:
            sheet.write_number(row, blocks.most + place, high, guess)


def _suitability(aggregation: Aggregation, weights: str, values: str) -> str:
    """Return the aggregation as a formula over a row's values and the weights above."""
    match aggregation:
        case "weighted_sum":
            return f"=SUMPRODUCT({weights},{values})/SUM({weights})"
        case "geometric_mean":
            nothing = f"SUMPRODUCT({weights}*({values}<=0))>0"
            logs = f"SUMPRODUCT({weights},LN({values}+({values}<=0)))"
            return f"=IF({nothing},0,EXP({logs}/SUM({weights})))"
        case "topsis":
            near = f"SQRT(SUMPRODUCT(({weights}*{values})^2))"
            far = f"SQRT(SUMPRODUCT(({weights}*(1-{values}))^2))"
            return f"={near}/({near}+{far})"


def _share(
    aggregation: Aggregation, weights: str, values: str, weight: str, value: str, whole: str
) -> str:
    """Return what one criterion adds as a formula; see `sitesel.suitability.aggregation`."""
    part = f"{weight}/SUM({weights})"
    match aggregation:
        case "weighted_sum":
            return f"={weight}*{value}/SUM({weights})"
        case "geometric_mean":
            nothing = f"SUMPRODUCT({weights}*({values}<=0))"
            cost = f"IF({whole}=1,0,(1-{whole})*{part}*LN({value})/LN({whole}))"
            bare = f"{part}-IF({value}<=0,{weight}/{nothing},0)"
            return f"=IF({nothing}>0,{bare},{part}-{cost})"
        case "topsis":
            squares = f"SUMPRODUCT(({weights}*{values})^2)"
            return f"=IF({squares}=0,0,{whole}*({weight}*{value})^2/{squares})"
