"""Which rules a requirement is put to, as it is written."""

from __future__ import annotations

from dataclasses import dataclass

from sitesel.language import Text
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar
from sitesel.requirement.reading.faults import Faults
from sitesel.requirement.rule_choice import IN_FORCE, RuleChoice
from sitesel.requirement.rules import rules_of
from sitesel.schema import Schema
from sitesel.units import UnitError, parse_quantity

_KEYS = ("only", "without", "also", "classes", "distances")
_WORDS = ("in_force", "none")


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads `rules` against the rules of a schema; without one, any id is taken as it is."""

    schema: Schema | None
    faults: Faults

    def read(self, node: Node | None) -> RuleChoice | None:
        """Read the choice; None for no rules at all, or where it has faults (collected)."""
        if node is None:
            return IN_FORCE
        if isinstance(node, Scalar):
            word = node.text.strip()
            if word not in _WORDS:
                what = Text("规则选择", "choice of rules")
                self.faults.unknown(what, word, (*_WORDS, *_KEYS), node.place, "unknown-rules")
            return None if word == "none" else IN_FORCE
        if not isinstance(node, Entries):
            self.faults.add(
                "wrong-type",
                node.place,
                "`rules` is in_force, none, or like {without: […], classes: […]}",
                "`rules` 应为 in_force、none，或 {without: […], classes: […]}",
            )
            return None
        for key, each in node.nodes.items():
            if key not in _KEYS:
                what = Text("rules 的键", "key of rules")
                self.faults.unknown(what, key, _KEYS, each.place, "unknown-key")
        ids = {
            key: self._ids(node.nodes[key])
            for key in ("only", "without", "also")
            if key in node.nodes
        }
        classes = self._classes(node.nodes["classes"]) if "classes" in node.nodes else ()
        distances = self._distances(node.nodes.get("distances"))
        choice = RuleChoice(
            ids.get("only"), ids.get("without", ()), ids.get("also", ()), classes, distances
        )
        self._judged(node, choice)
        return choice

    def _ids(self, node: Node) -> tuple[str, ...]:
        known = None if self.schema is None else rules_of(self.schema)
        for each in self._words(node):
            if known is not None and each.text not in known:
                what = Text("规则", "rule")
                self.faults.unknown(what, each.text, known, each.place, "unknown-rule")
        return tuple(dict.fromkeys(each.text for each in self._words(node)))

    def _classes(self, node: Node) -> tuple[str, ...]:
        known: dict[str, None] = {}
        for measured in () if self.schema is None else rules_of(self.schema).values():
            known |= dict.fromkeys(measured.rule.classes)
        words = self._words(node)
        for each in words:
            # a catalogue without such rules binds nobody: that is no fault of the requirement, and
            # what a template says is meant for any catalogue
            written = each.place.path[:1] != ("template",)
            if known and written and each.text not in known:
                what = Text("项目类别", "class of project")
                self.faults.unknown(what, each.text, known, each.place, "unknown-class")
        return tuple(dict.fromkeys(each.text for each in words))

    def _distances(self, node: Node | None) -> tuple[tuple[str, float], ...]:
        if node is None:
            return ()
        if not isinstance(node, Entries):
            self.faults.add(
                "wrong-type",
                node.place,
                "`distances` is a mapping, like {some-rule: 500 m}",
                "`distances` 应为映射，如 {some-rule: 500 m}",
            )
            return ()
        known = None if self.schema is None else rules_of(self.schema)
        found: dict[str, float] = {}
        for name, each in node.nodes.items():
            if known is not None and name not in known:
                self.faults.unknown(Text("规则", "rule"), name, known, each.place, "unknown-rule")
                continue
            unit = "m" if known is None else known[name].attribute.unit
            number = self._threshold(each, name, unit)
            if number is not None:
                found[name] = number
        return tuple(found.items())

    def _threshold(self, node: Node, name: str, unit: str | None) -> float | None:
        try:
            number = parse_quantity(node.text, unit or "1") if isinstance(node, Scalar) else None
        except UnitError as error:
            self.faults.add(
                "wrong-unit", node.place, f"{name}: {error.text.en}", f"{name}：{error.text.zh}"
            )
            return None
        if number is None or number < 0:
            self.faults.add(
                "out-of-range",
                node.place,
                f"{name}: expected a threshold of 0 or more, like 500 m",
                f"{name}：应为不小于 0 的限值，如 500 米",
            )
            return None
        return number

    def _judged(self, node: Entries, choice: RuleChoice) -> None:
        """Tell of rules that are asked for by name and have nothing to judge by."""
        if self.schema is None:
            return
        known, given = rules_of(self.schema), dict(choice.distances)
        for name in (*(choice.only or ()), *choice.also):
            measured = known.get(name)
            if measured is None or measured.attribute.kind == "flag" or name in given:
                continue
            if measured.rule.threshold is None:
                self.faults.add(
                    "no-threshold",
                    node.place,
                    f"rule {name!r} has no threshold to judge by; give yours with "
                    f"`distances: {{{name}: …}}`",
                    f"规则 {name!r} 没有限值，无从判断；请用 `distances: {{{name}: …}}` 给出",
                )

    def _words(self, node: Node) -> list[Scalar]:
        nodes = node.nodes if isinstance(node, Items) else (node,)
        read = []
        for each in nodes:
            if isinstance(each, Scalar) and each.text.strip():
                read.append(each)
            else:
                self.faults.add("wrong-type", each.place, "expected a name", "应为名称")
        return read
