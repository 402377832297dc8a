"""The follow-up lists as files: CSV with a row for each project, and a workbook.

Words of people are written as text, never as a formula.
"""

from __future__ import annotations

import csv as _csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from sitesel.exports.table import harmless
from sitesel.language import Lang, Text
from sitesel.people import Account
from sitesel.projects.follow_up import (
    SLOW_WORDS,
    Count,
    SlowList,
    counts,
    reached,
    slow_lists,
    thresholds,
)
from sitesel.projects.project import Project
from sitesel.projects.stages import STAGE_WORDS, STAGES, Stage

_HEADS = {
    "id": Text("项目编号", "Number"),
    "title": Text("项目名称", "Project"),
    "investor": Text("投资方", "Investor"),
    "industry": Text("行业", "Industry"),
    "unit": Text("牵头单位", "Unit in charge"),
    "owner": Text("负责人", "Looked after by"),
    "stage": Text("当前阶段", "Stage"),
    "since": Text("进入日期", "Since"),
    "days": Text("已停留天数", "Days at the stage"),
    "slow": Text("跟进提示", "To follow up"),
    "over": Text("超出天数", "Days over"),
}
_LIST, _ALLOWED = Text("清单", "List"), Text("提示天数", "Days allowed")
_MONTH, _TOTAL = Text("月份", "Month"), Text("合计", "Total")
_NO_UNIT = Text("（未填）", "(not told)")
_SHEETS = {
    "slow": Text("跟进清单", "To follow up"),
    "counts": Text("按单位与月份", "By unit and month"),
    "projects": Text("全部项目", "All projects"),
}
_AS_OF = Text("截至 {day}", "As of {day}")
_WIDE, _NARROW = 26, 13
_A3, _A4 = 8, 9


@dataclass(frozen=True, slots=True)
class Lists:
    """All that the files tell, on one day.

    Parameters
    ----------
    on
        The day.
    projects
        All projects, in the order they were added.
    owners
        What those are called who look after them, by project.
    reached
        When each project came to which stage.
    slow
        The lists of slow projects.
    counts
        By unit and month.
    """

    on: date
    projects: Sequence[Project]
    owners: Mapping[int, str]
    reached: Mapping[int, Mapping[Stage, date]]
    slow: Sequence[SlowList]
    counts: Sequence[Count]

    @classmethod
    def of(cls, session: Session, on: date, *, unit: str = "") -> Lists:
        """Return what is told of all projects, or those of a unit."""
        asked = select(Project).order_by(Project.id)
        found = session.scalars(asked.where(Project.unit == unit) if unit else asked).all()
        accounts = {
            each.id: each.full_name or each.name for each in session.scalars(select(Account))
        }
        return cls(
            on=on,
            projects=found,
            owners={each.id: accounts.get(each.owner_id or 0, "") for each in found},
            reached=reached(session, found),
            slow=slow_lists(session, on, unit=unit),
            counts=counts(session, unit=unit),
        )


def csv(lists: Lists, lang: Lang) -> bytes:
    """Return a row for each project as CSV: UTF-8 with a mark, so that spreadsheets know it."""
    sheet = io.StringIO(newline="")
    writer = _csv.writer(sheet, lineterminator="\r\n")
    heads = [*_HEADS.values(), *STAGE_WORDS.values()]
    writer.writerow([harmless(each.say(lang)) for each in heads])
    for project in lists.projects:
        cells = [*_row(project, lists, lang), *_days(project, lists)]
        writer.writerow([harmless(each) if isinstance(each, str) else each for each in cells])
    return sheet.getvalue().encode("utf-8-sig")


def xlsx(lists: Lists, lang: Lang) -> bytes:
    """Return the lists as a workbook: slow projects, counts with live totals, all projects."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    paper = _Paper(book, lang)
    _slow_sheet(paper, lists)
    _counts_sheet(paper, lists)
    _projects_sheet(paper, lists)
    book.close()
    return target.getvalue()


class _Paper:
    """A workbook, its formats and its language."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Lang) -> None:
        self.book = book
        self.lang = lang
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.number = book.add_format({"align": "left", "valign": "top"})
        self.count = book.add_format({"num_format": '0;-0;"–"', "align": "left", "valign": "top"})
        self.bold = book.add_format({"bold": True, "top": 1, "align": "left"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, heads: Sequence[Text], widths: Sequence[int]) -> Any:  # noqa: ANN401
        """Add a sheet with its head, which stays in sight and is repeated on each page."""
        sheet = self.book.add_worksheet(_SHEETS[name].say(self.lang))
        for column, (text, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, text.say(self.lang), self.head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def write(self, sheet: Any, row: int, column: int, value: str | float | date | None) -> None:  # noqa: ANN401
        """Write a cell as what it is; words are never a formula."""
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, self.text)
        elif value is not None:
            sheet.write_number(row, column, value, self.number)


def _slow_sheet(paper: _Paper, lists: Lists) -> None:
    names = ("id", "title", "investor", "unit", "owner", "since")
    heads = [_LIST, *(_HEADS[name] for name in names), _HEADS["days"], _ALLOWED, _HEADS["over"]]
    sheet = paper.sheet("slow", heads, [18, 9, _WIDE, _WIDE, 18, 14, *[_NARROW] * 4])
    row = 0
    for each in lists.slow:
        for one in each.projects:
            row += 1
            told = dict(zip(_HEADS, _row(one.project, lists, paper.lang), strict=True))
            cells = [SLOW_WORDS[each.stage].say(paper.lang), *(told[name] for name in names),
                     one.days, each.days]  # fmt: skip
            for column, cell in enumerate(cells):
                paper.write(sheet, row, column, cell)
            been, allowed = xl_rowcol_to_cell(row, 7), xl_rowcol_to_cell(row, 8)
            sheet.write_formula(row, 9, f"={been}-{allowed}", paper.number, one.over)
    sheet.write_string(row + 2, 0, _AS_OF.say(paper.lang).format(day=lists.on.isoformat()))


def _counts_sheet(paper: _Paper, lists: Lists) -> None:
    heads = [_MONTH, _HEADS["unit"], *STAGE_WORDS.values()]
    sheet = paper.sheet("counts", heads, [_NARROW, 20, *[_NARROW] * len(STAGES)])
    for row, each in enumerate(lists.counts, 1):
        paper.write(sheet, row, 0, each.month)
        paper.write(sheet, row, 1, each.unit or _NO_UNIT.say(paper.lang))
        for column, stage in enumerate(STAGES, 2):
            sheet.write_number(row, column, each.stages.get(stage, 0), paper.count)
    last = len(lists.counts)
    if not last:
        return
    sheet.write_string(last + 1, 0, _TOTAL.say(paper.lang), paper.bold)
    sheet.write_blank(last + 1, 1, None, paper.bold)
    for column, stage in enumerate(STAGES, 2):
        total = sum(each.stages.get(stage, 0) for each in lists.counts)
        cells = xl_range(1, column, last, column)
        sheet.write_formula(last + 1, column, f"=SUM({cells})", paper.bold, total)


def _projects_sheet(paper: _Paper, lists: Lists) -> None:
    heads = [*_HEADS.values(), *STAGE_WORDS.values()]
    widths = [9, _WIDE, _WIDE, 18, 18, 14, *[_NARROW] * 5, *[_NARROW] * len(STAGES)]
    sheet = paper.sheet("projects", heads, widths)
    sheet.set_paper(_A3)
    for row, project in enumerate(lists.projects, 1):
        cells = [*_row(project, lists, paper.lang), *_days(project, lists)]
        for column, cell in enumerate(cells):
            paper.write(sheet, row, column, cell)
    sheet.autofilter(0, 0, max(1, len(lists.projects)), len(heads) - 1)


def _row(project: Project, lists: Lists, lang: Lang) -> list[Any]:
    days = (lists.on - project.since).days
    allowed = thresholds().get(project.at_stage)
    is_slow = allowed is not None and days > allowed
    return [
        project.id,
        project.title.say(lang),
        project.investor.say(lang),
        project.industry.say(lang),
        project.unit,
        lists.owners[project.id],
        STAGE_WORDS[project.at_stage].say(lang),
        project.since,
        None if project.closed else days,
        SLOW_WORDS[project.at_stage].say(lang) if is_slow else "",
        days - allowed if is_slow and allowed is not None else None,
    ]


def _days(project: Project, lists: Lists) -> list[date | None]:
    return [lists.reached[project.id].get(stage) for stage in STAGES]
