"""What a parcel's status and outline mean to its neighbours: the room they have to expand into.

Nothing else that is measured hangs on what is told, or on another site. Only parcels beside those
that changed are looked at, and only with the parcels beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import Geod

from sitesel.attributes.expansion import expansion
from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config_shore import ExpansionConfig
from sitesel.columns import CategoryColumn, Value
from sitesel.crs import to_crs
from sitesel.schema import SiteKind

_EARTH = Geod(ellps="GRS80")
_WIDER = 1.01  # a degree is not as long everywhere

Rows = NDArray[np.int64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Drawn:
    """Outlines that take the place of those of some rows.

    Parameters
    ----------
    rows
        Rising.
    metric
        In the measuring CRS, one for each of `rows`.
    lonlat
        As the catalogue will hold them.
    """

    rows: Rows
    metric: Shapes
    lonlat: Shapes


def expansion_of(catalogue: Catalogue) -> ExpansionConfig | None:
    """Return what counts as room to expand in a catalogue; None where it does not tell."""
    told = catalogue.manifest.options.get("expansion")
    return ExpansionConfig(**told) if told else None


def expansion_beside(
    catalogue: Catalogue,
    kind: SiteKind,
    statuses: Mapping[int, Value],
    moved: Drawn | None = None,
) -> dict[str, dict[int, Value]]:
    """Measure the room to expand of the parcels beside some whose status or outline changes.

    Parameters
    ----------
    catalogue
        Before.
    kind
        Of the sites.
    statuses
        Those that change, by row.
    moved
        Outlines that change.

    Returns
    -------
    values
        Of `expansion_area` and `expansion_parcels`, by row; empty where the catalogue knows none.
    """
    asked = expansion_of(catalogue)
    if asked is None or kind != "parcels" or "expansion_area" not in catalogue.known_attributes():
        return {}
    columns = catalogue.columns(kind)
    status = columns["status"]
    if not isinstance(status, CategoryColumn):
        return {}
    wanted = [i for i, word in enumerate(status.categories) if word in asked.available]
    free = np.isin(status.codes, wanted)
    changed = np.fromiter(statuses, np.int64, len(statuses))
    now = np.array([value in asked.available for value in statuses.values()], np.bool_)
    changed, now = changed[free[changed] != now], now[free[changed] != now]
    free[changed] = now
    bounds: Any = np.asarray(catalogue.outlines(kind).bounds)
    after = bounds
    if moved is not None:
        changed = np.union1d(changed, moved.rows)
        after = np.array(bounds)
        after[moved.rows] = shapely.bounds(moved.lonlat)
    if not len(changed):
        return {}
    touched = beside(after, changed, asked.gap)
    if moved is not None:
        touched = np.union1d(touched, beside(bounds, moved.rows, asked.gap))
    near = beside(after, touched, asked.gap)
    sites = _sites(catalogue, near, moved)
    return _expansion_among(sites, near, touched, free[near], asked.gap)


def _sites(catalogue: Catalogue, near: Rows, moved: Drawn | None) -> GeoSeries:
    """Return parcels in the measuring CRS, under their ids, as they will be."""
    sites = to_crs(catalogue.geometry("parcels", near), catalogue.manifest.crs)
    if moved is None:
        return sites
    shapes = sites.to_numpy().copy()
    own = np.isin(near, moved.rows)
    shapes[own] = moved.metric[np.searchsorted(moved.rows, near[own])]
    return GeoSeries(shapes, index=sites.index, crs=sites.crs)


def _expansion_among(
    sites: GeoSeries, near: Rows, touched: Rows, free: NDArray[np.bool_], gap: float
) -> dict[str, dict[int, Value]]:
    """Measure the room to expand of `touched`, with `near` for their neighbours and themselves."""
    found, (starts, others) = expansion(sites, free, gap=gap)
    ids = sites.index.to_numpy(object)
    area = found["expansion_area"].to_numpy(np.float64)
    areas: dict[int, Value] = {}
    words: dict[int, Value] = {}
    for at in np.searchsorted(near, touched).tolist():
        row = int(near[at])
        areas[row] = None if np.isnan(area[at]) else float(area[at])
        words[row] = ", ".join(sorted(ids[others[starts[at] : starts[at + 1]]])) or None
    return {"expansion_area": areas, "expansion_parcels": words}


def beside(bounds: Any, rows: Rows, gap: float) -> Rows:  # noqa: ANN401 - an array (n, 4)
    """Return some sites and those that may lie within a gap of one; by their boxes, rising."""
    found = np.zeros(len(bounds), np.bool_)
    found[rows] = True
    for west, south, east, north in bounds[rows].tolist():
        wide, high = _degrees(gap, (south + north) / 2)
        found |= (
            (bounds[:, 0] <= east + wide)
            & (bounds[:, 2] >= west - wide)
            & (bounds[:, 1] <= north + high)
            & (bounds[:, 3] >= south - high)
        )
    return np.flatnonzero(found)


def _degrees(metres: float, latitude: float) -> tuple[float, float]:
    east, _, _ = _EARTH.fwd(0, latitude, 90, metres)
    _, north, _ = _EARTH.fwd(0, latitude, 0, metres)
    return east * _WIDER, (north - latitude) * _WIDER
