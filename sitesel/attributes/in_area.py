"""How much of each site lies in an area drawn on a map.

Most sites lie wholly inside or wholly outside, which their boxes tell at once. The others are laid
over the area by the overlay of `sitesel.attributes.overlay`, in longitude and latitude: there the
edges of GeoJSON are straight, and a share is the same in any coordinates that stretch a site
evenly. A degree of longitude grows shorter to the north by 0.01 % in a kilometre at 30° N, which
moves a share by some 0.001 % of a site of that size; a centimetre of the outline moves more.
"""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from sitesel.attributes.edges import Edges, edges_of_shapes
from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.overlay import dissolve, overlap_area
from sitesel.attributes.rings import Floats, rings

Shapes = NDArray[np.object_]

OUTSIDE, INSIDE, ACROSS, NOWHERE = 0, 1, 2, 3
WHOLE = 100.0
_DECIMALS = 6  # of a per cent: a square millimetre of ten hectares


def sides(boxes: Floats, area: shapely.Geometry) -> NDArray[np.int8]:
    """Tell on which side of an area's outline each box lies.

    Parameters
    ----------
    boxes
        West, south, east, north, shape (n, 4); NaN where there is no site.
    area
        A valid polygon or multipolygon in the CRS of the boxes.

    Returns
    -------
    sides
        `OUTSIDE`, `INSIDE`, `ACROSS` where the outline meets the box, `NOWHERE` without one.

    Examples
    --------
    >>> from shapely import box
    >>> boxes = np.array([[1, 1, 2, 2], [8, 8, 9, 9], [4, 4, 6, 6.0]])
    >>> sides(boxes, box(0, 0, 5, 5)).tolist()
    [1, 0, 2]
    """
    found = np.full(len(boxes), OUTSIDE, np.int8)
    edges = edges_of_shapes(np.array([area], object))
    plain = np.ascontiguousarray(boxes, np.float64)
    in_partitions(lambda start, stop: _sides(start, stop, plain, edges, found), len(boxes))
    return found


def share_inside(sites: Shapes, area: shapely.Geometry) -> Floats:
    """Measure how much of each site lies inside.

    Parameters
    ----------
    sites
        Valid polygons, or points; longitude and latitude.
    area
        A valid polygon or multipolygon; longitude and latitude.

    Returns
    -------
    share
        Per cent, 0 to 100; of a point, and of a polygon without area, 0 or 100.

    Examples
    --------
    >>> from shapely import box
    >>> parcel = np.array([box(122.0, 30.0, 122.002, 30.001)])
    >>> share_inside(parcel, box(122.001, 29, 123, 31)).tolist()
    [50.0]
    """
    shapely.prepare(area)
    anywhere = shapely.point_on_surface(sites)
    share = np.where(shapely.covers(area, anywhere), WHOLE, 0.0)
    flat = rings(GeoSeries(sites))
    whole = flat.area
    overlap = overlap_area(flat, dissolve(GeoSeries([area]))).to_numpy()
    measured = whole > 0
    # dividing last keeps a whole site at exactly 100
    share[measured] = np.round(overlap[measured] / whole[measured] * WHOLE, _DECIMALS)
    return share


def warm() -> None:
    """Compile the kernel, so that no one waits for it later."""
    sides(np.zeros((1, 4)), shapely.box(0, 0, 1, 1))


@kernel
def _sides(start: int, stop: int, boxes: Floats, edges: Edges, found: NDArray[np.int8]) -> None:
    skip = edges.skip
    for row in range(start, stop):
        west, south = boxes[row, 0], boxes[row, 1]
        east, north = boxes[row, 2], boxes[row, 3]
        if not (west <= east and south <= north):
            found[row] = NOWHERE
            continue
        x, y = (west + east) / 2, (south + north) / 2
        odd, across = False, False
        i = 0
        while i < len(skip) and not across:
            w, s = edges.boxes[i, 0], edges.boxes[i, 1]
            e, n = edges.boxes[i, 2], edges.boxes[i, 3]
            meets = w <= east and e >= west and s <= north and n >= south
            beside = s <= y <= n and e >= x
            if (meets or beside) and skip[i] == i + 1:
                for k in range(edges.span[i, 0], edges.span[i, 1]):
                    x1, y1, x2, y2 = edges.ends[k]
                    if meets and _touches(x1, y1, x2, y2, west, south, east, north):
                        across = True
                        break
                    if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * ((y - y1) / (y2 - y1)):
                        odd = not odd
            i = i + 1 if meets or beside else skip[i]
        if across:
            found[row] = ACROSS
        elif odd:
            found[row] = INSIDE


@kernel
def _touches(
    x1: float, y1: float, x2: float, y2: float,
    west: float, south: float, east: float, north: float,
) -> bool:  # fmt: skip
    """Tell whether an edge meets a closed box: no axis, and not its own line, keeps them apart."""
    if max(x1, x2) < west or min(x1, x2) > east or max(y1, y2) < south or min(y1, y2) > north:
        return False
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    half_x, half_y = (east - west) / 2, (north - south) / 2
    over = (x2 - x1) * (middle_y - y1) - (y2 - y1) * (middle_x - x1)
    reach = abs(y2 - y1) * half_x + abs(x2 - x1) * half_y
    # rounding must not lose a touch; one too many is only measured
    return abs(over) <= reach * (1 + 1e-9) + 1e-18
