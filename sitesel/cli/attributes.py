"""`sitesel attributes`: what can be asked of a parcel or hall."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel import land_use
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

目录中的设施与管控图层各带来几项属性（如 distance_to_wharf）；没有目录时
只列出通用的。""",
    """List all attributes that a requirement can ask about: name, label, unit, meaning and source.

The facilities and constraint layers of a catalogue bring some of their own (such as
distance_to_wharf); without a catalogue only the general ones are listed.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel attributes
  sitesel attributes --sites halls --format json""",
    """Examples:
  sitesel attributes
  sitesel attributes --sites halls --format json""",
)
_CATALOGUE = Text("目录，或存放目录的文件夹；默认 SITESEL_STORE 中已发布的",
                  "a catalogue, or a store; else what SITESEL_STORE has published")  # fmt: skip
_SITES = Text("parcels 地块或 halls 厂房；默认全部", "parcels or halls; by default both")
_FORMAT = Text("table（默认）或 json", "table (the usual) or json")
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
                    a.source,
                    _meaning(a, lang),
                ),
                "",
            )
            for a in members
        ]
        table(label.say(lang), [head.say(lang) for head in _HEADS], rows)
        show("")
