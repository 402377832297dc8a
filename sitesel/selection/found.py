"""What was found for a constraint or a criterion, by how much it misses, and the bits that tell."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import UNREACHABLE, Columns, IntervalColumn, QuantityColumn
from sitesel.requirement import Constraint, Group
from sitesel.selection.answer import (
    NOT_MEASURED,
    UNREACHABLE_WORD,
    FailingConstraint,
    Found,
)

_LANDMASS = "landmass"


def found(columns: Columns, attribute: str, row: int) -> Found:
    """Return an attribute's value as the wire has it, in the schema's unit; None when not known.

    Never infinity: a quantity that can't be reached is `unreachable`.
    """
    value = columns.value(attribute, row)
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            if value == UNREACHABLE:
                return UNREACHABLE_WORD
            return value if math.isfinite(value) else "-∞"
        case date():
            return value.isoformat()
    return str(value)


def why(columns: Columns, attribute: str, row: int) -> tuple[str | None, str | None]:
    """Return why a quantity has no number there, and of which island or mainland that is said.

    Returns
    -------
    state, place
        The value of the attribute's `state` column, and of the column `landmass`; None where there
        is a number, or nothing tells.
    """
    state = columns.schema[attribute].state
    if state is None or state not in columns:
        return None, None
    column = columns[attribute]
    if not isinstance(column, QuantityColumn) or math.isfinite(column.values[row]):
        return None, None
    reason = columns.value(state, row)
    place = columns.value(_LANDMASS, row) if _LANDMASS in columns else None
    return None if reason is None else str(reason), None if place is None else str(place)


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
    constraint: Constraint | Group,
    columns: Columns,
    row: int,
    *,
    unknown: bool = False,
    unmeasured: Collection[str] = (),
) -> FailingConstraint:
    """Say how a row fails a constraint, or that it can't be told.

    Parameters
    ----------
    constraint
        That fails, or can't be told.
    columns, row
        Where the parcel is.
    unknown
        Whether it can't be told.
    unmeasured
        The attributes that were not measured for this row, as it was rejected already.
    """
    what: Found
    unit, gap, state, place = None, None, None, None
    if isinstance(constraint, Group):
        each = ((name, found(columns, name, row)) for name in constraint.attributes)
        what = "; ".join(f"{name} {'?' if v is None else v}" for name, v in each)
        if unknown:
            skipped = any(name in unmeasured for name in constraint.attributes)
            what = NOT_MEASURED if skipped else None
    else:
        name = constraint.attribute
        what = NOT_MEASURED if name in unmeasured else found(columns, name, row)
        unit = columns.schema[name].unit
        gap = None if unknown else margin(constraint, columns, row)
        state, place = why(columns, name, row)
    return FailingConstraint(
        constraint.id, constraint.attribute, constraint.needs(), what, unit, gap, state, place
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
