"""Which attribute of the schema a requirement names."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.language import Text
from sitesel.requirement.reading.document import Node, Scalar
from sitesel.requirement.reading.faults import Faults, nearest
from sitesel.schema import SITE_KINDS, Attribute, Schema, SiteKind, default_schema, family_member


def attribute_named(
    node: Node | None, schema: Schema | None, sites: SiteKind, faults: Faults
) -> Attribute | None:
    """Return the attribute that a node names; None when there is none such (collected).

    Parameters
    ----------
    node
        The name; an attribute's label in Chinese or English stands for its name.
    schema
        Of a catalogue; None for what any catalogue can have, families included.
    sites
        The kind of sites that must have it.
    """
    if not isinstance(node, Scalar) or not node.text.strip():
        if node is not None:
            faults.add("wrong-type", node.place, "expected an attribute's name", "应为属性名称")
        return None
    name, known = node.text.strip(), schema or default_schema()
    attribute = known.get(name) or _labelled(name, known)
    if attribute is None and schema is None:
        attribute = family_member(name)
    if attribute is None:
        near = known.of(sites).suggest(name) or nearest(name, known)
        hint = Text(f"是不是 {near!r}？", f"did you mean {near!r}?") if near else _LIST
        hint = _of_template(node) or hint
        faults.add(
            "unknown-attribute",
            node.place,
            f"no attribute {name!r}; {hint.en}",
            f"没有属性 {name!r}；{hint.zh}",
        )
    elif sites not in attribute.sites:
        other = next(kind for kind in SITE_KINDS if kind != sites)
        faults.add(
            "attribute-of-other-sites",
            node.place,
            f"{attribute.name!r} is an attribute of {other}, and this requirement is for {sites}; "
            f"write `sites: {other}` or take another attribute",
            f"{attribute.name!r} 是{_SITES[other]}的属性，而本需求针对{_SITES[sites]}；"
            f"请写 `sites: {other}` 或改用其他属性",
        )
        return None
    return attribute


_LIST = Text("用 `sitesel attributes` 查看全部属性", "`sitesel attributes` lists them all")
_SITES: Mapping[SiteKind, str] = {"parcels": "地块", "halls": "厂房"}


def _of_template(node: Node) -> Text | None:
    path = node.place.path
    if path[:1] != ("template",) or len(path) < 4:
        return None
    without = f"`without: [{path[3]}]`"
    return Text(
        f"模板用到了它，而此目录没有；可写 {without} 去掉",
        f"the template asks for it and this catalogue lacks it; leave it out with {without}",
    )


def _labelled(words: str, schema: Schema) -> Attribute | None:
    found = [a for a in schema.values() if words in (a.label.zh, a.label.en)]
    return found[0] if len(found) == 1 else None
