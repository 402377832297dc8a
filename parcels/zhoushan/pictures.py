"""Pictures of a few illustrative sites: panoramas, sketches and a sheet, drawn and never taken.

All coordinates here are metres in the 3-degree zone 41 of CGCS2000 (EPSG:4529).
"""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from formats import write_csv
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from sheet import sheet

WIDTH, HEIGHT = 2048, 1024
EYE = 110.0  # m above the ground: a drone's view
FAR = 16_000.0  # m, beyond which all is sea
PANORAMAS = ("DS-10", "PT-08")
SKETCHES = ("DS-10", "PT-08", "DH-05")
HALL_SKETCHES = ("H-03",)
CREDIT = "sitesel; coast © OpenStreetMap contributors"
LICENCE = "CC-BY-4.0; coast ODbL 1.0"
DATE = "2026-11-20"

Colours = NDArray[np.float64]
Points = NDArray[np.float64]
_SEA_NEAR, _SEA_FAR = (62, 112, 138), (150, 184, 200)
_LAND, _DRY = (121, 141, 94), (158, 160, 118)
_SITE, _OTHER = (205, 186, 150), (186, 178, 150)
_HAZE, _ZENITH, _LOW_SKY = (206, 220, 228), (66, 122, 188), (226, 236, 240)
_LINE, _HILL, _ROAD = (214, 84, 34), (88, 116, 84), (214, 212, 206)


def write_pictures(
    ground: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame, halls: gpd.GeoDataFrame,
    ways: gpd.GeoDataFrame, out: Path,
) -> None:  # fmt: skip
    """Write the pictures of the demonstration and the tables that name them."""
    out.mkdir(exist_ok=True)
    outlines = dict(zip(parcels["number"], parcels.geometry, strict=True))
    roads = ways.to_crs(ground.crs).geometry
    told: list[dict[str, str]] = []

    def tell(site: str, file: str, kind: str, zh: str, en: str) -> None:
        told.append(
            {"parcel": site, "file": file, "kind": kind, "title_zh": f"{zh}（示意）",
             "title_en": f"{en} (illustrative)", "date": DATE, "licence": LICENCE,
             "credit": CREDIT, "illustrative": "yes"}
        )  # fmt: skip

    for number in PANORAMAS:
        name = f"{number}-panorama.jpg"
        image = panorama(outlines[number], list(outlines.values()), ground, roads)
        image.save(out / name, quality=84, optimize=True, subsampling=0)
        tell(number, name, "panorama", f"{number} 空中全景，正中朝北",
             f"{number} from the air, north in the middle")  # fmt: skip
    for number in SKETCHES:
        name = f"{number}-sketch.png"
        sketch(number, outlines[number], list(outlines.values()), ground, roads).save(
            out / name, optimize=True
        )
        tell(number, name, "plan", f"{number} 总平面草图", f"Sketch plan of {number}")
    number = SKETCHES[0]
    own = parcels[parcels["number"] == number].iloc[0]
    (out / f"{number}-sheet.pdf").write_bytes(sheet(number, float(own["mu"]), str(own["town"])))
    tell(number, f"{number}-sheet.pdf", "document", f"{number} 地块说明单",
         f"Sheet of {number}")  # fmt: skip
    write_csv(told, out / "parcels.csv")
    told.clear()
    buildings = dict(zip(halls["编号"], halls.geometry, strict=True))
    for number in HALL_SKETCHES:
        name = f"{number}-sketch.png"
        drawn = sketch(number, buildings[number], list(outlines.values()), ground, roads)
        drawn.save(out / name, optimize=True)
        tell(number, name, "plan", f"{number} 位置草图", f"Sketch of where {number} is")
    write_csv(told, out / "halls.csv")


def panorama(
    site: shapely.Geometry, others: list[shapely.Geometry], ground: gpd.GeoDataFrame,
    roads: gpd.GeoSeries,
) -> Image.Image:  # fmt: skip
    """Draw what a drone over a site might see: an equirectangular picture, north in the middle.

    Coasts, roads and outlines are those of the layers; hills, colours and waves are made up. The
    thin lines on the site are 100 m apart.
    """
    at = site.representative_point()
    near = shapely.box(at.x - FAR, at.y - FAR, at.x + FAR, at.y + FAR)
    land = shapely.intersection(ground.union_all(), near)
    azimuth = (np.arange(WIDTH) + 0.5) / WIDTH * 2 * math.pi - math.pi
    altitude = math.pi / 2 - (np.arange(HEIGHT) + 0.5) / HEIGHT * math.pi
    image = np.empty((HEIGHT, WIDTH, 3))
    sky = altitude > 0
    image[sky] = _mixed(_LOW_SKY, _ZENITH, np.sin(altitude[sky]) ** 0.55)[:, None, :]
    _add_hills(image, at, land, azimuth, altitude)
    down = ~sky
    distance = np.minimum(EYE / np.tan(-altitude[down]), FAR)
    x = at.x + distance[:, None] * np.sin(azimuth)
    y = at.y + distance[:, None] * np.cos(azimuth)
    beside = roads[roads.intersects(at.buffer(3_000))].buffer(4.5).union_all()
    image[down] = _seen_below(x, y, distance, land, (site, others, beside))
    picture = Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))
    _label(picture)
    return picture


def _seen_below(
    x: Points, y: Points, distance: Points, land: shapely.Geometry,
    drawn: tuple[shapely.Geometry, list[shapely.Geometry], shapely.Geometry],
) -> Colours:  # fmt: skip
    site, others, roads = drawn
    shapely.prepare(land)
    colours = _mixed(_SEA_NEAR, _SEA_FAR, np.clip(distance / 6_000, 0, 1))[:, None, :].repeat(
        x.shape[1], axis=1
    )
    colours += 5 * _noise(x / 60, y / 60)[..., None] * np.exp(-distance / 900)[:, None, None]
    dry = shapely.contains_xy(land, x.ravel(), y.ravel()).reshape(x.shape)
    colours[dry] = _mixed(_LAND, _DRY, 0.5 + 0.5 * _noise(x[dry] / 90, y[dry] / 90))
    for other in others:
        if other.distance(site) < 2_500 and other is not site:
            colours[_inside(other, x, y)] = _OTHER
    own = _inside(site, x, y)
    colours[own] = _mixed(_SITE, _DRY, 0.25 + 0.2 * _noise(x[own] / 25, y[own] / 25))
    on_grid = own & ((np.abs(x % 100 - 50) > 49.4) | (np.abs(y % 100 - 50) > 49.4))
    colours[on_grid] *= 0.9
    colours[_inside(roads, x, y) & dry] = _ROAD
    colours[_inside(site.boundary.buffer(2.5), x, y)] = _LINE
    haze = 1 - np.exp(-distance / 7_000)
    return colours + (np.array(_HAZE) - colours) * haze[:, None, None] * 0.85


def _inside(shape: shapely.Geometry, x: Points, y: Points) -> NDArray[np.bool_]:
    west, south, east, north = shape.bounds
    found = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    shapely.prepare(shape)
    found[found] = shapely.contains_xy(shape, x[found], y[found])
    return found


def _add_hills(
    image: Colours, at: shapely.Point, land: shapely.Geometry, azimuth: Points, altitude: Points
) -> None:
    shapely.prepare(land)
    for far in np.geomspace(FAR, 900, 70):
        x, y = at.x + far * np.sin(azimuth), at.y + far * np.cos(azimuth)
        inland = shapely.contains_xy(land, x, y)
        rough = 0.6 * _noise(x / 1_500, y / 1_500) + 0.4 * _noise(x / 500, y / 500)
        height = np.where(inland, 320 * np.clip(0.2 + rough, 0, 1) ** 1.4, 0)
        above = np.arctan((height - EYE) / far)
        seen = (altitude[:, None] > 0) & (altitude[:, None] < above)
        haze = 1 - math.exp(-far / 9_000)
        shade = _mixed(_HILL, _DRY, 0.3 + 0.3 * rough)
        colour = shade + (np.array(_HAZE) - shade) * haze
        rows, columns = np.nonzero(seen)
        image[rows, columns] = colour[columns]


def _noise(x: Points, y: Points) -> Points:
    """Return smooth unevenness from -1 to 1, the same at the same place."""
    waves = ((1.0, 0.3, 0.1), (-0.6, 1.1, 1.7), (0.4, -1.5, 4.2), (1.9, 1.2, 2.6), (-2.3, 0.7, 5.1))
    total = sum(np.sin(a * x + b * y + c + np.sin(b * x - a * y)) for a, b, c in waves)
    return np.asarray(total / len(waves))


def _mixed(one: tuple[int, ...], two: tuple[int, ...], share: Points) -> Colours:
    return np.array(one) + (np.array(two) - np.array(one)) * np.asarray(share)[..., None]


def _label(picture: Image.Image) -> None:
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(26)
    small = ImageFont.load_default(20)
    marks = (("S", 0), ("W", 0.25), ("N", 0.5), ("E", 0.75))
    for mark, share in marks:
        draw.text((WIDTH * share, HEIGHT * 0.43), mark, (40, 52, 60), font, anchor="mm")
        place = (WIDTH * (share + 0.125), HEIGHT * 0.8)
        draw.text(place, "ILLUSTRATIVE - NOT A PHOTOGRAPH", (255, 250, 240), small, anchor="mm")


def sketch(
    number: str, site: shapely.Geometry, others: list[shapely.Geometry],
    ground: gpd.GeoDataFrame, roads: gpd.GeoSeries,
) -> Image.Image:  # fmt: skip
    """Draw a plan of a site: outline, neighbours, roads and coast, with scale bar and north."""
    wide, high, finer = 900, 680, 3
    west, south, east, north = site.bounds
    metres = max((east - west) / wide, (north - south) / high, 0.35) * 1.9
    middle = ((west + east) / 2, (south + north) / 2)
    half = (wide / 2 * metres, high / 2 * metres)
    frame = shapely.box(
        middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]
    )
    picture = Image.new("RGB", (wide * finer, high * finer), (203, 222, 232))
    draw = ImageDraw.Draw(picture)

    def pixels(line: shapely.Geometry) -> list[tuple[float, float]]:
        xy = shapely.get_coordinates(line)
        x = (xy[:, 0] - middle[0] + half[0]) / metres * finer
        y = (middle[1] + half[1] - xy[:, 1]) / metres * finer
        return list(zip(x.tolist(), y.tolist(), strict=True))

    def fill(shape: shapely.Geometry, colour: tuple[int, ...], edge: tuple[int, ...]) -> None:
        for part in shapely.get_parts(shapely.intersection(shape, frame.buffer(200))):
            if part.geom_type == "Polygon" and not part.is_empty:
                draw.polygon(pixels(part.exterior), colour)
                draw.line(pixels(part.exterior), edge, 2 * finer)
                for hole in part.interiors:
                    draw.polygon(pixels(hole), (239, 238, 228))

    fill(ground.union_all(), (239, 238, 228), (150, 160, 150))
    for road in roads[roads.intersects(frame)]:
        for part in shapely.get_parts(road):
            draw.line(pixels(part), (255, 255, 255), 7 * finer, joint="curve")
            draw.line(pixels(part), (190, 180, 160), 2 * finer, joint="curve")
    for other in others:
        if other is not site and other.intersects(frame):
            fill(other, (224, 214, 190), (170, 155, 120))
    fill(site, (244, 190, 150), _LINE)
    _furnish(draw, number, pixels(site.representative_point())[0], metres, (wide, high), finer)
    small = picture.resize((wide, high), Image.Resampling.LANCZOS)
    return small.quantize(64, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _furnish(
    draw: ImageDraw.ImageDraw, number: str, at: tuple[float, float], metres: float,
    size: tuple[int, int], finer: int,
) -> None:  # fmt: skip
    """Write number, scale bar, north and what kind of picture it is."""
    ink, font = (38, 50, 56), ImageFont.load_default(22 * finer)
    large = ImageFont.load_default(30 * finer)
    draw.text(at, number, ink, large, anchor="mm", stroke_width=3 * finer, stroke_fill="white")
    bar = next(step for step in (2000, 1000, 500, 200, 100, 50, 20, 10) if step / metres < 260)
    left, low = 30 * finer, (size[1] - 34) * finer
    right = left + bar / metres * finer
    draw.line([(left, low), (right, low)], ink, 4 * finer)
    for end in (left, right):
        draw.line([(end, low - 8 * finer), (end, low + 8 * finer)], ink, 4 * finer)
    draw.text(((left + right) / 2, low - 10 * finer), f"{bar} m", ink, font, anchor="mb")
    top = [((size[0] - 45) * finer, 30 * finer)]
    arrow = [*top, (top[0][0] - 14 * finer, 84 * finer), (top[0][0], 70 * finer),
             (top[0][0] + 14 * finer, 84 * finer)]  # fmt: skip
    draw.polygon(arrow, ink)
    draw.text((top[0][0], 106 * finer), "N", ink, font, anchor="mm")
    place = ((size[0] - 30) * finer, (size[1] - 30) * finer)
    draw.text(place, "ILLUSTRATIVE SKETCH", ink, font, anchor="rm",
              stroke_width=3 * finer, stroke_fill="white")  # fmt: skip
