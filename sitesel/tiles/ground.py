"""What lies around the sites as tiles: land, ways, shore, constraint areas, facilities, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.catalogue import Catalogue
from sitesel.columns import CategoryColumn, Column, QuantityColumn
from sitesel.crs import to_crs
from sitesel.tiles.features import Place, shape_features
from sitesel.tiles.layer import Properties, layer
from sitesel.tiles.shapes import LINE, POINT, POLYGON, Shapes

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
    """

    shapes: Shapes
    told: Mapping[str, Column]

    @classmethod
    def of(cls, frame: GeoDataFrame) -> GroundLayer:
        """Take a frame in OGC:CRS84: every other column is a property."""
        frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
        if len(frame):
            frame = frame.iloc[np.argsort(frame.hilbert_distance(), kind="stable")]
        shapes, rows = Shapes.of(frame.geometry.to_numpy())
        told = frame.drop(columns=frame.geometry.name).iloc[rows]
        return cls(shapes, {str(name): _column(told[name]) for name in told})

    def tile(self, name: str, tile: Place) -> bytes:
        """Return the layer of a tile; nothing where it has nothing."""
        rows = self.shapes.near(*tile)
        properties = Properties(len(rows))
        for key, column in self.told.items():
            properties.add(key, column, rows)
        features = shape_features(self.shapes, rows, rows, properties.tags, tile)
        return layer(name, features, properties)

    def geometry(self) -> tuple[str, ...]:
        """Return which of point, line and polygon there are."""
        return tuple(GEOMETRIES[kind] for kind in np.unique(self.shapes.kinds).tolist())

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
            "facilities": self.catalogue.facilities().filter(
                ["kind", "id", "name_zh", "name_en", "name", "geometry"]
            ),
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
