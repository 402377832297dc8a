"""Templates: requirements of an industry to start from, `parcels/requirements/*.yaml`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import yaml

from sitesel.datasets import dataset
from sitesel.language import Text
from sitesel.requirement.constraint import GROUPS, OPERATORS
from sitesel.requirement.reading.document import Entries, Items, Node, Scalar, parse
from sitesel.requirement.reading.faults import Faults, Place

_WHOLE = ("attribute", *GROUPS)


@cache
def templates() -> dict[str, Text]:
    """Return the templates by name, with what each is for.

    >>> templates()["chemicals"].en
    'Chemicals'
    """
    return {
        path.stem: Text.of(yaml.safe_load(path.read_text("utf-8"))["title"])
        for path in sorted(dataset("requirements").glob("*.yaml"))
    }


def with_template(root: Entries, faults: Faults) -> Entries:
    """Put a requirement's template under it.

    What the requirement says goes before what the template says. A constraint or criterion with
    the id of one in the template changes what it names (`{id: wharf, weight: 40}`), or takes its
    place where it names an attribute; one without an id takes the place of the template's on the
    same attribute (and, for constraints, the same operator). `without` lists ids to leave out.
    """
    asked, nodes = root.nodes.get("template"), dict(root.nodes)
    without = nodes.pop("without", None)
    if asked is None:
        if without is not None:
            faults.add(
                "no-template",
                without.place,
                "`without` leaves out parts of a template, and there is none",
                "`without` 用于去掉模板中的条目，而此处没有模板",
            )
        return replace(root, nodes=nodes)
    del nodes["template"]
    base = _template(asked, faults)
    if base is None:
        return replace(root, nodes=nodes)
    left_out = _ids(without, base, faults)
    for part in ("constraints", "criteria"):
        below = [n for n in _listed(base, part) if _word(n, "id") not in left_out]
        if part in nodes and not isinstance(nodes[part], Items):
            continue  # told when it is read
        place = nodes[part].place if part in nodes else root.place.at(part)
        nodes[part] = Items(tuple(_merged(below, _listed(root, part))), place)
    return replace(root, nodes={**base.nodes, **nodes})


def _template(asked: Node, faults: Faults) -> Entries | None:
    name = asked.text if isinstance(asked, Scalar) else ""
    if name not in templates():
        what = Text("模板", "template")
        faults.unknown(what, name, templates(), asked.place, "unknown-template")
        return None
    text = dataset(f"requirements/{name}.yaml").read_text("utf-8")
    root = parse(text, faults)
    if not isinstance(root, Entries):
        return None
    moved = _moved(root, Place(("template", name), asked.place.line))
    return moved if isinstance(moved, Entries) else None


def _moved(node: Node, place: Place) -> Node:
    """Return the tree at another place, all of it on that place's line."""
    match node:
        case Entries(nodes):
            return Entries({k: _moved(n, place.at(k)) for k, n in nodes.items()}, place)
        case Items(nodes):
            steps = (_word(n, "id") or i for i, n in enumerate(nodes))
            pairs = zip(nodes, steps, strict=True)
            return Items(tuple(_moved(n, place.at(step)) for n, step in pairs), place)
    return replace(node, place=place)


def _ids(without: Node | None, base: Entries, faults: Faults) -> frozenset[str]:
    if without is None:
        return frozenset()
    known = [
        name
        for part in ("constraints", "criteria")
        for node in _listed(base, part)
        if (name := _word(node, "id"))
    ]
    nodes = without.nodes if isinstance(without, Items) else (without,)
    for node in nodes:
        word = node.text if isinstance(node, Scalar) else "?"
        if word not in known:
            what = Text("模板条目", "part of the template")
            faults.unknown(what, word, dict.fromkeys(known), node.place, "unknown-id")
    return frozenset(node.text for node in nodes if isinstance(node, Scalar))


def _merged(below: list[Node], above: list[Node]) -> list[Node]:
    merged = list(below)
    for node in above:
        at = next((i for i, old in enumerate(merged) if _replaces(node, old)), None)
        if at is None:
            merged.append(node)
        else:
            merged[at] = _changed(merged[at], node)
    return merged


def _replaces(node: Node, old: Node) -> bool:
    if (name := _word(node, "id")) is not None:
        return name == _word(old, "id")
    attribute = _word(node, "attribute")
    return (
        attribute is not None
        and attribute == _word(old, "attribute")
        and _operators(node) == _operators(old)
    )


def _changed(old: Node, node: Node) -> Node:
    if not isinstance(old, Entries) or not isinstance(node, Entries):
        return node
    if any(key in node.nodes for key in _WHOLE):
        kept = {"id": old.nodes["id"]} if "id" in old.nodes else {}
    elif _operators(node):
        kept = {k: n for k, n in old.nodes.items() if k not in (*OPERATORS, *GROUPS)}
    else:
        kept = dict(old.nodes)
    return Entries({**kept, **node.nodes}, node.place)


def _listed(root: Entries, part: str) -> list[Node]:
    nodes = root.nodes.get(part)
    return list(nodes.nodes) if isinstance(nodes, Items) else []


def _word(node: Node, key: str) -> str | None:
    found = node.nodes.get(key) if isinstance(node, Entries) else None
    return found.text if isinstance(found, Scalar) else None


def _operators(node: Node) -> frozenset[str]:
    return (
        frozenset(node.nodes) & frozenset(OPERATORS) if isinstance(node, Entries) else frozenset()
    )
