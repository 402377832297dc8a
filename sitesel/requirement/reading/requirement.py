"""A requirement as it is written: YAML, JSON or plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sitesel.errors import RequirementError
from sitesel.language import Text
from sitesel.requirement.constraint import Constraint, Group, leaves
from sitesel.requirement.criterion import Criterion
from sitesel.requirement.in_area import SHARE_IN_AREA, with_area
from sitesel.requirement.reading import operand
from sitesel.requirement.reading.area import AreaReader
from sitesel.requirement.reading.constraints import ConstraintReader
from sitesel.requirement.reading.criteria import CriterionReader
from sitesel.requirement.reading.development import DevelopmentReader, constraint_layers
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar, parse, plant
from sitesel.requirement.reading.faults import Faults, Place
from sitesel.requirement.reading.identity import identified, identified_criteria, repeated
from sitesel.requirement.reading.rules import RuleReader
from sitesel.requirement.reading.template import with_template
from sitesel.requirement.requirement import AGGREGATIONS, Aggregation, Requirement
from sitesel.requirement.rules import with_rules
from sitesel.schema import SITE_KINDS, Schema, SiteKind, default_schema

MOST_CONSTRAINTS = 200
"""Most constraints at the top, those of rules too; judging keeps one bit for each."""
MOST_LEAVES = 400
"""Most constraints with those inside groups."""
MOST_CRITERIA = 60
MOST_LISTED = 100_000
"""Highest `limit` and `near_misses`."""

_KEYS = (
    "title",
    "sites",
    "template",
    "without",
    "scenario",
    "development",
    "wharf",
    "area_of_interest",
    "rules",
    "constraints",
    "criteria",
    "aggregation",
    "limit",
    "near_misses",
)
_FILE_NAME = re.compile(r"(?!.*:\s)[^\n{}\[\]]{1,4096}\.(?:ya?ml|json)", re.IGNORECASE)
_WANTED = {
    "development": Text("拟建的内容", "build"),
    "wharf": Text("所需的码头", "find at a wharf"),
    "area_of_interest": Text("关注的范围", "look at as an area"),
}
_UNTITLED = Text("未命名的需求", "Untitled requirement")


def read_requirement(
    source: Path | str | bytes | Mapping[str, Any],
    schema: Schema | None = None,
    *,
    bare: bool = False,
) -> Requirement:
    """Read a requirement and turn everything in it into the schema's units.

    Parameters
    ----------
    source
        A file of YAML or JSON; the text of one; or plain data, such as a request's body.
    schema
        Of the catalogue that it will be put to. Without one the attributes are those that any
        catalogue can have, with any facility kind and any constraint layer.
    bare
        Whether it may have neither constraints nor criteria, as where only what it wants to build
        is looked at.

    Raises
    ------
    RequirementError
        It has faults: all of them, each with its place and a way out.

    Examples
    --------
    >>> wanted = read_requirement("constraints: [{attribute: area, at_least: 410 亩}]")
    >>> wanted.constraints[0].needs()
    '≥ 273333.333 m2'
    """
    faults = Faults()
    root, name = document(source, faults)
    requirement = None if root is None else read_node(root, schema, faults, bare=bare)
    if faults.found or requirement is None:
        raise _error(faults, name)
    return requirement


def document(
    source: Path | str | bytes | Mapping[str, Any], faults: Faults
) -> tuple[Node | None, str]:
    """Return the tree of what a person wrote, and the name of its file where it is one.

    Raises
    ------
    RequirementError
        There is no such file, or text that looks like the name of one.
    """
    if isinstance(source, Path):
        return parse(_bytes(source), faults), source.name
    if not isinstance(source, str | bytes):
        return plant(source, faults), ""
    if isinstance(source, str) and _FILE_NAME.fullmatch(source.strip()):
        raise RequirementError(
            f"{source!r} looks like the name of a file, and text is read as a requirement "
            f"itself; pass Path({source!r})",
            f"{source!r} 像是文件名，而文字会被当作需求本身；请传入 Path({source!r})",
        )
    return parse(source, faults), ""


def read_node(
    root: Node, schema: Schema | None, faults: Faults, *, bare: bool = False
) -> Requirement | None:
    """Read a requirement that stands in a larger document; faults are collected."""
    return _Reader(schema, faults, bare).read(root)


def check(requirement: Requirement, schema: Schema) -> None:
    """Check that a requirement can be put to a catalogue of another schema.

    Raises
    ------
    RequirementError
        An attribute is not there, or is of another kind or unit, or does not have a category.
    """
    faults = Faults()
    read_requirement(requirement.canonical(), schema)
    parts = (
        ("constraints", tuple(leaves(requirement.constraints))),
        ("criteria", requirement.criteria),
    )
    for part, members in parts:
        for member in members:
            there = schema[member.attribute]
            if (there.kind, there.unit) != (member.kind, member.unit):
                faults.add(
                    "other-unit",
                    Place((part, member.id)),
                    f"{member.attribute!r} is {there.kind} in {there.unit} here and was read as "
                    f"{member.kind} in {member.unit}; read the requirement with this schema",
                    f"{member.attribute!r} 在此为 {there.kind}（{there.unit}），读入时为 "
                    f"{member.kind}（{member.unit}）；请用本目录的属性表重新读入",
                )
    if faults.found:
        raise _error(faults, "")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise RequirementError(
            f"can't read the requirement {path}: {why}", f"无法读取需求文件 {path}：{why}"
        ) from error


def _error(faults: Faults, name: str) -> RequirementError:
    count, en, zh = len(faults.found), name or "the requirement", name or "需求"
    return RequirementError(
        f"{en} has {count} fault{'' if count == 1 else 's'}:",
        f"{zh} 有 {count} 处错误：",
        faults.in_order(),
    )


@dataclass(slots=True)
class _Reader:
    schema: Schema | None
    faults: Faults
    bare: bool

    def read(self, root: Node) -> Requirement | None:
        faults = self.faults
        if not isinstance(root, Entries):
            faults.add(
                "wrong-type",
                root.place,
                "a requirement is a mapping with `constraints` and `criteria`",
                "需求应为含 `constraints` 与 `criteria` 的映射",
            )
            return None
        for key, node in root.nodes.items():
            if key not in _KEYS:
                faults.unknown(Text("键", "key"), key, _KEYS, node.place, "unknown-key")
        sites = cast(
            "SiteKind", self._choice(root, "sites", SITE_KINDS, Text("场所类型", "kind of sites"))
        )
        nodes = with_template(root, faults).nodes
        merged = Entries(nodes, root.place)
        constraints = self._constraints(merged, sites)
        criteria = self._criteria(merged, sites)
        how = self._choice(merged, "aggregation", AGGREGATIONS, Text("综合方法", "aggregation"))
        title = operand.words(nodes["title"], faults) if "title" in nodes else None
        limit = self._count(merged, "limit", 50)
        near_misses = self._count(merged, "near_misses", 10)
        building = DevelopmentReader(faults, constraint_layers(self.schema))
        development = building.development(nodes["development"]) if "development" in nodes else None
        wharf = building.wharf(nodes["wharf"]) if "wharf" in nodes else None
        scenario = self._scenario(nodes["scenario"]) if "scenario" in nodes else None
        written = nodes.get("area_of_interest")
        area = None if written is None else AreaReader(faults).read(written)
        rules = RuleReader(self.schema, faults).read(nodes.get("rules"))
        if not (faults.found or constraints or criteria or area or self.bare):
            faults.add(
                "nothing-asked",
                root.place,
                "the requirement asks for nothing; add `constraints` or `criteria`",
                "需求没有内容；请写 `constraints` 或 `criteria`",
            )
        requirement = Requirement(
            title or _UNTITLED,
            sites,
            identified(constraints),
            identified_criteria(criteria),
            cast("Aggregation", how),
            limit,
            near_misses,
            scenario,
            development,
            wharf,
            rules,
            area,
        )
        if faults.found:
            return requirement
        self._measurable(requirement, merged)
        requirement = with_area(requirement)
        return requirement if self.schema is None else with_rules(requirement, self.schema)

    def _scenario(self, node: Node) -> str | None:
        if isinstance(node, Scalar) and node.is_null:
            return None
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip()
        self.faults.add(
            "wrong-type",
            node.place,
            "`scenario` is the name of one scenario of the catalogue",
            "`scenario` 应为目录中一个情景的名称",
        )
        return None

    def _measurable(self, requirement: Requirement, root: Entries) -> None:
        """Tell of what is measured on demand where nothing says what is to be measured."""
        asked: list[tuple[str, Constraint | Criterion]] = [
            ("constraints", leaf) for leaf in leaves(requirement.constraints)
        ]
        asked += [("criteria", criterion) for criterion in requirement.criteria]
        for part, member in asked:
            attribute = (self.schema or default_schema()).get(member.attribute)
            if attribute is None or not attribute.on_demand:
                continue
            key = "wharf" if attribute.group == "shore" else "development"
            if attribute.name == SHARE_IN_AREA:
                key = "area_of_interest"
            if getattr(requirement, key) is None:
                below = root.nodes.get(part)
                line = None if below is None else below.place.line
                self.faults.add(
                    f"no-{key}",
                    Place((part, member.id), line),
                    f"{member.attribute!r} is measured for what the requirement wants to "
                    f"{_WANTED[key].en}; add `{key}: …`",
                    f"“{attribute.label.zh}”要按需求中{_WANTED[key].zh}来量算；请写 `{key}: …`",
                )

    def _constraints(self, root: Entries, sites: SiteKind) -> list[Constraint | Group]:
        nodes = self._list(root, "constraints", MOST_CONSTRAINTS)
        reader = ConstraintReader(self.schema, sites, self.faults)
        read = [constraint for node in nodes if (constraint := reader.read(node)) is not None]
        repeated(_written_ids(nodes), self.faults)
        if len(list(leaves(read))) > MOST_LEAVES:
            self._too_many(root.nodes["constraints"].place, MOST_LEAVES)
        return read

    def _criteria(self, root: Entries, sites: SiteKind) -> list[Criterion]:
        nodes = self._list(root, "criteria", MOST_CRITERIA)
        reader = CriterionReader(self.schema, sites, self.faults)
        alone = len(nodes) == 1
        read = [c for node in nodes if (c := reader.read(node, alone=alone)) is not None]
        repeated(_written_ids(nodes), self.faults)
        return read

    def _list(self, root: Entries, key: str, most: int) -> tuple[Node, ...]:
        node = root.nodes.get(key)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return ()
        if not isinstance(node, Items):
            self.faults.add(
                "wrong-type",
                node.place,
                f"`{key}` is a list; start each entry with '- '",
                f"`{key}` 应为列表；每项以 '- ' 开头",
            )
            return ()
        if len(node.nodes) > most:
            self._too_many(node.place, most)
            return ()
        return node.nodes

    def _too_many(self, place: Place, most: int) -> None:
        self.faults.add(
            "too-many", place, f"there are more than {most} of them", f"超过了 {most} 条"
        )

    def _choice(self, root: Entries, key: str, known: tuple[str, ...], what: Text) -> str:
        node = root.nodes.get(key)
        if node is None:
            return known[0]
        word = node.text if isinstance(node, Scalar) else "?"
        if word not in known:
            self.faults.unknown(what, word, known, node.place, f"unknown-{key}")
            return known[0]
        return word

    def _count(self, root: Entries, key: str, usual: int) -> int:
        if key not in root.nodes:
            return usual
        found = operand.whole(root.nodes[key], self.faults, most=MOST_LISTED)
        return usual if found is None else found


def _written_ids(nodes: tuple[Node, ...]) -> list[tuple[str | None, Node]]:
    found: list[tuple[str | None, Node]] = []
    for node in nodes:
        if not isinstance(node, Entries):
            continue
        written = node.nodes.get("id")
        found.append((written.text if isinstance(written, Scalar) else None, written or node))
        for kind in ("all", "any", "none"):
            inside = node.nodes.get(kind)
            if isinstance(inside, Items):
                found += _written_ids(inside.nodes)
    return found
