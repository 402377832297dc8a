"""`sitesel compare`: two answers side by side."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import WrongUse
from sitesel.cli.opening import catalogue_at, requirement_at
from sitesel.cli.output import write_out
from sitesel.cli.terminal import show, table
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sitesel.selection import Change, Comparison

_SHORT = Text(
    "比较两个路网情景或两份需求：候选的进、出与变动",
    "compare two scenarios, or two requirements: which candidates come, go and move",
)
_LONG = Text(
    """把同一份需求放到两个路网情景下（或比较两份需求），说明哪些候选新进、退出、名次变动，
以及为什么。不写 --before 或 --after 即取需求自己的情景；base 为现状路网。""",
    """Put one requirement to two scenarios of the network (or compare two requirements), and say
which candidates come in, go out and move, and why. Without --before or --after it is the
requirement's own scenario; base is the network as it is.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel compare 需求.yaml --after liuheng_bridge
  sitesel compare 需求.yaml --before no_ferries --after liuheng_bridge
  sitesel compare 需求.yaml 另一份.yaml --format json""",
    """Examples:
  sitesel compare wanted.yaml --after liuheng_bridge
  sitesel compare wanted.yaml --before no_ferries --after liuheng_bridge
  sitesel compare wanted.yaml other.yaml --format json""",
)
_REQUIREMENT = Text(
    "需求文件（YAML 或 JSON）；- 为标准输入", "the requirement, YAML or JSON; - is standard input"
)
_OTHER = Text("与之比较的另一份需求", "another requirement to compare it with")
_BEFORE = Text(
    "此前的情景；默认为需求自己的，base 为现状路网",
    "the scenario before; the requirement's own, base for the network as it is",
)
_AFTER = Text("此后的情景；默认同上", "the scenario after; the same by default")
_CATALOGUE = Text(
    "目录，或存放目录的文件夹；默认 SITESEL_STORE", "a catalogue, or a store; SITESEL_STORE"
)
_FORMAT = Text("table（默认）或 json", "table (the usual) or json")
_HEADS = (
    Text("编号", "id"),
    Text("名称", "name"),
    Text("此前", "before"),
    Text("此后", "after"),
    Text("原因", "why"),
)
_MORE = Text("另有 {count} 个未列出", "{count} more are not listed")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "compare",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def compare(  # one argument an option
        requirement: Annotated[
            Path, typer.Argument(metavar="REQUIREMENT", help=_REQUIREMENT.say(lang))
        ],
        other: Annotated[
            Path | None, typer.Argument(metavar="[OTHER]", help=_OTHER.say(lang))
        ] = None,
        before: Annotated[
            str | None, typer.Option("--before", metavar="NAME", help=_BEFORE.say(lang))
        ] = None,
        after: Annotated[
            str | None, typer.Option("--after", metavar="NAME", help=_AFTER.say(lang))
        ] = None,
        catalogue: Annotated[
            Path, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = settings.store,
        form: Annotated[
            Literal["table", "json"],
            typer.Option("--format", metavar="FORMAT", help=_FORMAT.say(lang)),
        ] = "table",
    ) -> None:
        from sitesel.selection import compare as compared  # noqa: PLC0415  # slow to load
        from sitesel.selection import select  # noqa: PLC0415
        from sitesel.wording import comparison_words  # noqa: PLC0415

        opened = catalogue_at(catalogue)
        one = requirement_at(requirement, opened.schema)
        two = one if other is None else requirement_at(other, opened.schema)
        one, two = one.in_scenario(before), two.in_scenario(after)
        if other is None and one == two:
            raise WrongUse(
                "nothing to compare: name two different scenarios with --before and --after (base "
                "is the network as it is), or give another requirement",
                "没有可比较的：请用 --before 与 --after 写明两个不同的情景（base 为现状路网），"
                "或给出另一份需求",
            )
        comparison = compared(select(opened, one), select(opened, two))
        if form == "json":
            body = json.dumps(comparison.wire(), ensure_ascii=False, indent=2, allow_nan=False)
            write_out(f"{body}\n".encode(), form)
            return
        titles = {name: told.title for name, told in opened.scenarios().items()}
        show(comparison_words(comparison, lang, titles), "")
        _show(comparison, lang)
        if opened.manifest.notice is not None:
            show(opened.manifest.notice.say(lang))


def _show(comparison: "Comparison", lang: Lang) -> None:
    from sitesel.wording import KINDS  # noqa: PLC0415

    for kind, title in KINDS.items():
        changes = getattr(comparison, kind)
        if not changes:
            continue
        rows = [(row, "") for change in changes for row in _rows(change, comparison, lang)]
        heads = [head.say(lang) for head in _HEADS]
        table(title.say(lang), heads, rows)
        left = getattr(comparison.counts, kind) - len(changes)
        show(_MORE.format(count=left).say(lang) if left else "")


def _rows(change: "Change", comparison: "Comparison", lang: Lang) -> list[tuple[str, ...]]:
    """Return a row for each reason; what is the same in all stands in the first alone."""
    from sitesel.wording import change_words, standing_words  # noqa: PLC0415

    absent = change.after.disposition == "absent"
    columns = (comparison.before if absent else comparison.after).columns
    name = columns.value("name", columns.row(change.parcel)) if "name" in columns else None
    first, *more = change_words(change, comparison, lang) or [""]
    standings = [standing_words(one, lang) for one in (change.before, change.after)]
    rows = [(change.parcel, str(name or ""), *standings, first)]
    return [*rows, *(("", "", "", "", reason) for reason in more)]
