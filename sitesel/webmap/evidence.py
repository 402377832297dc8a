"""What the map draws when a parcel is opened: its ways, service areas, rules and buildings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely
from geopandas import GeoDataFrame

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns
from sitesel.evidence.asked_rules import IN_USE
from sitesel.evidence.evidence import Evidence
from sitesel.language import Lang, Text
from sitesel.schema import Schema
from sitesel.units import format_quantity
from sitesel.webmap.shapes import Features, feature
from sitesel.wording import found, state_words
from sitesel.wording.rule import written

_SIMPLE = 2e-5  # degrees, about two metres: less than a line is wide
_LOOKS: Mapping[str, dict[str, Any]] = {
    "road": {"color": "#0b3d91", "weight": 4, "opacity": 0.85},
    "bridge": {"color": "#6a1b9a", "weight": 6, "opacity": 0.85},
    "ferry": {"color": "#00708c", "weight": 4, "dashArray": "8 6"},
    "quay": {"color": "#00708c", "weight": 3},
    "approach": {"color": "#0b3d91", "weight": 3, "dashArray": "2 5"},
}
_AREA = {"color": "#c77800", "weight": 1, "fillColor": "#f0a500"}
_BREACH = {"color": "#a1001f", "weight": 2, "fillColor": "#d7263d", "fillOpacity": 0.45}
_FAR = {"color": "#a1001f", "weight": 2, "dashArray": "3 4"}
_BUILDING = {"color": "#111111", "weight": 2, "fillColor": "#ffffff", "fillOpacity": 0.75}
_FOOTPRINTS: Mapping[str, dict[str, Any]] = {
    "buildable": {"color": "#2e6b2e", "weight": 1.5, "fillColor": "#7fbf7b", "fillOpacity": 0.35},
    "largest": {"color": "#111111", "weight": 1.5, "dashArray": "6 4", "fillOpacity": 0},
    "yard": {**_BUILDING, "dashArray": "4 3", "fillColor": "#e7e2d3"},
    "building": _BUILDING,
}
_FITS = {
    "buildable": Text("可建用地", "Buildable land"),
    "largest": Text("最大矩形", "Largest rectangle"),
    "yard": Text("堆场", "Yard"),
    "building": Text("放得下的建筑", "A building that fits"),
}
_LEGS = {
    "road": Text("道路", "road"),
    "bridge": Text("桥梁", "bridge"),
    "ferry": Text("渡轮", "ferry"),
    "quay": Text("码头引道", "quay"),
    "approach": Text("地块至道路", "from the boundary to the road"),
}
_LEGEND = (
    ("#0b3d91", "2px solid #0b3d91", Text("所选地块的路线", "Routes of the chosen parcel")),
    ("#ffffff", "2px dashed #00708c", Text("其中渡轮", "…by ferry")),
)
_LEGEND_AREA = Text("可达范围", "Service areas")
_LEGEND_BREACH = Text("管控规则不允许之处", "What a rule does not allow")
_LEGEND_BUILDING = Text("放得下的建筑（见证矩形）", "Buildings that fit (witness rectangles)")
_TITLE = Text("到各类最近设施（{mode}）", "To the nearest of each kind (by {mode})")
_RULES = Text("管控规则", "Rules")
_MATCHING = Text("合用码头", "matching wharf")
_CROSSINGS = Text("{n} 次渡海", "{n} by ferry")


@dataclass(frozen=True, eq=False)
class DrawnEvidence:
    """The evidence of an answer, as the page draws and tells it.

    Parameters
    ----------
    evidence
        Of the parcels that are shown.
    catalogue
        Gives names and labels.
    columns
        That were judged.
    lang
        Of the page.
    """

    evidence: Evidence
    catalogue: Catalogue
    columns: Columns
    lang: Lang

    def of(self, parcel: str, row: int) -> dict[str, Any]:
        """Return what the page knows of one parcel: features, and the same in words."""
        return {
            "drawn": [
                *self._areas(parcel),
                *self._routes(parcel),
                *self._exclusions(parcel),
                *self._buildings(parcel),
            ],
            "ways": self._ways(row),
            "ways_title": self._ways_title(),
            "rules": self._rules(parcel),
            "rules_title": self._say(_RULES),
        }

    @cached_property
    def _rows(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """The rows of each layer by parcel."""
        names = ("routes", "service_areas", "exclusions", "footprints")
        return {name: _by_parcel(getattr(self.evidence, name)) for name in names}

    def legend(self) -> list[tuple[str, str, str]]:
        """Return colour, border and words of what can be drawn."""
        shown, told = self.evidence, []
        if len(shown.routes):
            told += [(colour, border, self._say(words)) for colour, border, words in _LEGEND]
        if len(shown.service_areas):
            minutes = " / ".join(self._minutes(m) for m in sorted({*self._limits()}))
            told.append(("#f0a50066", "1px solid #c77800", f"{self._say(_LEGEND_AREA)} {minutes}"))
        if len(shown.exclusions):
            told.append(("#d7263d73", "2px solid #a1001f", self._say(_LEGEND_BREACH)))
        if len(shown.footprints):
            told.append(("#7fbf7b59", "1.5px solid #2e6b2e", self._say(_FITS["buildable"])))
            told.append(("#ffffff", "2px solid #111111", self._say(_LEGEND_BUILDING)))
        return told

    def _say(self, words: Text) -> str:
        return words.say(self.lang)

    def _minutes(self, minutes: float) -> str:
        return format_quantity(minutes, "min", self.lang)

    def _limits(self) -> list[float]:
        return [float(m) for m in self.evidence.service_areas["minutes"]]

    def _areas(self, parcel: str) -> Features:
        own = self._rows["service_areas"].get(parcel, [])
        most = max((one["minutes"] for one in own), default=0.0)
        # the widest first, so that the nearer ones lie on top and show darker
        return [
            feature(
                shapely.simplify(one["geometry"], 5 * _SIMPLE),
                title=f"{self._say(_LEGEND_AREA)} {self._minutes(one['minutes'])}",
                style={**_AREA, "fillOpacity": 0.10 + 0.12 * (1 - one["minutes"] / most)},
            )
            for one in reversed(own)
        ]

    def _routes(self, parcel: str) -> Features:
        """Draw each leg once, whatever it leads to."""
        drawn: dict[tuple[str, bytes], dict[str, Any]] = {}
        for one in self._rows["routes"].get(parcel, []):
            leg, shape = one["leg"], one["geometry"]
            if shape is None or shape.is_empty:
                continue
            words = " · ".join(filter(None, [self._say(_LEGS[leg]), str(one["name"] or "")]))
            drawn.setdefault(
                (leg, shape.wkb),
                feature(shapely.simplify(shape, _SIMPLE), title=words, style=_LOOKS[leg]),
            )
        return list(drawn.values())

    def _exclusions(self, parcel: str) -> Features:
        return [
            feature(
                one["geometry"],
                title=self._rule(one),
                style=_BREACH if one["geometry"].geom_type.endswith("Polygon") else _FAR,
            )
            for one in self._rows["exclusions"].get(parcel, [])
            if _is_breach(one) and one["geometry"] is not None and not one["geometry"].is_empty
        ]

    def _buildings(self, parcel: str) -> Features:
        return [
            feature(one["geometry"], title=self._footprint(one), style=_FOOTPRINTS[one["kind"]])
            for one in self._rows["footprints"].get(parcel, [])
        ]

    def _footprint(self, one: Mapping[Any, Any]) -> str:
        label, area = self._say(_FITS[one["kind"]]), self._amount(one["area"], "m2")
        if math.isnan(one["width"]):
            return f"{label} {area}"
        return f"{label} {one['width']:.1f} × {one['depth']:.1f} m · {area}"

    def _ways_title(self) -> str:
        mode, record = self.evidence.mode, self.catalogue.manifest.network
        if mode is None or record is None:
            return ""
        return self._say(_TITLE).format(mode=self._say(record.modes[mode]))

    def _ways(self, row: int) -> list[list[str]]:
        """Say for each kind of facility how long, how far, over how many crossings, and which."""
        mode, record = self.evidence.mode, self.catalogue.manifest.network
        if mode is None or record is None:
            return []
        labels, told = self.catalogue.facility_kinds(), self._matching(mode, row)
        for kind in record.facilities.get(mode, ()):
            names = [f"{a}_to_{kind}_by_{mode}" for a in ("time", "road_distance", "crossings")]
            if names[0] not in self.columns.schema:
                continue
            time = self._found(names[0], row)
            label = self._say(labels.get(kind, Text.of(kind)))
            value = self.columns.value(names[0], row)
            if not isinstance(value, float) or not math.isfinite(value):
                told.append([label, time, self._why_not(names[0], row), ""])
                continue
            sea = self.columns.value(names[2], row) if names[2] in self.columns.schema else None
            over = self._say(_CROSSINGS).format(n=f"{sea:.0f}") if sea else ""
            who = self._names.get(self._word(f"reached_{kind}_by_{mode}", row) or "", "")
            far = " · ".join(filter(None, [self._found(names[1], row), over]))
            told.append([label, time, far, who])
        return told

    def _matching(self, mode: str, row: int) -> list[list[str]]:
        """Say the same of the wharf that meets the need, where the requirement asks for the way."""
        time, far = (f"{a}_to_matching_wharf_by_{mode}" for a in ("time", "road_distance"))
        if self._word(f"access_to_matching_wharf_by_{mode}", row) is None:
            return []
        label, minutes = self._say(_MATCHING), self.columns.value(time, row)
        if not isinstance(minutes, float) or not math.isfinite(minutes):
            return [[label, self._found(time, row), self._why_not(time, row), ""]]
        who = self._names.get(self._word(f"matching_wharf_by_{mode}", row) or "", "")
        return [[label, self._found(time, row), self._found(far, row), who]]

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of facilities by id, in the language of the page."""
        first, second = ("name_zh", "name_en") if self.lang == "zh" else ("name_en", "name_zh")
        frame = self.catalogue.facilities()
        told = frame[first].fillna(frame[second]).fillna(frame["name"]).fillna("")
        return dict(zip(frame["id"], told.astype(str), strict=True))

    def _why_not(self, name: str, row: int) -> str:
        schema = self.columns.schema
        attribute = schema[name]
        state = self._word(attribute.state, row)
        return state_words(state, self._word("landmass", row), attribute, schema, self.lang)

    def _word(self, name: str | None, row: int) -> str | None:
        value = self.columns.value(name, row) if name in self.columns.schema and name else None
        return value if isinstance(value, str) else None

    def _found(self, name: str, row: int) -> str:
        schema: Schema = self.columns.schema
        if name not in schema:
            return ""
        return found(self.columns.value(name, row), schema[name], self.lang)

    def _rules(self, parcel: str) -> list[str]:
        own = self._rows["exclusions"].get(parcel, [])
        return [self._rule(one) for one in own if _is_breach(one)]

    def _rule(self, one: Mapping[Any, Any]) -> str:
        """Say what a rule finds, with its clause: 「永久基本农田 1,234 平方米（《…》第五条）」."""
        title, document, clause = (
            str(one[f"{name}_{self.lang}"] or "") for name in ("title", "document", "clause")
        )
        number, unit = one["found"], one["unit"]
        said = "" if number is None or math.isnan(number) else self._amount(number, unit)
        where = written(document, clause, self.lang)
        cited = f"（{where}）" if self.lang == "zh" else f" ({where})"
        return f"{title} {said}".strip() + (cited if where else "")

    def _amount(self, number: float, unit: str | None) -> str:
        return "" if unit is None else format_quantity(number, unit, self.lang)


def _by_parcel(frame: GeoDataFrame) -> dict[str, list[dict[str, Any]]]:
    parcels: dict[str, list[dict[str, Any]]] = {}
    names, columns = list(frame), [frame[name].to_numpy(object) for name in frame]
    for row in zip(*columns, strict=True):
        one = dict(zip(names, row, strict=True))
        parcels.setdefault(one["parcel"], []).append(one)
    return parcels


def _is_breach(one: Mapping[Any, Any]) -> bool:
    return one["outcome"] in ("fails", "evaluate") and one["state"] in IN_USE
