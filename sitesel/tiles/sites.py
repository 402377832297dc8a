"""Parcels and halls as tiles: each drawn and named where it is, or counted with its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns
from sitesel.schema import SiteKind
from sitesel.tiles.clusters import clusters
from sitesel.tiles.features import Place, point_features, shape_features
from sitesel.tiles.layer import Properties, layer
from sitesel.tiles.shapes import Shapes

MOST_SITES = 8_000
"""How many sites a tile may have before they are counted instead of drawn."""
MAX_ZOOM = 16
"""The highest zoom worth asking for: a unit of its tiles is some 15 cm."""
_PROPERTIES = ("id", "name", "number", "planning_use", "status", "district", "area")
_LABELS = ("id", "name")


class LayerNames(NamedTuple):
    """What the layers of a kind of sites are called."""

    drawn: str = "parcels"
    labels: str = "labels"
    clusters: str = "clusters"


PARCELS = LayerNames()


@dataclass(frozen=True, slots=True, eq=False)
class SiteTiles:
    """The sites of one kind, kept ready for tiles.

    Parameters
    ----------
    shapes
        Their outlines, in the order of the catalogue.
    columns
        Their attributes, read whenever a tile is made.
    told
        The property that a tile has, and the attribute that it is.
    from_zoom
        The lowest zoom at which sites are drawn; below it they are counted.
    """

    shapes: Shapes
    columns: Columns
    told: dict[str, str]
    from_zoom: int

    @classmethod
    def of(cls, catalogue: Catalogue, kind: SiteKind) -> SiteTiles:
        """Make the sites of a catalogue ready."""
        shapes = Shapes.of_outlines(catalogue.outlines(kind))
        known = ("id", *catalogue.known_attributes(kind))
        size = "floor_area" if kind == "halls" else "area"
        told = {name: size if name == "area" else name for name in _PROPERTIES}
        told = {name: column for name, column in told.items() if column in known}
        return cls(shapes, catalogue.columns(kind), told, lowest_zoom(shapes.points, MOST_SITES))

    def tile(
        self,
        tile: Place,
        standings: NDArray[np.float32] | None = None,
        *,
        names: LayerNames = PARCELS,
    ) -> bytes:
        """Return a tile: layer `clusters` below `from_zoom`, else `parcels` and `labels`.

        Parameters
        ----------
        tile
            Zoom, column, row.
        standings
            Of each site: its suitability, -1 where rejected, -2 where undecided. Clusters tell how
            many of each they have.
        names
            Of the layers.
        """
        if tile[0] < self.from_zoom:
            rows = self.shapes.near(*tile, buffer=0)
            rows = rows[self.shapes.in_tile(rows, *tile)]
            chosen = None if standings is None else standings[rows]
            return clusters(names.clusters, self.shapes.points[rows], tile, chosen)
        rows = self.shapes.near(*tile)
        drawn = self._properties(rows, self.told)
        features = shape_features(self.shapes, rows, drawn.tags, tile)
        named = rows[self.shapes.in_tile(rows, *tile)]
        words = self._properties(named, {k: c for k, c in self.told.items() if k in _LABELS})
        points = point_features(self.shapes.points[named], named, words.tags, tile)
        return layer(names.drawn, features, drawn) + layer(names.labels, points, words)

    def _properties(self, rows: NDArray[np.int64], told: dict[str, str]) -> Properties:
        properties = Properties(len(rows))
        for key, name in told.items():
            if name == "id":
                properties.texts("id", self.columns.ids, rows)
            else:
                properties.add(key, self.columns[name], rows)
        return properties


def lowest_zoom(points: NDArray[np.float64], most: int) -> int:
    """Return the lowest zoom at which no tile has more points than may be; at most `MAX_ZOOM`.

    >>> apart = np.array([[0.1, 0.1], [0.1, 0.4], [0.9, 0.9]])
    >>> [lowest_zoom(apart, most) for most in (3, 2, 1)]
    [0, 1, 2]
    """
    column, row = np.floor(points.T * 2**MAX_ZOOM).astype(np.int64)
    for zoom in range(MAX_ZOOM, 0, -1):
        found = np.unique(column << zoom | row, return_counts=True)[1] if len(points) else [0]
        if max(found) > most:
            return min(zoom + 1, MAX_ZOOM)
        column, row = column >> 1, row >> 1
    return 0 if len(points) <= most else 1
