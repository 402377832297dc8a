from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from sitesel.proposal import ProjectFigures
from sitesel.proposal.workbook import xlsx
from tests.proposal.conftest import with_words
from tests.proposal.office import converted, needs_office

FIGURES = ProjectFigures(
    investment=3_000.0, output=9_000.0, added_value=2_000.0, energy=400.0, floor_area=15_000.0
)


def book(body: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(body), data_only=values)


def bare(body: bytes) -> bytes:
    """Return a workbook without what its formulas came to: who opens it works it out."""
    target = io.BytesIO()
    book(body).save(target)
    return target.getvalue()


def formulas(opened: openpyxl.Workbook) -> list[tuple[str, str]]:
    return [
        (sheet.title, cell.coordinate)
        for sheet in opened
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@pytest.fixture
def writing(proposing, selection, town):
    def written(figures=FIGURES, **more):
        return xlsx(proposing(figures, **more), selection, town, figures)

    return written


def test_figures_per_mu_are_formulas_that_hold_the_servers_own(writing, proposing):
    body = writing()
    sheet, told = book(body)["亩均测算"], book(body, values=True)["亩均测算"]
    lines = {row[1].value: row for row in sheet.iter_rows(min_row=12)}
    assert lines["容积率"][2].value.startswith("=IF(")
    expected = {
        (one.name, test.label): test
        for one in proposing(FIGURES).shortlist
        for test in one.standard
    }
    site, seen = "", {}
    for row in told.iter_rows(min_row=12, values_only=True):
        site = row[0] or site
        if (site, row[1]) in expected:
            seen[site, row[1]] = (row[2], row[8])
    assert seen == {key: (test.figure, test.test_said) for key, test in expected.items()}


@needs_office
@pytest.mark.parametrize(
    "figures",
    [
        FIGURES,
        replace(FIGURES, land=4_000.0, floor_area=20_000.0),
        ProjectFigures(floor_area=20_000.0),
        ProjectFigures(),
    ],
    ids=["whole", "part of the land", "at the open end", "nothing told"],
)
def test_libreoffice_works_out_what_the_server_did(writing, tmp_path: Path, figures):
    body = writing(figures)
    again = book(converted(bare(body), "xlsx", "xlsx", tmp_path), values=True)
    ours = book(body, values=True)
    cells = formulas(book(body))
    assert len(cells) > 20
    for sheet, place in cells:
        mine, theirs = ours[sheet][place].value, again[sheet][place].value
        if isinstance(mine, int | float):
            assert theirs == pytest.approx(mine, rel=1e-9), (sheet, place)
        else:
            assert (mine or "") == (theirs or ""), (sheet, place)


def test_hostile_text_is_never_a_formula(proposing, selection, town):
    words = '=HYPERLINK("http://x","y")'
    body = xlsx(with_words(proposing(FIGURES), words), selection, town, FIGURES)
    opened = book(body)
    hostile = [c for s in opened for row in s.iter_rows() for c in row if c.value == words]
    assert len(hostile) > 20
    assert {cell.data_type for cell in hostile} == {"s"}
    assert all(book(body)[s][p].value != words for s, p in formulas(opened))


def test_the_issue_list_has_days_that_sort(writing, proposing):
    sheet = book(writing(ProjectFigures(investment=1.0)), values=True)["办理事项清单"]
    told = proposing(ProjectFigures(investment=1.0)).issues
    rows = list(sheet.iter_rows(min_row=2, max_row=1 + len(told), values_only=True))
    assert [row[0] for row in rows] == [one.number for one in told]
    assert [row[6].date() for row in rows] == [one.due for one in told]


def test_sheets_without_content_are_left_out_and_bytes_are_the_same(writing):
    names = book(writing(lang="en")).sheetnames
    assert names[:7] == [
        "Summary", "Candidates", "Per mu", "Costs", "Side by side", "Access evaluation",
        "Issue list",
    ]  # fmt: skip
    assert "Ledger" in names
    assert writing() == writing()
