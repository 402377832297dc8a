"""Compiling the kernels of tiles, so that no visitor waits for it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from sitesel.columns import TextColumn
from sitesel.tiles.features import point_features, shape_features, square_features
from sitesel.tiles.layer import Properties
from sitesel.tiles.shapes import Shapes


def warm() -> None:
    """Compile the kernels, or load them from disk."""
    shapes, rows = Shapes.of(np.array([shapely.box(0, 0, 1, 1)]))
    rows = shapes.near(0, 0, 0)
    properties = Properties(len(rows))
    for text in (pa.string(), pa.large_string()):
        properties.add("name", TextColumn(pa.array(["x"], text)), rows)
    properties.numbers("area", np.ones(1))
    shape_features(shapes, rows, properties.tags, (0, 0, 0))
    point_features(shapes.points, rows, properties.tags, (0, 0, 0))
    square_features(np.zeros((1, 2), np.int64), rows, properties.tags, side=1)
    Shapes.of(np.array([], dtype=object))[0].near(0, 0, 0)
