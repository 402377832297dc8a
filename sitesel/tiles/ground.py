"""What lies around the sites as tiles: land, ways, shore, constraint areas, facilities, names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from geopandas import GeoDataFrame

from sitesel.catalogue import Catalogue
from sitesel.crs import to_crs
from sitesel.tiles.features import Place
from sitesel.tiles.ground_layer import GroundLayer

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
