"""What was found for a constraint or a criterion, by how much it misses, and the bits that tell."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import Columns, IntervalColumn, QuantityColumn
from sitesel.requirement import Constraint, Group
from sitesel.selection.answer import FailingConstraint, Found


def found(columns: Columns, attribute: str, row: int) -> Found:
    """Return an attribute's value as the wire has it, in the schema's unit; None when not known."""
    value = columns.value(attribute, row)
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            return value if math.isfinite(value) else "∞" if value > 0 else "-∞"
        case date():
            return value.isoformat()
    return str(value)


def margin(leaf: Constraint, columns: Columns, row: int) -> float | None:
    """Return by how much a number would have to change to meet a constraint it fails.

    Parameters
    ----------
    leaf
        The constraint.
    columns, row
        Where the number is, or the permitted range of which no number meets it.

    Returns
    -------
    margin
        0 or more, in the schema's unit, days for a date; None for what is no number, is not known
        or is infinitely far.
    """
    wanted, column = leaf.interval, columns[leaf.attribute]
    if wanted is None or leaf.op == "is_known":
        return None
    if isinstance(column, QuantityColumn):
        low = high = float(column.values[row])
    elif isinstance(column, IntervalColumn):
        low, high = float(column.lower[row]), float(column.upper[row])
    else:
        return None
    gap = max(wanted.lower - high, low - wanted.upper, 0.0)
    return gap if math.isfinite(gap) and not math.isnan(low + high) else None


def failing(
    constraint: Constraint | Group, columns: Columns, row: int, *, unknown: bool = False
) -> FailingConstraint:
    """Say how a row fails a constraint, or that it can't be told."""
    if isinstance(constraint, Group):
        each = ((name, found(columns, name, row)) for name in constraint.attributes)
        what: Found = "; ".join(f"{name} {'?' if v is None else v}" for name, v in each)
        unit, gap = None, None
    else:
        what = found(columns, constraint.attribute, row)
        unit = columns.schema[constraint.attribute].unit
        gap = None if unknown else margin(constraint, columns, row)
    return FailingConstraint(
        constraint.id,
        constraint.attribute,
        constraint.needs(),
        None if unknown and isinstance(constraint, Group) else what,
        unit,
        gap,
    )


def bits(planes: NDArray[np.uint64], start: int, stop: int) -> NDArray[np.bool_]:
    """Unpack the bits of some rows.

    Parameters
    ----------
    planes
        Words of 64 rows; (nodes, words).
    start, stop
        Rows.

    Returns
    -------
    bits
        (nodes, stop - start)
    """
    first = start // 64
    words = np.ascontiguousarray(planes[:, first : -(-stop // 64)])
    every = np.unpackbits(words.astype("<u8", copy=False).view(np.uint8), axis=1, bitorder="little")
    return every[:, start - first * 64 : stop - first * 64].astype(bool)
