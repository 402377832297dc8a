"""What lies behind an answer as layers of a GeoPackage: titles, words of one language, styles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from sitesel.catalogue import Catalogue
from sitesel.catalogue.rule_changes import VERDICT_LABELS
from sitesel.crs import LON_LAT
from sitesel.evidence.evidence import evidence, listed
from sitesel.exports.evidence import FOOTPRINTS, LEGS, in_language, layers, legs_once
from sitesel.exports.package import Layer
from sitesel.exports.qgis_style import categorised, stroke, strokes
from sitesel.language import LANGUAGES, Lang, Text
from sitesel.selection import Selection
from sitesel.wording.rule import CLAUSE_UNSTATED

_TITLES = {
    "service_areas": Text("可达范围", "Service areas"),
    "exclusions": Text("管控规则：占用或界外部分", "Rules: what overlaps or lies outside"),
    "exclusion_distances": Text("管控规则：最近距离", "Rules: shortest distance"),
    "footprints": Text("放得下什么（见证矩形）", "What fits (witness rectangles)"),
    "routes": Text("到各类最近设施的路线", "Routes to the nearest facility of each kind"),
    "route_legs": Text("路线分段", "Legs of the routes"),
}
_ALL = Text("所列的 {n} 宗", "the {n} parcels listed")
_SOME = Text("所列 {all} 宗中的前 {n} 宗", "the first {n} of the {all} parcels listed")
_MODE = Text("；出行方式：{mode}", "; mode: {mode}")
_SCENARIO = Text("；路网情景：{title}", "; scenario of the network: {title}")
_EMPTY = Text("；没有图形的行为无法到达，原因见 state 与 reason",
              "; a row without a line is not reached: state and reason tell why")  # fmt: skip
_TYPES = {
    "routes": "MultiLineString", "route_legs": "LineString", "service_areas": "MultiPolygon",
    "exclusions": "MultiPolygon", "exclusion_distances": "LineString", "footprints": "MultiPolygon",
}  # fmt: skip
_LEGS = {
    "road": ("#0b3d91", 0.7, "solid"),
    "bridge": ("#6a1b9a", 1.1, "solid"),
    "ferry": ("#00708c", 0.7, "dash"),
    "quay": ("#00708c", 0.5, "solid"),
    "approach": ("#0b3d91", 0.5, "dot"),
}
_OUTCOMES = {
    "fails": "#d7263d99", "evaluate": "#e6862299", "unknown": "#f2d38899", "holds": "#8fa3ab55",
    "not_judged": "#8fa3ab55",
}  # fmt: skip
_FOOTPRINTS = {
    "buildable": "#7fbf7b66", "largest": "#ffffff00", "yard": "#e7e2d3c0", "building": "#ffffffd0",
}  # fmt: skip
_AREAS = ("#c7780066", "#f0a50055", "#f0c24a44", "#f5dc8a33")  # the nearest is the darkest


def evidence_layers(selection: Selection, catalogue: Catalogue, lang: Lang) -> dict[str, Layer]:
    """Return what lies behind an answer, in the order of drawing.

    Of the parcels that the answer lists, 40 at most (the description of each layer tells):
    `service_areas`; `exclusions`, a row for each parcel and rule with clause, what was found and
    what is left; `exclusion_distances`, the shortest lines to what is protected; `footprints`;
    `routes`, a row for each parcel and kind of facility, without a line where it is unreachable,
    as `state` and `reason` tell; `route_legs`, each leg once. A layer may have no row.
    """
    gathered = evidence(selection, catalogue)
    drawn = layers(gathered, catalogue, selection.columns)
    drawn["route_legs"] = legs_once(drawn["routes"])
    routes = drawn["routes"]
    drawn["routes"] = routes.drop(columns="legs")
    rules = _clauses_told(drawn["exclusions"])
    drawn["exclusion_distances"] = _distances(rules)
    drawn["exclusions"] = rules.set_geometry(_polygons(rules))
    drawn["footprints"] = drawn["footprints"].set_geometry(_polygons(drawn["footprints"]))
    many, mode = len(listed(selection)), gathered.mode
    record = catalogue.manifest.network
    who = (_ALL if many == len(gathered.parcels) else _SOME).format(
        n=len(gathered.parcels), all=many
    )
    travels = _MODE.format(mode=record.modes[mode].say(lang)) if record and mode else Text("", "")
    scenario = catalogue.scenarios().get(selection.requirement.scenario or "")
    network = _SCENARIO.format(title=scenario.title.say(lang)) if scenario else Text("", "")
    told = {}
    for name in _TITLES:
        travelled = name in ("routes", "route_legs", "service_areas")
        about = (who.say(lang), travels.say(lang) + network.say(lang) if travelled else "")
        told[name] = evidence_layer(name, drawn[name], lang, "".join(about))
    return told


def evidence_layer(name: str, frame: GeoDataFrame, lang: Lang, about: str = "") -> Layer:
    """Return one of the layers, in one language; `about` says of whom it is."""
    told = in_language(frame, lang)
    about += _EMPTY.say(lang) if name == "routes" else ""
    return Layer(
        told, _style(name, told, lang), _TYPES[name], _TITLES[name].say(lang), about.lstrip("；; ")
    )


def _polygons(frame: GeoDataFrame) -> np.ndarray:
    """Return areas as multipolygons; None for anything else."""
    shapes = [
        shapely.multipolygons(shapely.get_parts(one)) if one is not None and _is_area(one) else None
        for one in frame.geometry
    ]
    return np.array(shapes, dtype=object)


def _is_area(shape: shapely.Geometry) -> bool:
    return shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty


def _clauses_told(rules: GeoDataFrame) -> GeoDataFrame:
    """Say of each rule without a clause that none is stated."""
    if not len(rules):
        return rules
    told = {f"clause_{lang}": CLAUSE_UNSTATED.say(lang) for lang in LANGUAGES}
    return rules.assign(**{
        name: rules[name].where(rules[name] != "", words) for name, words in told.items()
    })  # fmt: skip


def _distances(rules: GeoDataFrame) -> GeoDataFrame:
    """Draw the shortest lines from parcels to what rules protect, where they are apart."""
    if not len(rules):
        return rules
    apart = rules[(rules["distance_m"] > 0).to_numpy()]
    ends = apart[["from_lon", "from_lat", "to_lon", "to_lat"]].to_numpy(np.float64)
    lines = shapely.linestrings(ends.reshape(-1, 2, 2))
    areal = ["area_m2", "slivers_m2", "left_m2"]
    return GeoDataFrame(
        pd.DataFrame(apart.drop(columns=[*areal, "geometry"])), geometry=lines, crs=LON_LAT
    )


def _style(name: str, frame: GeoDataFrame, lang: Lang) -> str:
    match name:
        case "routes":
            return stroke("#0b3d91", 0.6)
        case "route_legs":
            return strokes("leg", _LEGS, {leg: words.say(lang) for leg, words in LEGS.items()})
        case "exclusion_distances":
            return stroke("#a1001f", 0.4, "dash")
        case "service_areas":
            minutes = sorted({float(one) for one in frame.get("minutes", ())}, reverse=True)
            shades = {f"{m:g}": _AREAS[min(i, 3)] for i, m in enumerate(reversed(minutes))}
            # the widest is drawn first, so that the nearer ones lie on top
            looks = {f"{m:g}": shades[f"{m:g}"] for m in minutes}
            return categorised("minutes", looks, {m: f"{m} min" for m in looks})
        case "exclusions":
            words = {str(one): label.say(lang) for one, label in VERDICT_LABELS.items()}
            return categorised("outcome", _OUTCOMES, words)
    labels = {kind: words.say(lang) for kind, words in FOOTPRINTS.items()}
    return categorised("kind", _FOOTPRINTS, labels)
