"""`sitesel routes`: how one gets from a parcel to the nearest facility of each kind."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli import travel
from sitesel.cli.opening import catalogue_at
from sitesel.cli.terminal import STYLE, show, table
from sitesel.language import Lang, Text
from sitesel.settings import Settings
from sitesel.units import format_quantity

_SHORT = Text(
    "到各类最近设施的路线：时间、路程、渡海", "the way to the nearest facility of each kind"
)
_LONG = Text(
    """一宗地到各类最近设施怎么走：时间、道路距离、渡海次数、经过的路与渡轮。
到不了的写明原因。可用的情景见 `sitesel build` 的结果。""",
    """How to get from a parcel to the nearest facility of each kind: time, distance on the road,
sea crossings, and the ways and ferries taken. What is not reached comes with the reason.
`sitesel build` lists the scenarios that there are.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel routes DS-06
  sitesel routes DS-06 --mode car --kind hospital
  sitesel routes DS-06 --scenario liuheng_bridge -o 路线.gpkg""",
    """Examples:
  sitesel routes DS-06
  sitesel routes DS-06 --mode car --kind hospital
  sitesel routes DS-06 --scenario liuheng_bridge -o routes.gpkg""",
)
_KIND = Text("设施类别；可写多次；默认全部", "kind of facility, once or more; by default all")
_HEADS = (
    Text("设施类别", "kind"),
    Text("最近设施", "nearest"),
    Text("时间", "time"),
    Text("道路距离", "on the road"),
    Text("渡海", "crossings"),
    Text("末班出发", "last departure"),
    Text("经由", "by way of"),
)
_FERRY = Text("{name}（渡轮 {minutes}）", "{name} (ferry, {minutes})")
_NOT_REACHED = Text("无法到达", "unreachable")
_NOT_KNOWN = Text("未知", "not known")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "routes",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def routes(
        parcel: Annotated[str, typer.Argument(metavar="PARCEL", help=travel.PARCEL.say(lang))],
        mode: Annotated[
            str | None, typer.Option("--mode", metavar="MODE", help=travel.MODE.say(lang))
        ] = None,
        kind: Annotated[
            list[str] | None, typer.Option("--kind", metavar="KIND", help=_KIND.say(lang))
        ] = None,
        scenario: Annotated[
            str | None,
            typer.Option("--scenario", metavar="NAME", help=travel.SCENARIO.say(lang)),
        ] = None,
        sites: Annotated[
            Literal["parcels", "halls"],
            typer.Option("--sites", metavar="KIND", help=travel.SITES.say(lang)),
        ] = "parcels",
        catalogue: Annotated[
            Path, typer.Option("--catalogue", metavar="DIR", help=travel.CATALOGUE.say(lang))
        ] = settings.store,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=travel.OUTPUT.say(lang)),
        ] = None,
    ) -> None:
        from sitesel.exports.evidence import site_routes  # noqa: PLC0415  # slow to load

        if output is not None:
            travel.suffix_form(output)
        opened = catalogue_at(catalogue)
        chosen = travel.travel_mode(opened, mode)
        drawn = site_routes(
            opened, sites, parcel, mode=chosen, kinds=kind or None, scenario=scenario
        )
        if output is not None:
            travel.write_drawn("routes", drawn, output, lang)
            return
        travel.show_head(opened, sites, parcel, chosen, scenario, lang)
        rows = [_row(one, lang) for one in drawn.drop(columns="geometry").to_dict("records")]
        show("")
        table("", [head.say(lang) for head in _HEADS], rows, numbers=(2, 3, 4))


def _row(one: Mapping[Any, Any], lang: Lang) -> tuple[tuple[str, ...], str]:
    kind = one[f"kind_label_{lang}"]
    if math.isnan(one["minutes"]):
        unknown = one["state"] in (None, "outside_network", "no_facility")
        said, why = (_NOT_KNOWN if unknown else _NOT_REACHED).say(lang), one[f"reason_{lang}"]
        style = STYLE["unknown" if unknown else "fails"]
        return (kind, "–", said, "", "", "", why or ""), style
    name = one[f"facility_name_{lang}"] or one["facility"] or ""
    cells = (
        kind,
        name,
        format_quantity(one["minutes"], "min", lang),
        format_quantity(one["metres"], "m", lang),
        f"{one['crossings']:.0f}",
        one["last_departure"] or "",
        _via(one["legs"], lang),
    )
    return cells, ""


def _via(legs: list[dict[str, Any]], lang: Lang) -> str:
    """Name the ways in order, each once, ferries with their minutes."""
    told: dict[str, None] = {}
    for leg in legs:
        if leg["leg"] == "ferry":
            minutes = format_quantity(leg["minutes"], "min", lang)
            told[_FERRY.format(name=leg["name"] or leg["way"], minutes=minutes).say(lang)] = None
        elif leg["name"] and leg["leg"] != "quay":
            told[leg["name"]] = None
    return " → ".join(told)
