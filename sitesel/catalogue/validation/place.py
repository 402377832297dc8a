"""Where parcels lie: far from the rest, or on a grid too coarse to measure by."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely

from sitesel.catalogue.validation.notice import WHOLE, Bools, Floats, Notice, Outlines, Rows
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.crs import LON_LAT, transform_xy

_LOOKED_AT = 20_000
_FEWEST = 100
_ENOUGH = 0.99
# metres a step of the last decimal of a degree
_DEGREE = 111_320


def origins(outlines: Outlines, crs: pyproj.CRS, tolerances: Tolerances) -> Floats:
    """Return where (0, 0) lies, of the projection and of longitude and latitude in it.

    Only where that is far from the layer: beside it, zero is a coordinate like any other.
    """
    bounds = shapely.bounds(outlines)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return np.empty((0, 2))
    null_island = transform_xy(np.zeros(1), np.zeros(1), LON_LAT, crs)
    both = np.concatenate([np.zeros((1, 2)), null_island.T])
    middle = np.median((bounds[:, :2] + bounds[:, 2:]) / 2, axis=0)
    far = np.hypot(*(both - middle).T) > tolerances.far
    kept: Floats = both[np.isfinite(both).all(axis=1) & far]
    return kept


def far_away(outlines: Outlines, rows: Rows, tolerances: Tolerances) -> list[Notice]:
    """Tell the parcels that a wide void parts from the rest.

    The void must be wider than the middle half of the layer, four times over, and than the
    tolerance; so that an archipelago is one place, and a parcel in the wrong zone is not.
    """
    if len(rows) < 3:
        return []
    bounds = shapely.bounds(outlines[rows])
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    near = np.ones(len(rows), dtype=np.bool_)
    for axis in (0, 1):
        near &= main_body(centres[:, axis], tolerances.far)
    if near.sum() * 2 <= len(rows):  # no main body that the others could be far from
        return []
    far = np.flatnonzero(~near)
    middle = np.median(centres[near], axis=0)
    distance = np.hypot(*(centres[far] - middle).T) / 1000
    return [Notice("far-away", rows[far], {"distance": distance})]


def main_body(values: Floats, least: float) -> Bools:
    """Tell the values of the largest group that no wide void parts.

    Parameters
    ----------
    values
        Positions along one axis.
    least
        A void is wider than this, and than four times the middle half of the values.

    Examples
    --------
    >>> main_body(np.array([1.0, 2.0, 3.0, 900.0]), 100).tolist()
    [True, True, True, False]
    """
    order = np.argsort(values, kind="stable")
    # whole values, so that up to a quarter of the rows can't widen the middle half
    low = np.quantile(values, 0.25, method="higher")
    high = np.quantile(values, 0.75, method="lower")
    void = max(least, 4 * (high - low))
    group = np.append(0, np.cumsum(np.diff(values[order]) > void))
    main = group == np.argmax(np.bincount(group))
    found = np.empty(len(values), dtype=np.bool_)
    found[order] = main
    return found


def coarse_coordinates(outlines: Outlines, rows: Rows, crs: pyproj.CRS) -> list[Notice]:
    """Tell coordinates that were rounded to metres, or to a degree's fourth decimal."""
    step = max(1, len(rows) // 2_000)
    points = shapely.get_coordinates(outlines[rows[::step]])[:_LOOKED_AT]
    if len(points) < _FEWEST:
        return []
    lonlat = transform_xy(points[:, 0], points[:, 1], crs, LON_LAT).T
    metres = {"unit": "m", "unit_zh": " m"}
    degrees = {"unit": "degrees", "unit_zh": "°"}
    for values, size, words in (
        (points, 100.0, metres),
        (points, 10.0, metres),
        (points, 1.0, metres),
        (lonlat, 1e-2, degrees),
        (lonlat, 1e-3, degrees),
        (lonlat, 1e-4, degrees),
    ):
        # a metre's thousandth lets pass what a projection there and back leaves behind
        slack = 1e-3 / (_DEGREE if words is degrees else 1)
        off = np.abs(values - np.round(values / size) * size)
        share = float((off <= slack).all(axis=1).mean())
        if share >= _ENOUGH:
            facts = {"step": size, "share": share, **words}
            return [Notice("coarse-coordinates", WHOLE, facts, counts=np.array([len(rows)]))]
    return []
