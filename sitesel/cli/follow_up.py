"""`sitesel follow-up`: projects that stand still, and how many came how far."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import WrongUse
from sitesel.cli.output import write_file
from sitesel.cli.terminal import show, table, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings
from sitesel.workdays import day_of

if TYPE_CHECKING:
    from sitesel.projects.follow_up_files import Lists

_SHORT = Text("跟进清单：停留过久的项目", "follow up: projects that stand still")
_LONG = Text(
    """列出在某一阶段停留过久的项目：签约未落地、落地未开工、开工未入库；提示天数见
parcels/follow_up.yaml。用 -o 写成文件：CSV 每个项目一行；XLSX 另有按单位与月份的统计。""",
    """List the projects that stand still for too long: signed but not landed, landed but not
started, started but not investing; how long is too long is told by parcels/follow_up.yaml. With -o
it becomes a file: CSV with a row for each project, or XLSX with counts by unit and month too.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel follow-up
  sitesel follow-up --unit 投促局 -o 跟进清单.xlsx""",
    """Examples:
  sitesel follow-up
  sitesel follow-up --unit "Investment bureau" -o follow-up.xlsx""",
)
_UNIT = Text("只看这个单位的项目", "only projects of this unit in charge")
_OUTPUT = Text("写入文件：.csv 或 .xlsx", "write to a file: .csv or .xlsx")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_LIST = Text("{label}（超过 {days} 天）", "{label} (for more than {days} days)")
_NONE = Text("没有停留过久的项目", "no project stands still for too long")
_WRITTEN = Text("已写入 {path}：项目 {count} 个", "wrote {path}: {count} projects")
_HEADS = (
    Text("编号", "number"),
    Text("项目名称", "project"),
    Text("牵头单位", "unit"),
    Text("负责人", "looked after by"),
    Text("自", "since"),
    Text("天数", "days"),
    Text("超出", "over"),
)


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "follow-up",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def follow_up(
        unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=_UNIT.say(lang))] = "",
        output: Annotated[
            Path | None, typer.Option("-o", "--output", metavar="FILE", help=_OUTPUT.say(lang))
        ] = None,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.cli.state import database_at, user_of_machine  # noqa: PLC0415
        from sitesel.projects.follow_up_files import Lists, csv, xlsx  # noqa: PLC0415
        from sitesel.record import write  # noqa: PLC0415

        form = "" if output is None else output.suffix.lower().removeprefix(".")
        if output is not None and form not in ("csv", "xlsx"):
            raise WrongUse("-o takes a file that ends in .csv or .xlsx",
                           "-o 的文件名应以 .csv 或 .xlsx 结尾")  # fmt: skip
        now = datetime.now(UTC)
        with database_at(settings, store) as database:
            with database.reading() as session:
                lists = Lists.of(session, day_of(now), unit=unit)
                if output is None:
                    _show(lists, lang)
                    return
                body = csv(lists, lang) if form == "csv" else xlsx(lists, lang)
                count = len(lists.projects)
            told, who = {"form": form, "projects": count}, user_of_machine()
            with database.writing() as session:
                write(session, now=now, who=who, what="download", of="follow-up", told=told)
        write_file(output, [body])
        tell(_WRITTEN.say(lang).format(path=output, count=count))


def _show(lists: "Lists", lang: Lang) -> None:
    from sitesel.projects.follow_up import SLOW_WORDS  # noqa: PLC0415

    for each in lists.slow:
        if not each.projects:
            continue
        rows = [
            ([str(one.project.id), one.project.title.say(lang), one.project.unit,
              lists.owners[one.project.id], one.project.since.isoformat(), str(one.days),
              str(one.over)], "")
            for one in each.projects
        ]  # fmt: skip
        label = SLOW_WORDS[each.stage].say(lang)
        title = _LIST.say(lang).format(label=label, days=each.days)
        heads = [head.say(lang) for head in _HEADS]
        table(title, heads, rows, numbers=(5, 6), whole=(0, 4))
        show("")
    if not any(each.projects for each in lists.slow):
        tell(_NONE.say(lang))
