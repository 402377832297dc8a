"""Narrow things: gaps between neighbours, slivers, parcels of next to no area."""

from __future__ import annotations

import numpy as np
import shapely

from sitesel.catalogue.validation.coverage import Misfits
from sitesel.catalogue.validation.notice import WHOLE, Floats, Notice, Outlines, Rows
from sitesel.catalogue.validation.tolerances import Tolerances


def width(outlines: Outlines) -> Floats:
    """Measure how wide a rectangle of the same area and perimeter would be; metres.

    Examples
    --------
    >>> width(np.array([shapely.box(0, 0, 0.2, 50)])).round(3).tolist()
    [0.2]
    """
    quarter = shapely.length(outlines) / 4
    square = quarter**2 - shapely.area(outlines)
    across: Floats = np.maximum(quarter - np.sqrt(np.maximum(square, 0)), 0)
    return across


def narrow_parcels(outlines: Outlines, rows: Rows, tolerances: Tolerances) -> list[Notice]:
    """Tell parcels that are tiny, and slivers: long, but hardly wide."""
    area, across = shapely.area(outlines[rows]), width(outlines[rows])
    tiny = area < tolerances.tiny
    sliver = ~tiny & (across < tolerances.sliver)
    return [
        Notice("tiny-area", rows[tiny], {"area": area[tiny]}),
        Notice("sliver", rows[sliver], {"area": area[sliver], "width": across[sliver]}),
    ]


def gaps(misfits: Misfits, rows: Rows, tolerances: Tolerances) -> list[Notice]:
    """Tell narrow voids between neighbours, and boundaries that run beside one another.

    Parameters
    ----------
    misfits
        Distinct outlines and those of them that do not fit.
    rows
        The row that stands for each outline.
    tolerances
        How narrow a void must be to be a gap.
    """
    return [*_voids(misfits, rows, tolerances), *_loose(misfits, tolerances)]


def _voids(misfits: Misfits, rows: Rows, tolerances: Tolerances) -> list[Notice]:
    """Find holes in the union of the outlines at fault that nothing else fills."""
    union = shapely.union_all(misfits.outlines[misfits.rows])
    rings, of_part = shapely.get_rings(shapely.get_parts(union), return_index=True)
    holes = np.append(False, of_part[1:] == of_part[:-1])[: len(rings)]  # an exterior comes first
    voids = shapely.polygons(rings[holes])
    areas, across = shapely.area(voids), width(voids)
    narrow = (across < tolerances.gap) & (areas > tolerances.gap_area)
    voids = voids[narrow]
    of, inside = misfits.tree.query(voids, predicate="intersects")
    fill = shapely.intersection(voids[of], misfits.outlines[inside])
    filled = np.bincount(of, shapely.area(fill), len(voids))
    areas, across = areas[narrow] - filled, across[narrow]
    beside = np.full(len(voids), len(rows), dtype=np.int64)
    np.minimum.at(beside, of, inside)
    empty = (areas > tolerances.gap_area) & (beside < len(rows))
    voids, areas, across, beside = voids[empty], areas[empty], across[empty], beside[empty]
    if not len(voids):
        return []
    worst = np.lexsort((beside, -areas))[: tolerances.listed]
    whole = {
        "voids": len(voids),
        "total": float(areas.sum()),
        "worst": float(areas.max()),
        "listed": len(worst),
    }
    each = {"area": areas[worst], "width": across[worst]}
    return [
        Notice("gaps", WHOLE, whole, counts=np.array([len(voids)])),
        Notice("gap", rows[beside[worst]], each, places=voids[worst]),
    ]


def _loose(misfits: Misfits, tolerances: Tolerances) -> list[Notice]:
    """Find boundaries that run within a gap's width of a neighbour without meeting it."""
    around = np.union1d(misfits.rows, misfits.tree.query(misfits.outlines[misfits.rows])[1])
    outlines = misfits.outlines[around]
    near = shapely.coverage_invalid_edges(outlines, gap_width=tolerances.gap)
    crossing = shapely.coverage_invalid_edges(outlines, gap_width=0)
    length = shapely.length(near) - shapely.length(crossing)
    loose = length > tolerances.gap
    if not loose.any():
        return []
    facts = {"gap": tolerances.gap, "length": float(length[loose].sum())}
    return [Notice("loose-boundaries", WHOLE, facts, counts=np.array([loose.sum()]))]
