"""`sitesel attributes`: what can be asked of a parcel or hall."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel import land_use
from sitesel.cli.exits import WrongUse
from sitesel.cli.opening import catalogue_at
from sitesel.cli.output import write_out
from sitesel.cli.terminal import show, table
from sitesel.errors import CatalogueNotFound
from sitesel.language import Lang, Text
from sitesel.schema import Attribute, Schema, default_schema
from sitesel.settings import Settings
from sitesel.units import unit_label

_SHORT = Text(
    "列出属性：名称、单位、含义、来源", "list the attributes: name, unit, meaning, source"
)
_LONG = Text(
    """列出需求中可用的全部属性：名称、标签、单位、含义和来源。

目录中的设施、出行方式、管控图层与规则各带来几项属性（如 distance_to_wharf）；没有目录时
只列出通用的。属性很多时，写一个词（在名称与标签中查找）或 --group 缩小范围。
来源后注“按需”的，只在需求问到时才对通过其他约束的地块和最接近的地块量算。""",
    """List all attributes that a requirement can ask about: name, label, unit, meaning and source.

The facilities, modes of travel, constraint layers and rules of a catalogue bring some of their own
(such as distance_to_wharf); without a catalogue only the general ones are listed. Where they are
many, narrow them down by a word (looked for in names and labels) or by --group. What is measured
"on demand" is measured only where a requirement asks, of parcels that nothing else rejects and of
near misses.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel attributes
  sitesel attributes 码头
  sitesel attributes truck --group access
  sitesel attributes --sites halls --format json""",
    """Examples:
  sitesel attributes
  sitesel attributes wharf
  sitesel attributes truck --group access
  sitesel attributes --sites halls --format json""",
)
_CATALOGUE = Text("目录，或存放目录的文件夹；默认 SITESEL_STORE 中已发布的",
                  "a catalogue, or a store; else what SITESEL_STORE has published")  # fmt: skip
_SITES = Text("parcels 地块或 halls 厂房；默认全部", "parcels or halls; by default both")
_FORMAT = Text("table（默认）或 json", "table (the usual) or json")
_WORD = Text("只列名称或标签中有此词的", "only those with this in their name or label")
_GROUP = Text(
    "只列一组，如 access；各组见表尾", "only one group, such as access; the end lists them"
)
_ON_DEMAND = Text("按需", "on demand")
_GROUPS = Text("共 {n} 项，分 {m} 组（--group）", "{n} attributes in {m} groups (--group)")
_GROUP_HEADS = (Text("组", "group"), Text("名称", "label"), Text("项数", "attributes"))
_NONE = Text("没有符合的属性；`sitesel attributes` 列出全部",
             "no such attribute; `sitesel attributes` lists all")  # fmt: skip
_COMMON_CODES = ("1001", "100101", "100102", "100103", "1101", "1204")
_HEADS = (
    Text("属性", "attribute"),
    Text("标签", "label"),
    Text("单位", "unit"),
    Text("类型", "kind"),
    Text("来源", "source"),
    Text("含义", "meaning"),
)


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "attributes",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def attributes(
        word: Annotated[str | None, typer.Argument(metavar="[WORD]", help=_WORD.say(lang))] = None,
        group: Annotated[
            str | None, typer.Option("--group", metavar="GROUP", help=_GROUP.say(lang))
        ] = None,
        catalogue: Annotated[
            Path | None, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = None,
        sites: Annotated[
            Literal["parcels", "halls"] | None,
            typer.Option("--sites", metavar="KIND", help=_SITES.say(lang)),
        ] = None,
        form: Annotated[
            Literal["table", "json"],
            typer.Option("--format", metavar="FORMAT", help=_FORMAT.say(lang)),
        ] = "table",
    ) -> None:
        schema = _schema(catalogue, settings.store)
        if sites is not None:
            schema = schema.of(sites)
        schema = _narrowed(schema, word, group)
        if form == "json":
            body = json.dumps(schema.to_dict(), ensure_ascii=False, indent=2)
            write_out(f"{body}\n".encode(), form)
        else:
            _tables(schema, lang)


def _schema(told: Path | None, store: Path) -> Schema:
    if told is not None:
        return catalogue_at(told).schema
    try:
        return catalogue_at(store).schema
    except CatalogueNotFound:
        return default_schema()


def _narrowed(schema: Schema, word: str | None, group: str | None) -> Schema:
    """Keep the attributes of a group, and those whose name or label has a word."""
    if group is not None and group not in schema.groups:
        known = " ".join(schema.groups)
        raise WrongUse(
            f"no group {group!r} of attributes; known are {known}",
            f"没有属性组 {group!r}；可用：{known}",
        )
    asked = (word or "").casefold()
    kept = {
        name: each
        for name, each in schema.items()
        if group in (None, each.group)
        and any(asked in said.casefold() for said in (name, each.label.zh, each.label.en))
    }
    return Schema(kept, schema.groups)


def _meaning(attribute: Attribute, lang: Lang) -> str:
    """Say what an attribute means and, of a category or flag, which values it can take."""
    values = dict(attribute.values)
    if attribute.kind == "flag":
        values = {"yes": Text("是", "yes"), "no": Text("否", "no")}
    elif attribute.kind == "code":
        values = {code: Text.of(land_use.label(code, lang)) for code in _COMMON_CODES}
    left, right, colon, comma = (
        ("（", "）", "：", "，") if lang == "zh" else (" (", ")", ": ", ", ")
    )
    told = comma.join(
        key if label.say(lang) == key else f"{key}{left}{label.say(lang)}{right}"
        for key, label in values.items()
    )
    more = f"{comma}…" if attribute.kind == "code" else ""
    meaning = attribute.meaning.say(lang)
    return f"{meaning}{colon}{told}{more}" if told else meaning


def _tables(schema: Schema, lang: Lang) -> None:
    counts = Counter(attribute.group for attribute in schema.values())
    if not counts:
        show(_NONE.say(lang))
    for group, label in schema.groups.items():
        members = [a for a in schema.values() if a.group == group]
        if not members:
            continue
        rows = [
            (
                (
                    a.name,
                    a.label.say(lang),
                    unit_label(a.unit, lang),
                    a.kind,
                    f"{a.source} · {_ON_DEMAND.say(lang)}" if a.on_demand else a.source,
                    _meaning(a, lang),
                ),
                "",
            )
            for a in members
        ]
        table(label.say(lang), [head.say(lang) for head in _HEADS], rows)
        show("")
    if len(counts) > 1:
        listed = [
            ((group, label.say(lang), str(counts[group])), "")
            for group, label in schema.groups.items()
            if counts[group]
        ]
        title = _GROUPS.format(n=len(schema), m=len(counts))
        table(title.say(lang), [head.say(lang) for head in _GROUP_HEADS], listed, numbers=(2,))
