"""What a parcel's status means to its neighbours: the room they have to expand into.

Nothing else that is measured hangs on what is told. Only parcels beside those whose status changed
are looked at, and only with the parcels beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from sitesel.attributes.expansion import expansion
from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config_shore import ExpansionConfig
from sitesel.catalogue.outlines import Outlines
from sitesel.columns import CategoryColumn, Value
from sitesel.crs import to_crs
from sitesel.schema import SiteKind

_EARTH = Geod(ellps="GRS80")
_WIDER = 1.01  # a degree is not as long everywhere

Rows = NDArray[np.int64]


def expansion_of(catalogue: Catalogue) -> ExpansionConfig | None:
    """Return what counts as room to expand in a catalogue; None where it does not tell."""
    told = catalogue.manifest.options.get("expansion")
    return ExpansionConfig(**told) if told else None


def expansion_beside(
    catalogue: Catalogue, kind: SiteKind, statuses: Mapping[int, Value]
) -> dict[str, dict[int, Value]]:
    """Measure the room to expand of the parcels beside some whose status changes.

    Returns
    -------
    values
        Of `expansion_area` and `expansion_parcels`, by row; empty where the catalogue knows none.
    """
    asked = expansion_of(catalogue)
    if asked is None or kind != "parcels" or "expansion_area" not in catalogue.known_attributes():
        return {}
    columns, outlines = catalogue.columns(kind), catalogue.outlines(kind)
    status = columns["status"]
    if not isinstance(status, CategoryColumn):
        return {}
    wanted = [i for i, word in enumerate(status.categories) if word in asked.available]
    free = np.isin(status.codes, wanted)
    changed = np.fromiter(statuses, np.int64, len(statuses))
    now = np.array([value in asked.available for value in statuses.values()], np.bool_)
    changed, now = changed[free[changed] != now], now[free[changed] != now]
    if not len(changed):
        return {}
    free[changed] = now
    touched = beside(outlines, changed, asked.gap)
    near = beside(outlines, touched, asked.gap)
    return expansion_among(catalogue, near, touched, free, asked.gap)


def expansion_among(
    catalogue: Catalogue, near: Rows, touched: Rows, free: NDArray[np.bool_], gap: float
) -> dict[str, dict[int, Value]]:
    """Measure the room to expand of `touched`, with `near` for their neighbours and themselves."""
    ids = catalogue.columns().ids
    sites = to_crs(catalogue.geometry("parcels", near), catalogue.manifest.crs)
    found, (starts, others) = expansion(sites, free[near], gap=gap)
    area = found["expansion_area"].to_numpy(np.float64)
    areas: dict[int, Value] = {}
    words: dict[int, Value] = {}
    for at in np.searchsorted(near, touched).tolist():
        row = int(near[at])
        areas[row] = None if np.isnan(area[at]) else float(area[at])
        names = sorted(ids[int(near[i])].as_py() for i in others[starts[at] : starts[at + 1]])
        words[row] = ", ".join(names) or None
    return {"expansion_area": areas, "expansion_parcels": words}


def beside(outlines: Outlines, rows: Rows, gap: float) -> Rows:
    """Return some sites and those that may lie within a gap of one; by their boxes, rising."""
    bounds: Any = np.asarray(outlines.bounds)
    found = np.zeros(outlines.count, np.bool_)
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
