"""Round numbers between which the values of an attribute are counted.

Where half of the values would fall into a few of the steps, the steps grow with the numbers; where
only a few lie far out, the first or the last step reaches as far as they do. So no step is wasted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scale = Literal["linear", "log"]

_SAMPLE = 20_000  # values from which the quantiles are taken, evenly spread over the rows
_HEAVY = 0.4  # less than this part of the whole range holds all but 2 % of the values: far tails
_BUNCHED = 0.15  # the median lies in this part of that range: the numbers span magnitudes
_COUNTABLE = 2.0**53  # so far each whole number has one to its right
_STEPS = (1, 2, 5)
# by how many there are to a decade; round ones, not equal ones
_SERIES: tuple[tuple[str, ...], ...] = (
    ("1", "1.1", "1.2", "1.35", "1.5", "1.75", "2", "2.25", "2.5", "2.75",
     "3", "3.5", "4", "4.5", "5", "5.5", "6", "7", "8", "9"),
    ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8"),
    ("1", "1.5", "2.5", "4", "6"),
    ("1", "2", "5"),
    ("1", "3"),
    ("1",),
)  # fmt: skip
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 60_000)
_DAYS = (1, 2, 7, 14)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Edges:
    """Where steps begin, and after the last one where it ends; rising.

    A step holds the numbers from its edge up to the next one, the last step that edge too. The
    first edge is not above the least of the values, the last not below the greatest.
    """

    edges: tuple[float, ...]
    scale: Scale


def edges_of(numbers: Floats, most: int, *, dates: bool = False) -> Edges:
    """Choose the edges for some numbers.

    Parameters
    ----------
    numbers
        At least one, all finite, in any order.
    most
        How many steps there may be, 2 or more.
    dates
        Whether they are days since 1970-01-01: then steps are days, weeks, months or years.

    Examples
    --------
    >>> edges_of(np.array([0.0, 30.0, 50.0, 97.0]), 5).edges
    (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    >>> edges_of(10.0 ** np.arange(0, 5), 6).edges
    (1.0, 10.0, 100.0, 1000.0, 10000.0)
    """
    least, greatest = float(numbers.min()), float(numbers.max())
    if dates:
        return Edges(tuple(_calendar(least, greatest, most)), "linear")
    whole = max(-least, greatest) < _COUNTABLE and bool((numbers == np.floor(numbers)).all())
    if whole and greatest - least < most:
        return Edges(tuple(float(k) for k in range(int(least), int(greatest) + 2)), "linear")
    sample = numbers[:: max(1, len(numbers) // _SAMPLE)]
    low, middle, high = np.percentile(sample, (1, 50, 99)).tolist()
    above = sample[sample > 0]
    if least >= 0 and len(above):
        # what lies at 0, often most of all, is one step in any case
        first, centre, last = np.percentile(above, (1, 50, 99)).tolist()
        if last > first and centre - first < _BUNCHED * (last - first):
            return Edges(tuple(_growing(least, greatest, first, last, most)), "log")
        if low == high:
            low, high = min(low, first), last
    if high - low < _HEAVY * (greatest - least) and middle < high and most > 3:
        inner = _even(low, high, most - 2, whole=False)
        ends = (_down(least), _up(greatest))
        kept = [edge for edge in inner if least < edge < greatest]
        return Edges((min(ends[0], kept[0]), *kept, max(ends[1], kept[-1])), "linear")
    return Edges(tuple(_even(least, greatest, most, whole=whole)), "linear")


def _even(least: float, greatest: float, most: int, *, whole: bool) -> list[float]:
    """Return edges at equal, round steps."""
    span = greatest - least or abs(least) or 1.0
    power = math.floor(math.log10(span / most)) - 1
    while True:
        for step in _STEPS:
            size = Decimal(step).scaleb(power)
            if whole and size < 1:
                continue
            first = math.floor(Decimal(least) / size)
            last = max(math.ceil(Decimal(greatest) / size), first + 1)
            if last - first <= most:
                return [float(size * k) for k in range(first, last + 1)]
        power += 1


def _growing(least: float, greatest: float, first: float, last: float, most: int) -> list[float]:
    """Return edges that grow with the numbers, from the first to the last of the bulk."""
    for series in _SERIES:
        inner = [edge for edge in _round(first, last, series) if least < edge < greatest]
        if len(inner) < most:
            break
    thin = -(-len(inner) // (most - 1)) if inner else 1
    inner = inner[::thin]
    start = 0.0 if least < first / 10 else _down(least)
    return [start, *(edge for edge in inner if edge > start), _up(greatest)]


def _round(first: float, last: float, series: tuple[str, ...]) -> Iterator[float]:
    for power in range(math.floor(math.log10(first)), math.ceil(math.log10(last)) + 1):
        for digits in series:
            edge = float(Decimal(digits).scaleb(power))
            if first <= edge <= last:
                yield edge


def _down(number: float) -> float:
    """Return a number of two digits that is not above.

    >>> _down(1234.0), _down(-0.0123), _down(0.0)
    (1200.0, -0.013, 0.0)
    """
    if number == 0:
        return 0.0
    unit = Decimal(1).scaleb(math.floor(math.log10(abs(number))) - 1)
    return float(math.floor(Decimal(number) / unit) * unit)


def _up(number: float) -> float:
    return -_down(-number)


def _calendar(least: float, greatest: float, most: int) -> list[float]:
    """Return days on which a day, a week, a month or a year begins."""
    first, last = math.floor(least), math.floor(greatest)
    for step in _DAYS:
        start = first if step == 1 else first - (first + 3) % 7  # 1970-01-01 was a Thursday
        edges = list(range(start, last + 1, step))
        if len(edges) <= most:
            return [float(day) for day in (*edges, edges[-1] + step)]
    begin, end = (date.fromordinal(_EPOCH + day) for day in (first, last))
    from_month, to_month = (day.year * 12 + day.month - 1 for day in (begin, end))
    for step in _MONTHS:
        starts = list(range(from_month - from_month % step, to_month + 1, step))
        if len(starts) <= most or step == _MONTHS[-1]:
            break
    return [_first_day(month) for month in (*starts, starts[-1] + step)]


def _first_day(month: int) -> float:
    year = min(max(month // 12, 1), 9999)
    return float(date(year, month % 12 + 1, 1).toordinal() - _EPOCH)
