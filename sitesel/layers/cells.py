"""Mapped columns of a layer, read as quantities, words, days and hours; what can't be is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers.layer import Layer
from sitesel.units import UnitError, parse_quantity

T = TypeVar("T")
Floats = NDArray[np.float64]

YES = {"yes", "y", "true", "t", "1", "1.0", "是", "有", "可", "允许", "√"}
NO = {"no", "n", "false", "f", "0", "0.0", "否", "无", "不可", "禁止", "不允许", "×"}
_EPOCH = date(1970, 1, 1)
_CLOCK = re.compile(r"(?:次日|翌日)?\s*(\d{1,2})\s*[:：时点]\s*(\d{1,2})?\s*(?:分|(?::\d{2}))?")
_DAY = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2}))?(?:\s*[-/.月]\s*(\d{1,2}))?\s*[年月日]?")
_ISO_PERIOD = re.compile(r"PT?(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+)S)?", re.IGNORECASE)
_HOURS_MINUTES = re.compile(r"(\d+):(\d{2})(?::\d{2})?")
_AND = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:h|hours?|小时|时)\s*(\d+(?:\.\d+)?)\s*(?:m|min|mins|minutes|分|分钟)",
    re.IGNORECASE,
)


class Cells:
    """The mapped columns of a layer, and the findings of reading them.

    Parameters
    ----------
    layer
        Of the source.
    columns
        Column of the source by the name it is wanted under.
    """

    def __init__(self, layer: Layer, columns: Mapping[str, str]) -> None:
        missing = [word for word in columns.values() if word not in layer.frame.columns]
        if missing:
            known = [str(name) for name in layer.frame.columns if name != "geometry"]
            raise LayerError(
                f"{layer.name} has no column {missing[0]!r}; it has {', '.join(known)}",
                f"{layer.name} 没有列 {missing[0]!r}；现有：{'、'.join(known)}",
            )
        self.layer, self.columns = layer, dict(columns)
        self.findings: list[Finding] = []
        self._rows = layer.frame.index.to_numpy()

    def __len__(self) -> int:
        return len(self.layer.frame)

    def has(self, name: str) -> bool:
        """Tell whether a column is mapped."""
        return name in self.columns

    def values(self, name: str) -> Sequence[object]:
        """Return the cells of a column as they stand; None where there is nothing."""
        if name not in self.columns:
            return [None] * len(self)
        column = self.layer.frame[self.columns[name]]
        cells = column.astype(object)
        filled = cells.notna() & (cells.astype(str).str.strip() != "")
        return [cell if there else None for cell, there in zip(cells, filled, strict=True)]

    def read(self, name: str, meaning: Callable[[object], T], nothing: T) -> list[T]:
        """Read each distinct cell once; what can't be read is told and counts as nothing."""
        found: dict[object, T] = {None: nothing}
        wrong: dict[object, list[int]] = {}
        read = []
        for row, cell in enumerate(self.values(name)):
            plain = isinstance(cell, str | float | int)
            key = None if cell is None else (type(cell), cell if plain else repr(cell))
            if key not in found and key not in wrong:
                try:
                    found[key] = meaning(cell)
                except (ValueError, UnitError):
                    wrong[key] = []
            if key in wrong:
                wrong[key].append(row)
                read.append(nothing)
            else:
                read.append(found[key])
        for rows in wrong.values():
            self.tell(
                "network-unreadable", rows[0], name, len(rows), value=self._cell(rows[0], name)
            )
        return read

    def tell(
        self,
        code: str,
        row: int | None = None,
        name: str | None = None,
        count: int = 1,
        **facts: object,
    ) -> None:
        """Add a finding about a row and column of the source."""
        column = None if name is None else self.columns.get(name, name)
        at = None if row is None else int(self._rows[row])
        line = {} if at is None else {"line": at + 1}
        self.findings.append(
            Finding(code, self.layer.name, row=at, column=column, count=count, facts=line | facts)
        )

    def _cell(self, row: int, name: str) -> str:
        return str(self.layer.frame[self.columns[name]].iloc[row])[:60]

    def texts(self, name: str) -> list[str]:
        """Return words, empty where there are none; whole numbers without a decimal point."""
        return [_word(cell) for cell in self.values(name)]

    def numbers(self, name: str, unit: str, *, above: float = -np.inf) -> Floats:
        """Return quantities in a unit; NaN where not told. Those under `above` can't be read."""

        def number(cell: object) -> float:
            value = parse_quantity(cell if isinstance(cell, int | float) else str(cell), unit)
            if not value >= above:
                raise ValueError(cell)
            return value

        return np.array(self.read(name, number, np.nan), np.float64)

    def minutes(self, name: str) -> Floats:
        """Return durations in minutes; NaN where not told."""
        return np.array(self.read(name, minutes_of, np.nan), np.float64)

    def hours(self, name: str) -> Floats:
        """Return times of day in hours after midnight; NaN where not told."""
        return np.array(self.read(name, hours_of, np.nan), np.float64)

    def flags(self, name: str) -> NDArray[np.int8]:
        """Return yes as 1, no as 0, not told as -1."""
        return np.array(self.read(name, flag_of, -1), np.int8)

    def days(self, name: str) -> Floats:
        """Return dates as days since 1970-01-01; NaN where not told."""
        return np.array(self.read(name, day_of, np.nan), np.float64)


def _word(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def flag_of(cell: object) -> int:
    """Read yes or no in either language.

    >>> flag_of("是"), flag_of("no"), flag_of(True)
    (1, 0, 1)
    """
    word = str(cell).strip().casefold()
    if word in YES:
        return 1
    if word in NO:
        return 0
    raise ValueError(word)


def minutes_of(cell: object) -> float:
    """Read a duration in minutes: a number, `35 min`, `1 h`, `1:30`, `1小时20分`, `PT1H30M`.

    >>> minutes_of("8:00"), minutes_of("1小时20分"), minutes_of("PT1H30M"), minutes_of(35)
    (480.0, 80.0, 90.0, 35.0)
    """
    if isinstance(cell, pd.Timedelta):
        return float(cell.total_seconds() / 60)
    if isinstance(cell, datetime | time):  # a spreadsheet takes 0:45 for a time of day
        return cell.hour * 60 + cell.minute + cell.second / 60
    if not isinstance(cell, int | float):
        text = str(cell).strip().replace("：", ":")
        clock, both = _HOURS_MINUTES.fullmatch(text), _AND.fullmatch(text)
        period = _ISO_PERIOD.fullmatch(text)
        if clock is not None:
            return int(clock[1]) * 60.0 + int(clock[2])
        if both is not None:
            return float(both[1]) * 60 + float(both[2])
        if period is not None and any(period.groups()):
            hours, minutes, seconds = (float(part or 0) for part in period.groups())
            return hours * 60 + minutes + seconds / 60
        cell = text
    minutes = parse_quantity(cell, "min")
    if not minutes >= 0:
        raise ValueError(cell)
    return minutes


def hours_of(cell: object) -> float:
    """Read a time of day in hours after midnight; over 24 is the next day.

    >>> hours_of("17:30"), hours_of("25:15"), hours_of("6点"), hours_of("次日1:00")
    (17.5, 25.25, 6.0, 25.0)
    """
    if isinstance(cell, datetime | time):
        return cell.hour + cell.minute / 60 + cell.second / 3600
    if isinstance(cell, bool):
        raise ValueError(cell)  # noqa: TRY004  # a cell that can't be read, like any other
    if isinstance(cell, int | float):
        hours = float(cell)
    else:
        text = str(cell).strip()
        found = _CLOCK.fullmatch(text)
        if found is None:
            raise ValueError(text)
        if int(found[2] or 0) >= 60:
            raise ValueError(text)
        hours = int(found[1]) + int(found[2] or 0) / 60 + 24 * text.startswith(("次日", "翌日"))
    if not 0 <= hours <= 48:
        raise ValueError(cell)
    return hours


def timetable_of(cell: object) -> tuple[float, ...]:
    """Read departures, in hours after midnight, in order.

    >>> timetable_of("8:00、06:30 17:45")
    (6.5, 8.0, 17.75)
    """
    if isinstance(cell, datetime | time):
        return (hours_of(cell),)
    words = [word for word in re.split(r"[\s,;，；、|/]+", str(cell).strip()) if word]
    if not words:
        raise ValueError(cell)
    return tuple(sorted({hours_of(word) for word in words}))


def day_of(cell: object) -> float:
    """Read a day, or the first day of a month or year, as days since 1970-01-01.

    >>> day_of("1970-01-02"), day_of("1970年2月"), day_of(1971)
    (1.0, 31.0, 365.0)
    """
    if isinstance(cell, datetime):
        return float((cell.date() - _EPOCH).days)
    if isinstance(cell, date):
        return float((cell - _EPOCH).days)
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    found = _DAY.match(text)
    if found is None or (found.end() != len(text) and text[found.end()] not in " T"):
        raise ValueError(text)
    return float((date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) - _EPOCH).days)
