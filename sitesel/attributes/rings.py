"""Polygons as flat coordinate arrays with offsets: the form that compiled kernels work on.

Parcel `i` owns the rings `parts[i]:parts[i + 1]`, ring `r` the vertices `starts[r]:starts[r + 1]`
of `xy`, closed (the last vertex repeats the first). Outer rings run anticlockwise and holes
clockwise, so the land lies to the left of every edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Index
from pyproj import CRS

from sitesel.attributes.kernel import kernel
from sitesel.errors import SiteselError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7


class WrongCrs(SiteselError):
    """Geometry that can't be measured in metres where it is: degrees, or two different CRS."""

    code = "wrong-crs"


class Flat(NamedTuple):
    """The arrays of `Rings` that kernels take."""

    xy: Floats
    starts: Ints
    parts: Ints
    bounds: Floats


@dataclass(frozen=True, eq=False)
class Rings:
    """Polygons of many parcels, ready to be measured.

    Parameters
    ----------
    xy
        Vertices, shape (v, 2); metres in `crs`.
    starts
        First vertex of each ring, and the end; shape (r + 1,).
    parts
        First ring of each parcel, and the end; shape (n + 1,). A parcel without geometry has none.
    bounds
        West, south, east, north of each parcel, shape (n, 4); NaN without geometry.
    area
        Plane area, m², shape (n,); NaN without geometry.
    index
        Labels of the parcels.
    crs
        Of the coordinates; None when not told.
    """

    xy: Floats
    starts: Ints
    parts: Ints
    bounds: Floats
    area: Floats
    index: Index
    crs: CRS | None

    def __len__(self) -> int:
        return len(self.parts) - 1

    @property
    def flat(self) -> Flat:
        """The arrays for a kernel."""
        return Flat(self.xy, self.starts, self.parts, self.bounds)

    def take(self, rows: Ints) -> Rings:
        """Return some of the parcels, in the order given."""
        ring_rows = _ranges(self.parts[:-1][rows], self.parts[1:][rows])
        sizes = np.diff(self.starts)[ring_rows]
        vertices = _ranges(self.starts[:-1][ring_rows], self.starts[1:][ring_rows])
        return Rings(
            self.xy[vertices],
            np.append(0, np.cumsum(sizes)),
            np.append(0, np.cumsum(np.diff(self.parts)[rows])),
            self.bounds[rows],
            self.area[rows],
            self.index[rows],
            self.crs,
        )

    @property
    def empty(self) -> Flags:
        """Which parcels have no geometry."""
        empty: Flags = self.parts[:-1] == self.parts[1:]
        return empty


def rings(parcels: GeoSeries | Rings) -> Rings:
    """Turn polygons into flat arrays; what is not a polygon counts as without geometry.

    Parameters
    ----------
    parcels
        Valid polygons or multi-polygons in a projected CRS, metres; of a collection the polygons
        count. Rings already made are handed back.

    Raises
    ------
    WrongCrs
        The CRS is geographic, or its unit is not the metre.

    Examples
    --------
    >>> from shapely import box
    >>> flat = rings(GeoSeries({"A1": box(0, 0, 20, 50), "A2": None}))
    >>> flat.xy.shape, flat.area.tolist()
    ((5, 2), [1000.0, nan])
    """
    if isinstance(parcels, Rings):
        return parcels
    in_metres(parcels)
    shapes = polygonal(parcels.to_numpy())
    # shapely.to_ragged_array gives the same, ten times slower
    xy = shapely.get_coordinates(shapes)
    starts, parts, hole = _offsets(shapes)
    orient(xy, starts, hole)
    bounds, area = shapely.bounds(shapes), shapely.area(shapes)
    area[np.isnan(bounds[:, 0])] = np.nan
    return Rings(xy, starts, parts, bounds, area, parcels.index, parcels.crs)


def _offsets(shapes: NDArray[np.object_]) -> tuple[Ints, Ints, Flags]:
    """Return the first vertex of each ring, the first ring of each shape, and which are holes."""
    polygons, owner = shapes, None
    if (shapely.get_type_id(shapes) == _MULTIPOLYGON).any():
        polygons, owner = shapely.get_parts(shapes, return_index=True)
    vertices = shapely.get_num_coordinates(polygons)
    filled = vertices > 0
    count = np.where(filled, shapely.get_num_interior_rings(polygons) + 1, 0)
    first = np.append(0, np.cumsum(count))
    hole = np.ones(first[-1], np.bool_)
    hole[first[:-1][filled]] = False
    sizes = np.empty(first[-1], np.int64)
    sizes[first[:-1][filled]] = vertices[filled]
    holed = count > 1
    if holed.any():
        rows = np.repeat(holed, count)
        sizes[rows] = shapely.get_num_coordinates(shapely.get_rings(polygons[holed]))
    if owner is not None:
        count = np.bincount(owner, weights=count, minlength=len(shapes)).astype(np.int64)
        first = np.append(0, np.cumsum(count))
    return np.append(0, np.cumsum(sizes)), first, hole


def _ranges(firsts: Ints, stops: Ints) -> Ints:
    """Return `firsts[0]` up to `stops[0]`, then `firsts[1]` up to `stops[1]`, and so on."""
    sizes = stops - firsts
    ends = np.cumsum(sizes)
    return np.repeat(firsts - ends + sizes, sizes) + np.arange(sizes.sum())


def in_metres(*layers: GeoSeries | Rings) -> None:
    """Refuse layers that are in degrees, in feet, or not all in one CRS; an untold CRS passes.

    Raises
    ------
    WrongCrs
        One of them is.
    """
    known = [layer.crs for layer in layers if layer.crs is not None]
    for crs in known:
        if not crs.is_projected or any(axis.unit_conversion_factor != 1 for axis in crs.axis_info):
            raise WrongCrs(
                f"measuring needs a projected CRS in metres, and this is {crs.name}; "
                "transform the layer to the measuring CRS first, e.g. `to_crs(4550)`",
                f"测量需要以米为单位的投影坐标系，而这里是 {crs.name};"
                "请先转换到测量坐标系，例如 `to_crs(4550)`",
            )
    if any(crs != known[0] for crs in known[1:]):
        names = " / ".join(crs.name for crs in known)
        raise WrongCrs(
            f"the layers are in different CRS ({names}); transform all to one first",
            f"各图层坐标系不同（{names}）；请先统一坐标系",
        )


def polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep what is polygonal: of a collection its polygons, of lines and points nothing."""
    kinds = shapely.get_type_id(shapes)
    odd = ~np.isin(kinds, (-1, _POLYGON, _MULTIPOLYGON))
    if not odd.any():
        return shapes
    kept = shapes.copy()
    kept[odd] = None
    for row in np.flatnonzero(kinds == _COLLECTION):
        parts = shapely.get_parts(polygonal(shapely.get_parts(shapes[row])))
        kept[row] = shapely.multipolygons(parts) if len(parts) else None
    return kept


@kernel
def ring_area(xy: Floats, start: int, stop: int) -> float:
    """Return the signed area of one closed ring, positive when anticlockwise."""
    x0, y0 = xy[start, 0], xy[start, 1]
    twice = 0.0
    for v in range(start, stop - 1):
        twice += (xy[v, 0] - x0) * (xy[v + 1, 1] - y0) - (xy[v + 1, 0] - x0) * (xy[v, 1] - y0)
    return twice / 2


@kernel
def orient(xy: Floats, starts: Ints, hole: Flags) -> None:
    """Turn outer rings anticlockwise and holes clockwise, in place."""
    for r in range(len(starts) - 1):
        start, stop = starts[r], starts[r + 1]
        if (ring_area(xy, start, stop) < 0) != hole[r]:
            for k in range((stop - start) // 2):
                for axis in range(2):
                    kept = xy[start + k, axis]
                    xy[start + k, axis] = xy[stop - 1 - k, axis]
                    xy[stop - 1 - k, axis] = kept


@kernel
def covers(land: Flat, row: int, x: float, y: float) -> bool:
    """Tell whether a point lies in a parcel (even-odd over its rings, so not in its holes)."""
    xy, starts = land.xy, land.starts
    inside = False
    for r in range(land.parts[row], land.parts[row + 1]):
        for v in range(starts[r], starts[r + 1] - 1):
            y1, y2 = xy[v, 1], xy[v + 1, 1]
            if (y1 > y) != (y2 > y):
                x1, x2 = xy[v, 0], xy[v + 1, 0]
                side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
                if (side > 0) == (y2 > y1):
                    inside = not inside
    return inside
