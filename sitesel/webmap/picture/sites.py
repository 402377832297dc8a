"""The sites of a picture: coloured by how they stand, none too small to be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from sitesel.catalogue import Catalogue
from sitesel.columns import CategoryColumn
from sitesel.schema import SiteKind
from sitesel.selection import Selection
from sitesel.selection.outcome import standings
from sitesel.webmap.picture import colours, ink
from sitesel.webmap.picture.view import View
from sitesel.webmap.ramp import RAMP, colour

MOST = 3_000
"""Sites drawn one by one; where more are in view they are counted by cells."""
_LEAST = 6.0  # pixels across; below it a site is a dot
_CELL = 64  # pixels


@dataclass(frozen=True, eq=False)
class Shown:
    """The sites of one kind that are in view.

    Parameters
    ----------
    rows
        Of the catalogue.
    standing
        Of each: suitability, -1 rejected, -2 undecided; None without a selection.
    chosen
        Rows to be pointed out.
    """

    catalogue: Catalogue
    sites: SiteKind
    rows: NDArray[np.int64]
    standing: NDArray[np.float32] | None
    chosen: tuple[int, ...]


def in_view(
    catalogue: Catalogue,
    sites: SiteKind,
    view: View,
    *,
    selection: Selection | None,
    chosen: tuple[int, ...],
) -> Shown:
    """Find the sites in view by their boxes."""
    bounds = catalogue.outlines(sites).bounds
    west, south, east, north = view.bounds
    meets = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
    meets &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    rows = np.flatnonzero(meets)
    whole = None if selection is None else standings(selection)
    return Shown(catalogue, sites, rows, None if whole is None else whole[rows], chosen)


def drawn_sites(shown: Shown, view: View) -> Iterator[str]:
    """Yield the sites as SVG: rejected first, then undecided, the best last, the chosen on top."""
    if len(shown.rows) > MOST:
        yield from _counted(shown, view)
        picked = np.isin(shown.rows, np.array(shown.chosen, np.int64))
        if shown.standing is not None:  # of so many only those that matter one by one
            best = np.argsort(-shown.standing, kind="stable")[:200]
            picked[best[shown.standing[best] >= 0]] = True
        order = np.flatnonzero(picked)
    else:
        order = np.arange(len(shown.rows))
    if shown.standing is not None:
        order = order[np.argsort(_layer(shown.standing[order]), kind="stable")]
    shapes = view.drawn(shown.catalogue.outlines(shown.sites).geometries(shown.rows[order]))
    codes = _uses(shown)
    for place, shape in zip(order.tolist(), shapes.tolist(), strict=True):
        look = _look(shown, place, codes)
        yield _drawn(shape, shown, place, view, look)
    chosen = [place for place, row in enumerate(shown.rows.tolist()) if row in shown.chosen]
    outlines = view.drawn(
        shown.catalogue.outlines(shown.sites).geometries(shown.rows[np.array(chosen, np.int64)])
    )
    for place, shape in zip(chosen, outlines.tolist(), strict=True):
        for stroke, width in (("#ffffff", 5), (colours.CHOSEN, 2.6)):
            look = {"fill": "none", "stroke": stroke, "stroke-width": width}
            yield _drawn(shape, shown, place, view, look)


def _layer(standing: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(standing == -1, -2, np.where(standing == -2, -1, standing)).astype(np.float32)


def _drawn(shape: object, shown: Shown, place: int, view: View, look: Mapping[str, object]) -> str:
    bounds = shown.catalogue.outlines(shown.sites).bounds[shown.rows[place]]
    corners = view.pixels(np.array([[bounds[0], bounds[1]], [bounds[2], bounds[3]]]))
    across = float(np.ptp(corners, axis=0).max())
    if across < _LEAST:
        x, y = corners.mean(axis=0).tolist()
        return ink.circle(x, y, _LEAST / 2, **look)
    return ink.path(shape, **look)


def _look(shown: Shown, place: int, codes: Mapping[int, str]) -> Mapping[str, object]:
    if shown.standing is None:
        use = codes.get(int(shown.rows[place]))
        return {"fill": colours.use_colour(use), "stroke": colours.RIM, "stroke-width": 0.8}
    stands = float(shown.standing[place])
    if stands >= 0:
        return {"fill": colour(stands), "stroke": colours.INK, "stroke-width": 1.1}
    if stands == -1:
        return {"fill": colours.REJECTED, "stroke": "#8b979c", "stroke-width": 0.7}
    return {
        "fill": colours.UNDECIDED,
        "stroke": colours.UNDECIDED_RIM,
        "stroke-width": 1.1,
        "stroke-dasharray": "3 2",
    }


def _uses(shown: Shown) -> dict[int, str]:
    """Return the land-use code of each row in view, where one is known."""
    columns = shown.catalogue.columns(shown.sites)
    column = columns.get("planning_use")
    if shown.standing is not None or not isinstance(column, CategoryColumn):
        return {}
    codes = column.codes[shown.rows].tolist()
    told = zip(shown.rows.tolist(), codes, strict=True)
    return {row: column.categories[code] for row, code in told if code >= 0}


def _counted(shown: Shown, view: View) -> Iterator[str]:
    """Yield how many sites there are by cells; with a selection, how many candidates."""
    boxes = np.asarray(shown.catalogue.outlines(shown.sites).bounds)[shown.rows]
    middle = np.column_stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)])
    places = view.pixels(middle)
    inside = (places >= 0).all(axis=1) & (places < [view.width, view.height]).all(axis=1)
    if shown.standing is not None:
        inside &= shown.standing >= 0
    places = places[inside]
    cell = (places[:, 0] // _CELL).astype(np.int64) * 1_000 + (places[:, 1] // _CELL).astype(int)
    counts = np.bincount(cell)
    sums = [np.bincount(cell, weights=places[:, axis]) for axis in (0, 1)]
    most = max(int(counts.max(initial=1)), 1)
    for number in np.flatnonzero(counts).tolist():
        count = int(counts[number])
        x, y = (float(total[number]) / count for total in sums)
        share = (count / most) ** 0.5
        yield ink.circle(
            x, y, 8 + 16 * share, fill=colour(share), stroke=RAMP[3], stroke_width=1, opacity=0.92
        )
        shade = "#ffffff" if share > 0.6 else colours.INK
        said = f"{count:,}" if count < 10_000 else f"{count / 1000:.0f}k"
        yield ink.words(
            x, y + 3.6, said, fill=shade, font_size=10, font_weight=600, text_anchor="middle"
        )


def middles(
    catalogue: Catalogue, sites: SiteKind, rows: list[int], view: View
) -> NDArray[np.float64]:
    """Return a point inside each site, pixels."""
    shapes = catalogue.outlines(sites).geometries(np.array(rows, np.int64))
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return view.pixels(points.reshape(-1, 2))
