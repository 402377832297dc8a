"""What is to be built, and what a wharf must offer, as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sitesel.language import Text
from sitesel.requirement.development import Building, Development, Setbacks
from sitesel.requirement.reading import operand
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar
from sitesel.requirement.reading.faults import Faults, nearest
from sitesel.requirement.wharf import WharfNeed
from sitesel.schema import Attribute
from sitesel.shore_words import shore_word, shore_words, spellings
from sitesel.units import UnitError, parse_quantity

MOST_BUILDINGS = 200
"""Most buildings in all; packing more of them is not worth the wait."""
MOST_STOREYS = 200
_HIGHEST_ASPECT = 100.0
_LONGEST = 100_000.0
_DEVELOPMENT = ("buildings", "yard", "spacing", "setbacks", "aspect", "clear_of")
_BUILDING = ("width", "depth", "count", "storey_height", "storeys")
_SETBACKS = ("road", "shore", "neighbour")
_WHARF = ("cargo", "tonnage", "length", "depth", "dangerous_goods", "spare")
_EXAMPLE = "{buildings: [{width: 200 m, depth: 120 m}], setbacks: {road: 15 m}}"
_COVERED = "area_in_"
_WHARF_EXAMPLE = "{cargo: bulk, tonnage: 50000, length: 250 m, depth: 12 m}"


def constraint_layers(schema: Mapping[str, Attribute] | None) -> tuple[str, ...]:
    """Return the constraint layers of a catalogue, by the attributes that measure what they cover.

    >>> constraint_layers(None)
    ()
    """
    names = () if schema is None else tuple(schema)
    return tuple(n.removeprefix(_COVERED) for n in names if n.startswith(_COVERED))


@dataclass(frozen=True, slots=True)
class DevelopmentReader:
    """Reads `development` and `wharf`.

    Parameters
    ----------
    faults
        Where they are collected.
    layers
        The constraint layers that there are; empty where that is not known.
    """

    faults: Faults
    layers: tuple[str, ...] = ()

    def development(self, node: Node) -> Development | None:
        """Read what is to be built; None where it has faults (collected)."""
        nodes = self._nodes(node, "development", _DEVELOPMENT, _EXAMPLE)
        if nodes is None:
            return None
        before = len(self.faults.found)
        listed = nodes.get("buildings")
        buildings = () if listed is None else self._buildings(listed)
        read = Development(
            buildings=buildings,
            yard=self._amount(nodes, "yard", "m2"),
            spacing=self._amount(nodes, "spacing", "m"),
            setbacks=self._setbacks(nodes["setbacks"]) if "setbacks" in nodes else Setbacks(),
            aspect=self._aspect(nodes),
            clear_of=self._names(nodes["clear_of"]) if "clear_of" in nodes else (),
        )
        return read if len(self.faults.found) == before else None

    def wharf(self, node: Node) -> WharfNeed | None:
        """Read what a wharf must offer; None where it has faults (collected)."""
        nodes = self._nodes(node, "wharf", _WHARF, _WHARF_EXAMPLE)
        if nodes is None:
            return None
        before = len(self.faults.found)
        goods = nodes.get("dangerous_goods")
        read = WharfNeed(
            cargo=self._cargo(nodes["cargo"]) if "cargo" in nodes else None,
            tonnage=self._amount(nodes, "tonnage", "t") if "tonnage" in nodes else None,
            length=self._amount(nodes, "length", "m") if "length" in nodes else None,
            depth=self._amount(nodes, "depth", "m") if "depth" in nodes else None,
            dangerous_goods=None if goods is None else operand.truth(goods, self.faults),
            spare=self._amount(nodes, "spare", "t/a") if "spare" in nodes else None,
        )
        return read if len(self.faults.found) == before else None

    def _cargo(self, node: Node) -> str | None:
        """Read a class of cargo, in any of the words that layers of wharves may use."""
        word = operand.words(node, self.faults)
        if word is None:
            return None
        found = shore_word(word.zh, "cargo") or shore_word(word.en, "cargo")
        if found is None:
            self._unknown_cargo(word.zh, node)
        return found

    def _unknown_cargo(self, word: str, node: Node) -> None:
        labels = shore_words("cargo")
        spelled = [each for key in labels for each in spellings(key, "cargo")]
        near = nearest(word, spelled)
        en, zh = (f"did you mean {near!r}? ", f"是不是 {near!r}？") if near else ("", "")
        listed_en = ", ".join(f"{key} ({label.en})" for key, label in labels.items())
        listed_zh = "、".join(f"{label.zh}（{key}）" for key, label in labels.items())
        self.faults.add(
            "unknown-cargo",
            node.place,
            f"no class of cargo {word!r}; {en}known are {listed_en}",
            f"没有货类 {word!r}；{zh}可用：{listed_zh}",
        )

    def _nodes(
        self, node: Node, key: str, known: tuple[str, ...], example: str
    ) -> Mapping[str, Node] | None:
        if not isinstance(node, Entries):
            self.faults.add(
                "wrong-type",
                node.place,
                f"`{key}` is a mapping, like {example}",
                f"`{key}` 应为映射，如 {example}",
            )
            return None
        for word, each in node.nodes.items():
            if word not in known:
                what = Text(f"{key} 的键", f"key of {key}")
                self.faults.unknown(what, word, known, each.place, "unknown-key")
        return node.nodes

    def _buildings(self, node: Node) -> tuple[Building, ...]:
        nodes = node.nodes if isinstance(node, Items) else (node,)
        found = [self._building(each) for each in nodes]
        read = tuple(building for building in found if building is not None)
        if sum(building.count for building in read) > MOST_BUILDINGS:
            self.faults.add(
                "too-many",
                node.place,
                f"there are more than {MOST_BUILDINGS} buildings",
                f"建筑超过 {MOST_BUILDINGS} 栋",
            )
        return read

    def _building(self, node: Node) -> Building | None:
        nodes = self._nodes(node, "building", _BUILDING, "{width: 200 m, depth: 120 m, count: 2}")
        if nodes is None:
            return None
        missing = [key for key in ("width", "depth") if key not in nodes]
        if missing:
            listed = ", ".join(missing)
            self.faults.add(
                "missing-argument",
                node.place,
                f"the building lacks {listed}; write it like {{width: 200 m, depth: 120 m}}",
                f"建筑缺少 {listed}；请写成 {{width: 200 m, depth: 120 m}}",
            )
            return None
        height = self._amount(nodes, "storey_height", "m", least=True)
        return Building(
            width=self._amount(nodes, "width", "m", least=True),
            depth=self._amount(nodes, "depth", "m", least=True),
            count=self._count(nodes, "count", MOST_BUILDINGS),
            storey_height=height if "storey_height" in nodes else None,
            storeys=self._count(nodes, "storeys", MOST_STOREYS),
        )

    def _setbacks(self, node: Node) -> Setbacks:
        if isinstance(node, Scalar) and not node.is_null:  # one for every kind of edge
            every = self._quantity(node, "setbacks", "m", least=False)
            return Setbacks(every, every, every)
        nodes = self._nodes(node, "setbacks", _SETBACKS, "{road: 15 m, shore: 20 m}")
        if nodes is None:
            return Setbacks()
        return Setbacks(*(self._amount(nodes, edge, "m") for edge in _SETBACKS))

    def _aspect(self, nodes: Mapping[str, Node]) -> float | None:
        if "aspect" not in nodes:
            return None
        return operand.number(nodes["aspect"], self.faults, low=1, high=_HIGHEST_ASPECT)

    def _names(self, node: Node) -> tuple[str, ...]:
        nodes = node.nodes if isinstance(node, Items) else (node,)
        names = []
        for each in nodes:
            if isinstance(each, Scalar) and each.text.strip():
                names.append(word := each.text.strip())
                if self.layers and word not in self.layers:
                    what = Text("约束图层", "constraint layer")
                    self.faults.unknown(what, word, self.layers, each.place, "unknown-layer")
            else:
                self.faults.add(
                    "wrong-type", each.place, "expected the name of a layer", "应为图层名称"
                )
        return tuple(dict.fromkeys(names))

    def _count(self, nodes: Mapping[str, Node], key: str, most: int) -> int:
        if key not in nodes:
            return 1
        found = operand.whole(nodes[key], self.faults, most=most)
        if found == 0:
            self._too_low(nodes[key], key)
        return found or 1

    def _amount(
        self, nodes: Mapping[str, Node], key: str, unit: str, *, least: bool = False
    ) -> float:
        return self._quantity(nodes[key], key, unit, least=least) if key in nodes else 0.0

    def _quantity(self, node: Node, key: str, unit: str, *, least: bool) -> float:
        """Read an amount of 0 or more, with `least` above 0; 0 where it has faults (collected)."""
        if not isinstance(node, Scalar) or node.is_null:
            self.faults.add(
                "wrong-type",
                node.place,
                f"`{key}` is one value, like 20 {unit}",
                f"`{key}` 应为单个值，如 20 {unit}",
            )
            return 0.0
        try:
            found = parse_quantity(node.text, unit)
        except UnitError as error:
            self.faults.add(
                "wrong-unit",
                node.place,
                f"{key}: {error.text.en}",
                f"{key}：{error.text.zh}",
            )
            return 0.0
        if found < 0 or (least and found == 0):
            self._too_low(node, key)
        elif unit == "m" and found > _LONGEST:
            self.faults.add(
                "out-of-range",
                node.place,
                f"{key}: {node.text!r} is more than 100 km",
                f"{key}：{node.text!r} 超过 100 千米",
            )
        return found

    def _too_low(self, node: Node, key: str) -> None:
        text = node.text if isinstance(node, Scalar) else "?"
        self.faults.add(
            "out-of-range",
            node.place,
            f"{key}: {text!r} must be above 0",
            f"{key}：{text!r} 必须大于 0",
        )
