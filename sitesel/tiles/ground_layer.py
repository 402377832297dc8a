"""A layer of what lies around the sites: shapes, with what is told of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.columns import CategoryColumn, Column, QuantityColumn
from sitesel.tiles.features import Place, point_features, shape_features, square_features
from sitesel.tiles.layer import Properties, layer
from sitesel.tiles.mercator import EXTENT
from sitesel.tiles.shapes import LINE, POINT, POLYGON, Shapes
from sitesel.tiles.sites import MAX_ZOOM, lowest_zoom
from sitesel.tiles.thinning import PIXELS, thinned

GEOMETRIES = {POINT: "point", LINE: "line", POLYGON: "polygon"}
_SORTS = ("kind", "layer")  # the property by which shapes are of one sort
_MANY = 2_000
_COARSE = 1024  # units of a tile's side, two a pixel
_MOST_POINTS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class GroundLayer:
    """Shapes of one layer, with what is told of each.

    Parameters
    ----------
    shapes
        In the order of a curve that fills the plane.
    told
        By property; a row each.
    from_zoom
        Below it points are told together.
    """

    shapes: Shapes
    told: Mapping[str, Column]
    from_zoom: int

    @classmethod
    def of(cls, frame: GeoDataFrame) -> GroundLayer:
        """Take a frame in OGC:CRS84: every other column is a property."""
        shapes = frame.geometry.to_numpy()
        frame = frame[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
        if len(frame):
            frame = frame.iloc[np.argsort(frame.hilbert_distance(), kind="stable")]
        made, rows = Shapes.of(frame.geometry.to_numpy())
        told = frame.drop(columns=frame.geometry.name).iloc[rows]
        points = made.points[made.flat.kinds == POINT]
        columns = {str(name): _column(told[name]) for name in told}
        many = made.count > _MANY
        return cls(made, columns, lowest_zoom(points, _MOST_POINTS) if many else 0)

    def tile(self, name: str, tile: Place) -> bytes:
        """Return the layer of a tile; nothing where it has nothing.

        Where a layer has thousands of shapes, its grid is half a pixel, and polygons below a pixel
        and, below `from_zoom`, points are told together with others of their sort (see `thinned`);
        a property `count` says how many points.
        """
        shapes = self.shapes
        rows = shapes.near(*tile)
        if shapes.count <= _MANY:
            properties = Properties(len(rows))
            for key, column in self.told.items():
                properties.add(key, column, rows)
            return layer(name, shape_features(shapes, rows, properties.tags, tile), properties)
        extent = EXTENT if tile[0] >= MAX_ZOOM else _COARSE
        heap = tile[0] < self.from_zoom
        few = thinned(shapes, rows, self._sorts()[rows], tile, extent=extent, heap=heap)
        stands = np.concatenate([few.plain, few.tiny, few.heaped])
        plain, squares = len(few.plain), len(few.plain) + len(few.tiny)
        alone = np.arange(len(stands)) < plain
        alone[squares:] = few.counts == 1
        properties = Properties(len(stands))
        for key, column in self.told.items():
            properties.add(key, column, stands, None if key in _SORTS else alone)
        counts = np.full(len(stands), np.nan)
        counts[squares:] = few.counts
        properties.numbers("count", counts)
        tags = properties.tags
        features = (
            shape_features(shapes, few.plain, tags[:plain], tile, extent=extent)
            + square_features(few.corners, few.tiny, tags[plain:squares], side=extent // PIXELS)
            + point_features(few.middles, few.heaped, tags[squares:], tile, extent=extent)
        )
        return layer(name, features, properties, extent=extent)

    def _sorts(self) -> NDArray[np.int64]:
        column = next((self.told[key] for key in _SORTS if key in self.told), None)
        if not isinstance(column, CategoryColumn):
            return np.zeros(self.shapes.count, np.int64)
        return column.codes.astype(np.int64) + 1

    def geometry(self) -> tuple[str, ...]:
        """Return which of point, line and polygon there are."""
        return tuple(GEOMETRIES[kind] for kind in np.unique(self.shapes.flat.kinds).tolist())

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds (of constraints: the layers) that there are, sorted."""
        column = self.told.get("kind", self.told.get("layer"))
        return tuple(sorted(column.categories)) if isinstance(column, CategoryColumn) else ()


def _column(values: pd.Series[Any]) -> Column:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return QuantityColumn(values.to_numpy(float))
    words: NDArray[Any] = values.astype(object).where(values.notna(), None).to_numpy()
    codes, used = pd.factorize(words)
    return CategoryColumn(codes.astype(np.int32), tuple(str(word) for word in used))
