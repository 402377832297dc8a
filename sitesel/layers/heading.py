"""Where the heading of a table is, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sitesel.layers.delimited import Rows
from sitesel.layers.workbook import Merged

_SEARCHED = 15
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?%?")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a table.

    Parameters
    ----------
    first, below
        Its first row, and the first row of the data, from 0. The same where there is none.
    names
        Names of all columns; empty where the heading is.
    """

    first: int
    below: int
    names: tuple[str, ...]

    @property
    def absent(self) -> bool:
        """The table has none."""
        return self.first == self.below


def heading_of(
    rows: Rows,
    *,
    told: int | None = None,
    names: Sequence[str] | None = None,
    merged: Sequence[Merged] = (),
) -> Heading:
    """Find the heading of a table.

    A heading is the first row that is at least half full, of different texts and hardly a number;
    a table that starts with numbers has none. Merged cells make a heading of several rows, whose
    names are joined: 规划条件/容积率.

    Parameters
    ----------
    rows
        All rows, the title's and the heading's too.
    told
        The row of the heading, from 1; 0 says that there is none; None finds it.
    names
        Names for a table without a heading.
    merged
        Merged cells.

    Examples
    --------
    >>> heading_of([["地块一览表", None, None], ["编号", "面积", "用途"], ["A1", "3", "M1"]]).names
    ('编号', '面积', '用途')
    >>> heading_of([["4", "116.4", "39.9"], ["5", "116.5", "39.8"]]).names
    ('column_1', 'column_2', 'column_3')
    """
    width = max((len(row) for row in rows), default=0)
    first = _found(rows, width) if told is None else None if told == 0 else told - 1
    if names is not None and told is None and first is not None:
        first = None if _is_data(rows, first, names) else first
    if first is None:
        start = next((i for i, row in enumerate(rows) if _filled(row)), 0)
        given = list(names or ())
        every = [*given, *(f"column_{i + 1}" for i in range(len(given), width))]
        return Heading(start, start, tuple(every[: max(width, len(given))]))
    levels = 1 + max(
        (
            max(area.bottom - first, 1 if area.right > area.left else 0)
            for area in merged
            if area.top == first and len(_filled(rows[first])) > 1
        ),
        default=0,
    )
    # a row that is longer than all others lacks quotes; that is no column
    lengths = Counter(map(_length, rows[first + levels :]))
    usual = lengths.most_common(1)[0][0] if lengths else 0
    width = max(_length(rows[first]), usual)
    levels_of_names = [
        dict.fromkeys(
            _said(rows[i][column])
            for i in range(first, min(first + levels, len(rows)))
            if column < len(rows[i]) and rows[i][column] is not None
        )
        for column in range(width)
    ]
    return Heading(first, first + levels, tuple(map("/".join, levels_of_names)))


def _found(rows: Rows, width: int) -> int | None:
    for index, row in enumerate(rows[:_SEARCHED]):
        filled = _filled(row)
        different = {str(cell) for cell in filled}
        if len(different) * 2 < width or (len(different) < 2 <= width):
            continue  # a title, a note, a blank row
        numbers = sum(map(_is_value, filled))
        return index if numbers <= 0.3 * len(filled) else None
    return None


def _is_data(rows: Rows, first: int, names: Sequence[str]) -> bool:
    # names were given: a first row that has none of them is data
    return not {str(cell) for cell in _filled(rows[first])} & set(names)


def _length(row: Sequence[object]) -> int:
    return max((i for i, cell in enumerate(row, 1) if cell is not None), default=0)


def _filled(row: Sequence[object]) -> list[object]:
    return [cell for cell in row if cell is not None]


def _is_value(cell: object) -> bool:
    if isinstance(cell, str):
        return _NUMBER.fullmatch(cell) is not None
    return isinstance(cell, int | float | datetime | date | time)


def _said(cell: object) -> str:
    return re.sub(r"\s+", " ", str(cell)).strip()
