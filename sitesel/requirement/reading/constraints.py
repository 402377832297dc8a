"""Constraints and groups as they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement.constraint import (
    GROUPS,
    OPERATORS,
    Constraint,
    Group,
    GroupKind,
    Operator,
)
from sitesel.requirement.reading import operand
from sitesel.requirement.reading.attribute import attribute_named
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar
from sitesel.requirement.reading.faults import Faults
from sitesel.schema import Attribute, Kind, Schema, SiteKind

DEEPEST_GROUP = 8
_LIMITS: tuple[Operator, ...] = ("at_least", "at_most", "more_than", "less_than", "between")
_FITTING: Mapping[Kind, tuple[Operator, ...]] = {
    "quantity": (*_LIMITS, "is_known"),
    "date": (*_LIMITS, "is_known"),
    "interval": (*_LIMITS, "admits", "is_known"),
    "category": ("among", "none_of", "is_known"),
    "code": ("among", "none_of", "is_known"),
    "flag": ("among", "none_of", "is_known"),
    "text": ("is_known",),
}
_ABOUT = ("id", "attribute", "relaxable", "title")
_KEYS = (*_ABOUT, *OPERATORS, *GROUPS)
_OTHER_WORDS = {
    "min": "at_least", "minimum": "at_least", "gte": "at_least", "ge": "at_least",
    ">=": "at_least", "≥": "at_least", "max": "at_most", "maximum": "at_most", "lte": "at_most",
    "le": "at_most", "<=": "at_most", "≤": "at_most", "gt": "more_than", ">": "more_than",
    "above": "more_than", "lt": "less_than", "<": "less_than", "below": "less_than",
    "range": "between", "in": "among", "is": "among", "equals": "among", "eq": "among",
    "one_of": "among", "any_of": "among", "not_in": "none_of", "not": "none", "except": "none_of",
    "contains": "admits", "allows": "admits", "exists": "is_known", "known": "is_known",
    "required": "is_known", "or": "any", "and": "all", "name": "attribute", "field": "attribute",
    "column": "attribute",
}  # fmt: skip
_ID = re.compile(r"\w[\w.-]{0,63}")


def identity(node: Node | None, faults: Faults) -> str | None:
    """Read an id: letters, digits, `_`, `.` and `-`, 64 at most."""
    if node is None:
        return None
    if isinstance(node, Scalar) and _ID.fullmatch(node.text):
        return node.text
    faults.add(
        "bad-id",
        node.place,
        "an id is letters, digits, '_', '-' and '.', at most 64 of them",
        "id 只能含文字、数字、_、-、.,最多 64 个字符",
    )
    return None


@dataclass(frozen=True, slots=True)
class ConstraintReader:
    """Reads constraints against a schema; an id that is not written is left empty."""

    schema: Schema | None
    sites: SiteKind
    faults: Faults

    def read(self, node: Node, depth: int = 0) -> Constraint | Group | None:
        """Read one constraint or group; None where it has faults (collected)."""
        faults = self.faults
        if not isinstance(node, Entries):
            faults.add(
                "wrong-type",
                node.place,
                "expected a constraint like {attribute: area, at_least: 410 亩}",
                "应为约束，如 {attribute: area, at_least: 410 亩}",
            )
            return None
        nodes, sound = node.nodes, True
        for key in nodes:
            if key not in _KEYS:
                self._unknown_key(key, node)
                sound = False
        relaxable = operand.truth(nodes["relaxable"], faults) if "relaxable" in nodes else True
        title = operand.words(nodes["title"], faults) if "title" in nodes else None
        name = identity(nodes.get("id"), faults) or ""
        groups = [kind for kind in GROUPS if kind in nodes]
        read: Constraint | Group | None
        if groups:
            read = self._group(node, groups, name, relaxable is not False, title, depth)
        else:
            read = self._single(node, name, relaxable is not False, title)
        return read if sound and relaxable is not None else None

    def _unknown_key(self, key: str, node: Entries) -> None:
        place = node.nodes[key].place
        if (meant := _OTHER_WORDS.get(key.lower())) is not None:
            self.faults.add(
                "unknown-operator",
                place,
                f"no operator {key!r}; did you mean {meant!r}?",
                f"没有运算符 {key!r}；是不是 {meant!r}?",
            )
        else:
            what = Text("运算符", "operator")
            self.faults.unknown(
                what, key, (*OPERATORS, *GROUPS, *_ABOUT), place, "unknown-operator"
            )

    def _group(
        self,
        node: Entries,
        groups: list[GroupKind],
        name: str,
        relaxable: bool,  # noqa: FBT001
        title: Text | None,
        depth: int,
    ) -> Group | None:
        faults, kind = self.faults, groups[0]
        others = [
            key for key in node.nodes if key in (*OPERATORS, *GROUPS, "attribute") and key != kind
        ]
        if others:
            listed = ", ".join(others)
            faults.add(
                "group-and-more",
                node.place,
                f"{kind!r} stands alone; put {listed} into its list or into another constraint",
                f"{kind!r} 须单独书写；请把 {listed} 放进它的列表或另写一条",
            )
            return None
        if depth >= DEEPEST_GROUP:
            faults.add(
                "too-deep",
                node.place,
                f"groups are nested more than {DEEPEST_GROUP} deep",
                f"分组嵌套超过 {DEEPEST_GROUP} 层",
            )
            return None
        members = node.nodes[kind]
        if not isinstance(members, Items) or not members.nodes:
            faults.add(
                "empty-group",
                members.place,
                f"{kind!r} needs a list with at least one constraint",
                f"{kind!r} 需要至少含一条约束的列表",
            )
            return None
        read = [self.read(member, depth + 1) for member in members.nodes]
        if None in read:
            return None
        kept = tuple(member for member in read if member is not None)
        return Group(name, kind, kept, relaxable, title)

    def _single(
        self,
        node: Entries,
        name: str,
        relaxable: bool,  # noqa: FBT001
        title: Text | None,
    ) -> Constraint | None:
        faults, nodes = self.faults, node.nodes
        ops = [op for op in OPERATORS if op in nodes]
        if "attribute" not in nodes:
            faults.add(
                "no-attribute",
                node.place,
                "no attribute is named; write `attribute: …` (or a group: all, any, none)",
                "没有写属性；请写 `attribute: …`(或分组 all、any、none)",
            )
        attribute = attribute_named(nodes.get("attribute"), self.schema, self.sites, faults)
        if not ops:
            if set(nodes) <= set(_KEYS):
                fitting = _FITTING[attribute.kind] if attribute else OPERATORS
                listed = ", ".join(fitting)
                faults.add(
                    "no-operator",
                    node.place,
                    f"nothing is asked of it; write one of {listed}",
                    f"没有写要求；请写其一：{listed}",
                )
            return None
        if attribute is None or not self._fits(ops, attribute, node):
            return None
        found = self._operand(ops, nodes, attribute, node)
        if found is None:
            return None
        op, interval, values = found
        kind, unit = attribute.kind, attribute.unit
        return Constraint(name, attribute.name, op, interval, values, kind, unit, relaxable, title)

    def _fits(self, ops: list[Operator], attribute: Attribute, node: Entries) -> bool:
        fitting = _FITTING[attribute.kind]
        wrong = [op for op in ops if op not in fitting]
        for op in wrong:
            kind, listed = _KINDS[attribute.kind], ", ".join(fitting)
            self.faults.add(
                "operator-does-not-fit",
                node.nodes[op].place,
                f"{op!r} does not fit {attribute.name!r}, which is {kind.en}; use {listed}",
                f"{op!r} 不适用于“{attribute.label.zh}”({kind.zh})；可用：{listed}",
            )
        if wrong:
            return False
        ends = [op for op in ops if op in ("at_least", "at_most", "more_than", "less_than")]
        if len(ops) == 1 or len(ends) == len(ops):
            return True
        listed = ", ".join(ops)
        self.faults.add(
            "two-operators",
            node.place,
            f"{listed} stand together; write a constraint for each",
            f"{listed} 写在了一起；请各写一条约束",
        )
        return False

    def _operand(
        self, ops: list[Operator], nodes: Mapping[str, Node], attribute: Attribute, node: Entries
    ) -> tuple[Operator, Interval | None, tuple[str, ...]] | None:
        op, faults = ops[0], self.faults
        match op:
            case "is_known":
                known = operand.truth(nodes[op], faults)
                if known is False:
                    faults.add(
                        "not-known",
                        nodes[op].place,
                        "`is_known` is always true; for the unknown write "
                        "`none: [{…, is_known: true}]`",
                        "`is_known` 只能为 true；要找未知的请写 `none: [{…, is_known: true}]`",
                    )
                return (op, None, ()) if known else None
            case "among" | "none_of":
                values = operand.values(nodes[op], attribute, faults)
                return None if values is None else (op, None, values)
            case "admits":
                number = operand.quantity(nodes[op], attribute, faults)
                return None if number is None else (op, Interval(number, number), ())
            case "between":
                interval = operand.between(nodes[op], attribute, faults)
            case _:
                given: dict[str, Node] = {each: nodes[each] for each in ops}
                interval = operand.ends(given, attribute, faults, node.place)
        return None if interval is None else (_named(interval), interval, ())


def _named(interval: Interval) -> Operator:
    if interval.lower > -float("inf") and interval.upper < float("inf"):
        return "between"
    if interval.lower > -float("inf"):
        return "more_than" if interval.lower_open else "at_least"
    return "less_than" if interval.upper_open else "at_most"


_KINDS: Mapping[Kind, Text] = {
    "quantity": Text("数量", "a quantity"),
    "interval": Text("允许区间", "a permitted range"),
    "category": Text("类别", "a category"),
    "code": Text("用地代码", "a land-use code"),
    "flag": Text("是或否", "yes or no"),
    "date": Text("日期", "a date"),
    "text": Text("文字", "words"),
}


def kind_words(kind: Kind) -> Text:
    """Say what sort of attribute it is."""
    return _KINDS[kind]


def operators(kind: Kind) -> tuple[Operator, ...]:
    """Return the operators that fit a kind of attribute."""
    return _FITTING[kind]
