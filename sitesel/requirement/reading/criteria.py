"""Criteria and value functions as they are written."""

from __future__ import annotations

from dataclasses import dataclass

from sitesel.language import Text
from sitesel.requirement.constraint import OPERATORS
from sitesel.requirement.criterion import Criterion, End
from sitesel.requirement.reading import operand
from sitesel.requirement.reading.attribute import attribute_named
from sitesel.requirement.reading.constraints import identity, kind_words
from sitesel.requirement.reading.document import Entries, Node, Scalar
from sitesel.requirement.reading.faults import Faults
from sitesel.requirement.reading.value_functions import (
    EXAMPLES,
    FUNCTIONS,
    ValueReader,
    functions,
)
from sitesel.requirement.value import ValueFunction
from sitesel.schema import Attribute, Schema, SiteKind

MOST_POINTS = 1e9
"""Highest weight; of higher ones a sum could not be told."""
_KEYS = ("id", "attribute", "value", "weight", "end", "title")


@dataclass(frozen=True, slots=True)
class CriterionReader:
    """Reads criteria against a schema; an id that is not written is left empty."""

    schema: Schema | None
    sites: SiteKind
    faults: Faults

    def read(self, node: Node, *, alone: bool) -> Criterion | None:
        """Read one criterion; None where it has faults (collected).

        `alone` tells that there is no other, so that its weight goes without saying.
        """
        faults = self.faults
        if not isinstance(node, Entries):
            faults.add(
                "wrong-type",
                node.place,
                "expected a criterion like "
                "{attribute: …, value: {linear: {best: …, worst: …}}, weight: 3}",
                "应为准则，如 {attribute: …, value: {linear: {best: …, worst: …}}, weight: 3}",
            )
            return None
        nodes = node.nodes
        sound = self._keys(node)
        name = identity(nodes.get("id"), faults) or ""
        title = operand.words(nodes["title"], faults) if "title" in nodes else None
        weight = self._weight(node, alone=alone)
        attribute = attribute_named(nodes.get("attribute"), self.schema, self.sites, faults)
        if "attribute" not in nodes:
            faults.add(
                "no-attribute",
                node.place,
                "no attribute is named; write `attribute: …`",
                "没有写属性；请写 `attribute: …`",
            )
        if attribute is None:
            return None
        end = self._end(node, attribute)
        value = self._value(node, attribute)
        if not sound or value is None or weight is None or end == "missing":
            return None
        looked_at: End | None = "lower" if end == "lower" else "upper" if end == "upper" else None
        return Criterion(
            name, attribute.name, value, weight, looked_at, attribute.kind, attribute.unit, title
        )

    def _keys(self, node: Entries) -> bool:
        strange = [key for key in node.nodes if key not in _KEYS]
        for key in strange:
            place = node.nodes[key].place
            if key in FUNCTIONS:
                self.faults.add(
                    "value-function-misplaced",
                    place,
                    f"{key!r} belongs under `value`: value: {EXAMPLES[key]}",
                    f"{key!r} 应写在 `value` 下：value: {EXAMPLES[key]}",
                )
            elif key in OPERATORS:
                self.faults.add(
                    "operator-in-criterion",
                    place,
                    f"{key!r} is for constraints; a criterion is weighed by `value`",
                    f"{key!r} 用于约束；准则请用 `value`",
                )
            else:
                self.faults.unknown(Text("键", "key"), key, _KEYS, place, "unknown-key")
        return not strange

    def _weight(self, node: Entries, *, alone: bool) -> float | None:
        if "weight" not in node.nodes:
            if alone:
                return 1.0
            self.faults.add(
                "no-weight",
                node.place,
                "no weight; with several criteria each needs one, in points like `weight: 20`",
                "没有写权重；有多个准则时每个都要写，如 `weight: 20`(分)",
            )
            return None
        weight = operand.number(node.nodes["weight"], self.faults, low=0, high=MOST_POINTS)
        if weight == 0:
            self.faults.add(
                "zero-weight",
                node.nodes["weight"].place,
                "a weight must be above 0; leave the criterion out instead",
                "权重必须大于 0；不需要的准则请删去",
            )
            return None
        return weight

    def _end(self, node: Entries, attribute: Attribute) -> str | None:
        given = node.nodes.get("end")
        if attribute.kind != "interval":
            if given is None:
                return None
            self.faults.add(
                "end-does-not-fit",
                given.place,
                f"{attribute.name!r} is {kind_words(attribute.kind).en} and has no ends; "
                "remove `end`",
                f"“{attribute.label.zh}”是{kind_words(attribute.kind).zh}，没有上下限；"
                "请删去 `end`",
            )
            return "missing"
        if isinstance(given, Scalar) and given.text in ("lower", "upper"):
            return given.text
        self.faults.add(
            "no-end",
            node.place if given is None else given.place,
            f"{attribute.name!r} is a permitted range; say which end counts: "
            "`end: lower` or `end: upper`",
            f"“{attribute.label.zh}”是允许区间；请写明按哪一端评价：`end: lower` 或 `end: upper`",
        )
        return "missing"

    def _value(self, node: Entries, attribute: Attribute) -> ValueFunction | None:
        faults, value = self.faults, node.nodes.get("value")
        fitting = functions(attribute.kind)
        if not fitting:
            kind = kind_words(attribute.kind)
            faults.add(
                "attribute-not-weighed",
                node.nodes["attribute"].place,
                f"{attribute.name!r} is {kind.en} and can't be weighed",
                f"“{attribute.label.zh}”是{kind.zh}，不能作评价准则",
            )
            return None
        if not isinstance(value, Entries) or len(value.nodes) != 1:
            example = EXAMPLES[fitting[0]]
            faults.add(
                "no-value-function",
                node.place if value is None else value.place,
                f"expected one value function: value: {example}",
                f"应写一个价值函数：value: {example}",
            )
            return None
        [(name, arguments)] = value.nodes.items()
        if name not in FUNCTIONS:
            what = Text("价值函数", "value function")
            faults.unknown(what, name, fitting, arguments.place, "unknown-value-function")
            return None
        if name not in fitting:
            kind, listed = kind_words(attribute.kind), ", ".join(fitting)
            faults.add(
                "value-function-does-not-fit",
                arguments.place,
                f"{name!r} does not fit {attribute.name!r}, which is {kind.en}; use {listed}",
                f"{name!r} 不适用于“{attribute.label.zh}”({kind.zh})；可用：{listed}",
            )
            return None
        return ValueReader(faults).read(name, arguments, attribute)
