"""The calculation behind a proposal as XLSX, with formulas that a reader can check and change.

Suitability follows from visible values and weights, figures per 亩 and their tests from the
project's figures, costs from prices. The other sheets show what was found. Text from outside is
written as text, never as a formula.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sitesel.catalogue import Catalogue
from sitesel.exports.reasons import Reasons
from sitesel.exports.workbook.about import about
from sitesel.exports.workbook.candidates import candidates
from sitesel.exports.workbook.ledger import ledger
from sitesel.exports.workbook.near_misses import near_misses
from sitesel.exports.workbook.paper import Paper, digits
from sitesel.exports.workbook.reasons import reasons
from sitesel.exports.workbook.routes import routes
from sitesel.exports.workbook.rules import rules
from sitesel.language import Lang, Text
from sitesel.proposal.content import Candidate, Figure, Proposal, StandardLine
from sitesel.proposal.figures import LABELS as FIGURES
from sitesel.proposal.figures import UNITS, ProjectFigures
from sitesel.proposal.issues import STATUSES
from sitesel.proposal.labels import labels
from sitesel.proposal.standard import INDICATORS, TESTS
from sitesel.selection import Selection
from sitesel.units import unit_label

_SHEETS = {
    "summary": Text("摘要", "Summary"),
    "per_mu": Text("亩均测算", "Per mu"),
    "costs": Text("成本测算", "Costs"),
    "comparison": Text("方案比选", "Side by side"),
    "evaluation": Text("准入评估", "Access evaluation"),
    "issues": Text("办理事项清单", "Issue list"),
}
_INPUT, _LONGEST = "#FFF2CC", 32_000
_MU = "(2000/3)"
_LAND, _AREA = Text("地块面积", "Area of the parcel"), Text("计算用地", "Land reckoned with")
_LIVE = Text(
    "黄色单元格可改：改动后各指标、结论和差距随之重算。计算用地为拟用地，不填或大于地块时取地块面积；"
    "1 亩 = 2000/3 m²。",
    "Yellow cells can be changed: figures, results and margins follow. The land reckoned with is "
    "the land wanted, or the whole parcel where that is empty or larger; 1 mu = 2000/3 m².",
)
_HEADS = {
    "site": Text("地块", "Site"),
    "indicator": Text("指标", "Indicator"),
    "figure": Text("项目值", "The project"),
    "unit": Text("单位", "Unit"),
    "lower": Text("门槛下限", "At least"),
    "lower_open": Text("下限不含（1 为不含）", "Lower end left out (1: yes)"),
    "upper": Text("门槛上限", "At most"),
    "upper_open": Text("上限不含（1 为不含）", "Upper end left out (1: yes)"),
    "result": Text("结论", "Result"),
    "margin": Text("与门槛之差", "Difference to the threshold"),
}
_COSTS = (
    Text("地块", "Site"), Text("项目", "Item"), Text("单价", "Unit price"), Text("单位", "Unit"),
    Text("数量", "Quantity"), Text("单位", "Unit"), Text("月数", "Months"),
    Text("金额（万元）", "Amount (10⁴ CNY)"), Text("算法", "How it is worked out"),
)  # fmt: skip
_YEAR = 12
_A4 = 9
_LINE = 15  # points


def xlsx(
    proposal: Proposal, selection: Selection, catalogue: Catalogue, project: ProjectFigures
) -> bytes:
    """Return the calculation as XLSX.

    Parameters
    ----------
    proposal
        The content.
    selection, catalogue
        That it was made of.
    project
        The figures that it was made with.
    """
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    day = proposal.cover.day
    book.set_properties(
        {
            "title": _text(proposal.cover.title)[:255],
            "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001  # a day, no moment
        }
    )
    lang = proposal.lang
    paper = Paper(book, selection, catalogue, lang, Reasons(selection, catalogue, lang))
    writer = _Writer(paper, proposal)
    writer.summary()
    candidates(paper)
    if any(one.standard for one in proposal.shortlist):
        writer.per_mu(project)
    if any(one.costs for one in proposal.shortlist):
        writer.costs()
    if proposal.comparison is not None:
        writer.comparison()
    if proposal.evaluations:
        writer.evaluation()
    if proposal.issues:
        writer.issues()
    for write in (reasons, near_misses, routes, rules, ledger, about):
        write(paper)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


class _Writer:
    """The sheets that a proposal adds to those of its answer."""

    def __init__(self, paper: Paper, proposal: Proposal) -> None:
        self._paper, self._proposal = paper, proposal
        self._lang: Lang = proposal.lang
        self._say = labels(proposal.lang, proposal.sites)
        self._wrapped = paper.look(text_wrap=True)

    def _sheet(self, name: str) -> Any:  # noqa: ANN401  # xlsxwriter has no types
        return self._paper.book.add_worksheet(_SHEETS[name].say(self._lang))

    def _write(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        cells: Sequence[str | float | None],
        widths: Sequence[int],
    ) -> None:
        """Write cells of one row: words as text, numbers as numbers, None as nothing."""
        sheet.set_row(row, _high(cells, widths))
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, _text(cell), self._wrapped)
            elif cell is not None:
                sheet.write_number(row, column, cell, self._paper.look(num_format=digits(cell)))

    def summary(self) -> None:
        """Write what the proposal says in a few sentences, and what it is of."""
        sheet, cover = self._sheet("summary"), self._proposal.cover
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 110)
        sheet.write_string(0, 0, _text(cover.title), self._paper.look(bold=True, font_size=14))
        told = [
            (self._say["investor"], cover.investor),
            (self._say["industry"], cover.industry),
            (self._say["prepared_by"], cover.prepared_by),
            (self._say["day"], cover.day_said),
            (self._say["valid_until"], cover.valid_until_said),
            (self._say["catalogue"], f"{cover.catalogue_title} · {cover.catalogue}"),
            (self._say["digest"], cover.digest),
            *((self._say["summary"], line) for line in self._proposal.summary),
        ]
        for row, (label, words) in enumerate([one for one in told if one[1]], 2):
            sheet.write_string(row, 0, label, self._paper.look(bold=True))
            sheet.write_string(row, 1, _text(words), self._wrapped)
            sheet.set_row(row, _high([words], [110]))

    def per_mu(self, project: ProjectFigures) -> None:
        """Write the project's figures, and each indicator as a formula over them."""
        sheet, look = self._sheet("per_mu"), self._paper.look
        title = _SHEETS["per_mu"].say(self._lang)
        sheet.write_string(0, 0, title, look(bold=True, font_size=14))
        sheet.write_string(1, 0, _LIVE.say(self._lang), look())
        inputs: dict[str, str] = {}
        row = 2
        for name, label in FIGURES.items():
            if name == "jobs":
                continue
            sheet.write_string(row, 0, label.say(self._lang), look(bold=True))
            number = getattr(project, name)
            style = look(bg_color=_INPUT, border=1, num_format="#,##0.####")
            if number is None:
                sheet.write_blank(row, 1, None, style)
            else:
                sheet.write_number(row, 1, number, style)
            sheet.write_string(row, 2, unit_label(UNITS[name], self._lang), look())
            inputs[name] = xl_rowcol_to_cell(row, 1, row_abs=True, col_abs=True)
            row += 1
        row += 1
        heads = [text.say(self._lang) for text in _HEADS.values()]
        self._paper.head(sheet, heads, [30, 22, 16, 16, 12, 12, 12, 12, 26, 18], row=row, held=0)
        sheet.set_row(row, 2 * _LINE)
        for candidate in self._proposal.shortlist:
            if candidate.land_area is not None:
                row = self._land(sheet, row + 1, candidate, candidate.land_area, inputs)

    def _land(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        candidate: Candidate,
        land: Figure,
        inputs: dict[str, str],
    ) -> int:
        """Write the land of one site and its indicators; return the last row."""
        look = self._paper.look
        area = self._whole(candidate, land)
        number, bold = look(num_format="#,##0.00"), look(bold=True)
        sheet.write_string(row, 0, _text(candidate.name), bold)
        sheet.write_string(row, 1, _LAND.say(self._lang), look())
        sheet.write_number(row, 2, area, number)
        sheet.write_string(row, 3, "m²", look())
        whole = xl_rowcol_to_cell(row, 2)
        row += 1
        sheet.write_string(row, 1, _AREA.say(self._lang), look())
        wanted = inputs["land"]
        formula = f'=IF(AND({wanted}<>"",{wanted}<{whole}),{wanted},{whole})'
        sheet.write_formula(row, 2, formula, number, land.value)
        sheet.write_string(row, 3, "m²", look())
        used = xl_rowcol_to_cell(row, 2, row_abs=True, col_abs=True)
        by_name = {one.attribute: one for one in candidate.standard}
        for indicator in INDICATORS:
            line = by_name.get(indicator.attribute)
            if line is None:
                continue
            row += 1
            over = {"land": f"({used}/{_MU})", "area": used, "": "1"}.get(indicator.over)
            self._indicator(
                sheet, row, line, inputs[indicator.figure], over or inputs[indicator.over]
            )
        return row

    def _whole(self, candidate: Candidate, land: Figure) -> float:
        """Return the area of the whole parcel: what is wanted of it may be less."""
        if land.attribute is not None and isinstance(land.value, float):
            return land.value
        columns = self._paper.selection.columns
        stated = columns.value("stated_area", candidate.row) if "stated_area" in columns else None
        area = stated if isinstance(stated, float) else columns.value("area", candidate.row)
        return float(area) if isinstance(area, float) else 0.0

    def _indicator(
        self,
        sheet: Any,  # noqa: ANN401
        row: int,
        line: StandardLine,
        figure: str,
        over: str,
    ) -> None:
        look = self._paper.look
        sheet.write_string(row, 1, line.label, look())
        told = f'{figure}=""' if over == "1" or "/" in over else f'OR({figure}="",{over}="")'
        sheet.write_formula(
            row, 2, f'=IF({told},"",{figure}/{over})', look(num_format="#,##0.0000"),
            "" if line.figure is None else line.figure,
        )  # fmt: skip
        sheet.write_string(row, 3, unit_label(line.unit, self._lang), look())
        for column, end, is_open in (
            (4, line.lower, line.lower_open), (6, line.upper, line.upper_open),
        ):  # fmt: skip
            if end is not None:
                sheet.write_number(row, column, end, look(num_format="#,##0.####"))
                sheet.write_number(row, column + 1, int(is_open), look())
        found, low, low_open, high, high_open = (
            xl_rowcol_to_cell(row, column) for column in (2, 4, 5, 6, 7)
        )
        words = {test: text.say(self._lang) for test, text in TESTS.items()}
        above = f'OR({low}="",IF({low_open}=1,{found}>{low},{found}>={low}))'
        below = f'OR({high}="",IF({high_open}=1,{found}<{high},{found}<={high}))'
        none = f'AND({low}="",{high}="")'
        result = (
            f'=IF({none},"{words["no_threshold"]}",IF({found}="","{words["no_figure"]}",'
            f'IF(AND({above},{below}),"{words["meets"]}","{words["misses"]}")))'
        )
        sheet.write_formula(row, 8, result, look(), line.test_said)
        nearer = f"IF(ABS({found}-{low})<=ABS({found}-{high}),{found}-{low},{found}-{high})"
        margin = (
            f'=IF(OR({found}="",{none}),"",IF({high}="",{found}-{low},'
            f'IF({low}="",{found}-{high},{nearer})))'
        )
        sheet.write_formula(row, 9, margin, look(num_format="#,##0.0000"), _margin(line))

    def costs(self) -> None:
        """Write the costs as products."""
        sheet, look = self._sheet("costs"), self._paper.look
        heads = [text.say(self._lang) for text in _COSTS]
        widths = [30, 26, 12, 16, 16, 8, 8, 18, 44]
        self._paper.head(sheet, heads, widths, held=1)
        row = 0
        for candidate in self._proposal.shortlist:
            for cost in candidate.costs:
                row += 1
                months = _YEAR if cost.unit_price_unit.endswith("/month") else 1
                self._write(
                    sheet, row,
                    [candidate.name, cost.label, cost.unit_price,
                     unit_label(cost.unit_price_unit, self._lang), cost.quantity,
                     unit_label(cost.quantity_unit, self._lang), months, None, cost.formula],
                    widths,
                )  # fmt: skip
                price, quantity, months_cell = (xl_rowcol_to_cell(row, n) for n in (2, 4, 6))
                formula = f"={price}*{quantity}*{months_cell}/10000"
                sheet.write_formula(row, 7, formula, look(num_format="#,##0.00"), cost.amount)

    def comparison(self) -> None:
        """Write the shortlist side by side; what differs is bold."""
        comparison = self._proposal.comparison
        if comparison is None:
            return
        sheet = self._sheet("comparison")
        heads = [self._say["item"], *map(_text, comparison.heads)]
        widths = [32, *[30] * len(comparison.heads)]
        self._paper.head(sheet, heads, widths, held=1)
        bold = self._paper.look(text_wrap=True, bold=True)
        for row, one in enumerate(comparison.rows, 1):
            look = bold if one.differs else self._wrapped
            sheet.set_row(row, _high([one.label, *one.cells], widths))
            sheet.write_string(row, 0, one.label, self._wrapped)
            for column, (cell, best) in enumerate(zip(one.cells, one.best, strict=True), 1):
                sheet.write_string(row, column, _text(f"★ {cell}" if best else cell), look)

    def evaluation(self) -> None:
        """Write the access evaluation, a line each point of each site."""
        sheet, say = self._sheet("evaluation"), self._say
        heads = [say[name] for name in ("site", "item", "point", "basis", "evidence", "result",
                                        "department", "standing")]  # fmt: skip
        widths = [24, 14, 44, 36, 40, 14, 20, 48]
        self._paper.head(sheet, heads, widths)
        row = 0
        for sheet_of in self._proposal.evaluations:
            for line in sheet_of.lines:
                row += 1
                ruled = [line.override.said] if line.override is not None else []
                standing = "\n".join([*ruled, *(one.said for one in line.opinions)])
                self._write(
                    sheet, row,
                    [sheet_of.title, line.group, line.words, line.basis, line.evidence,
                     line.outcome_said, line.department, standing],
                    widths,
                )  # fmt: skip
            for told in sheet_of.opinions:
                row += 1
                cells = [
                    sheet_of.title,
                    say["opinions"],
                    "",
                    "",
                    "",
                    "",
                    told.department,
                    told.said,
                ]
                self._write(sheet, row, cells, widths)
        sheet.autofilter(0, 0, row, len(heads) - 1)
        sheet.repeat_rows(0)

    def issues(self) -> None:
        """Write the points; the day is a date to sort by, the status one of a list, and counted."""
        sheet, say = self._sheet("issues"), self._say
        heads = [say[name] for name in ("number", "site", "point", "nature", "department", "days",
                                        "due", "status")]  # fmt: skip
        widths = [7, 24, 60, 12, 26, 10, 14, 10]
        self._paper.head(sheet, heads, widths)
        dated = self._paper.look(num_format="yyyy-mm-dd")
        row = 0
        for one in self._proposal.issues:
            row += 1
            self._write(
                sheet, row,
                [one.number, one.site, one.what, one.kind_said, one.department, one.days or None,
                 None, one.status_said],
                widths,
            )  # fmt: skip
            due = datetime(one.due.year, one.due.month, one.due.day)  # noqa: DTZ001  # a day
            sheet.write_datetime(row, 6, due, dated)
        sheet.autofilter(0, 0, row, len(heads) - 1)
        states = [text.say(self._lang) for text in STATUSES.values()]
        sheet.data_validation(1, 7, row, 7, {"validate": "list", "source": states})
        told = xl_range_abs(1, 7, row, 7)
        for place, (status, words) in enumerate(zip(STATUSES, states, strict=True), 1):
            count = sum(one.status == status for one in self._proposal.issues)
            sheet.write_string(place, 9, words, self._paper.look(bold=True))
            sheet.write_formula(place, 10, f'=COUNTIF({told},"{words}")', self._paper.look(), count)
        for place, line in enumerate(self._proposal.issues_said, row + 2):
            sheet.write_string(place, 1, line, self._paper.look())
        sheet.repeat_rows(0)


def _margin(line: StandardLine) -> float | str:
    """Return the figure less the end of the range that it is nearest to."""
    ends = [end for end in (line.lower, line.upper) if end is not None]
    if line.figure is None or not ends:
        return ""
    figure = line.figure
    return figure - min(ends, key=lambda end: abs(end - figure))


def _high(cells: Sequence[str | float | None], widths: Sequence[int]) -> float:
    """Return how high a row is that its words fit in, points; Chinese characters are wide."""
    lines = 1
    for cell, width in zip(cells, widths, strict=False):
        for line in str(cell or "").splitlines():
            wide = sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)
            lines = max(lines, math.ceil(wide / (width - 1)))
    return min(lines * _LINE, 400)


def _text(words: str) -> str:
    """Cut what is too long for a cell."""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
