"""On which island, or on the mainland, each parcel lies."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame, array
from pandas.api.extensions import ExtensionArray

from sitesel.attributes.overlay import overlap_area
from sitesel.attributes.proximity import nearest
from sitesel.attributes.rings import Floats, Ints, Rings, in_metres, polygonal, rings
from sitesel.attributes.shape import ellipsoid_area

TOLERANCE = 500.0  # m; reclaimed land lies off the coast of older maps


def landmass(
    parcels: GeoSeries | Rings, land: GeoDataFrame, *, tolerance: float = TOLERANCE
) -> DataFrame:
    """Find the island of each parcel: most of its area, else the nearest, else not known.

    Parameters
    ----------
    parcels
        Valid polygons, points or lines in a projected CRS, metres.
    land
        One polygon a landmass, in the same CRS, with the columns `name` and `fixed_link`
        (mainland, bridged, planned or none; missing is not known) and, where the landmass goes on
        beyond its polygon, `area` in m²; without it the area is measured.
    tolerance
        Metres from the shore up to which a parcel off every landmass belongs to the nearest.

    Returns
    -------
    landmass, landmass_area, fixed_link
        Name, m² and link; missing where the parcel has no geometry or lies farther out. Of equal
        overlaps and distances the first in `land` counts. The index of `parcels`.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.

    Examples
    --------
    >>> from shapely import box
    >>> names = {"name": ["Jintang", "Cezi"], "fixed_link": ["bridged", "bridged"]}
    >>> land = GeoDataFrame(names, geometry=[box(0, 0, 9e3, 9e3), box(1e4, 0, 2e4, 9e3)])
    >>> parcels = GeoSeries({"A1": box(8990, 0, 9030, 20), "A2": box(9900, 0, 9920, 20)})
    >>> landmass(parcels, land)["landmass"].to_dict()
    {'A1': 'Jintang', 'A2': 'Cezi'}
    """
    flat, shores = rings(parcels), GeoSeries(polygonal(land.geometry.to_numpy()), crs=land.crs)
    in_metres(flat, shores)
    row = _mostly_on(flat, shores)
    off = np.flatnonzero((row < 0) & ~flat.empty)
    if len(off):
        near = nearest(flat.take(off), shores)
        close = near["distance"].to_numpy() <= tolerance
        row[off[close]] = near["nearest"].to_numpy()[close]
    if not isinstance(parcels, Rings):
        thin = np.flatnonzero(flat.empty)
        row[thin] = _nearest_to(parcels.to_numpy()[thin], shores, tolerance)
    return DataFrame(
        {
            "landmass": _of_row(land["name"].to_numpy(object), row),
            "landmass_area": np.append(_areas(land, shores), np.nan)[row],
            "fixed_link": _of_row(land["fixed_link"].to_numpy(object), row),
        },
        index=flat.index,
    )


def _mostly_on(flat: Rings, shores: GeoSeries) -> Ints:
    """Return the row of the landmass that holds most of each parcel, -1 where none holds any."""
    row = np.full(len(flat), -1, np.int64)
    most = np.zeros(len(flat))
    boxes = np.flatnonzero(~flat.empty)
    tree = shapely.STRtree(shapely.box(*flat.bounds[boxes].T))
    pairs = tree.query(shores.to_numpy())
    order = np.argsort(pairs[0], kind="stable")
    masses, firsts = np.unique(pairs[0][order], return_index=True)
    for mass, some in zip(masses, np.split(pairs[1][order], firsts[1:]), strict=False):
        rows = boxes[some]
        held = overlap_area(flat.take(rows), shores.iloc[[mass]]).to_numpy()
        more = held > most[rows]
        row[rows[more]], most[rows[more]] = mass, held[more]
    return row


def _nearest_to(places: NDArray[np.object_], shores: GeoSeries, tolerance: float) -> Ints:
    """Return the row of the landmass nearest to each point or line, -1 where none is near."""
    row = np.full(len(places), -1, np.int64)
    there = np.flatnonzero(~(shapely.is_missing(places) | shapely.is_empty(places)))
    tree = shapely.STRtree(shores.to_numpy())
    found, masses = tree.query_nearest(places[there], max_distance=tolerance)
    order = np.lexsort((-masses, found))  # the first in `land` is written last
    row[there[found[order]]] = masses[order]
    return row


def _areas(land: GeoDataFrame, shores: GeoSeries) -> Floats:
    told = land["area"].to_numpy(float) if "area" in land else np.full(len(land), np.nan)
    flat = rings(shores)
    measured = flat.area if flat.crs is None else ellipsoid_area(flat).to_numpy()
    areas: Floats = np.where(np.isnan(told), measured, told)
    return areas


def _of_row(values: NDArray[np.object_], row: Ints) -> ExtensionArray:
    return array([values[r] if r >= 0 else None for r in row], dtype="str")
