"""An enquiry as it is written: several requirements, each with the land it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sitesel.errors import Fault, RequirementError
from sitesel.language import Text
from sitesel.requirement.enquiry import Enquiry, Wanted
from sitesel.requirement.reading import operand
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar
from sitesel.requirement.reading.faults import Faults
from sitesel.requirement.reading.requirement import document, read_node
from sitesel.requirement.requirement import Requirement
from sitesel.schema import Schema
from sitesel.units import UnitError, parse_quantity

MOST_REQUIREMENTS = 50
"""Most requirements placed at once."""
_KEYS = ("title", "requirements")
_ID = re.compile(r"\w[\w.-]{0,63}")
_UNTITLED = Text("未命名的询单", "Untitled enquiry")


def read_enquiry(
    source: Path | str | bytes | Mapping[str, Any], schema: Schema | None = None
) -> Enquiry:
    """Read an enquiry; each of its requirements as `read_requirement` does.

    Parameters
    ----------
    source
        A file of YAML or JSON; the text of one; or plain data, such as a request's body.
    schema
        Of the catalogue that it will be put to.

    Raises
    ------
    RequirementError
        It has faults: all of them, those of every requirement, each with its place.

    Examples
    --------
    >>> asked = read_enquiry("requirements: [{land: 8 亩, template: workshop}]")
    >>> [(wanted.id, round(wanted.land)) for wanted in asked.requirements]
    [('1', 5333)]
    """
    faults = Faults()
    root, name = document(source, faults)
    enquiry = None if root is None else _Reader(schema, faults).read(root)
    if faults.found or enquiry is None:
        count, en, zh = len(faults.found), name or "the enquiry", name or "询单"
        raise RequirementError(
            f"{en} has {count} fault{'' if count == 1 else 's'}:",
            f"{zh} 有 {count} 处错误：",
            faults.in_order(),
        )
    return enquiry


@dataclass(frozen=True, slots=True)
class _Reader:
    schema: Schema | None
    faults: Faults

    def read(self, root: Node) -> Enquiry | None:
        faults = self.faults
        if not isinstance(root, Entries):
            faults.add(
                "wrong-type",
                root.place,
                "an enquiry is a mapping with `requirements`",
                "询单应为含 `requirements` 的映射",
            )
            return None
        for key, node in root.nodes.items():
            if key not in _KEYS:
                faults.unknown(Text("键", "key"), key, _KEYS, node.place, "unknown-key")
        title = operand.words(root.nodes["title"], faults) if "title" in root.nodes else None
        read = [self._wanted(node, k) for k, node in enumerate(self._listed(root))]
        self._repeated(read, root)
        if faults.found:
            return None
        return Enquiry(title or _UNTITLED, tuple(wanted for wanted in read if wanted is not None))

    def _listed(self, root: Entries) -> tuple[Node, ...]:
        listed = root.nodes.get("requirements")
        if not isinstance(listed, Items) or not listed.nodes:
            self.faults.add(
                "wrong-type" if listed else "nothing-asked",
                root.place if listed is None else listed.place,
                "`requirements` is a list of requirements, each with the `land` it needs",
                "`requirements` 应为需求的列表，每条写明所需用地 `land`",
            )
            return ()
        if len(listed.nodes) > MOST_REQUIREMENTS:
            self.faults.add(
                "too-many",
                listed.place,
                f"there are {len(listed.nodes)} requirements; at most {MOST_REQUIREMENTS} are "
                "placed at once",
                f"有 {len(listed.nodes)} 条需求；一次最多安排 {MOST_REQUIREMENTS} 条",
            )
            return ()
        return listed.nodes

    def _wanted(self, node: Node, number: int) -> Wanted | None:
        if not isinstance(node, Entries):
            self.faults.add(
                "wrong-type",
                node.place,
                "a requirement is a mapping with `land`, `constraints` and `criteria`",
                "需求应为含 `land`、`constraints` 与 `criteria` 的映射",
            )
            return None
        nodes = dict(node.nodes)
        land, name = nodes.pop("land", None), nodes.pop("id", None)
        amount = self._land(land, node)
        called = self._id(name, number)
        requirement = self._requirement(node.with_nodes(nodes))
        if amount is None or called is None or requirement is None:
            return None
        return Wanted(called, requirement, amount)

    def _requirement(self, node: Entries) -> Requirement | None:
        own = Faults()  # what is amiss in one requirement hides nothing of another
        requirement = read_node(node, self.schema, own)
        path = node.place.path
        self.faults.found += [_below(fault, path) for fault in own.found]
        if requirement is not None and requirement.sites != "parcels":
            self.faults.add(
                "not-parcels",
                node.nodes["sites"].place,
                "only requirements for parcels are placed together; put one for halls to "
                "`sitesel select`",
                "只有针对地块的需求才能一并安排；针对厂房的请用 `sitesel select`",
            )
        return None if own.found else requirement

    def _land(self, node: Node | None, entry: Entries) -> float | None:
        if node is None:
            self.faults.add(
                "no-land",
                entry.place,
                "it is not said how much land it needs; add `land: 8 亩`",
                "没有写明所需用地；请写 `land: 8 亩`",
            )
            return None
        if not isinstance(node, Scalar) or node.is_null:
            self.faults.add(
                "wrong-type", node.place, "expected one value, like 8 亩", "应为单个值，如 8 亩"
            )
            return None
        try:
            land = parse_quantity(node.text, "m2")
        except UnitError as error:
            self.faults.add("wrong-unit", node.place, error.text.en, error.text.zh)
            return None
        if 0 < land <= _MOST_LAND:
            return land
        self.faults.add(
            "out-of-range",
            node.place,
            f"{node.text!r} must be above 0 and at most 1,000 km²",
            f"{node.text!r} 应大于 0，且不超过 1000 平方千米",
        )
        return None

    def _id(self, node: Node | None, number: int) -> str | None:
        if node is None:
            return str(number + 1)
        if isinstance(node, Scalar) and _ID.fullmatch(node.text):
            return node.text
        self.faults.add(
            "bad-id",
            node.place,
            "an id is letters, digits, '_', '.' or '-', at most 64 of them",
            "编号由字母、数字、'_'、'.'、'-' 组成，最多 64 个字符",
        )
        return None

    def _repeated(self, read: list[Wanted | None], root: Entries) -> None:
        seen: set[str] = set()
        for wanted in read:
            if wanted is None:
                continue
            if wanted.id in seen:
                self.faults.add(
                    "duplicate-id",
                    root.nodes["requirements"].place,
                    f"the id {wanted.id!r} stands here twice",
                    f"编号 {wanted.id!r} 出现两次",
                )
            seen.add(wanted.id)


_MOST_LAND = 1e9


def _below(fault: Fault, path: tuple[str | int, ...]) -> Fault:
    """Return a fault with its whole way from the root."""
    if fault.path[: len(path)] == path:
        return fault
    return replace(fault, path=(*path, *fault.path))
