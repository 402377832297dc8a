"""Overlaps between distinct outlines: how much, and with whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely

from sitesel.catalogue.validation.coverage import THREADS, Misfits
from sitesel.catalogue.validation.notice import WHOLE, Floats, Notice, Rows, Source
from sitesel.catalogue.validation.tolerances import Tolerances

_BLOCK = 8_192


def overlapping_pairs(misfits: Misfits, *, above: float) -> tuple[Rows, Rows, Floats]:
    """Return the pairs of outlines that share more than some area, and how much.

    Parameters
    ----------
    misfits
        The outlines and those of them at fault: an overlap puts an edge of at least one of the
        two inside of the other.
    above
        Areas up to this many m² are let pass.

    Returns
    -------
    one, other, area
        Positions in the outlines, `one` below `other`; m²; the largest first.
    """
    outlines = misfits.outlines
    blocks = [misfits.rows[i : i + _BLOCK] for i in range(0, len(misfits.rows), _BLOCK)]
    faulty = np.zeros(len(outlines), dtype=np.bool_)
    faulty[misfits.rows] = True

    def pairs(block: Rows) -> tuple[Rows, Rows, Floats]:
        at, other = misfits.tree.query(outlines[block])
        one = block[at]
        # a pair of two at fault comes twice; keep it once
        once = (one != other) & (~faulty[other] | (one < other))
        one, other = one[once], other[once]
        area = shapely.area(shapely.intersection(outlines[one], outlines[other]))
        kept = area > above
        return one[kept], other[kept], area[kept]

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(pairs, blocks))
    one = np.concatenate([f[0] for f in found] or [np.empty(0, dtype=np.int64)])
    other = np.concatenate([f[1] for f in found] or [np.empty(0, dtype=np.int64)])
    area = np.concatenate([f[2] for f in found] or [np.empty(0)])
    low, high = np.minimum(one, other), np.maximum(one, other)
    worst = np.lexsort((high, low, -area))
    return low[worst], high[worst], area[worst]


def overlaps(misfits: Misfits, rows: Rows, source: Source, tolerances: Tolerances) -> list[Notice]:
    """Tell the overlaps: all of them in sum, the worst one by one.

    Parameters
    ----------
    misfits
        Distinct outlines; overlaps within a stack are not counted.
    rows
        The row that stands for each outline.
    source, tolerances
        How rows are called; what is let pass.
    """
    one, other, area = overlapping_pairs(misfits, above=tolerances.overlap)
    if not len(one):
        return []
    listed = min(len(one), tolerances.listed)
    whole = {
        "pairs": len(one),
        "total": float(area.sum()),
        "worst": float(area[0]),
        "listed": listed,
    }
    concerned = len(np.union1d(one, other))
    one, other, area = one[:listed], other[:listed], area[:listed]
    size = shapely.area(misfits.outlines)
    swap = size[other] < size[one]  # told of the smaller one, which it matters to most
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    each = {
        "other": [source.call(row) for row in rows[other].tolist()],
        "other_row": [source.rows[row] for row in rows[other].tolist()],
        "area": area,
        "share": area / size[one],
    }
    places = shapely.intersection(misfits.outlines[one], misfits.outlines[other])
    return [
        Notice("overlaps", WHOLE, whole, counts=np.array([concerned])),
        Notice("overlap", rows[one], each, counts=np.full(listed, 2), places=places),
    ]
