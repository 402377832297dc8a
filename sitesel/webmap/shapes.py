"""What the map draws, as GeoJSON features with their style: kept small enough for one page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sitesel.catalogue import Catalogue
from sitesel.language import Lang
from sitesel.selection import Disposition, Selection
from sitesel.webmap.ramp import colour

Features = list[dict[str, Any]]

MOST_OTHERS = 3_000
_MOST_FACILITIES = 1_500
_MOST_AREAS = 1_500
_MARGIN = 0.25  # of the extent, on each side
_LEAST_VIEW = 0.15  # degrees
_DIGITS = 6
# Okabe & Ito (2008), readable with every common colour vision; signs tell kinds apart as well
_COLOURS = ("#0072b2", "#a34700", "#7b2d6f", "#00604a", "#8a1c1c", "#3b4a9e", "#6b5b00", "#444f55")
_AREAS = ("#b5651d", "#5b8c2a", "#8b4fa0", "#b03a3a", "#3a6ea5", "#7a6a3a")
REJECTED = {"color": "#7d8b90", "weight": 1, "fillColor": "#c9d1d4", "fillOpacity": 0.75}
UNDECIDED = {
    "color": "#8a5a00",
    "weight": 1.5,
    "dashArray": "4 3",
    "fillColor": "#f6dfa9",
    "fillOpacity": 0.8,
}


def candidates(selection: Selection, catalogue: Catalogue) -> Features:
    """Return the listed candidates, coloured by suitability."""
    rows = [candidate.row for candidate in selection.candidates]
    return [
        feature(
            outline,
            id=candidate.parcel,
            rank=candidate.rank,
            style={
                "color": "#12333b",
                "weight": 1.6,
                "fillColor": colour(candidate.suitability),
                "fillOpacity": 0.9,
            },
        )
        for candidate, outline in zip(
            selection.candidates, _outlines(selection, catalogue, rows), strict=True
        )
    ]


def ranks(features: Features) -> Features:
    """Return a point inside each candidate, best last so that it lies on top."""
    return [
        {
            "type": "Feature",
            "geometry": json.loads(
                shapely.to_geojson(
                    shapely.from_geojson(json.dumps(feature["geometry"])).representative_point()
                )
            ),
            "properties": {k: v for k, v in feature["properties"].items() if k != "style"},
        }
        for feature in reversed(features)
    ]


def others(selection: Selection, catalogue: Catalogue, entries: Sequence[Disposition]) -> Features:
    """Return other parcels: rejected grey, undecided dashed, unlisted candidates coloured."""
    rows = [entry.row for entry in entries]
    return [
        feature(outline, id=entry.parcel, style=_style(entry))
        for entry, outline in zip(entries, _outlines(selection, catalogue, rows), strict=True)
    ]


def _style(entry: Disposition) -> dict[str, Any]:
    if entry.disposition == "candidate":
        return {"color": "#12333b", "weight": 1, "fillColor": colour(entry.suitability or 0.0)}
    return UNDECIDED if entry.disposition == "undecided" else REJECTED


def entries_shown(selection: Selection) -> list[Disposition]:
    """Return the parcels drawn besides the listed candidates: all, or the near misses alone."""
    listed = {candidate.row for candidate in selection.candidates}
    if selection.counts.total - len(listed) <= MOST_OTHERS:
        return [e for e in selection.ledger(0, selection.counts.total) if e.row not in listed]
    rows = [near.row for near in selection.near_misses]
    return [next(iter(selection.ledger(row, row + 1))) for row in rows]


Window = tuple[float, float, float, float]


def extent(features: Sequence[Features]) -> Window | None:
    """Return west, south, east, north of all features; None without any."""
    outlines = [
        shapely.from_geojson(json.dumps(feature["geometry"]))
        for group in features
        for feature in group
        if feature["geometry"]
    ]
    if not outlines:
        return None
    west, south, east, north = shapely.total_bounds(np.array(outlines)).tolist()
    return west, south, east, north


def first_view(groups: Sequence[Features]) -> Window | None:
    """Return the extent of the first group that has features, with land around it.

    It is some 15 km across at least, but no more than all groups together.
    """
    whole, within = extent(groups), next(filter(None, (extent([g]) for g in groups)), None)
    if whole is None or within is None:
        return None
    west, south, east, north = within
    least = (min(_LEAST_VIEW, whole[2] - whole[0]), min(_LEAST_VIEW, whole[3] - whole[1]))
    more = [max(0.0, a - b) / 2 for a, b in zip(least, (east - west, north - south), strict=True)]
    return west - more[0], south - more[1], east + more[0], north + more[1]


def surroundings(features: Sequence[Features]) -> Window | None:
    """Return the extent of all features with a margin; None without any."""
    within = extent(features)
    if within is None:
        return None
    west, south, east, north = within
    across = max(east - west, 0.05) * _MARGIN
    along = max(north - south, 0.05) * _MARGIN
    return west - across, south - along, east + across, north + along


def facilities(
    catalogue: Catalogue, lang: Lang, window: Window
) -> Iterator[tuple[str, str, str, Features]]:
    """Yield each facility kind with its label, colour and sign, and the facilities in view."""
    frame = _within(catalogue.facilities(), window, _MOST_FACILITIES)
    signs = _signs({k: t.say(lang) for k, t in catalogue.facility_kinds().items()})
    for place, (kind, label) in enumerate(catalogue.facility_kinds().items()):
        own = frame[frame["kind"] == kind]
        shade = _COLOURS[place % len(_COLOURS)]
        features = [
            feature(
                outline,
                title=_name(row, lang),
                kind=label.say(lang),
                source=_source(row, lang),
                sign=signs[kind],
                colour=shade,
                style={"color": shade, "weight": 2, "fillOpacity": 0.3},
            )
            for row, outline in zip(
                own.drop(columns="geometry").to_dict("records"), own.geometry, strict=True
            )
        ]
        if features:
            yield label.say(lang), shade, signs[kind], features


def _signs(labels: Mapping[str, str]) -> dict[str, str]:
    """Return a short sign for each kind, different from the others where that can be done."""
    signs: dict[str, str] = {}
    for kind, label in labels.items():
        letters = [c for c in label if c.isalnum()] or ["·"]
        free = (c.upper() for c in letters if c.upper() not in signs.values())
        signs[kind] = next(free, letters[0].upper())
    return signs


def _name(row: Mapping[Any, Any], lang: Lang) -> str:
    first, second = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    named = (row.get(key) for key in (first, second, "name"))
    return next((str(name) for name in named if isinstance(name, str) and name), "")


def _source(row: Mapping[Any, Any], lang: Lang) -> str:
    source, accuracy = row.get("source"), row.get("accuracy_m")
    parts = [str(source)] if isinstance(source, str) and source else []
    if accuracy is not None and np.isfinite(accuracy):
        parts.append(f"± {accuracy:g} {'米' if lang == 'zh' else 'm'}")
    return " · ".join(parts)


def constraint_areas(
    catalogue: Catalogue, lang: Lang, window: Window
) -> Iterator[tuple[str, str, Features]]:
    """Yield each constraint layer with its label, its colour and the areas in view."""
    frame = _within(catalogue.constraint_areas(), window, _MOST_AREAS)
    for place, (layer, label) in enumerate(catalogue.constraint_layers().items()):
        own = frame[frame["layer"] == layer]
        shade = _AREAS[place % len(_AREAS)]
        style = {"color": shade, "weight": 1, "dashArray": "2 3", "fillOpacity": 0.22}
        features = [
            feature(outline, title=str(name or ""), kind=label.say(lang), style=style)
            for outline, name in zip(own.geometry, own["name"].fillna(""), strict=True)
        ]
        if features:
            yield label.say(lang), shade, features


_CONTEXT: Mapping[str, dict[str, Any]] = {
    "land": {"color": "#b9b39f", "weight": 1, "fillColor": "#f7f4ec", "fillOpacity": 1},
    "shore": {"color": "#2f8f83", "weight": 4, "opacity": 0.6},
    "road": {"color": "#b08d57", "weight": 2},
    "bridge": {"color": "#7a5c2e", "weight": 3},
    "planned_bridge": {"color": "#7a5c2e", "weight": 2, "dashArray": "3 5"},
    "closed": {"color": "#8d6e63", "weight": 2, "dashArray": "3 5"},
    "ferry": {"color": "#3d7ea6", "weight": 1.5, "dashArray": "6 5"},
}
_TRAVELLED = ("road", "bridge", "planned_bridge", "ferry")


def context(
    catalogue: Catalogue, window: Window, scenario: str | None = None
) -> dict[str, Features]:
    """Return land, roads, bridges and ferries in view.

    Where the catalogue has a network, roads, bridges and ferries are those that routes travel on,
    as they are in the scenario; what is closed then, or not yet open, is a kind of its own.
    """
    frame = catalogue.context()[["kind", "name", "geometry"]]
    if catalogue.manifest.network is not None:
        ways = catalogue.ways(scenario)
        kinds = ways["kind"].replace("quay", "ferry").mask(ways["closed"], "closed")
        own = ways.assign(kind=kinds)[["kind", "name", "geometry"]]
        frame = gpd.GeoDataFrame(
            pd.concat([frame[~frame["kind"].isin(_TRAVELLED)], own], ignore_index=True),
            crs=frame.crs,
        )
    frame = _within(frame, window, 20_000)
    other = {"color": "#7d8b90", "weight": 1}
    drawn: dict[str, Features] = {}
    for kind in dict.fromkeys([*_CONTEXT, *frame["kind"]]):
        own = frame[frame["kind"] == kind]
        drawn[kind] = [
            feature(outline, title=str(name or ""), style=_CONTEXT.get(kind, other))
            for outline, name in zip(own.geometry, own["name"].fillna(""), strict=True)
        ]
    return {kind: features for kind, features in drawn.items() if features}


def _within(frame: gpd.GeoDataFrame, window: Window, most: int) -> gpd.GeoDataFrame:
    near = frame.cx[window[0] : window[2], window[1] : window[3]]
    if len(near) > most:  # the largest, then the first
        order = np.argsort(-shapely.area(near.geometry.to_numpy()), kind="stable")[:most]
        near = near.iloc[np.sort(order)]
    tolerance = max(window[2] - window[0], window[3] - window[1]) / 4_000
    slim = shapely.simplify(near.geometry.to_numpy(), tolerance)
    return near.set_geometry(gpd.GeoSeries(slim, index=near.index, crs=near.crs))


def _outlines(selection: Selection, catalogue: Catalogue, rows: Sequence[int]) -> Any:  # noqa: ANN401
    places = np.array(rows, np.int64)
    return catalogue.geometry(selection.requirement.sites, places).to_numpy()


def feature(outline: Any, **properties: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a shape as a GeoJSON feature, its coordinates rounded to 0.1 m."""
    rounded = shapely.transform(outline, lambda points: np.round(points, _DIGITS))
    geometry = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "geometry": geometry, "properties": properties}
