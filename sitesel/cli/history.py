"""`sitesel history`: what became of a parcel, or of the whole catalogue."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.difference import line
from sitesel.cli.opening import catalogue_at
from sitesel.cli.output import write_out
from sitesel.cli.terminal import printable, show
from sitesel.language import Lang, Text
from sitesel.schema import SiteKind
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sitesel.catalogue.revisions.history import Past

_SHORT = Text("查看地块或目录的历次修订", "revisions of a parcel or of the catalogue")
_LONG = Text(
    """列出一宗地块的历次修订：何人、何时、由何值改为何值、依据何文件，最近的在前。不写地块时列出目录的
历次状态；任一状态都可用 `--catalogue 存放目录/catalogues/标识` 打开。""",
    """List the revisions of a parcel: who, when, from what to what, on which document, the latest
first. Without a parcel: the states of the catalogue, each of which opens by
`--catalogue STORE/catalogues/ID`.""",
)
_EXAMPLES = Text(
    "示例：\n  sitesel history DS-06\n  sitesel history",
    "Examples:\n  sitesel history DS-06\n  sitesel history",
)
_PARCEL = Text("地块编号", "a parcel")
_HALLS = Text("是厂房而非地块", "a hall, not a parcel")
_MOST = Text("最多列出多少条", "how many at most")
_JSON = Text("JSON", "as JSON")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_NONE = Text("{parcel} 没有修订", "{parcel} was never revised")
_BUILT = Text("构建，{date}", "built, {date}")
_CHANGED = Text("{who}，改动 {count} 项：{sites}", "{who}, {count} values of {sites}")
_NAMED = 5


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "history",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def history(
        parcel: Annotated[
            str | None, typer.Argument(metavar="PARCEL", help=_PARCEL.say(lang))
        ] = None,
        halls: Annotated[bool, typer.Option("--halls", help=_HALLS.say(lang))] = False,  # noqa: FBT002
        most: Annotated[int, typer.Option("--most", min=1, help=_MOST.say(lang))] = 100,
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.catalogue import Store  # noqa: PLC0415  # slow to load
        from sitesel.catalogue.revisions import history as past  # noqa: PLC0415

        current, opened = catalogue_at(store), Store(store)
        if parcel is None:
            states = list(islice(past.pasts(opened), most))
            if as_json:
                _json([{"id": s.id, "who": s.who, "when": s.when, "date": s.date,
                        "values": len(s.revisions)} for s in states])  # fmt: skip
                return
            for state in states:
                show(printable(_state(state, lang)))
            return
        kind: SiteKind = "halls" if halls else "parcels"
        found = past.history(opened, parcel, kind)[:most]
        if not found:
            current.columns(kind).row(parcel)
        if as_json:
            _json([each.to_dict() for each in found])
            return
        for each in found:
            more = [word for word in (each.who, each.document, each.note) if word]
            show(f"{_when(each.when)}  {line(each, current.schema, lang)}")
            show(printable(f"    {' · '.join(more)}"))
        if not found:
            show(_NONE.format(parcel=printable(parcel)).say(lang))


def _state(state: "Past", lang: Lang) -> str:
    if state.when is None:
        return f"{state.id}  {_BUILT.format(date=state.date or '–').say(lang)}"
    sites = list(dict.fromkeys(each.site for each in state.revisions))
    stop = "、" if lang == "zh" else ", "
    named = stop.join(sites[:_NAMED]) + (" …" if len(sites) > _NAMED else "")
    told = {"who": state.who, "count": len(state.revisions), "sites": named}
    return f"{state.id}  {_when(state.when)}  {_CHANGED.say(lang).format(**told)}"


def _when(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().isoformat(" ", "minutes")


def _json(told: list[dict[str, object]]) -> None:
    write_out(f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode(), "json")
