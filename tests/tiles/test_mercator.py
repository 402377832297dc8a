from __future__ import annotations

import numpy as np
import pyproj

from sitesel.tiles.mercator import projected

SIDE = 2 * 20037508.342789244


def test_coordinates_are_those_of_proj():
    rng = np.random.default_rng(7)
    lonlat = np.column_stack([rng.uniform(-180, 180, 5_000), rng.uniform(-85, 85, 5_000)])
    east, north = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857").transform(*lonlat.T)
    expected = np.column_stack([east / SIDE + 0.5, 0.5 - north / SIDE])
    np.testing.assert_allclose(projected(lonlat), expected, rtol=0, atol=1e-14)
