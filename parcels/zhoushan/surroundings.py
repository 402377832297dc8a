"""What lies around the illustrative parcels: constraint areas (illustrative), facilities, lines."""

from __future__ import annotations

from random import Random

import geopandas as gpd
import shapely
from land import PLANE, rows
from outlines import blob
from shapely.geometry import Point

LABELS = {
    "farmland": "永久基本农田（示意）",
    "ecological_red_line": "生态保护红线（示意）",
    "urban_boundary": "城镇开发边界（示意）",
    "water_source": "饮用水源保护区（示意）",
    "chemical_park": "认定化工园区（示意）",
    "seawall": "海塘管理范围（示意）",
}
SEAWALL = 12.0  # m inland of the coast
TOUCHED = {"DH-02": "farmland", "DH-12": "ecological_red_line", "DS-03": "farmland"}


def plane(lon: str | float, lat: str | float) -> Point:
    """Project a place in degrees to the zone."""
    point: Point = gpd.GeoSeries([Point(float(lon), float(lat))], crs=4326).to_crs(PLANE).iloc[0]
    return point


def constraint_areas(
    seed: str, land: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame, halls: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Draw the constraint areas: on land, off the parcels but for the few of `TOUCHED`.

    Returns
    -------
    areas
        Columns layer, label, name; in the zone.
    """
    ground = land.union_all()
    taken = shapely.union_all([*parcels.geometry, *halls.geometry]).buffer(40)
    found: list[tuple[str, str, shapely.Geometry]] = []
    for row in rows("invented/constraint_areas.csv"):
        random = Random(f"{seed} {row['layer']} {row['name']}")  # noqa: S311  # no secret
        area = blob(plane(row["lon"], row["lat"]), float(row["radius"]), random)
        found.append((row["layer"], row["name"], area.intersection(ground).difference(taken)))
    for number, layer in TOUCHED.items():
        outline = parcels.set_index("number").geometry[number]
        west, south, east, north = outline.bounds
        reach = (east - west) * (0.16 if layer == "farmland" else 0.2)
        corner = shapely.box(west - 260, south - 120, west + reach, south + 0.45 * (north - south))
        others = parcels.geometry[parcels["number"] != number].union_all()
        area = corner.intersection(ground).difference(others.buffer(5))
        found.append((layer, f"{number} 边缘", area))
    built = shapely.union_all(
        [*parcels.geometry.buffer(350), *halls.geometry.buffer(400), *(
            plane(f["lon"], f["lat"]).buffer(1300)
            for f in rows("facts/facilities.csv") if f["kind"] == "town_centre"
        )]
    )  # fmt: skip
    outside = parcels.geometry[parcels["number"].isin(["DH-17", "SS-04", "DH-14"])].union_all()
    inside = built.simplify(60).intersection(ground).difference(outside.buffer(-8))
    for i, part in enumerate(_parts(inside), 1):
        found.append(("urban_boundary", f"城镇开发边界 {i}", part))
    ashore = parcels.geometry[parcels["shoreline"] > 0].buffer(900).union_all()
    for row in land[land["name_zh"].notna()].itertuples():
        strip = row.geometry.difference(row.geometry.buffer(-SEAWALL)).intersection(ashore)
        if strip.area > 1000:
            found.append(("seawall", f"{row.name_zh}海塘", strip.simplify(0.5)))
    for row in rows("invented/chemical_parks.csv"):
        island = land.geometry[land["name_zh"] == row["island"]].union_all()
        found.append(("chemical_park", row["name"], island.buffer(-float(row["inset"]))))
    frame = gpd.GeoDataFrame(
        [(layer, LABELS[layer], name) for layer, name, _ in found],
        columns=["layer", "label", "name"],
        geometry=[shapely.normalize(shapely.set_precision(g, 0.01)) for _, _, g in found],
        crs=PLANE,
    )
    return frame[~frame.is_empty]


def _parts(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    parts = [p for p in shapely.get_parts(geometry) if p.area > 2e4]
    return sorted(parts, key=lambda p: (-p.area, p.bounds))


_CONTEXT = ("motorway", "trunk", "primary", "secondary")


def lines(ways: gpd.GeoDataFrame, ferries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return main roads, bridges, planned bridges and ferries to draw on a map, in the zone."""
    told = ["kind", "status", "name", "geometry"]
    main = ways[ways["class"].isin(_CONTEXT) | (ways["kind"] == "bridge")].copy()
    main.loc[main["status"] == "planned", "kind"] = "planned_bridge"
    crossings = ferries.assign(kind="ferry", status="open")
    return gpd.pd.concat([main[told], crossings[told]], ignore_index=True)


def population(facilities: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return how many live and work about each town centre."""
    at = {f["id"]: {"lon": f["lon"], "lat": f["lat"]} for f in facilities}
    return [row | at[row["town"]] for row in rows("facts/population.csv")]
