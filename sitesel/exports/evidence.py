"""What lies behind an answer as layers that others open: the same columns in each format.

Words stand in both languages, `…_zh` and `…_en`; `in_language` keeps one of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from sitesel.catalogue import Catalogue
from sitesel.catalogue.rule_changes import VERDICT_LABELS
from sitesel.columns import Columns
from sitesel.crs import LON_LAT
from sitesel.evidence.asked_rules import STATES
from sitesel.evidence.evidence import Evidence
from sitesel.evidence.routes import routes, travelled_kinds
from sitesel.evidence.travelling import NoWay, travelling
from sitesel.exports.journeys import journeys
from sitesel.language import LANGUAGES, Lang, Text
from sitesel.schema import SiteKind
from sitesel.wording.value import whole_minutes

LEGS: Mapping[str, Text] = {
    "road": Text("道路", "road"),
    "bridge": Text("桥梁", "bridge"),
    "ferry": Text("渡轮", "ferry"),
    "quay": Text("码头引道", "quay"),
    "approach": Text("地块或设施至道路", "between the boundary and the road"),
}
FOOTPRINTS: Mapping[str, Text] = {
    "buildable": Text("可建用地", "buildable land"),
    "largest": Text("最大矩形", "largest rectangle"),
    "yard": Text("堆场", "yard"),
    "building": Text("放得下的建筑", "building that fits"),
}
SEVERITIES: Mapping[str, Text] = {
    "veto": Text("否决", "veto"),
    "evaluate": Text("需评估", "evaluate"),
    "note": Text("提示", "note"),
}
_OF_A_LEG = ("leg", "name", "way", "minutes", "metres")
_METRIC = {
    "area": "area_m2", "slivers": "slivers_m2", "left": "left_m2", "distance": "distance_m",
    "width": "width_m", "depth": "depth_m",
}  # fmt: skip


def layers(gathered: Evidence, catalogue: Catalogue, columns: Columns) -> dict[str, GeoDataFrame]:
    """Return the evidence of an answer as layers in OGC:CRS84.

    Parameters
    ----------
    gathered
        Of some parcels.
    catalogue, columns
        What was judged.

    Returns
    -------
    layers
        `routes` (see `drawn_journeys`), `service_areas`, `exclusions` (see `drawn_rules`) and
        `footprints`, each with `parcel`; areas in m², lengths in m.
    """
    modes = () if gathered.mode is None else (gathered.mode,)
    told = journeys(catalogue, columns, gathered.parcels, modes=modes)
    areas = gathered.service_areas.assign(mode=gathered.mode or "")
    return {
        "routes": drawn_journeys(told, gathered.routes),
        "service_areas": areas,
        "exclusions": drawn_rules(gathered.exclusions),
        "footprints": drawn_footprints(gathered.footprints),
    }


def site_routes(
    catalogue: Catalogue,
    sites: SiteKind,
    parcel: str,
    *,
    mode: str,
    kinds: Sequence[str] | None = None,
    scenario: str | None = None,
) -> GeoDataFrame:
    """Draw how one site gets to the nearest facility of each kind (see `drawn_journeys`).

    What is not reached, or of a site that joins no road, has no line, and `state` tells why.

    Raises
    ------
    NoWay
        The catalogue has no network, or was not built for the mode or a kind.
    ParcelNotFound, UnknownScenario
        There is none of that name.
    """
    wanted = travelled_kinds(catalogue, travelling(catalogue, mode, scenario), kinds)
    columns = catalogue.columns(sites, scenario)
    told = journeys(catalogue, columns, [parcel], modes=[mode], kinds=wanted)
    legs = GeoDataFrame({"parcel": []}, geometry=[], crs=LON_LAT)
    with suppress(NoWay):  # it joins no road
        legs = routes(catalogue, sites, parcel, mode=mode, kinds=wanted, scenario=scenario)
    return drawn_journeys(told, legs)


def drawn_journeys(told: pd.DataFrame, legs: GeoDataFrame) -> GeoDataFrame:
    """Draw journeys: one row each, with its line and legs.

    Parameters
    ----------
    told
        The journeys of one mode.
    legs
        The routes of these parcels by that mode.

    Returns
    -------
    drawn
        The columns of `journeys`, with `last_departure` as HH:MM (past 24 on the next day);
        `via`, the ways by name; `legs`, one entry for each line of the geometry, a
        MultiLineString in the order of travel: `leg` (road, bridge, ferry, quay or approach),
        `name`, `way`, `minutes`, `metres`. Nothing is drawn to what is not reached.
    """
    lines, via = [], []
    parts: list[list[dict[Any, Any]]] = []
    known = dict(iter(legs.groupby(["parcel", "kind"]))) if len(legs) else {}
    for parcel, kind in zip(told["parcel"], told["kind"], strict=True):
        own = known.get((parcel, kind))
        shapes = [] if own is None else list(own.geometry)
        lines.append(shapely.multilinestrings(shapes) if shapes else None)
        parts.append([] if own is None else own[list(_OF_A_LEG)].to_dict("records"))
        names = [one["name"] for one in parts[-1] if one["name"]]
        via.append(" → ".join(dict.fromkeys(names)))
    hours = pd.Series([clock_time(one) for one in told["last_departure"]], dtype=object)
    drawn = told.assign(last_departure=hours, via=via, legs=pd.Series(parts, dtype=object))
    return GeoDataFrame(drawn, geometry=np.array(lines, dtype=object), crs=LON_LAT)


def legs_once(routes: GeoDataFrame) -> GeoDataFrame:
    """Return each leg of a parcel's routes once, with the kinds of facilities that it leads to.

    Returns
    -------
    legs
        `parcel`, `leg`, `name`, `way`, `minutes`, `metres`, `to_*` in words, and a line.
    """
    told: dict[tuple[str, str, bytes], dict[str, Any]] = {}
    for row in routes.to_dict("records"):
        shape = row["geometry"]
        for leg, line in zip(row["legs"], shapely.get_parts(shape).tolist(), strict=True):
            key = (row["parcel"], leg["leg"], line.wkb)
            one = told.setdefault(
                key, {"parcel": row["parcel"], **leg, "to_zh": [], "to_en": [], "geometry": line}
            )
            for lang in LANGUAGES:
                one[f"to_{lang}"].append(row[f"kind_label_{lang}"])
    for one in told.values():
        one["to_zh"], one["to_en"] = "、".join(one["to_zh"]), ", ".join(one["to_en"])
    names = ["parcel", *_OF_A_LEG, "to_zh", "to_en", "geometry"]
    frame = pd.DataFrame(list(told.values()), columns=names)
    return _labelled(GeoDataFrame(frame, geometry="geometry", crs=LON_LAT), "leg", LEGS)


def drawn_rules(exclusions: GeoDataFrame) -> GeoDataFrame:
    """Return what rules find with outcome, severity and state in words.

    `area_m2` overlaps (lies outside), `left_m2` is the rest; `distance_m` to the nearest of what
    is protected, from `from_lon`, `from_lat` to `to_lon`, `to_lat`.
    """
    drawn = exclusions.rename(columns=_METRIC)
    for name, words in (("outcome", VERDICT_LABELS), ("severity", SEVERITIES)):
        drawn = _labelled(drawn, name, words)
    return _labelled(drawn, "state", STATES)


def drawn_footprints(footprints: GeoDataFrame) -> GeoDataFrame:
    """Return what stands on parcels with its kind in words."""
    return _labelled(footprints.rename(columns=_METRIC), "kind", FOOTPRINTS)


def in_language(frame: GeoDataFrame, lang: Lang) -> GeoDataFrame:
    """Keep the words of one language: `title_zh` becomes `title`, and `title_en` goes."""
    other = next(each for each in LANGUAGES if each != lang)
    pairs = [n.removesuffix(f"_{lang}") for n in frame.columns if n.endswith(f"_{lang}")]
    kept = frame.drop(columns=[f"{name}_{other}" for name in pairs])
    return kept.rename(columns={f"{name}_{lang}": name for name in pairs})


def _labelled(frame: GeoDataFrame, name: str, words: Mapping[Any, Text]) -> GeoDataFrame:
    if name not in frame:
        return frame
    labels = {
        f"{name}_label_{lang}": [words[one].say(lang) for one in frame[name]] for lang in LANGUAGES
    }
    return frame.assign(**labels)


def clock_time(hours: float) -> str | None:
    """Return hours after midnight as HH:MM, past 24 on the next day, as timetables have it.

    A minute that has begun is not told: who leaves then is still in time.

    >>> clock_time(17.5), clock_time(25.25), clock_time(19.6444), clock_time(float("nan"))
    ('17:30', '25:15', '19:38', None)
    """
    if math.isnan(hours):
        return None
    return "{:02d}:{:02d}".format(*divmod(whole_minutes(hours), 60))
