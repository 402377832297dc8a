"""Terrain: elevation and slope of parcels, from a raster of elevations.

A cell belongs to a parcel when its centre lies in it; a parcel that holds no centre (or a point)
has the cell that its centroid lies in. The raster is read in tiles with a rim of one cell, so that
memory does not grow with it.
"""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame
from pyproj import CRS

from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.rings import Flat, Floats, Rings, rings
from sitesel.crs import to_crs
from sitesel.layers.raster import Raster

TILE = 1024  # cells a side
_FLATTENING, _EQUATOR = 1 / 298.257223563, 6378137.0  # WGS 84
_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)
_MEASURES = ("elevation", "elevation_min", "elevation_max", "slope", "slope_max")
_SUM, _MIN, _MAX, _SLOPE, _STEEPEST, _CELLS, _SLOPES, _ASKED = range(8)


def terrain(sites: GeoSeries, raster: Raster) -> DataFrame:
    r"""Measure elevation and slope over parcels, or under points.

    The slope of a cell is Horn's, from its eight neighbours, with the cell's own sides in metres
    (of a raster in degrees those of its latitude on the WGS 84 ellipsoid):

    .. math:: 100 \sqrt{(\partial z / \partial x)^2 + (\partial z / \partial y)^2}

    Parameters
    ----------
    sites
        Valid polygons or points in any CRS that is told.
    raster
        Elevations in metres.

    Returns
    -------
    elevation, elevation_min, elevation_max
        Metres: mean, lowest and highest of the parcel's cells that have one.
    slope, slope_max
        Per cent: mean and highest; a cell beside one without elevation has none.
    cell
        Metres: the longer side of a cell at the site.
    known
        Which share of the parcel's cells has an elevation, 0 to 1.

    Everything is NaN where nothing is known, `known` is 0 there. The index of `sites`.

    References
    ----------
    Horn (1981), Hill shading and the reflectance map, Proceedings of the IEEE 69(1), 14-47.
    """
    local = to_crs(sites, raster.crs).to_numpy()
    land = rings(GeoSeries(np.where(shapely.get_dimensions(local) == 2, local, None)))
    centres = shapely.get_coordinates(_or_nowhere(shapely.centroid(local)))
    found = _accumulators(len(local))
    # cells are counted from the first one's corner, and a centre lies half a cell on
    cells = _in_cells(land, raster)
    for rows, columns in _tiles(cells, raster):
        _lay_over(raster, cells, rows, columns, found)
    small = np.flatnonzero((found[:, _ASKED] == 0) & np.isfinite(centres).all(axis=1))
    if len(small):
        _under(raster, centres, small, found)
    return _columns(found, centres, raster, sites)


def warm() -> None:
    """Compile the kernels, so that no one waits for them later."""
    land = rings(GeoSeries([shapely.box(0, 0, 2, 2)]))
    found = _accumulators(1)
    _gather(0, 1, land.flat, np.zeros((2, 2)), np.zeros((2, 2)), 0, 0, found)
    _horn(np.zeros((3, 3)), np.ones(1), np.ones(1))


def metres_per_degree(latitude: Floats) -> tuple[Floats, Floats]:
    """Return the length of a degree of longitude and of latitude on the WGS 84 ellipsoid.

    >>> east, north = metres_per_degree(np.array([0.0]))
    >>> round(float(east[0])), round(float(north[0]))
    (111319, 110574)
    """
    phi = np.radians(latitude)
    w = 1 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    degree = np.radians(1.0)
    east = degree * _EQUATOR * np.cos(phi) / np.sqrt(w)
    north = degree * _EQUATOR * (1 - _ECCENTRICITY_2) / w**1.5
    return east, north


def _accumulators(count: int) -> Floats:
    found = np.zeros((count, 8))
    found[:, _MIN], found[:, _MAX], found[:, _STEEPEST] = np.inf, -np.inf, -np.inf
    return found


def _or_nowhere(points: NDArray[np.object_]) -> NDArray[np.object_]:
    nowhere = shapely.is_missing(points) | shapely.is_empty(points)
    return np.where(nowhere, shapely.Point(np.nan, np.nan), points)


def _in_cells(land: Rings, raster: Raster) -> Rings:
    """Return polygons in columns and rows of the raster, rows counted down from the north."""
    xy = np.empty_like(land.xy)
    xy[:, 0] = (land.xy[:, 0] - raster.west) / raster.step_x
    xy[:, 1] = (raster.north - land.xy[:, 1]) / raster.step_y
    bounds = np.empty_like(land.bounds)
    bounds[:, [0, 2]] = (land.bounds[:, [0, 2]] - raster.west) / raster.step_x
    bounds[:, [3, 1]] = (raster.north - land.bounds[:, [1, 3]]) / raster.step_y
    return Rings(xy, land.starts, land.parts, bounds, land.area, land.index, None)


def _tiles(cells: Rings, raster: Raster) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return rows and columns of the tiles that some parcel reaches into."""
    boxes = cells.bounds[np.isfinite(cells.bounds).all(axis=1)]
    west, north, east, south = (boxes[:, i] // TILE for i in range(4))
    reached = []
    # a parcel beyond the raster asks for cells too, and finds none there
    for down in range(-1, raster.height // TILE + 2):
        for along in range(-1, raster.width // TILE + 2):
            lies = (west <= along) & (east >= along) & (north <= down) & (south >= down)
            if lies.any():
                first, left = down * TILE, along * TILE
                reached.append(((first, first + TILE), (left, left + TILE)))
    return reached


def _lay_over(
    raster: Raster, cells: Rings, rows: tuple[int, int], columns: tuple[int, int], found: Floats
) -> None:
    height, slope = _surface(raster, rows, columns)
    box = cells.bounds
    meets = (box[:, 0] < columns[1]) & (box[:, 2] > columns[0])
    meets &= (box[:, 1] < rows[1]) & (box[:, 3] > rows[0])
    own = np.flatnonzero(meets)
    some = cells.take(own)
    flat, part = some.flat, found[own]

    def gather(start: int, stop: int) -> None:
        _gather(start, stop, flat, height, slope, rows[0], columns[0], part)

    in_partitions(gather, len(own))
    found[own] = part


def _surface(
    raster: Raster, rows: tuple[int, int], columns: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Return elevation and slope of the cells of a window."""
    rim = raster.read((rows[0] - 1, rows[1] + 1), (columns[0] - 1, columns[1] + 1))
    middle: Floats = raster.north - (np.arange(*rows, dtype=np.float64) + 0.5) * raster.step_y
    step_x, step_y = _sides(raster, middle)
    return rim[1:-1, 1:-1], _horn(rim, step_x, step_y)


def _sides(raster: Raster, latitude: Floats) -> tuple[Floats, Floats]:
    """Return the sides of cells in metres, by row."""
    if _in_degrees(raster.crs):
        east, north = metres_per_degree(np.clip(latitude, -89.9, 89.9))
        return east * raster.step_x, north * raster.step_y
    metres = raster.crs.axis_info[0].unit_conversion_factor if raster.crs.axis_info else 1.0
    wide = np.full(len(latitude), raster.step_x * metres)
    return wide, np.full(len(latitude), raster.step_y * metres)


def _in_degrees(crs: CRS) -> bool:
    return bool(crs.is_geographic)


def _under(raster: Raster, centres: Floats, rows: NDArray[np.int64], found: Floats) -> None:
    """Take the cell under the centroid, a band of the raster's rows at a time."""
    column = np.floor((centres[rows, 0] - raster.west) / raster.step_x)
    line = np.floor((raster.north - centres[rows, 1]) / raster.step_y)
    here = (column >= 0) & (column < raster.width) & (line >= 0) & (line < raster.height)
    found[rows, _ASKED] = 1
    rows = rows[here]
    across, down = column[here].astype(np.int64), line[here].astype(np.int64)
    tiles = (down // TILE) * (raster.width // TILE + 1) + across // TILE
    for tile in np.unique(tiles):
        own = tiles == tile
        top, left = int(down[own].min()), int(across[own].min())
        bottom, right = int(down[own].max()) + 1, int(across[own].max()) + 1
        height, slope = _surface(raster, (top, bottom), (left, right))
        z, steep = (
            height[down[own] - top, across[own] - left],
            slope[down[own] - top, across[own] - left],
        )
        told, of = rows[own][np.isfinite(z)], z[np.isfinite(z)]
        for place in (_SUM, _MIN, _MAX):
            found[told, place] = of
        found[told, _CELLS] = 1
        sloped = rows[own][np.isfinite(steep)]
        for place in (_SLOPE, _STEEPEST):
            found[sloped, place] = steep[np.isfinite(steep)]
        found[sloped, _SLOPES] = 1


def _columns(found: Floats, centres: Floats, raster: Raster, sites: GeoSeries) -> DataFrame:
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = found[:, _SUM] / found[:, _CELLS]
        slope = found[:, _SLOPE] / found[:, _SLOPES]
        known = np.where(found[:, _ASKED] > 0, found[:, _CELLS] / found[:, _ASKED], 0.0)
    nothing, flat = found[:, _CELLS] == 0, found[:, _SLOPES] == 0
    wide, tall = _sides(raster, centres[:, 1])
    return DataFrame(
        {
            "elevation": mean,
            "elevation_min": np.where(nothing, np.nan, found[:, _MIN]),
            "elevation_max": np.where(nothing, np.nan, found[:, _MAX]),
            "slope": slope,
            "slope_max": np.where(flat, np.nan, found[:, _STEEPEST]),
            "cell": np.where(nothing, np.nan, np.maximum(wide, tall)),
            "known": known,
        },
        index=sites.index,
    )


@kernel
def _horn(z: Floats, step_x: Floats, step_y: Floats) -> Floats:
    """Return the slope in per cent of the inner cells of a window with a rim of one cell."""
    height, width = z.shape[0] - 2, z.shape[1] - 2
    slope = np.empty((height, width))
    for i in range(height):
        for j in range(width):
            a, b, c = z[i, j], z[i, j + 1], z[i, j + 2]
            d, f = z[i + 1, j], z[i + 1, j + 2]
            g, h, k = z[i + 2, j], z[i + 2, j + 1], z[i + 2, j + 2]
            east = ((c + 2 * f + k) - (a + 2 * d + g)) / (8 * step_x[i])
            south = ((g + 2 * h + k) - (a + 2 * b + c)) / (8 * step_y[i])
            # a cell without an elevation of its own has no slope either
            slope[i, j] = 100 * np.sqrt(east * east + south * south) + 0 * z[i + 1, j + 1]
    return slope


@kernel
def _gather(  # noqa: C901 - calls would cost more than the branches
    start: int,
    stop: int,
    land: Flat,
    height: Floats,
    slope: Floats,
    top: int,
    left: int,
    found: Floats,
) -> None:
    """Add the cells of a window to the parcels that hold their centres, a line at a time."""
    for row in range(start, stop):
        first, last = land.parts[row], land.parts[row + 1]
        if first == last:
            continue
        # bounds are west, north, east, south here: rows run down
        line = max(int(np.ceil(land.bounds[row, 1] - 0.5)), top)
        line_end = min(int(np.floor(land.bounds[row, 3] - 0.5)), top + height.shape[0] - 1)
        crossings = np.empty(land.starts[last] - land.starts[first])
        while line <= line_end:
            y, many = line + 0.5, 0
            for r in range(first, last):
                for v in range(land.starts[r], land.starts[r + 1] - 1):
                    y1, y2 = land.xy[v, 1], land.xy[v + 1, 1]
                    if (y1 > y) != (y2 > y):
                        x1, x2 = land.xy[v, 0], land.xy[v + 1, 0]
                        crossings[many] = x1 + (x2 - x1) * ((y - y1) / (y2 - y1))
                        many += 1
            crossings[:many].sort()
            for pair in range(0, many - 1, 2):
                begin = max(int(np.ceil(crossings[pair] - 0.5)), left)
                end = min(int(np.ceil(crossings[pair + 1] - 0.5)), left + height.shape[1])
                for column in range(begin, end):
                    found[row, _ASKED] += 1
                    z, steep = height[line - top, column - left], slope[line - top, column - left]
                    if np.isfinite(z):
                        found[row, _SUM] += z
                        found[row, _MIN] = min(found[row, _MIN], z)
                        found[row, _MAX] = max(found[row, _MAX], z)
                        found[row, _CELLS] += 1
                    if np.isfinite(steep):
                        found[row, _SLOPE] += steep
                        found[row, _STEEPEST] = max(found[row, _STEEPEST], steep)
                        found[row, _SLOPES] += 1
            line += 1
