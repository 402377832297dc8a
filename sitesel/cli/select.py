"""`sitesel select`: put a requirement to a catalogue."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import io
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import WrongUse
from sitesel.cli.opening import catalogue_at, requirement_at
from sitesel.cli.output import write_file, write_out
from sitesel.cli.terminal import bar, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings

Form = Literal["table", "json", "geojson", "gpkg", "csv", "xlsx", "html", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
SUFFIXES: dict[str, Form] = {
    **{f".{form}": form for form in FORMS if form != "table"},
    ".htm": "html",
    ".txt": "table",
}

_SHORT = Text(
    "把需求交给目录：列出候选，逐宗有据", "put a requirement to the catalogue; list the candidates"
)
_LONG = Text(
    """把一份需求交给目录：每一宗地成为候选、淘汰或待定，候选按适宜度排序。

需求是 YAML 或 JSON 文件，单位写成文字即可：

  title: 电池前驱体
  constraints:                              # 全部须满足，否则淘汰
    - {attribute: area, at_least: 410 亩}
    - {attribute: planning_use, among: ["100103"]}
    - any:
        - {attribute: shoreline_length, at_least: 300 m}
        - {attribute: distance_to_wharf, at_most: 2 km}
  criteria:                                 # 好与更好，权重为分
    - {attribute: price, value: {linear: {best: 10 万元/亩, worst: 40 万元/亩}}, weight: 20}
    - {attribute: power_capacity, value: {linear: {best: 60 MVA, worst: 0}}, weight: 30}

运算符：at_least at_most more_than less_than between among none_of admits is_known,
分组：all any none。也可从行业模板开始：`template: chemicals`。""",
    """Put a requirement to a catalogue: every parcel becomes a candidate, rejected or undecided,
and the candidates are ranked by suitability.

A requirement is a YAML or JSON file; units are written as text:

  title: Battery cathode precursor
  constraints:                              # all must hold, or the parcel is rejected
    - {attribute: area, at_least: 27 ha}
    - {attribute: planning_use, among: ["100103"]}
    - any:
        - {attribute: shoreline_length, at_least: 300 m}
        - {attribute: distance_to_wharf, at_most: 2 km}
  criteria:                                 # good and better; weights are points
    - {attribute: price, value: {linear: {best: 150 CNY/m2, worst: 600 CNY/m2}}, weight: 20}
    - {attribute: power_capacity, value: {linear: {best: 60 MVA, worst: 0}}, weight: 30}

Operators: at_least at_most more_than less_than between among none_of admits is_known;
groups: all any none. Or start from a template of an industry: `template: chemicals`.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel select 需求.yaml
  sitesel select 需求.yaml -o 结果.xlsx             格式由后缀决定
  sitesel select 需求.yaml --format json | jq .counts
  sitesel select 需求.yaml -o 地图.html --ledger 台账.jsonl""",
    """Examples:
  sitesel select wanted.yaml
  sitesel select wanted.yaml -o shortlist.xlsx      the suffix tells the format
  sitesel select wanted.yaml --format json | jq .counts
  sitesel select wanted.yaml -o map.html --ledger ledger.jsonl""",
)
_REQUIREMENT = Text(
    "需求文件（YAML 或 JSON）；- 为标准输入", "the requirement, YAML or JSON; - is standard input"
)
_CATALOGUE = Text(
    "目录，或存放目录的文件夹；默认 SITESEL_STORE", "a catalogue, or a store; SITESEL_STORE"
)
_FORMAT = Text(f"{' '.join(FORMS)}；默认 table，或由 -o 的后缀决定",
               f"{' '.join(FORMS)};\ntable unless -o's suffix tells another")  # fmt: skip
_OUTPUT = Text(
    "写入文件（完整写成后才替换旧文件）",
    "write to a file; an older one is replaced only by a whole one",
)
_LEDGER = Text(
    "另存完整台账：每宗一行 JSON，含全部理由",
    "also write the whole ledger: a line of JSON for each parcel",
)
_SCENARIO = Text(
    "路网情景，代替需求中的 scenario", "scenario of the network, in place of the requirement's"
)
_BOM = Text(
    "CSV 带字节序标记，供 Excel 识别中文", "start CSV with a byte order mark, as Excel wants it"
)
_JUDGING = Text("逐宗判断", "judging every parcel")
_WRITING = Text("写出结果", "writing the answer")
_WRITTEN = Text("已写入 {path}", "written to {path}")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "select",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def select(
        requirement: Annotated[
            Path, typer.Argument(metavar="REQUIREMENT", help=_REQUIREMENT.say(lang))
        ],
        catalogue: Annotated[
            Path, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = settings.store,
        form: Annotated[
            Form | None, typer.Option("--format", metavar="FORMAT", help=_FORMAT.say(lang))
        ] = None,
        output: Annotated[
            Path | None, typer.Option("-o", "--output", metavar="FILE", help=_OUTPUT.say(lang))
        ] = None,
        ledger: Annotated[
            Path | None, typer.Option("--ledger", metavar="FILE", help=_LEDGER.say(lang))
        ] = None,
        scenario: Annotated[
            str | None, typer.Option("--scenario", metavar="NAME", help=_SCENARIO.say(lang))
        ] = None,
        bom: Annotated[bool, typer.Option("--bom", help=_BOM.say(lang))] = False,  # noqa: FBT002
    ) -> None:
        from sitesel.cli.shortlist import show_selection  # noqa: PLC0415  # slow to load
        from sitesel.exports import write  # noqa: PLC0415
        from sitesel.exports.ledger import ledger_json_lines  # noqa: PLC0415
        from sitesel.selection import select as selected  # noqa: PLC0415

        how = _form(form, output)
        opened = catalogue_at(catalogue)
        wanted = requirement_at(requirement, opened.schema)
        if scenario is not None:
            wanted = replace(wanted, scenario=scenario)
        with bar(lang) as progress:
            progress(_JUDGING, 0.1)
            selection = selected(opened, wanted)
            progress(_WRITING, 0.5)
            if ledger is not None:
                write_file(ledger, ledger_json_lines(selection))
            body = None if how == "table" else write(selection, opened, how, lang=lang, bom=bom)
        if body is None and output is None:
            show_selection(selection, opened, lang)
        elif body is None:
            page = io.StringIO()
            with redirect_stdout(page):
                show_selection(selection, opened, lang)
            body = page.getvalue().encode()
        if body is not None and output is not None:
            write_file(output, [body])
        elif body is not None:
            write_out(body, how)
        for path in (output, ledger):
            if path is not None:
                tell(_WRITTEN.format(path=path).say(lang))


def _form(told: Form | None, output: Path | None) -> Form:
    if output is None:
        return told or "table"
    by_suffix = SUFFIXES.get(output.suffix.lower())
    if told is None and by_suffix is None:
        known = " ".join(SUFFIXES)
        raise WrongUse(
            f"the suffix of {output} tells no format; known are {known}, or write --format",
            f"由 {output} 的后缀看不出格式；可用 {known}，或写明 --format",
        )
    if told is None:
        return by_suffix or "table"
    alike = {told, by_suffix} == {"json", "geojson"}
    if by_suffix not in (None, "table", told) and not alike:
        raise WrongUse(
            f"--format {told} contradicts the suffix of {output}; leave one of them out",
            f"--format {told} 与 {output} 的后缀矛盾；请去掉其一",
        )
    return told
