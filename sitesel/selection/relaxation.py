"""What would give way: how many sites one constraint alone keeps out, and what would let one in."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sitesel import land_use
from sitesel.columns import CategoryColumn, Columns, QuantityColumn
from sitesel.interval import Interval
from sitesel.requirement import Constraint, Group, Operator
from sitesel.selection.selection import Selection

_DIGITS = 4  # significant ones of a limit that is relaxed
_MOST_DIGITS = 12  # after the point; floats tell no more


def freed(selection: Selection) -> list[int]:
    """Count for each top-level constraint the sites that it alone keeps from being candidates.

    That many more candidates there would be without it, at least: of what is measured on demand
    for the sites that nothing else rejects, none is counted where it was not measured.

    Returns
    -------
    freed
        In the order in which the constraints are written.
    """
    judged, top = selection.judged, list(selection.plan.screen.top)
    once = np.zeros(judged.fails.shape[1], np.uint64)
    twice = once.copy()
    for node in top:
        against = judged.fails[node] | judged.unknown[node]
        twice |= once & against
        once |= against
    alone = once & ~twice
    kept = (alone & (judged.fails[node] | judged.unknown[node]) for node in top)
    return [int(np.bitwise_count(words).sum()) for words in kept]


def relaxed(constraint: Constraint | Group, columns: Columns, row: int) -> Constraint | None:
    """Return the constraint as far relaxed as a site that fails it needs, and no farther.

    Parameters
    ----------
    constraint
        That fails.
    columns, row
        Where the site is.

    Returns
    -------
    relaxed
        With a limit of few digits; None where only leaving the constraint out lets the site in:
        of groups, of what is not known or can't be reached, of permitted ranges.

    Examples
    --------
    >>> from sitesel.schema import default_schema
    >>> import pyarrow as pa
    >>> area = {"area": QuantityColumn(np.array([187_312.5]))}
    >>> columns = Columns("parcels", pa.array(["A1"]), area, default_schema())
    >>> size = Constraint("size", "area", "at_least", Interval(273_333.0), unit="m2")
    >>> relaxed(size, columns, 0).needs()
    '≥ 187300 m2'
    """
    if isinstance(constraint, Group):
        return None
    column = columns[constraint.attribute]
    if isinstance(column, QuantityColumn) and constraint.interval is not None:
        return _wider(constraint, constraint.interval, float(column.values[row]))
    if isinstance(column, CategoryColumn) and constraint.values and column.codes[row] >= 0:
        return _more(constraint, column.categories[column.codes[row]], columns)
    return None


def _wider(constraint: Constraint, wanted: Interval, number: float) -> Constraint | None:
    if not math.isfinite(number):
        return None
    if number <= wanted.lower:
        low = _rounded(number, constraint, math.floor)
        ends = Interval(low, wanted.upper, upper_open=wanted.upper_open)
        op: Operator = "at_least" if constraint.op == "more_than" else constraint.op
    else:
        high = _rounded(number, constraint, math.ceil)
        ends = Interval(wanted.lower, high, lower_open=wanted.lower_open)
        op = "at_most" if constraint.op == "less_than" else constraint.op
    return replace(constraint, op=op, interval=ends)


def _rounded(number: float, constraint: Constraint, whole: Callable[[float], int]) -> float:
    if constraint.kind == "date" or number == 0:
        return float(whole(number))
    digits = _DIGITS - 1 - math.floor(math.log10(abs(number)))
    if digits > _MOST_DIGITS:
        return number
    scale = 10.0 ** abs(digits)
    near = float(whole(number * scale) / scale if digits > 0 else whole(number / scale) * scale)
    # what floats lose must not leave the site outside again
    outside = near > number if whole is math.floor else near < number
    return number if outside else near


def _more(constraint: Constraint, found: str, columns: Columns) -> Constraint | None:
    if constraint.op == "among":
        return replace(constraint, values=(*constraint.values, found))
    coded = columns.schema[constraint.attribute].kind == "code"
    kept = tuple(v for v in constraint.values if not _covers(v, found, coded=coded))
    return replace(constraint, values=kept) if kept else None


def _covers(asked: str, found: str, *, coded: bool) -> bool:
    return found == asked or (coded and asked in land_use.parents(found))
