"""`sitesel explain`: one parcel against one requirement, in words."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli.opening import catalogue_at, requirement_at
from sitesel.cli.output import write_out
from sitesel.cli.terminal import STYLE, show, table
from sitesel.language import Lang, Text
from sitesel.settings import Settings
from sitesel.units import format_number

if TYPE_CHECKING:
    from sitesel.wording import ConstraintLine, Explanation

Row = tuple[tuple[str, ...], str]

_SHORT = Text(
    "一宗地对每条约束和准则的表现", "how one parcel stands to each constraint and criterion"
)
_LONG = Text(
    """逐条说明一宗地（或厂房）：每条约束需要什么、实际如何、差多少；每条准则得多少、
占多少。编号见 select 的结果，或 --ledger 写出的台账。""",
    """Go through one parcel (or hall): what each constraint needs, what was found, by how much it
falls short; what each criterion is worth. `select` shows the ids; its --ledger lists them all.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel explain DS-06 需求.yaml
  sitesel explain DS-06 需求.yaml --lang en --format json""",
    """Examples:
  sitesel explain DS-06 wanted.yaml
  sitesel explain DS-06 wanted.yaml --lang zh --format json""",
)
_PARCEL = Text("地块或厂房的编号", "id of a parcel or hall")
_REQUIREMENT = Text("需求文件（YAML 或 JSON）", "the requirement, YAML or JSON")
_CATALOGUE = Text(
    "目录，或存放目录的文件夹；默认 SITESEL_STORE", "a catalogue, or a store; SITESEL_STORE"
)
_SCENARIO = Text(
    "路网情景，代替需求中的 scenario", "scenario of the network, in place of the requirement's"
)
_FORMAT = Text("table（默认）或 json", "table (the usual) or json")
_CONSTRAINTS, _CRITERIA = Text("约束", "Constraints"), Text("准则", "Criteria")
_NEEDED, _FOUND = Text("需要", "needed"), Text("实为", "found")
_MARGIN, _PREFERS = Text("差距", "margin"), Text("偏好", "prefers")
_VALUE, _WEIGHT, _SHARE = Text("评价", "value"), Text("权重", "weight"), Text("贡献", "share")
_NOTES = Text("规则提示（不参与判断）", "Rules that are only told")
_MEMBER = {"holds": Text("是", "yes"), "fails": Text("否", "no"), "unknown": Text("?", "?")}
_MARK = {"holds": "✓", "fails": "✗", "unknown": "?"}


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "explain",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def explain(
        parcel: Annotated[str, typer.Argument(metavar="PARCEL", help=_PARCEL.say(lang))],
        requirement: Annotated[
            Path, typer.Argument(metavar="REQUIREMENT", help=_REQUIREMENT.say(lang))
        ],
        catalogue: Annotated[
            Path, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = settings.store,
        scenario: Annotated[
            str | None, typer.Option("--scenario", metavar="NAME", help=_SCENARIO.say(lang))
        ] = None,
        form: Annotated[
            Literal["table", "json"],
            typer.Option("--format", metavar="FORMAT", help=_FORMAT.say(lang)),
        ] = "table",
    ) -> None:
        from sitesel.cli.asked import show_asked  # noqa: PLC0415  # slow to load
        from sitesel.selection import select  # noqa: PLC0415
        from sitesel.wording import explain as explained  # noqa: PLC0415

        opened = catalogue_at(catalogue)
        wanted = requirement_at(requirement, opened.schema)
        if scenario is not None:
            wanted = replace(wanted, scenario=scenario)
        selection = select(opened, wanted)
        explanation = explained(selection, parcel, opened, lang)
        if form == "json":
            body = json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2)
            write_out(f"{body}\n".encode(), form)
            return
        columns = selection.columns
        name = columns.value("name", columns.row(parcel)) if "name" in columns else None
        show(f"{parcel} {name or ''} · {wanted.title.say(lang)}".replace("  ", " "))
        show_asked(wanted, opened, lang)
        if opened.manifest.notice is not None:
            show(opened.manifest.notice.say(lang))
        show(explanation.summary, "")
        _tables(explanation, lang)
        if explanation.notes:
            show(_NOTES.say(lang))
            for note in explanation.notes:
                show(f"  {note}")


def _tables(explanation: "Explanation", lang: Lang) -> None:
    rows = [row for line in explanation.constraints for row in _rows(line, lang)]
    if rows:
        heads = ["", *(head.say(lang) for head in (_NEEDED, _FOUND, _MARGIN))]
        table(_CONSTRAINTS.say(lang), heads, rows)
        show("")
    weighed = [
        (
            (
                line.prefers,
                line.found,
                "?" if line.value is None else format_number(line.value, lang, 3),
                format_number(line.weight, lang, 3),
                format_number(line.share, lang, 3),
            ),
            STYLE["unknown"] if line.value is None else "",
        )
        for line in explanation.criteria
    ]
    if weighed:
        heads = [head.say(lang) for head in (_PREFERS, _FOUND, _VALUE, _WEIGHT, _SHARE)]
        table(_CRITERIA.say(lang), heads, weighed, numbers=(2, 3, 4))


def _rows(line: "ConstraintLine", lang: Lang, depth: int = 0) -> list[Row]:
    # a member of a group may well not hold: that is no reason by itself, and has no colour
    mark = _MARK[line.verdict] if depth == 0 else _MEMBER[line.verdict].say(lang)
    style = "" if depth or line.verdict == "holds" else STYLE[line.verdict]
    rows: list[Row] = [((mark, f"{'  ' * depth}{line.needs}", line.found, line.margin), style)]
    for member in line.members:
        rows += _rows(member, lang, depth + 1)
    return rows
