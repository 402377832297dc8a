"""`sitesel place`: several requirements placed at once."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli.opening import catalogue_at, enquiry_at
from sitesel.cli.output import write_out
from sitesel.cli.terminal import show, table
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sitesel.selection import Placement

_SHORT = Text(
    "一次安排多条需求：谁去哪宗地块，谁安排不下、为什么",
    "place several requirements at once: which goes where, and what finds no place",
)
_LONG = Text(
    """一次安排多条需求，例如十几家 5—20 亩的小微工坊同时落园。每条需求至多落在一宗候选地块上；
几条需求可以合用一宗，只要所需用地之和不超过它的面积。先使安排下的条数最多，再使适宜度之和最大。

询单是 YAML 或 JSON 文件：

  title: 小微工坊
  requirements:
    - {title: 模具, land: 8 亩, template: workshop}
    - {title: 网具, land: 15 亩, constraints: [{attribute: planning_use, among: ["1001"]}]}""",
    """Place several requirements at once, such as a dozen small workshops of 5 to 20 mu. Each goes
to at most one parcel, one of its candidates; several may share a parcel as long as the land they
need is within its area. First as many as possible are placed, then the suitabilities add up to
the most.

The enquiry is a YAML or JSON file:

  title: Small workshops
  requirements:
    - {title: Moulds, land: 8 mu, template: workshop}
    - {title: Nets, land: 15 mu, constraints: [{attribute: planning_use, among: ["1001"]}]}""",
)
_EXAMPLES = Text(
    """示例：
  sitesel place 询单.yaml
  sitesel place 询单.yaml --format json""",
    """Examples:
  sitesel place enquiry.yaml
  sitesel place enquiry.yaml --format json""",
)
_ENQUIRY = Text(
    "询单文件（YAML 或 JSON）；- 为标准输入", "the enquiry, YAML or JSON; - is standard input"
)
_CATALOGUE = Text(
    "目录，或存放目录的文件夹；默认 SITESEL_STORE", "a catalogue, or a store; SITESEL_STORE"
)
_FORMAT = Text("table（默认）或 json", "table (the usual) or json")
_PLACED = Text("已安排", "Placed")
_UNPLACED = Text("未安排", "Not placed")
_PARCELS = Text("地块用地", "Parcels")
_ID, _TITLE, _LAND = Text("编号", "id"), Text("需求", "requirement"), Text("用地", "land")
_PARCEL, _NAME = Text("地块", "parcel"), Text("名称", "name")
_RANK, _SUITABILITY = Text("名次", "rank"), Text("适宜度", "suitability")
_WHY, _BY = Text("原因", "why"), Text("安排", "placed on it")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "place",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def place(
        enquiry: Annotated[Path, typer.Argument(metavar="ENQUIRY", help=_ENQUIRY.say(lang))],
        catalogue: Annotated[
            Path, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = settings.store,
        form: Annotated[
            Literal["table", "json"],
            typer.Option("--format", metavar="FORMAT", help=_FORMAT.say(lang)),
        ] = "table",
    ) -> None:
        from sitesel.selection import place as placed  # noqa: PLC0415  # slow to load
        from sitesel.wording import placement_notes, placement_words  # noqa: PLC0415

        opened = catalogue_at(catalogue)
        placement = placed(opened, enquiry_at(enquiry, opened.schema))
        if form == "json":
            body = json.dumps(placement.wire(), ensure_ascii=False, indent=2, allow_nan=False)
            write_out(f"{body}\n".encode(), form)
            return
        show(placement_words(placement, lang), "")
        _show(placement, lang)
        show(*placement_notes(placement, lang))
        if opened.manifest.notice is not None:
            show(opened.manifest.notice.say(lang))


def _show(placement: "Placement", lang: Lang) -> None:
    from sitesel.units import format_number, format_quantity  # noqa: PLC0415
    from sitesel.wording import asked_title, unplaced_words, use_words  # noqa: PLC0415

    titles = {asked.requirement: asked_title(asked, lang) for asked in placement.asked}

    def shown(title: Text, heads: tuple[Text, ...], rows: list[tuple[str, ...]]) -> None:
        if rows:
            table(title.say(lang), [head.say(lang) for head in heads], [(row, "") for row in rows])
            show("")

    shown(
        _PLACED,
        (_ID, _TITLE, _LAND, _PARCEL, _NAME, _RANK, _SUITABILITY),
        [
            (
                one.requirement,
                titles[one.requirement],
                format_quantity(one.land, "m2", lang),
                one.parcel,
                _name(placement, one.parcel),
                str(one.rank),
                format_number(one.suitability, lang, 3),
            )
            for one in placement.placed
        ],
    )
    shown(
        _UNPLACED,
        (_ID, _TITLE, _WHY),
        [
            (lost.requirement, titles[lost.requirement], why) if not k else ("", "", why)
            for lost in placement.unplaced
            for k, why in enumerate(unplaced_words(lost, placement, lang))
        ],
    )
    stop = "、" if lang == "zh" else ", "
    shown(
        _PARCELS,
        (_PARCEL, _NAME, _LAND, _BY),
        [
            (
                use.parcel,
                _name(placement, use.parcel),
                use_words(use, lang),
                stop.join(use.requirements),
            )
            for use in placement.uses
        ],
    )


def _name(placement: "Placement", parcel: str) -> str:
    columns = placement.selections[0].columns
    named = "name" in columns
    return str(columns.value("name", columns.row(parcel)) or "") if named else ""
