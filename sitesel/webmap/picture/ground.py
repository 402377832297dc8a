"""The ground of a picture: sea, land, roads, bridges, ferries and facilities."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from geopandas import GeoDataFrame

from sitesel.catalogue import Catalogue
from sitesel.evidence.ground import ground, within
from sitesel.webmap.picture import colours, ink
from sitesel.webmap.picture.view import View

_WIDE = {"motorway": 1.8, "trunk": 1.8, "primary": 1.4, "secondary": 1.15}
_MINOR = 30.0  # m a pixel, beyond which minor roads are no more drawn
_MINOR_ROADS = ("service", "residential", "living_street", "track", "unclassified", "road")
_MOST_FACILITIES = 60
_SIGNS = 25.0  # m a pixel, up to which facilities are shown


def drawn_ground(catalogue: Catalogue, view: View, scenario: str | None = None) -> Iterator[str]:
    """Yield the ground as SVG, the lowest first."""
    whole = ground(catalogue, scenario)
    has_land = bool((whole["kind"] == "land").any()) if len(whole) else False
    yield ink.box(0, 0, view.width, view.height, fill=colours.SEA if has_land else colours.BARE)
    near = within(whole, view.bounds)
    if near.empty:
        return
    yield from _land(near, view)
    yield from _ways(near, view)


def _land(near: GeoDataFrame, view: View) -> Iterator[str]:
    shapes = near.geometry[near["kind"] == "land"].to_numpy()
    if not len(shapes):
        return
    drawn = [ink.path(shape) for shape in view.drawn(shapes).tolist()]
    land = "".join(drawn)
    wash = f'fill="none" stroke="{colours.SHORE_WASH}" stroke-width="7" stroke-linejoin="round"'
    yield f'<g {wash} opacity="0.8">{land}</g>'
    yield (
        f'<g fill="{colours.LAND}" stroke="{colours.COAST}" stroke-width="0.8" '
        f'fill-rule="evenodd">{land}</g>'
    )


def _ways(near: GeoDataFrame, view: View) -> Iterator[str]:
    thick = float(np.clip(30 / view.metres_per_pixel, 0.6, 5.0))
    roads = near[near["kind"] == "road"]
    if view.metres_per_pixel > _MINOR:
        roads = roads[~roads["road_class"].isin(_MINOR_ROADS)]
    kinds = [
        ("ferry", near[near["kind"] == "ferry"], colours.FERRY, 1.3, "5 4"),
        ("closed", near[near["kind"] == "closed"], colours.FERRY, 1.0, "1 4"),
        ("rim", roads, colours.ROAD_RIM, thick + 1.2, None),
        ("road", roads, colours.ROAD, thick, None),
        ("planned", near[near["kind"] == "planned_bridge"], colours.BRIDGE, 1.6, "4 3"),
        ("bridge", near[near["kind"] == "bridge"], colours.BRIDGE, max(1.8, thick), None),
    ]
    for name, rows, colour, width, dashes in kinds:
        if rows.empty or (name == "road" and thick < 1.2):
            continue
        paths = []
        for shape, road_class in zip(
            view.drawn(rows.geometry.to_numpy()).tolist(), rows["road_class"], strict=True
        ):
            factor = _WIDE.get(road_class, 1.0) if name in ("rim", "road", "bridge") else 1.0
            paths.append(ink.path(shape, stroke_width=ink.number(width * factor)))
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        joined = "".join(paths)
        if joined:
            yield (
                f'<g fill="none" stroke="{colour}" stroke-linecap="round" '
                f'stroke-linejoin="round"{dash}>{joined}</g>'
            )


def drawn_facilities(catalogue: Catalogue, view: View) -> Iterator[str]:
    """Yield facilities as small squares, where the scale is large enough to tell them apart."""
    if view.metres_per_pixel > _SIGNS:
        return
    known = catalogue.once("facilities:around", catalogue.facilities)
    near = within(known, view.bounds)
    points = view.pixels(
        shapely.get_coordinates(shapely.centroid(near.geometry.to_numpy())).reshape(-1, 2)
    )
    for x, y in points[:_MOST_FACILITIES].tolist():
        yield ink.box(
            x - 3, y - 3, 6, 6, rx=1.4, fill=colours.SOFT, stroke="#fff", stroke_width=1.2
        )
