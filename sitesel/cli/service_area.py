"""`sitesel service-area`: where one gets from a parcel within so many minutes."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli import travel
from sitesel.cli.exits import WrongUse
from sitesel.cli.opening import catalogue_at
from sitesel.cli.terminal import show, table
from sitesel.language import Lang, Text
from sitesel.settings import Settings
from sitesel.units import format_quantity

_SHORT = Text("若干分钟内可达的范围", "where one gets from a parcel within so many minutes")
_LONG = Text(
    """从一宗地出发，若干分钟内可达的范围；写入文件即为多边形。""",
    """Where one gets from a parcel within so many minutes; as polygons in a file.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel service-area DS-06 --mode truck --minutes 30
  sitesel service-area DS-06 --minutes 30 --minutes 60 -o 可达范围.geojson""",
    """Examples:
  sitesel service-area DS-06 --mode truck --minutes 30
  sitesel service-area DS-06 --minutes 30 --minutes 60 -o area.geojson""",
)
_MINUTES = Text("分钟，可写多次；默认目录所用的", "minutes, once or more; else the catalogue's own")
_HEADS = (Text("时间", "within"), Text("道路两侧面积", "area about the roads"))
_CRS = "EPSG:6933"  # equal area: the size of an area anywhere on Earth


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "service-area",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def service_area(
        parcel: Annotated[str, typer.Argument(metavar="PARCEL", help=travel.PARCEL.say(lang))],
        mode: Annotated[
            str | None, typer.Option("--mode", metavar="MODE", help=travel.MODE.say(lang))
        ] = None,
        minutes: Annotated[
            list[float] | None,
            typer.Option("--minutes", metavar="N", help=_MINUTES.say(lang)),
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
        from sitesel.evidence.service_areas import service_areas  # noqa: PLC0415  # slow to load

        if any(not 0 < limit < float("inf") for limit in minutes or ()):
            raise WrongUse(
                "--minutes is more than 0, like --minutes 30",
                "--minutes 应大于 0，如 --minutes 30",
            )
        if output is not None:
            travel.suffix_form(output)
        opened = catalogue_at(catalogue)
        chosen = travel.travel_mode(opened, mode)
        areas = service_areas(
            opened, sites, parcel, mode=chosen, minutes=minutes or (), scenario=scenario
        ).assign(mode=chosen)
        if output is not None:
            travel.write_drawn("service_areas", areas, output, lang)
            return
        travel.show_head(opened, sites, parcel, chosen, scenario, lang)
        sizes = zip(areas["minutes"], areas.to_crs(_CRS).area, strict=True)
        rows = [
            ((format_quantity(m, "min", lang), f"{size / 1e6:,.1f} km²"), "") for m, size in sizes
        ]
        show("")
        table("", [head.say(lang) for head in _HEADS], rows, numbers=(0, 1))
