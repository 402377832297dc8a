"""Parcels on one outline: true duplicates, and stacks such as condominiums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from sitesel.catalogue.validation.notice import WHOLE, Bools, Notice, Outlines, Rows, Source

_NAMED = 6
"""How many members of a stack are named."""


def outline_codes(outlines: Outlines) -> Rows:
    """Give each different outline a number, in order of appearance.

    Where a ring begins and which way it runs makes no difference.

    Examples
    --------
    >>> from shapely import box
    >>> outline_codes(np.array([box(0, 0, 1, 1), box(5, 0, 6, 1), box(0, 0, 1, 1, ccw=False)]))
    array([0, 1, 0])
    """
    written = shapely.to_wkb(shapely.normalize(outlines), byte_order=1)
    codes: Rows = pd.factorize(written)[0].astype(np.int64)
    return codes


def true_duplicates(
    frame: GeoDataFrame, rows: Rows, codes: Rows, source: Source, *, attributes: Sequence[str]
) -> tuple[Rows, Notice]:
    """Return the rows that repeat another in outline and in every attribute.

    Parameters
    ----------
    frame
        All rows.
    rows
        Positions of the rows that stay, rising.
    codes
        The outline of each of them (see `outline_codes`).
    source
        How rows are called.
    attributes
        The columns that must be the same, ids included.

    Returns
    -------
    rows, notice
        Positions to set aside; the first of each kind stays.
    """
    shared = np.bincount(codes)[codes] > 1 if len(codes) else np.zeros(0, dtype=bool)
    candidates = rows[shared]
    compared = pd.DataFrame(
        {
            "outline": codes[shared],
            **{str(i): value_codes(frame[c].iloc[candidates]) for i, c in enumerate(attributes)},
        }
    )
    kind = compared.groupby(list(compared.columns), sort=False).ngroup().to_numpy()
    _, first = np.unique(kind, return_index=True)
    keeper = candidates[first][kind] if len(kind) else candidates
    again = keeper != candidates
    twins, firsts = candidates[again], keeper[again].tolist()
    facts = {
        "first": [source.call(row) for row in firsts],
        "first_row": [source.rows[row] for row in firsts],
    }
    return twins, Notice("duplicate", twins, facts)


def value_codes(values: pd.Series) -> Rows:
    """Give each different value a number; missing is -1, lists are compared as text."""
    try:
        codes, _ = pd.factorize(values)
    except TypeError:  # lists, dictionaries
        codes, _ = pd.factorize(values.astype(str))
    return codes.astype(np.int64)


def stacks(
    codes: Rows, rows: Rows, stay: Bools, outlines: Outlines, source: Source
) -> list[Notice]:
    """Tell the outlines that several parcels share: one finding a stack, never one a pair.

    Parameters
    ----------
    codes, rows
        The outline of each sound row (see `outline_codes`), and its position, rising.
    stay
        Which of them stay; the others repeat every attribute too.
    outlines
        Of all rows.
    source
        How rows are called.
    """
    _, _, heights = _piles(codes)
    if not len(heights):
        return []
    whole = {
        "repeats": int(heights.sum() - len(heights)),
        "stacks": len(heights),
        "tallest": int(heights.max()),
        "twins": int((~stay).sum()),
    }
    rows = rows[stay]
    order, start, high = _piles(codes[stay])
    members = [
        ", ".join(source.call(row) for row in rows[order[s : s + min(n, _NAMED)]].tolist())
        + (" …" if n > _NAMED else "")
        for s, n in zip(start.tolist(), high.tolist(), strict=True)
    ]
    first = rows[order[start]]
    rank = np.lexsort((first, -high))
    each = {
        "area": shapely.area(outlines[first[rank]]),
        "members": [members[i] for i in rank.tolist()],
    }
    return [
        Notice("stacks", WHOLE, whole, counts=heights.sum(keepdims=True)),
        Notice("stack", first[rank], each, counts=high[rank]),
    ]


def _piles(codes: Rows) -> tuple[Rows, Rows, Rows]:
    """Return the order that puts equal codes together, and start and height of each pile."""
    order = np.argsort(codes, kind="stable").astype(np.int64)
    _, start, heights = np.unique(codes[order], return_index=True, return_counts=True)
    tall = heights > 1
    return order, start[tall].astype(np.int64), heights[tall].astype(np.int64)
