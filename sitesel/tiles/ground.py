"""What lies around the sites as tiles: land, ways, shore, constraint areas, facilities, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.catalogue import Catalogue
from sitesel.columns import CategoryColumn, Column, QuantityColumn
from sitesel.crs import to_crs
from sitesel.tiles.features import Place, point_features, shape_features, square_features
from sitesel.tiles.layer import Properties, layer
from sitesel.tiles.mercator import EXTENT
from sitesel.tiles.shapes import LINE, POINT, POLYGON, Shapes
from sitesel.tiles.sites import MAX_ZOOM, lowest_zoom
from sitesel.tiles.thinning import PIXELS, thinned

_LAYERS = {
    "land": "land",
    "road": "roads",
    "quay": "roads",
    "bridge": "bridges",
    "planned_bridge": "planned_bridges",
    "ferry": "ferries",
    "shore": "shore",
    "water_line": "water_lines",
}
"""The layer of each kind of context; kinds that only one build config knows are in `others`."""
_SORTS = ("kind", "layer")  # the property by which shapes are of one sort
_MANY = 2_000
_COARSE = 1024  # units of a tile's side, two a pixel
_MOST_POINTS = 1_000
_WAYS = ("road", "bridge", "ferry", "quay")
GEOMETRIES = {POINT: "point", LINE: "line", POLYGON: "polygon"}


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
        return cls(made, columns, lowest_zoom(points, _MOST_POINTS))

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
            + square_features(few.corners, extent // PIXELS, tags[plain:squares])
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


@dataclass(frozen=True)
class Ground:
    """The surroundings of a catalogue's sites, kept ready for tiles."""

    catalogue: Catalogue

    @cached_property
    def layers(self) -> dict[str, GroundLayer]:
        """The layers that have anything, in the order in which a map draws them."""
        drawn = pd.concat([self._context(), self._ways()], ignore_index=True)
        of = drawn["kind"].map(lambda kind: _LAYERS.get(kind, "others"))
        frames = {
            "land": drawn[of == "land"].filter(["name", "fixed_link", "geometry"]),
            "constraints": self.catalogue.constraint_areas().filter(["layer", "name", "geometry"]),
            "water_lines": drawn[of == "water_lines"].filter(["name", "geometry"]),
            "shore": drawn[of == "shore"].filter(["type", "depth", "geometry"]),
            "roads": drawn[of == "roads"].filter(["kind", "road_class", "name", "geometry"]),
            "bridges": drawn[of == "bridges"].filter(["road_class", "name", "geometry"]),
            "planned_bridges": drawn[of == "planned_bridges"].filter(["name", "geometry"]),
            "ferries": drawn[of == "ferries"].filter(["name", "geometry"]),
            "others": drawn[of == "others"].filter(["kind", "name", "geometry"]),
            "facilities": self._facilities(),
            "places": self._places(drawn[of == "land"]),
        }
        made = {name: GroundLayer.of(frame) for name, frame in frames.items() if len(frame)}
        return {name: one for name, one in made.items() if one.shapes.count}

    def tile(self, tile: Place) -> bytes:
        """Return a tile of all layers."""
        return b"".join(one.tile(name, tile) for name, one in self.layers.items())

    def _context(self) -> GeoDataFrame:
        """Return the context, but not what the network draws better."""
        context = self.catalogue.context()
        known = set(self._ways()["kind"])
        return context[~context["kind"].isin(known)]

    @cached_property
    def _network_ways(self) -> GeoDataFrame:
        ways = self.catalogue.ways()
        ways = ways[ways["kind"].isin(_WAYS)]
        planned = (ways["kind"] == "bridge") & ways["closed"]
        return ways.assign(kind=ways["kind"].mask(planned, "planned_bridge"))

    def _ways(self) -> GeoDataFrame:
        if self.catalogue.network() is None:
            return GeoDataFrame({"kind": []}, geometry=[], crs="OGC:CRS84")
        return self._network_ways

    def _facilities(self) -> GeoDataFrame:
        """Return the facilities; `name` only of those that have none in a language."""
        frame = self.catalogue.facilities()
        either = frame["name_zh"].notna() | frame["name_en"].notna()
        frame = frame.assign(name=frame["name"].mask(either))
        return frame.filter(["kind", "id", "name_zh", "name_en", "name", "geometry"])

    def _places(self, land: GeoDataFrame) -> GeoDataFrame:
        """Return a point in the largest piece of land of each name."""
        named = land[land["name"].notna() & (land["name"] != "")].explode()
        if not len(named):
            return named
        area = to_crs(named.geometry, self.catalogue.manifest.crs).area.to_numpy()
        named = named.assign(area=area).sort_values("area", ascending=False, kind="stable")
        named = named.drop_duplicates("name")
        inside = named.geometry.representative_point()
        return named.filter(["name", "area"]).set_geometry(inside)


def _column(values: pd.Series[Any]) -> Column:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return QuantityColumn(values.to_numpy(float))
    words: NDArray[Any] = values.astype(object).where(values.notna(), None).to_numpy()
    codes, used = pd.factorize(words)
    return CategoryColumn(codes.astype(np.int32), tuple(str(word) for word in used))
