"""`sitesel doctor`: what is wrong with an installation, and the way out."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import FOUND
from sitesel.cli.output import write_out
from sitesel.cli.terminal import printable, show, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings

_SHORT = Text("检查安装有什么问题、怎么解决", "tell what is wrong with an installation")
_LONG = Text(
    """检查设置、存放目录与目录数据、数据库、操作记录、文件权限、磁盘空间、字体、网页和节假日日历；
每项一行：✓ 正常，! 需要注意，✗ 有问题并写明怎么解决。什么也不会改动。

退出码：0 没有问题，1 有问题。""",
    """Check settings, store and catalogues, database, record, file permissions, disk room, fonts,
pages and the calendar of holidays; a line for each: ✓ fine, ! worth a look, ✗ wrong with the way
out. Nothing is changed.

Exit codes: 0 nothing wrong, 1 something is.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel doctor
  sitesel doctor --json""",
    """Examples:
  sitesel doctor
  sitesel doctor --json""",
)
_JSON = Text("JSON", "as JSON")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_SIGNS = {"fine": "✓", "note": "!", "wrong": "✗"}
_SUM = Text("{wrong} 项有问题，{note} 项需要注意，{fine} 项正常",
            "{wrong} wrong, {note} worth a look, {fine} fine")  # fmt: skip


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "doctor",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def doctor(
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.checkup import checkup  # noqa: PLC0415  # slow to load

        now = datetime.now(UTC)
        told = list(checkup(settings.model_copy(update={"store": store}), now=now))
        if as_json:
            wire = [{"id": one.id, "state": one.state, "told": one.words.say(lang)} for one in told]
            write_out(f"{json.dumps(wire, ensure_ascii=False, indent=2)}\n".encode(), "json")
        else:
            for one in told:
                show(f"{_SIGNS[one.state]} {printable(one.words.say(lang))}")
        count = {state: sum(one.state == state for one in told) for state in _SIGNS}
        tell(_SUM.format(**count).say(lang))
        if count["wrong"]:
            raise typer.Exit(FOUND)
