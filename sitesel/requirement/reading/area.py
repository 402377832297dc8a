"""The area of interest as it is written: a GeoJSON polygon.

What only geometry can tell, such as an outline that crosses itself, is told where the area is laid
over a catalogue.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitesel.language import Text
from sitesel.requirement.area import AreaOfInterest, Polygon, Position, Ring
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar
from sitesel.requirement.reading.faults import Faults, Place

MOST_VERTICES = 2_000
"""Most positions of all rings together."""
_DECIMALS = 7
_KINDS = ("Polygon", "MultiPolygon")
_KEYS = ("type", "coordinates", "bbox")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_INSIDE = Text("；请写其中的 geometry", "; write the geometry inside it")
_EXAMPLE = (
    "{type: Polygon, coordinates: [[[122.0, 30.0], [122.2, 30.0], [122.2, 30.1], [122.0, 30.0]]]}"
)


class _Unsound(Exception):
    """Something is wrong, and was told."""


@dataclass(slots=True)
class AreaReader:
    """Reads `area_of_interest`."""

    faults: Faults
    vertices: int = 0

    def read(self, node: Node) -> AreaOfInterest | None:
        """Read an area; None where none is written or it has faults (collected)."""
        if isinstance(node, Scalar) and node.is_null:
            return None
        try:
            return AreaOfInterest(tuple(self._polygons(node)))
        except _Unsound:
            return None

    def _polygons(self, node: Node) -> Iterator[Polygon]:
        if not isinstance(node, Entries):
            raise self._told(
                node.place,
                "wrong-type",
                f"`area_of_interest` is a GeoJSON polygon, like {_EXAMPLE}",
                f"`area_of_interest` 应为 GeoJSON 多边形，如 {_EXAMPLE}",
            )
        kind = node.nodes.get("type")
        word = kind.text if isinstance(kind, Scalar) else ""
        if word not in _KINDS:
            inside = word in ("Feature", "FeatureCollection", "GeometryCollection")
            hint = _INSIDE if inside else Text("", "")
            raise self._told(
                node.place if kind is None else kind.place,
                "not-a-polygon",
                f"an area of interest is a Polygon or a MultiPolygon, not {word or 'without type'}"
                + hint.en,
                f"关注范围应为 Polygon 或 MultiPolygon，而不是 {word or '无类型'}" + hint.zh,
            )
        for key, each in node.nodes.items():
            if key not in _KEYS:
                what = Text("关注范围的键", "key of an area of interest")
                self.faults.unknown(what, key, _KEYS, each.place, "unknown-key")
        listed = node.nodes.get("coordinates")
        if listed is None:
            raise self._told(
                node.place, "missing-argument", "the area has no `coordinates`",
                "关注范围没有 `coordinates`",
            )  # fmt: skip
        if word == "Polygon":
            yield self._polygon(listed)
        else:
            yield from [self._polygon(each) for each in self._items(listed)]

    def _polygon(self, node: Node) -> Polygon:
        return tuple(self._ring(each) for each in self._items(node))

    def _ring(self, node: Node) -> Ring:
        listed = self._items(node)
        self.vertices += len(listed)
        if self.vertices > MOST_VERTICES:
            raise self._told(
                node.place,
                "too-many",
                f"the area has more than {MOST_VERTICES:,} positions; draw it more simply",
                f"范围的点超过 {MOST_VERTICES:,} 个；请简化",
            )
        ring = [self._position(each) for each in listed]
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise self._told(
                node.place,
                "not-a-ring",
                "a ring has four positions or more, and the last one is the first one again",
                "环至少有四个点，且末点与首点相同",
            )
        kept = tuple(p for k, p in enumerate(ring) if not k or p != ring[k - 1])
        if len(kept) < 4:
            raise self._told(
                node.place,
                "not-a-ring",
                "the ring encloses nothing; its positions are less than a centimetre apart",
                "环没有面积；各点相距不到一厘米",
            )
        return kept

    def _position(self, node: Node) -> Position:
        numbers = [self._degrees(each) for each in self._items(node)]
        if len(numbers) not in (2, 3):  # a height says nothing here
            raise self._told(
                node.place,
                "not-a-position",
                "a position is longitude and latitude, like [122.1, 30.0]",
                "一个点为经度和纬度，如 [122.1, 30.0]",
            )
        longitude, latitude = numbers[:2]
        if abs(longitude) > 180 or abs(latitude) > 90:
            swapped = abs(longitude) <= 90 and abs(latitude) <= 180
            raise self._told(
                node.place,
                "out-of-range",
                f"[{longitude:g}, {latitude:g}] is no longitude and latitude in degrees; "
                + ("longitude comes first" if swapped else "transform the area to WGS 84 first"),
                f"[{longitude:g}, {latitude:g}] 不是以度为单位的经度、纬度；"
                + ("经度在前" if swapped else "请先转换为经纬度"),
            )
        return longitude, latitude

    def _degrees(self, node: Node) -> float:
        plain = isinstance(node, Scalar) and not node.quoted
        if isinstance(node, Scalar) and plain and _NUMBER.fullmatch(node.text):
            number = float(node.text)
            if math.isfinite(number):
                return round(number, _DECIMALS) + 0.0  # no minus zero
        raise self._told(
            node.place, "wrong-type", "expected degrees as a number", "应为以度为单位的数字"
        )

    def _items(self, node: Node) -> tuple[Node, ...]:
        if isinstance(node, Items) and node.nodes:
            return node.nodes
        raise self._told(
            node.place,
            "wrong-type",
            f"expected a list with something in it; an area is written like {_EXAMPLE}",
            f"应为非空列表；范围写法如 {_EXAMPLE}",
        )

    def _told(self, place: Place, code: str, en: str, zh: str) -> _Unsound:
        self.faults.add(code, place, en, zh)
        return _Unsound()
