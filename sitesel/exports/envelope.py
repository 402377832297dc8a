"""The planning envelope as GeoJSON, with how each figure comes about in words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from sitesel.catalogue import Catalogue
from sitesel.evidence.envelope import Envelope
from sitesel.exports.features import geometries
from sitesel.exports.sites import plain
from sitesel.interval import Interval
from sitesel.language import LANGUAGES, Text
from sitesel.schema import default_schema
from sitesel.units import format_number
from sitesel.wording import interval


class EndsOut(BaseModel):
    """A permitted range; an end is null where there is no limit."""

    lower: float | None
    upper: float | None
    lower_open: bool
    upper_open: bool


class SetbacksOut(BaseModel):
    """How far buildings keep off each kind of edge, m."""

    road: float
    shore: float
    neighbour: float
    words: Text


class RoomOut(BaseModel):
    """What may stand on the parcel; each figure is null where it is not known or has no limit."""

    role: Literal["plot", "envelope"]
    parcel: str
    area: float | None = Field(description="Of the outline, m².")
    buildable_area: float | None = Field(description="Of the land that is left, m².")
    buildable_area_words: Text
    setbacks: SetbacksOut
    plot_ratio: EndsOut | None
    building_density: EndsOut | None = Field(description="Per cent of the area.")
    height: float | None = Field(description="Upper end of the height limit, m.")
    height_open: bool = Field(description="Whether the limit itself is too high.")
    height_words: Text
    most_floor_area: float | None = Field(description="As it counts towards the plot ratio, m².")
    most_floor_area_words: Text
    most_footprint: float | None = Field(description="m².")
    most_footprint_words: Text


class PlotOut(BaseModel):
    """The outline or the envelope."""

    type: str = "Feature"
    geometry: dict[str, Any] | None
    properties: RoomOut


class EnvelopeOut(BaseModel):
    """The plot and its envelope, as a GeoJSON feature collection in OGC:CRS84."""

    type: str = "FeatureCollection"
    features: list[PlotOut]


def drawn_envelope(found: Envelope, catalogue: Catalogue) -> dict[str, Any]:
    """Return outline and envelope as features; both carry all that is told."""
    left = found.land if found.buildable_area else None
    shapes = np.array([found.plot, left], dtype=object)
    told = _told(found, catalogue)
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape, "properties": {"role": role, **told}}
            for role, shape in zip(("plot", "envelope"), geometries(shapes), strict=True)
        ],
    }


def _told(found: Envelope, catalogue: Catalogue) -> dict[str, Any]:
    ratio, density, limit = found.plot_ratio, found.building_density, found.height_limit
    return {
        "parcel": found.parcel,
        "area": found.area,
        "buildable_area": found.buildable_area,
        "buildable_area_words": asdict(_land_words(found, catalogue)),
        "setbacks": found.setbacks.canonical() | {"words": asdict(_setback_words(found))},
        "plot_ratio": None if ratio is None else plain(ratio),
        "building_density": None if density is None else plain(density),
        "height": found.height,
        "height_open": bool(limit and limit.upper_open and found.height is not None),
        "height_words": asdict(_height_words(found)),
        "most_floor_area": found.most_floor_area,
        "most_floor_area_words": asdict(_floor_words(found)),
        "most_footprint": found.most_footprint,
        "most_footprint_words": asdict(_footprint_words(found)),
    }


def _metres(number: float) -> Text:
    return Text(f"{format_number(number, 'zh')} 米", f"{format_number(number, 'en')} m")


def _square(number: float) -> Text:
    zh, en = (format_number(round(number), lang) for lang in LANGUAGES)
    return Text(f"{zh} 平方米", f"{en} m²")


def _ends(ends: Interval, name: str) -> Text:
    attribute = default_schema()[name]
    return Text(interval(ends, attribute, "zh"), interval(ends, attribute, "en"))


def _setback_words(found: Envelope) -> Text:
    asked = found.setbacks
    if not (asked.road or asked.shore or asked.neighbour):
        return Text(
            "目录没有退界要求，按 0 米计；实际退界以规划条件为准。",
            "The catalogue tells no setbacks, so 0 m are taken; what planning asks for goes first.",
        )
    road, shore, beside = (_metres(n) for n in (asked.road, asked.shore, asked.neighbour))
    return Text(
        f"按所填退界：临路 {road.zh}，临岸 {shore.zh}，邻地 {beside.zh}；"
        "目录没有退界要求，实际以规划条件为准。",
        f"Setbacks as entered: {road.en} from roads, {shore.en} from the shore, {beside.en} from "
        "neighbours; the catalogue tells none, and what planning asks for goes first.",
    )


def _land_words(found: Envelope, catalogue: Catalogue) -> Text:
    if found.buildable_area is None:
        return Text(
            "未知：目录没有道路或岸线，无法判断哪些边界临路、临岸。",
            "Not known: the catalogue has no roads or no shore, so nobody can tell which edges "
            "they run along.",
        )
    labels = catalogue.constraint_layers()
    off = [labels[layer] for layer in found.keeps_clear]
    left = _square(found.buildable_area)
    if not off:
        return Text(
            f"边界退界后余 {left.zh}。", f"{left.en} are left of the outline less setbacks."
        )
    keeps = Text("、".join(text.zh for text in off), ", ".join(text.en for text in off))
    return Text(
        f"边界退界并避让{keeps.zh}后，余 {left.zh}。",
        f"{left.en} are left of the outline less setbacks, clear of {keeps.en}.",
    )


def _height_words(found: Envelope) -> Text:
    limit = found.height_limit
    if limit is None:
        return Text("建筑限高未知。", "The height limit is not known.")
    if found.height is None:
        return Text("规划条件不限高。", "Planning sets no height limit.")
    ends = _ends(limit, "height_limit")
    return Text(f"规划条件的建筑限高：{ends.zh}。", f"Height limit of planning: {ends.en}.")


def _floor_words(found: Envelope) -> Text:
    if found.buildable_area == 0:
        return Text("没有可建的用地。", "No land is left for buildings.")
    if found.plot_ratio is None:
        return Text(
            "容积率未知，无法推算。", "The plot ratio is not known, so nothing can be told."
        )
    most = found.most_floor_area
    if most is None or found.area is None:
        return Text("容积率没有上限。", "The plot ratio has no upper limit.")
    ends, area, whole = _ends(found.plot_ratio, "plot_ratio"), _square(found.area), _square(most)
    upper = {lang: format_number(found.plot_ratio.upper, lang) for lang in LANGUAGES}
    under = found.plot_ratio.upper_open
    return Text(
        f"容积率{ends.zh}；上限 {upper['zh']} × 图上面积 {area.zh} = {whole.zh}"
        f"{'（须小于此数）' if under else ''}，按计容面积；层数和层高未计。",
        f"Plot ratio {ends.en}; its upper end {upper['en']} × the measured area {area.en} = "
        f"{whole.en}{' (less than that)' if under else ''}, as it counts towards the plot ratio; "
        "storeys are not considered.",
    )


def _footprint_words(found: Envelope) -> Text:
    if found.buildable_area == 0:
        return Text("没有可建的用地。", "No land is left for buildings.")
    if found.building_density is None:
        return Text(
            "建筑密度未知，无法推算。", "The building density is not known, so nothing can be told."
        )
    if found.buildable_area is None:
        return Text("退界后的用地未知，无法推算。", "The land that is left is not known.")
    left = _square(found.buildable_area)
    most = found.most_footprint
    if _no_limit(found.building_density) or found.area is None or most is None:
        return Text(
            f"建筑密度没有上限；以退界后的 {left.zh}为限。",
            f"The building density has no upper limit; {left.en} are left after setbacks.",
        )
    upper = {lang: format_number(found.building_density.upper, lang) for lang in LANGUAGES}
    share, area = _square(found.building_density.upper / 100 * found.area), _square(found.area)
    return Text(
        f"建筑密度上限 {upper['zh']}% × 图上面积 {area.zh} = {share.zh}；退界后余 {left.zh}；"
        f"取较小者 {_square(most).zh}。",
        f"Upper end of the building density {upper['en']}% × the measured area {area.en} = "
        f"{share.en}; {left.en} are left after setbacks; the smaller of both is "
        f"{_square(most).en}.",
    )


def _no_limit(ends: Interval) -> bool:
    return not np.isfinite(ends.upper)
