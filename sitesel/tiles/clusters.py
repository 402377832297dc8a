"""Sites counted by the cell of a grid, where there are too many to draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sitesel.tiles.features import Place, point_features
from sitesel.tiles.layer import Properties, layer

CELLS = 8
"""Cells along a side of a tile: of 64 pixels where a tile has 512."""


def clusters(
    name: str,
    points: NDArray[np.float64],
    tile: Place,
    standings: NDArray[np.float32] | None = None,
) -> bytes:
    """Return the layer of clusters: a point for each cell that has sites, amid them.

    Its properties are `count`, and with standings `candidates`, `rejected`, `undecided` and
    `best`, the highest suitability.

    Parameters
    ----------
    name
        Of the layer.
    points
        Shape (n, 2): in Web Mercator, all in the tile.
    tile
        Zoom, column, row.
    standings
        Shape (n,): suitability, -1 where rejected, -2 where undecided.
    """
    if not len(points):
        return b""
    column, row = (np.floor(points * 2 ** (tile[0] + 3)).astype(np.int64) % CELLS).T
    cells, which, count = np.unique(row * CELLS + column, return_inverse=True, return_counts=True)
    middles = np.column_stack(
        [np.bincount(which, weights=points[:, axis]) / count for axis in range(2)]
    )
    properties = Properties(len(cells))
    properties.numbers("count", count)
    if standings is not None:
        candidate = standings >= 0
        of = {"candidates": candidate, "rejected": standings == -1, "undecided": standings == -2}
        for key, chosen in of.items():
            properties.numbers(key, np.bincount(which[chosen], minlength=len(cells)))
        best = np.full(len(cells), np.nan)
        np.fmax.at(best, which[candidate], standings[candidate])
        properties.fractions("best", best)
    return layer(name, point_features(middles, cells, properties.tags, tile), properties)
