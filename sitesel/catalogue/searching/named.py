"""What of a catalogue has a name besides its sites: facilities, districts, and other places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from sitesel.columns import CategoryColumn
from sitesel.language import Text
from sitesel.schema import SITE_KINDS

if TYPE_CHECKING:
    from sitesel.catalogue.catalogue import Catalogue

HitKind = Literal["district", "place", "facility", "parcel", "hall"]
Bounds = tuple[float, float, float, float]

_MADE_ID = re.compile(r"x[0-9a-f]{12}")  # of land that its source gives no name
_ISLANDS = ("bridged", "planned", "none")
_KINDS = {
    "district": Text("区县", "District"),
    "town": Text("乡镇街道", "Town"),
    "park": Text("园区", "Park"),
    "landmass": Text("陆地", "Land"),
    "island": Text("岛屿", "Island"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """Something with names and a place on the map.

    Parameters
    ----------
    kind, id
        A facility's own id; of districts the value of the attribute, of other places
        `attribute:value`.
    label
        How it is called.
    names
        All that it goes by.
    what
        What it is.
    point, bounds
        Longitude and latitude; west, south, east, north; degrees.
    sites
        How many parcels and halls lie in it.
    """

    kind: HitKind
    id: str
    label: Text
    names: tuple[str, ...]
    what: Text
    point: tuple[float, float]
    bounds: Bounds
    sites: int = 0


def named(catalogue: Catalogue) -> list[Named]:
    """Return districts, towns, parks, lands and facilities, in this order."""
    told: list[Named] = []
    lands = list(_lands(catalogue))
    for attribute in ("district", "town", "park"):
        told += _members(catalogue, attribute)
    drawn = {land.id for land in lands}
    lands += [land for land in _members(catalogue, "landmass") if land.id not in drawn]
    return [*told, *lands, *_facilities(catalogue)]


def _members(catalogue: Catalogue, attribute: str) -> Iterator[Named]:
    """Yield the values of a category, each where the sites are that have it."""
    if attribute not in catalogue.schema:
        return
    boxes: dict[str, list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]] = {}
    for kind in SITE_KINDS:
        columns = catalogue.columns(kind)
        column = columns.get(attribute)
        if not isinstance(column, CategoryColumn) or not columns.count:
            continue
        bounds, codes = np.asarray(catalogue.outlines(kind).bounds), column.codes
        order = np.argsort(codes, kind="stable")
        ends = np.searchsorted(codes[order], np.arange(len(column.categories) + 1))
        for code, value in enumerate(column.categories):
            rows = order[ends[code] : ends[code + 1]]
            if len(rows):
                boxes.setdefault(value, []).append(bounds[rows])
    labels = dict(catalogue.schema[attribute].values)
    kind_of: HitKind = "district" if attribute == "district" else "place"
    for value, parts in boxes.items():
        box = np.concatenate(parts)
        label = labels.get(value, Text.of(value))
        lon, lat = np.median(box[:, [0, 2]].mean(axis=1)), np.median(box[:, [1, 3]].mean(axis=1))
        west, south = box[:, :2].min(axis=0).tolist()
        east, north = box[:, 2:].max(axis=0).tolist()
        yield Named(
            kind_of,
            value if attribute == "district" else f"{attribute}:{value}",
            label,
            (label.zh, label.en),
            _KINDS[attribute],
            (float(lon), float(lat)),
            (west, south, east, north),
            len(box),
        )


def _lands(catalogue: Catalogue) -> Iterator[Named]:
    context = catalogue.context()
    lands = context[context["kind"] == "land"] if len(context) else context
    attribute = catalogue.schema.get("landmass")
    labels = dict(attribute.values) if attribute else {}
    for name, link, shape in zip(
        lands["name"], lands.get("fixed_link", lands["name"]), lands.geometry, strict=True
    ):
        if not isinstance(name, str) or _MADE_ID.fullmatch(name):
            continue
        label = labels.get(name, Text.of(name))
        inside = shapely.point_on_surface(shape)
        what = _KINDS["island" if link in _ISLANDS else "landmass"]
        names = (label.zh, label.en)
        point = (inside.x, inside.y)
        yield Named("place", f"landmass:{name}", label, names, what, point, shape.bounds)


def _facilities(catalogue: Catalogue) -> Iterator[Named]:
    frame = catalogue.facilities()
    kinds = catalogue.facility_kinds()
    shapes = frame.geometry.to_numpy()
    points = shapely.point_on_surface(shapes)
    lon, lat, bounds = shapely.get_x(points), shapely.get_y(points), shapely.bounds(shapes)
    columns = [frame[key].tolist() for key in ("id", "kind", "name", "name_zh", "name_en")]
    for place, (id_, kind, *names) in enumerate(zip(*columns, strict=True)):
        told = [name if isinstance(name, str) and name else None for name in names]
        usual, zh, en = told
        label = Text(zh or usual or en or id_, en or usual or zh or id_)
        west, south, east, north = bounds[place].tolist()
        yield Named(
            "facility",
            id_,
            label,
            tuple(dict.fromkeys(name for name in told if name)),
            kinds.get(kind, Text.of(kind)),
            (float(lon[place]), float(lat[place])),
            (west, south, east, north),
        )
