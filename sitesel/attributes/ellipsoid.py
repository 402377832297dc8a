r"""Area on the ellipsoid, edges being geodesics.

In the cylindrical equal-area projection of the ellipsoid a polygon's area is its shoelace sum. The
sliver between a geodesic and the straight edge there has the area, to the third order in length,

.. math:: -\tfrac{1}{12} \sin\varphi\, \Delta\lambda\, (r^2 \Delta\lambda^2
          + 3 M^2 \Delta\varphi^2)

with the radii of the parallel r and of the meridian M at the middle of the edge; it follows from
the geodesic equations. Within 1e-9 of Karney's algorithm for edges up to `LONGEST`, apart from its
own rounding of about 0.001 m²; rings with longer edges are left to it.

References
----------
Snyder (1987), Map Projections, USGS Professional Paper 1395, (3-12).
Karney (2013), Algorithms for geodesics, Journal of Geodesy 87, 43-55.
"""

from __future__ import annotations

import math

import numpy as np
from pyproj import CRS, Geod, Transformer

from sitesel.attributes.kernel import in_partitions, kernel
from sitesel.attributes.rings import Floats, Ints, Rings

LONGEST = 2_000.0  # m


def areas(land: Rings, crs: CRS) -> Floats:
    """Return the area of each parcel on the ellipsoid of its CRS, m²; NaN without geometry."""
    to_geodetic = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = to_geodetic.transform(land.xy[:, 0], land.xy[:, 1], radians=True)
    ellipsoid = crs.ellipsoid
    if ellipsoid is None:
        raise AssertionError(crs)
    a, b = ellipsoid.semi_major_metre, ellipsoid.semi_minor_metre
    of_ring = np.empty(len(land.starts) - 1)
    in_partitions(
        lambda start, stop: ring_areas(start, stop, lon, lat, land.starts, a, b, of_ring),
        len(of_ring),
    )
    geod = Geod(a=a, b=b)
    for ring in np.flatnonzero(np.isnan(of_ring)):
        these = slice(land.starts[ring], land.starts[ring + 1] - 1)
        of_ring[ring], _ = geod.polygon_area_perimeter(lon[these], lat[these], radians=True)
    # adding ring by ring, not by differences of a running sum, so that no row feels another
    found = np.zeros(len(land))
    np.add.at(found, np.repeat(np.arange(len(land)), np.diff(land.parts)), of_ring)
    found[land.empty] = np.nan
    return found


@kernel
def ring_areas(
    start: int, stop: int, lon: Floats, lat: Floats, starts: Ints, a: float, b: float, area: Floats
) -> None:
    """Fill in the signed areas of closed rings, radians in, m² out; NaN where an edge is long."""
    e2 = 1 - (b / a) ** 2
    for ring in range(start, stop):
        first, last = starts[ring], starts[ring + 1] - 1
        origin = _authalic(lat[first], a, e2)
        total, x, y = 0.0, 0.0, 0.0
        for v in range(first, last):
            turn = lon[v + 1] - lon[v]
            if abs(turn) > math.pi:
                turn -= math.copysign(2 * math.pi, turn)
            rise = lat[v + 1] - lat[v]
            sine = math.sin((lat[v] + lat[v + 1]) / 2)
            n = a / math.sqrt(1 - e2 * sine * sine)
            m = n * (1 - e2) / (1 - e2 * sine * sine)
            east_2 = (1 - sine * sine) * (n * turn) ** 2
            north_2 = (m * rise) ** 2
            if not east_2 + north_2 <= LONGEST * LONGEST:
                total = np.nan
                break
            next_y = _authalic(lat[v + 1], a, e2) - origin
            total += (x * next_y - (x + turn) * y) / 2
            total -= sine * turn * (east_2 + 3 * north_2) / 12
            x, y = x + turn, next_y
        area[ring] = total


@kernel
def _authalic(lat: float, a: float, e2: float) -> float:
    """Return the area between the equator and a latitude, a radian of longitude wide."""
    sine = math.sin(lat)
    if e2 == 0:
        return a * a * sine
    e = math.sqrt(e2)
    return a * a * (1 - e2) / 2 * (sine / (1 - e2 * sine * sine) + math.atanh(e * sine) / e)
