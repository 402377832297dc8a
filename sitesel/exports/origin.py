"""Where the value of an attribute comes from: the source that tells it, or what was measured.

A declared value stands in the row of a source; a measured one has a method and the layers that it
was measured on. Its date is the newest of theirs where all tell one, else the catalogue's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sitesel.catalogue import Catalogue, SourceRecord
from sitesel.language import Text
from sitesel.schema import Attribute, SiteKind

_ROADS = ("roads", "ferries", "terminals")
# what each module of `sitesel.attributes` measures, and the roles of the layers that it needs
_METHODS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "shape": (Text("按地块边界量算", "measured on the outline"), ()),
    "frontage": (
        Text("按边界与道路并行的长度量算", "measured along the boundary beside roads"),
        ("roads", "context"),
    ),
    "shoreline": (
        Text("按边界与岸线并行的长度量算", "measured along the boundary beside the shore"),
        ("shore", "land"),
    ),
    "expansion": (
        Text("按相邻可用地块量算", "measured on the free parcels adjoining"),
        (),
    ),
    "landmass": (Text("按所在陆地判定", "told by the land it lies on"), ("land",)),
    "overlay": (Text("与管控图层叠加量算", "measured by overlay"), ("constraints",)),
    "proximity": (
        Text("到最近设施的直线距离", "straight-line distance to facilities"),
        ("facilities",),
    ),
    "joining": (Text("到路网的距离", "distance to the network"), ("roads",)),
    "travel": (
        Text("沿路网和航线推算，为估计值", "estimated along roads and ferries"),
        (*_ROADS, "facilities"),
    ),
    "service_area": (
        Text(
            "沿路网和航线推算可达范围，为估计值", "estimated within reach along roads and ferries"
        ),
        (*_ROADS, "facilities", "population"),
    ),
    "exclusion": (Text("按规则条款量算", "measured as the rule's clause says"), ("constraints",)),
    "terrain": (Text("由高程栅格量算", "measured on the elevation raster"), ("elevation",)),
    "wharf": (Text("按需求匹配码头", "matched to the requirement's wharf"), ("facilities",)),
    "buildable": (Text("按需求试排建筑", "placed for the requirement"), ("roads", "shore", "land")),
}
# layers that the build config leaves without a name are called as their role is
ROLES = {
    "roads": Text("路网", "roads"),
    "ferries": Text("航线", "ferries"),
    "terminals": Text("渡运码头", "ferry terminals"),
    "population": Text("人口", "population"),
    "shoreline": Text("岸线", "shore"),
    "deep_water": Text("深水区", "deep water"),
    "wind": Text("风频表", "wind table"),
    "parcels": Text("地块", "parcels"),
    "halls": Text("厂房", "halls"),
}
_MEASURED = Text("量算", "measured")
_SEVERAL = 3


def origins(
    catalogue: Catalogue, sites: SiteKind, row: int
) -> Callable[[Attribute], dict[str, Any]]:
    """Return what tells of each attribute of one site where its value comes from.

    The answer has `source` (zh, en), `row` (in the source, from 0), `method` (zh, en; null of
    declared values), `date`, `dated` (what it is the date of: `source` or `catalogue`) and
    `licence`; null where that is not told.
    """
    manifest = catalogue.manifest
    own, place = catalogue.origin(sites, row)
    by_role: dict[str, list[SourceRecord]] = {}
    for record in manifest.sources:
        by_role.setdefault(record.role, []).append(record)

    def origin(attribute: Attribute) -> dict[str, Any]:
        if attribute.source == "declared":
            return _told(catalogue, own, row=place)
        method, roles = _METHODS.get(attribute.source, (_MEASURED, ()))
        records = [*own, *(record for role in roles for record in by_role.get(role, ()))]
        layer = _layer_of(attribute, catalogue)
        if layer is not None:
            records = [r for r in records if r.role != "constraints" or r.name == layer]
        return _told(catalogue, records, method=method)

    return origin


def _layer_of(attribute: Attribute, catalogue: Catalogue) -> str | None:
    for start in ("area_in_", "share_in_"):
        layer = attribute.name.removeprefix(start)
        if layer != attribute.name and layer in catalogue.manifest.constraint_layers:
            return layer
    return None


def _told(
    catalogue: Catalogue,
    records: Sequence[SourceRecord],
    *,
    row: int | None = None,
    method: Text | None = None,
) -> dict[str, Any]:
    dates = [record.date for record in records]
    whole = bool(dates) and all(dates)
    date = max(d for d in dates if d) if whole else catalogue.manifest.date
    licences = list(dict.fromkeys(record.licence for record in records if record.licence))
    return {
        "source": _named(catalogue, records),
        "row": row,
        "method": None if method is None else {"zh": method.zh, "en": method.en},
        "date": date,
        "dated": None if date is None else "source" if whole else "catalogue",
        "licence": "; ".join(licences) or None,
    }


def _named(catalogue: Catalogue, records: Sequence[SourceRecord]) -> dict[str, str] | None:
    """Name sources as readers know them: a constraint layer by its label."""
    labels = catalogue.constraint_layers()
    kinds = catalogue.context_kinds()
    known = dict.fromkeys(record.name for record in records)
    names = [
        labels.get(name) or kinds.get(name) or ROLES.get(name) or Text.of(name) for name in known
    ]
    if not names:
        return None
    shown, more = names[:_SEVERAL], len(names) - _SEVERAL
    zh, en = "、".join(n.zh for n in shown), ", ".join(n.en for n in shown)
    if more > 0:
        zh, en = f"{zh} 等 {len(names)} 个图层", f"{en} and {more} more"
    return {"zh": zh, "en": en}
