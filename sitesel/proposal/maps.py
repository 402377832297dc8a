"""The maps of a proposal: all sites of the shortlist, and each at scale with its ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.catalogue import Catalogue
from sitesel.evidence.envelope import Setbacks, envelope
from sitesel.evidence.footprints import footprints
from sitesel.evidence.ground import within
from sitesel.evidence.routes import drawn_routes
from sitesel.evidence.travelling import NoWay
from sitesel.exports.evidence import FOOTPRINTS, LEGS
from sitesel.language import Lang, Text
from sitesel.proposal.access import numbers
from sitesel.proposal.content import OVERVIEW, Candidate, Proposal, map_keys
from sitesel.selection import Selection
from sitesel.webmap.picture import Asked, Key, Layer, Overlay, Sign, View, picture
from sitesel.webmap.picture.view import Bounds

MILLIMETRES = 174.0
"""How wide a map is printed: its scale is told for that."""
_WIDE, _HIGH, _LOW = 900, 600, 520  # pixels
_NOTICE = 34.0  # pixels at the foot for what every map must say
_SCALES = (500, 1_000, 2_000, 2_500, 5_000, 10_000, 20_000, 25_000, 50_000, 100_000, 200_000)
_AROUND, _LEAST = 0.3, 60.0  # of the extent, on each side; m
_DEGREE = 111_000.0  # m
_OUTLINES = {
    "parcels": Text("地块边界", "Boundary of the site"),
    "halls": Text("厂房边界", "Boundary of the hall"),
}
_BUILDABLE = Text("扣除退让和避让后可建用地", "Land left for buildings")
_NUMBER = Text("设施（编号见可达性表）", "Facility (number as in the table)")
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "buildable": {"fill": "#c4e0bf", "stroke": "#2e6b2e", "stroke_width": 1.2},
    "largest": {
        "fill": "none", "stroke": "#17262b", "stroke_width": 1.4, "stroke_dasharray": "6 4",
    },
    "yard": {
        "fill": "#e7e2d3", "fill_opacity": 0.9, "stroke": "#17262b", "stroke_width": 1.1,
        "stroke_dasharray": "4 3",
    },
    "building": {"fill": "#ffffff", "fill_opacity": 0.9, "stroke": "#17262b", "stroke_width": 1.3},
}  # fmt: skip
_KEPT_OFF = ("#b8860b", "#c0392b", "#2874a6", "#7d3c98", "#566573")
_SITE = {"fill": "none", "stroke": "#1257c9", "stroke_width": 2.6}
_LEGS: Mapping[str, Mapping[str, object]] = {
    "approach": {"stroke": "#0b3d91", "stroke_width": 1.8, "stroke_dasharray": "2 4"},
    "road": {"stroke": "#0b3d91", "stroke_width": 2.8},
    "quay": {"stroke": "#00708c", "stroke_width": 2.2},
    "ferry": {"stroke": "#00708c", "stroke_width": 2.8, "stroke_dasharray": "7 5"},
    "bridge": {"stroke": "#6a1b9a", "stroke_width": 3.4},
}


@dataclass(frozen=True, slots=True)
class Map:
    """A map as SVG.

    Parameters
    ----------
    svg
        The picture.
    scale
        1 : so many when it is printed `MILLIMETRES` wide; 0 for a map that is not at a round scale.
    numbers
        The numbers that facilities have on it, by their ids.
    """

    svg: str
    scale: int
    numbers: Mapping[str, int]


def maps(proposal: Proposal, catalogue: Catalogue, selection: Selection) -> dict[str, Map]:
    """Draw the maps of a proposal, by their keys.

    A site that joins no road has no map of its ways. Without candidates the near misses are shown.
    """
    lang = proposal.lang
    drawn = {OVERVIEW: _overview(proposal, catalogue, selection, lang)}
    for one in proposal.shortlist:
        at_scale, ways, _ = map_keys(one.parcel)
        drawn[at_scale] = _at_scale(one, catalogue, selection, lang)
        led = _ways(one, catalogue, selection, lang)
        if led is not None:
            drawn[ways] = led
    return drawn


def _overview(proposal: Proposal, catalogue: Catalogue, selection: Selection, lang: Lang) -> Map:
    """Draw all sites, coloured by how they stand, where the shortlist lies."""
    near = tuple(one.parcel for one in proposal.near_misses)
    pointed = () if proposal.shortlist else near
    boxes = catalogue.outlines(proposal.sites).bounds
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    dx, dy = (max((end - start) * 0.05, 300 / _DEGREE) for start, end in
              ((west, east), (south, north)))  # fmt: skip
    bounds = west - dx, south - dy, east + dx, north + dy
    asked = Asked(width=_WIDE, height=_HIGH, lang=lang, parcels=pointed, bounds=bounds)
    return Map(picture(catalogue, asked, selection), 0, {})


def _at_scale(one: Candidate, catalogue: Catalogue, selection: Selection, lang: Lang) -> Map:
    """Draw one site with its surroundings, the room for buildings, and what was placed there."""
    scale, box = _scale(one.bounds)
    asked = Asked(
        sites=selection.requirement.sites,
        parcels=(one.parcel,),
        bounds=box,
        metres_per_pixel=_metres_per_pixel(scale),
        width=_WIDE,
        height=_HIGH,
        lang=lang,
        scenario=selection.requirement.scenario,
    )
    ruled, room = _constraint_areas(catalogue, box, lang), _room(one, catalogue, selection, lang)
    overlay = Overlay(ruled.layers + room.layers, (), room.keys + ruled.keys)
    return Map(picture(catalogue, asked, overlay=overlay), scale, {})


def _scale(bounds: Bounds) -> tuple[int, Bounds]:
    """Return the largest round scale that shows a box with something around it, and the box."""
    west, south, east, north = bounds
    least = _LEAST / _DEGREE
    dx = max((east - west) * _AROUND, least)
    dy = max((north - south) * _AROUND, least)
    box = west - dx, south - dy, east + dx, north + dy
    needed = View.of(box, _WIDE, _HIGH, foot=_NOTICE).metres_per_pixel
    fits = (scale for scale in _SCALES if _metres_per_pixel(scale) >= needed)
    return next(fits, _SCALES[-1]), box


def _metres_per_pixel(scale: int) -> float:
    return scale * MILLIMETRES / 1_000 / _WIDE


def _constraint_areas(catalogue: Catalogue, box: Bounds, lang: Lang) -> Overlay:
    """Return the areas nearby that buildings keep off."""
    near = within(catalogue.constraint_areas(), box)
    labels = catalogue.constraint_layers()
    layers, keys = [], []
    for name, shade in zip(catalogue.excluding_layers(), cycle(_KEPT_OFF), strict=False):
        shapes = near.geometry[near["layer"] == name].to_numpy()
        if len(shapes):
            look = {"fill": shade, "fill_opacity": 0.35, "stroke": shade, "stroke_width": 1.1}
            layers.append(Layer(shapes, look))
            keys.append(Key(look, labels[name].say(lang)))
    return Overlay(tuple(layers), (), tuple(keys))


def _room(one: Candidate, catalogue: Catalogue, selection: Selection, lang: Lang) -> Overlay:
    shapes: dict[str, NDArray[Any]] = {}
    if selection.requirement.sites == "parcels":
        drawn = footprints(catalogue, selection.requirement, np.array([one.row], np.int64))
        for kind in _LOOKS:
            alike = drawn.geometry[drawn["kind"] == kind].to_numpy()
            if len(alike):
                shapes[kind] = alike
        if "buildable" not in shapes:
            development = selection.requirement.development
            setbacks = development.setbacks if development is not None else Setbacks()
            left = envelope(catalogue, one.parcel, setbacks).land
            if left is not None and not left.is_empty:
                shapes["buildable"] = np.array([left], object)
    order = [kind for kind in _LOOKS if kind in shapes]
    words = {**FOOTPRINTS, "buildable": _BUILDABLE}
    keys = [Key(_SITE, _OUTLINES[selection.requirement.sites].say(lang))]
    keys += [Key(_LOOKS[kind], words[kind].say(lang)) for kind in order]
    return Overlay(tuple(Layer(shapes[kind], _LOOKS[kind]) for kind in order), (), tuple(keys))


def _ways(one: Candidate, catalogue: Catalogue, selection: Selection, lang: Lang) -> Map | None:
    """Draw the ways to the nearest facility of each kind; None where there is none."""
    requirement = selection.requirement
    legs = list(_legs(one, catalogue, selection))
    places = _places(one, catalogue)
    if not legs or not places:
        return None
    known = numbers(one.access)
    lines = np.concatenate([frame.geometry.to_numpy() for frame in legs])
    kinds = np.concatenate([frame["leg"].to_numpy(object) for frame in legs])
    shown = [kind for kind in _LEGS if (kinds == kind).any()]
    layers = [Layer(_once(lines[kinds == kind]), {"fill": "none", **_LEGS[kind]}, 1.2)
              for kind in shown]  # fmt: skip
    site = catalogue.geometry(requirement.sites, np.array([one.row], np.int64)).to_numpy()
    layers.append(Layer(site, {**_SITE, "fill": "#1257c9", "fill_opacity": 0.5}))
    keys = [Key(_SITE, _OUTLINES[requirement.sites].say(lang))]
    keys += [Key({"fill": "none", **_LEGS[kind]}, LEGS[kind].say(lang), line=True)
             for kind in shown if kind != "approach"]  # fmt: skip
    keys.append(Key({"fill": "#0b5a4a", "rx": 4}, _NUMBER.say(lang)))
    signs = tuple(Sign(place, str(known[facility])) for facility, place in places.items())
    overlay = Overlay(tuple(layers), signs, tuple(keys))
    asked = Asked(
        sites=requirement.sites,
        parcels=(one.parcel,),
        bounds=_around(np.concatenate([lines, site]), list(places.values())),
        width=_WIDE,
        height=_LOW,
        lang=lang,
        scenario=requirement.scenario,
    )
    return Map(picture(catalogue, asked, overlay=overlay), 0, {id_: known[id_] for id_ in places})


def _legs(one: Candidate, catalogue: Catalogue, selection: Selection) -> Iterator[GeoDataFrame]:
    """Go through the ways that the candidate's table tells, mode by mode."""
    requirement = selection.requirement
    for mode in dict.fromkeys(line.mode for line in one.access if line.minutes is not None):
        try:
            yield drawn_routes(
                catalogue, requirement.sites, one.parcel, mode=mode, scenario=requirement.scenario
            )
        except NoWay:  # what joins no road has nothing to draw, and its table tells why
            continue


def _once(lines: NDArray[Any]) -> NDArray[Any]:
    """Leave out lines that are there twice: many ways share their roads."""
    _, first = np.unique(shapely.to_wkb(lines), return_index=True)
    return np.asarray(lines[np.sort(first)])


def _places(one: Candidate, catalogue: Catalogue) -> dict[str, tuple[float, float]]:
    """Return where the facilities of the candidate's table are, in its order."""
    known = catalogue.once("facilities:around", catalogue.facilities)
    points = shapely.centroid(known.geometry.to_numpy())
    where = dict(zip(known["id"], zip(shapely.get_x(points), shapely.get_y(points), strict=True),
                     strict=True))  # fmt: skip
    return {
        facility: (float(where[facility][0]), float(where[facility][1]))
        for facility in numbers(one.access)
        if facility in where
    }


def _around(shapes: NDArray[Any], places: list[tuple[float, float]]) -> Bounds:
    points = shapely.points(np.array(places, float).reshape(-1, 2))
    west, south, east, north = shapely.total_bounds(np.concatenate([shapes, points])).tolist()
    dx = max((east - west) * 0.06, 300 / _DEGREE)
    dy = max((north - south) * 0.06, 300 / _DEGREE)
    return west - dx, south - dy, east + dx, north + dy
