from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pyproj
import pytest
import shapely

from sitesel.catalogue.outlines import Outlines
from sitesel.columns import Columns, TextColumn
from sitesel.schema import Schema, default_schema
from sitesel.tiles.shapes import Shapes
from sitesel.tiles.sites import SiteTiles, lowest_zoom

_MERCATOR = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True)
_SIDE = 2 * 20037508.342789244


def decoded(content: bytes) -> dict[str, Any]:
    """Decode a tile by a decoder that is not ours: y points down, as in the tile."""
    if not content:
        return {}
    return mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})


def in_units(shape: Any, z: int, x: int, y: int, extent: int = 4096) -> Any:
    """Project a shape into the units of a tile, by PROJ."""

    def units(lon, lat):
        east, north = _MERCATOR.transform(lon, lat)
        across, down = east / _SIDE + 0.5, 0.5 - north / _SIDE
        return (across * 2**z - x) * extent, (down * 2**z - y) * extent

    return shapely.transform(shape, units, interleaved=False)


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    """Return the tile of a place, by PROJ."""
    point = in_units(shapely.Point(lon, lat), z, 0, 0, 1)
    return z, int(np.floor(point.x)), int(np.floor(point.y))


@pytest.fixture
def tiled() -> Callable[..., SiteTiles]:
    """Return a function that makes tiles of outlines in degrees."""

    def made(outlines: Sequence[Any], *, from_zoom: int | None = None, **texts: list[Any]):
        ids = pa.array([f"P{i}" for i in range(len(outlines))])
        told = {name: TextColumn(pa.array(words, pa.string())) for name, words in texts.items()}
        whole = default_schema().of("parcels")
        schema = Schema({name: whole[name] for name in told}, whole.groups)
        shapes = Shapes.of_outlines(Outlines.of(np.array(outlines, dtype=object)))
        lowest = lowest_zoom(shapes.points, 8_000) if from_zoom is None else from_zoom
        keys = {name: name for name in ("id", *told)}
        return SiteTiles(shapes, Columns("parcels", ids, told, schema), keys, lowest)

    return made
