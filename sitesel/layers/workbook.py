"""Sheets of an Excel workbook to rows of cells: merged cells filled, formulas by their value."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from sitesel.errors import LayerError
from sitesel.layers.delimited import Rows

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the .xls of before 2007, or encrypted


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of merged cells: rows and columns from 0, both ends inside."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Parameters
    ----------
    name
        Of the sheet.
    rows
        Values; percents as text with their sign, since the cell's format is their unit.
    merged
        Ranges of merged cells, whose value stands in all of them here.
    without_value
        Row and column of formulas that were never calculated.
    """

    name: str
    rows: Rows
    merged: tuple[Merged, ...]
    without_value: tuple[tuple[int, int], ...]


def read_sheet(path: Path, wanted: str | None = None) -> Sheet:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path
        `.xlsx` or `.xlsm`.
    wanted
        The sheet; None takes the only one that has cells.

    Raises
    ------
    LayerError
        The file is no workbook, an old or an encrypted one, or which sheet is not said.
    """
    with path.open("rb") as file:
        if file.read(8) == _COMPOUND_FILE:
            raise LayerError(
                f"{path.name} is an .xls of before 2007, or an encrypted workbook; save it as"
                " .xlsx without a password",
                f"{path.name} 是旧版 .xls 或加密的工作簿；请另存为不加密的 .xlsx",
            )
    with _opened(path, values=True) as book:
        name = _sheet_named(path, book, wanted)
        sheet = book[name]
        sheet.reset_dimensions()  # some writers leave a wrong one
        rows = [[_value(cell) for cell in row] for row in sheet.iter_rows()]
        inner = str(sheet._worksheet_path)  # noqa: SLF001  # read-only sheets tell no merged cells
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(inner)
    merged = tuple(_ranges(xml))
    for area in merged:
        _fill(rows, area)
    without = tuple(_uncalculated(path, name, rows)) if re.search(rb"<f[ >/]", xml) else ()
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return Sheet(name, rows, merged, without)


@contextmanager
def _opened(path: Path, *, values: bool) -> Iterator[Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that are not read
            book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise LayerError(
            f"{path.name} is no Excel workbook that can be read: {error}",
            f"{path.name} 不是可读取的 Excel 工作簿：{error}",
        ) from error
    try:
        yield book
    finally:
        book.close()


def _sheet_named(path: Path, book: Any, wanted: str | None) -> str:  # noqa: ANN401
    names = [sheet.title for sheet in book.worksheets]
    if wanted is not None and wanted in names:
        return wanted
    filled = [sheet.title for sheet in book.worksheets if any(sheet.iter_rows(max_row=1))]
    if wanted is None and (len(filled) == 1 or len(names) == 1):
        return str((filled or names)[0])
    english, chinese = ", ".join(names), "、".join(names)
    if wanted is None:
        raise LayerError(
            f"{path.name} has several sheets; name one of them (`layer:`): {english}",
            f"{path.name} 有多个工作表，请写明其一（`layer:`）：{chinese}",
        )
    raise LayerError(
        f"{path.name} has no sheet {wanted!r}; it has {english}",
        f"{path.name} 没有工作表 {wanted!r}；现有：{chinese}",
    )


def _value(cell: Any) -> object:  # noqa: ANN401  # openpyxl has three kinds of cells
    value: object = cell.value
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "%" in str(getattr(cell, "number_format", "")):
            return f"{value * 100:.12g}%"
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return int(value)
    return value


def _ranges(xml: bytes) -> Iterator[Merged]:
    for found in re.finditer(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"', xml):
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(found[1].decode()))
        yield Merged(top - 1, bottom - 1, left - 1, right - 1)


def _fill(rows: Rows, area: Merged) -> None:
    if area.top >= len(rows) or area.left >= len(rows[area.top]):
        return
    value = rows[area.top][area.left]
    for row in rows[area.top : area.bottom + 1]:
        row.extend([None] * (area.right + 1 - len(row)))
        row[area.left : area.right + 1] = [value] * (area.right + 1 - area.left)


def _uncalculated(path: Path, name: str, rows: Rows) -> Iterator[tuple[int, int]]:
    with _opened(path, values=False) as book:
        sheet = book[name]
        sheet.reset_dimensions()
        for i, row in enumerate(sheet.iter_rows()):
            for j, cell in enumerate(row):
                formula = cell.data_type == "f"
                if formula and (i >= len(rows) or j >= len(rows[i]) or rows[i][j] is None):
                    yield i, j
