"""Revisions, and what a file would change, as lines of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitesel.cli.terminal import printable, show, tell
from sitesel.language import Lang, Text

if TYPE_CHECKING:
    from sitesel.catalogue.revisions.difference import Difference
    from sitesel.catalogue.revisions.revision import Revision
    from sitesel.schema import Schema

_COUNTS = Text(
    "{rows} 行：改动 {changed} 项，边界变动 {moved} 宗，新增 {new}，减少 {gone}，不能改 {refused}，"
    "无变化 {unchanged} 宗",
    "{rows} rows: {changed} values changed, {moved} outlines moved, {new} new, {gone} gone, "
    "{refused} refused, {unchanged} unchanged",
)
_MOVED = Text(
    "{site} 边界移动 {metres:.2f} 米，面积 {before:,.0f} → {after:,.0f} m²",
    "{site} outline moved {metres:.2f} m, area {before:,.0f} → {after:,.0f} m²",
)
_NEW = Text("新增：{sites}", "new: {sites}")
_GONE = Text("减少：{sites}", "gone: {sites}")
_UNREAD = Text("未识别的列：{names}", "columns that mean nothing here: {names}")
_NO_ATTRIBUTES = {
    "outline": Text("边界", "Outline"),
    "media": Text("图片与文件", "Pictures and documents"),
    "added": Text("新增", "Added"),
    "gone": Text("移除", "Taken away"),
}
MOST_SHOWN = 200
"""How many lines of a kind are shown."""


def line(one: Revision, schema: Schema, lang: Lang) -> str:
    """Return a revision as a line: the site, the attribute, old and new."""
    words = _NO_ATTRIBUTES.get(one.attribute, Text.of(one.attribute))
    label = (schema[one.attribute].label if one.attribute in schema else words).say(lang)
    old, new = (said(value, one.attribute, schema, lang) for value in (one.old, one.new))
    return printable(f"{one.site}  {label}  {old} → {new}")


def said(value: object, name: str, schema: Schema, lang: Lang) -> str:
    """Return a value of a revision in words."""
    from sitesel.interval import Interval  # noqa: PLC0415

    if value is None:
        return "–"
    if name == "outline":
        points = str(value).count(",") + 1
        return Text(f"{points} 点", f"{points} points").say(lang)
    if isinstance(value, dict) and "outline" in value:  # a site as it was added or taken away
        return Text(f"{len(value['values'])} 项属性", f"{len(value['values'])} values").say(lang)
    if isinstance(value, dict) and "title" in value:  # a picture or document
        return f"{Text(**value['title']).say(lang)} ({value['name']}, {value['tier']})"
    if isinstance(value, dict):
        ends = {"lower": float("-inf"), "upper": float("inf")}
        kept = {key: each for key, each in value.items() if each is not None}
        return str(Interval(**(ends | kept)))
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no").say(lang)
    if isinstance(value, str) and name in schema:
        return schema[name].value_label(value, lang)
    unit = schema[name].unit if name in schema else None
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{number} {unit}" if unit and unit != "1" and isinstance(value, float) else number


def show_difference(found: Difference, lang: Lang) -> None:
    """Show what a file would change: to standard output, and what is wrong to standard error."""
    from sitesel.schema import default_schema  # noqa: PLC0415

    schema = default_schema()
    for each in found.changed[:MOST_SHOWN]:
        label = schema[each.attribute].label.say(lang) if each.attribute in schema else ""
        old, new = (said(v, each.attribute, schema, lang) for v in (each.old, each.new))
        show(printable(f"{each.site}  {label or each.attribute}  {old} → {new}"))
    for moved in found.moved[:MOST_SHOWN]:
        told = {"site": moved.site, "metres": moved.metres, "before": moved.area_before,
                "after": moved.area_after}  # fmt: skip
        show(printable(_MOVED.say(lang).format(**told)))
    stop = "、" if lang == "zh" else ", "
    for words, names in ((_NEW, found.new), (_GONE, found.gone)):
        if names:
            show(printable(words.say(lang).format(sites=stop.join(names[:MOST_SHOWN]))))
    for refused in found.refused[:MOST_SHOWN]:
        tell(printable(refused.why.say(lang)))
    for finding in found.findings[:MOST_SHOWN]:
        tell(printable(f"{finding.parcel or found.source}  {finding.found(lang)}"))
    if found.unread:
        tell(printable(_UNREAD.say(lang).format(names=stop.join(found.unread))))
    counts = {name: len(getattr(found, name)) for name in
              ("changed", "moved", "new", "gone", "refused")}  # fmt: skip
    show(_COUNTS.format(rows=found.rows, unchanged=found.unchanged, **counts).say(lang))
