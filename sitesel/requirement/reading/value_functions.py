"""Value functions as they are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from sitesel.language import Text
from sitesel.requirement.reading import operand
from sitesel.requirement.reading.document import Entries, Items, Node
from sitesel.requirement.reading.faults import Faults, Place
from sitesel.requirement.value import (
    Categories,
    Decay,
    Linear,
    Piecewise,
    Step,
    Target,
    ValueFunction,
)
from sitesel.schema import Attribute, Kind

NUMERIC = ("linear", "piecewise", "step", "target", "decay")
FUNCTIONS = (*NUMERIC, "categories")
_ARGUMENTS = {
    "linear": ("best", "worst"),
    "piecewise": ("points",),
    "step": ("at", "above", "steps", "below"),
    "target": ("best", "tolerance", "below", "above"),
    "decay": ("best", "half"),
}
EXAMPLES = {
    "linear": "{linear: {best: 0 km, worst: 10 km}}",
    "piecewise": "{piecewise: {points: [[0, 1], [5 km, 0.4], [20 km, 0]]}}",
    "step": "{step: {at: 20 m, below: 0, above: 1}}",
    "target": "{target: {best: 410 亩, tolerance: 200 亩}}",
    "decay": "{decay: {best: 0 km, half: 5 km}}",
    "categories": "{categories: {on_site: 1, planned: 0.4, other: 0}}",
}


def functions(kind: Kind) -> tuple[str, ...]:
    """Return the value functions that fit a kind of attribute; none for text."""
    if kind in ("quantity", "date", "interval"):
        return NUMERIC
    return () if kind == "text" else ("categories",)


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads value functions in the unit of their attribute."""

    faults: Faults

    def read(self, name: str, node: Node, attribute: Attribute) -> ValueFunction | None:
        """Read the arguments of one value function; None where they have faults (collected)."""
        if not isinstance(node, Entries):
            example = EXAMPLES[name]
            self.faults.add(
                "wrong-type", node.place, f"write it like {example}", f"请写成 {example}"
            )
            return None
        known = _ARGUMENTS.get(name)
        strange = [key for key in node.nodes if known is not None and key not in known]
        for key in strange:
            what = Text(f"{name} 的参数", f"argument of {name}")
            self.faults.unknown(what, key, known or (), node.nodes[key].place, "unknown-argument")
        if strange:
            return None
        read: Callable[[Entries, Attribute], ValueFunction | None] = {
            "linear": self._linear,
            "piecewise": self._piecewise,
            "step": self._step,
            "target": self._target,
            "decay": self._decay,
            "categories": self._categories,
        }[name]
        return read(node, attribute)

    def _linear(self, node: Entries, attribute: Attribute) -> Linear | None:
        pair = self._pair(node, attribute, "best", "worst", "linear")
        return None if pair is None else Linear(*pair)

    def _decay(self, node: Entries, attribute: Attribute) -> Decay | None:
        pair = self._pair(node, attribute, "best", "half", "decay")
        return None if pair is None else Decay(*pair)

    def _pair(
        self, node: Entries, attribute: Attribute, one: str, other: str, name: str
    ) -> tuple[float, float] | None:
        if not self._has(node, (one, other), name):
            return None
        first = operand.quantity(node.nodes[one], attribute, self.faults)
        second = operand.quantity(node.nodes[other], attribute, self.faults)
        if first is None or second is None:
            return None
        if first == second:
            self.faults.add(
                "equal-ends",
                node.place,
                f"{one!r} and {other!r} are equal; nothing lies between them",
                f"{one!r} 与 {other!r} 相同，无从区分优劣",
            )
            return None
        return first, second

    def _target(self, node: Entries, attribute: Attribute) -> Target | None:
        nodes, faults = node.nodes, self.faults
        both = "tolerance" in nodes
        sides = ("tolerance", "tolerance") if both else ("below", "above")
        if not self._has(node, ("best", *dict.fromkeys(sides)), "target"):
            return None
        if both and ("below" in nodes or "above" in nodes):
            faults.add(
                "two-tolerances",
                node.place,
                "write either `tolerance` or `below` and `above`",
                "`tolerance` 与 `below`、`above` 只能写一种",
            )
            return None
        best = operand.quantity(nodes["best"], attribute, faults)
        below = operand.span(nodes[sides[0]], attribute, faults)
        above = below if both else operand.span(nodes[sides[1]], attribute, faults)
        if best is None or below is None or above is None:
            return None
        return Target(best, below, above)

    def _piecewise(self, node: Entries, attribute: Attribute) -> Piecewise | None:
        if not self._has(node, ("points",), "piecewise"):
            return None
        points = self._points(node.nodes["points"], attribute, least=2)
        return None if points is None else Piecewise(points)

    def _step(self, node: Entries, attribute: Attribute) -> Step | None:
        nodes, faults = node.nodes, self.faults
        below = operand.number(nodes["below"], faults, low=0, high=1) if "below" in nodes else 0.0
        if "steps" in nodes and not {"at", "above"} & set(nodes):
            steps = self._points(nodes["steps"], attribute, least=1)
        elif self._has(node, ("at",), "step") and "steps" not in nodes:
            at = operand.quantity(nodes["at"], attribute, faults)
            above = (
                operand.number(nodes["above"], faults, low=0, high=1) if "above" in nodes else 1.0
            )
            steps = None if at is None or above is None else ((at, above),)
        else:
            if "steps" in nodes:
                faults.add(
                    "two-steps",
                    node.place,
                    "write either `at` with `above`, or `steps`",
                    "`at`、`above` 与 `steps` 只能写一种",
                )
            return None
        return None if steps is None or below is None else Step(steps, below)

    def _points(
        self, node: Node, attribute: Attribute, *, least: int
    ) -> tuple[tuple[float, float], ...] | None:
        if not isinstance(node, Items) or len(node.nodes) < least:
            self.faults.add(
                "wrong-type",
                node.place,
                f"expected at least {least} pairs [attribute, value], like [[0, 1], [5 km, 0.4]]",
                f"应为至少 {least} 对 [属性值, 评价值]，如 [[0, 1], [5 km, 0.4]]",
            )
            return None
        points: list[tuple[float, float]] = []
        for pair in node.nodes:
            if not isinstance(pair, Items) or len(pair.nodes) != 2:
                self.faults.add(
                    "wrong-type",
                    pair.place,
                    "expected a pair [attribute, value], like [5 km, 0.4]",
                    "应为一对 [属性值, 评价值]，如 [5 km, 0.4]",
                )
                continue
            x = operand.quantity(pair.nodes[0], attribute, self.faults)
            v = operand.number(pair.nodes[1], self.faults, low=0, high=1)
            if x is not None and v is not None:
                points.append((x, v))
        if len(points) < len(node.nodes):
            return None
        if any(a >= b for (a, _), (b, _) in pairwise(points)):
            self.faults.add(
                "not-rising",
                node.place,
                "the points must go up in the attribute, none twice",
                "各点的属性值必须递增且不重复",
            )
            return None
        return tuple(points)

    def _categories(self, node: Entries, attribute: Attribute) -> Categories | None:
        table: dict[str, float] = {}
        other, sound = 0.0, True
        for key, each in node.nodes.items():
            value = operand.number(each, self.faults, low=0, high=1)
            if key == "other":
                other, sound = value or 0.0, sound and value is not None
                continue
            name = operand.named(key, attribute, each.place, self.faults)
            if name is None or value is None:
                sound = False
            elif name in table:
                sound = False
                self.faults.add(
                    "duplicate-key",
                    each.place,
                    f"{name!r} stands here twice; keep one",
                    f"{name!r} 在此出现两次；请只留一个",
                )
            else:
                table[name] = value
        if sound and not table:
            self._missing(node.place, "categories")
        return Categories(tuple(table.items()), other) if sound and table else None

    def _has(self, node: Entries, wanted: tuple[str, ...], name: str) -> bool:
        missing = [key for key in wanted if key not in node.nodes]
        if missing:
            self._missing(node.place, name, ", ".join(missing))
        return not missing

    def _missing(self, place: Place, name: str, what: str = "") -> None:
        example, lacks = EXAMPLES[name], f" {what}" if what else ""
        self.faults.add(
            "missing-argument",
            place,
            f"{name!r} lacks{lacks or ' its values'}; write it like {example}",
            f"{name!r} 缺少{lacks or '取值'}；请写成 {example}",
        )
