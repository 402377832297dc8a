"""How numbers of a requirement are written: for machines, the same everywhere."""

from __future__ import annotations

from datetime import date, timedelta

from sitesel.interval import Interval
from sitesel.schema import Kind

_EPOCH = date(1970, 1, 1)


def days(day: date) -> float:
    """Return the days since 1970-01-01, as columns keep a date.

    >>> days(date(1970, 1, 31))
    30.0
    """
    return float((day - _EPOCH).days)


def day(number: float) -> date:
    """Return the date that `days` made a number of.

    >>> day(30).isoformat()
    '1970-01-31'
    """
    return _EPOCH + timedelta(days=number)


def plain(number: float, kind: Kind) -> float | str:
    """Return a number as JSON shows it: a date as ISO 8601.

    >>> plain(0.0, "date"), plain(1.5, "quantity")
    ('1970-01-01', 1.5)
    """
    return day(number).isoformat() if kind == "date" else number


def symbol(number: float, kind: Kind) -> str:
    """Write a number in nine digits, as `needs` shows it.

    >>> symbol(410 * 2000 / 3, "quantity")
    '273333.333'
    """
    return day(number).isoformat() if kind == "date" else f"{number:.9g}"


def brackets(interval: Interval, kind: Kind) -> str:
    """Write an interval with both its ends.

    >>> brackets(Interval(1, 2.5, upper_open=True), "interval")
    '[1, 2.5)'
    """
    left, right = "(" if interval.lower_open else "[", ")" if interval.upper_open else "]"
    return f"{left}{symbol(interval.lower, kind)}, {symbol(interval.upper, kind)}{right}"
