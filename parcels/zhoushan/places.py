"""Where roads and ferries lead: junctions, facilities and terminals, each on its landmass."""

from __future__ import annotations

import geopandas as gpd
from ground import Node, rounded, within
from land import PLANE, rows
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points
from surroundings import plane

ASHORE = ("wharf", "container_terminal", "oil_terminal", "ferry_pier", "fishing_port")
OFF = 14.0  # m that a facility keeps from parcels and halls
LANDING = 16.0  # m from the coast at which a bridge or a quay reaches the land


class Places:
    """Places by id, in the zone, moved onto land that is free.

    A wharf, pier or terminal moves to the shore where that is within the accuracy of its record.
    """

    def __init__(
        self, land: gpd.GeoDataFrame, facilities: list[dict[str, str]], taken: BaseGeometry
    ) -> None:
        self.land = land
        self.taken = taken.buffer(OFF)
        self._of: dict[str, tuple[Node, int]] = {}
        for row in [*rows("facts/junctions.csv"), *rows("facts/terminals.csv")]:
            self._place(row, row["island"])
        for row in facilities:
            self._place(row, row.get("island", ""))

    def _place(self, row: dict[str, str], island: str) -> None:
        place = plane(row["lon"], row["lat"])
        shapes = self.land.geometry
        at = (
            int(shapes.index[self.land["name_zh"] == island][0])
            if island
            else int(shapes.distance(place).argmin())
        )
        kind, accuracy = row.get("kind", "ferry_pier"), float(row["accuracy_m"])
        if row["id"].startswith("t-") or kind in ASHORE:
            moved = self._ashore(place, shapes[at], accuracy)
        else:
            moved = within(place, shapes[at].difference(self.taken), LANDING)
        self._of[row["id"]] = rounded(moved.x, moved.y), at

    def _ashore(self, place: Point, island: BaseGeometry, accuracy: float) -> Point:
        """Move a wharf or pier to the shore where that is within its accuracy, off the parcels."""
        shore = island.buffer(-LANDING).boundary.difference(self.taken)
        if not shore.is_empty and shore.distance(place) <= accuracy:
            return nearest_points(shore, place)[0]
        return within(place, island.difference(self.taken), LANDING)

    def __getitem__(self, name: str) -> tuple[Node, int]:
        if name.startswith("@"):
            point = plane(*name[1:].split())
            return rounded(point.x, point.y), -1
        return self._of[name]

    def facilities(self, recorded: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return facilities where they were moved to, in degrees, with how far that was."""
        here = [Point(self._of[row["id"]][0]) for row in recorded]
        there = gpd.GeoSeries(here, crs=PLANE).to_crs(4326)
        return [
            {k: v for k, v in row.items() if k != "island"}
            | {"lon": f"{to.x:.6f}", "lat": f"{to.y:.6f}",
                   "moved_m": f"{plane(row['lon'], row['lat']).distance(at):.0f}"}
            for row, to, at in zip(recorded, there, here, strict=True)
        ]  # fmt: skip

    def terminals(self) -> gpd.GeoDataFrame:
        """Return the ferry terminals: points, or an area on land, in the zone."""
        recorded = rows("facts/terminals.csv")
        shapes = []
        for row in recorded:
            (x, y), at = self._of[row["id"]]
            if row["area_m"]:
                width, depth = map(float, row["area_m"].split())
                yard = box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2)
                shapes.append(yard.intersection(self.land.geometry[at]))
            else:
                shapes.append(Point(x, y))
        told = [{k: row[k] for k in ("id", "name_zh", "name_en", "accuracy_m", "source")}
                | {"name": f"{row['name_zh']} {row['name_en']}"} for row in recorded]  # fmt: skip
        return gpd.GeoDataFrame(told, geometry=shapes, crs=PLANE)
