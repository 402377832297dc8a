"""Web Mercator as a square of side 1: what addresses of tiles count in, and nothing is measured in.

`x` runs east from 180° W, `y` south from about 85.05° N, both 0 to 1. A tile of zoom `z` is a
square of side `2**-z`; `EXTENT` units of a tile are its side.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sitesel.attributes.kernel import in_partitions, kernel

Floats = NDArray[np.float64]

EXTENT = 4096
BUFFER = 64
"""Units beyond the side of a tile that shapes are drawn to, so that no seam is seen."""
MOST_ZOOM = 22
_LAST = 1 - 2**-40  # the tile with the last meridian or parallel is the last one
_STEEPEST = math.radians(85.0511287798)


def projected(lonlat: Floats) -> Floats:
    """Project coordinates.

    Parameters
    ----------
    lonlat
        Shape (n, 2): longitude, latitude; degrees, OGC:CRS84. Beyond 85.05° of latitude or 180° of
        longitude they are taken to the edge.

    Returns
    -------
    xy
        Shape (n, 2); 0 up to, but never, 1.

    Examples
    --------
    >>> projected(np.array([[0.0, 0.0], [-180.0, 90.0], [90.0, 66.51326]])).round(6).tolist()
    [[0.5, 0.5], [0.0, 0.0], [0.75, 0.25]]
    """
    xy = np.empty((len(lonlat), 2))
    lonlat = np.asarray(lonlat).view()
    lonlat.flags.writeable = False  # as a mapped array is, so that the kernel is compiled once
    in_partitions(lambda start, stop: _project(lonlat, start, stop, xy), len(lonlat))
    return xy


@kernel
def _project(lonlat: Floats, start: int, stop: int, xy: Floats) -> None:
    for i in range(start, stop):
        x = lonlat[i, 0] / 360 + 0.5
        sine = math.sin(min(max(math.radians(lonlat[i, 1]), -_STEEPEST), _STEEPEST))
        y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
        xy[i, 0] = min(max(x, 0.0), _LAST)
        xy[i, 1] = min(max(y, 0.0), _LAST)
