"""`sitesel propose`: make the pack of a proposal."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import CannotWrite, WrongUse
from sitesel.cli.opening import catalogue_at, must_exist, requirement_at
from sitesel.cli.output import write_file
from sitesel.cli.terminal import bar, show, tell
from sitesel.language import LANGUAGES, Lang, Text
from sitesel.progress import part
from sitesel.settings import Settings
from sitesel.workdays import CHINA, day_of

_MOST = 20
_SHORT = Text(
    "由需求生成选址方案文件包", "make the pack of a proposal: Word, PDF, workbook, map, layers"
)
_LONG = Text(
    """由一份需求和项目指标生成选址方案文件包：Word、PDF、测算表、离线地图和图层，
出自同一份内容。

项目指标是 YAML 文件，数字带单位，例如 parcels/zhoushan/projects/ 下的文件：

  title: 年产 20 万吨正极前驱体
  investment: 35 亿元
  output: 100 亿元

文件夹内另有需求和指标的规范写法，以及 manifest.json（各文件的 SHA-256）：任何人用同一目录、
同一日期重新生成，得到逐字节相同的文件。--both 同时生成中文和英文，各在一个子文件夹。""",
    """Make the pack of a proposal from a requirement and the figures of a project: Word, PDF, a
workbook of live formulas, a map for anywhere and GIS layers, all from the same content.

The figures are a YAML file with units, as those in parcels/zhoushan/projects/:

  title: Battery cathode precursor
  investment: 3.5e9 CNY
  output: 1e10 CNY

The folder also holds requirement and figures as they were understood, and manifest.json with the
SHA-256 of each file: from the same catalogue and day anybody makes the same bytes. --both writes
Chinese and English, each into a folder of its own.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel propose 需求.yaml -o 方案
  sitesel propose 需求.yaml --project 项目.yaml --both -o 方案
  sitesel propose --write-template 本局模板.docx
  sitesel propose 需求.yaml --template 本局模板.docx --policies 政策.yaml -o 方案""",
    """Examples:
  sitesel propose wanted.yaml -o pack
  sitesel propose wanted.yaml --project figures.yaml --both -o pack
  sitesel propose --write-template own.docx
  sitesel propose wanted.yaml --template own.docx --policies policies.yaml -o pack""",
)
_REQUIREMENT = Text("需求文件（YAML 或 JSON）", "the requirement, YAML or JSON")
_CATALOGUE = Text(
    "目录，或存放目录的文件夹；默认 SITESEL_STORE", "a catalogue, or a store; SITESEL_STORE"
)
_OUTPUT = Text("写入的文件夹", "the folder to write into")
_PROJECT = Text("项目指标（YAML）", "the figures of the project, YAML")
_TOP = Text("详述的候选数", "how many candidates are told at length")
_DAY = Text("方案日期 YYYY-MM-DD；默认今天", "the day of the proposal, YYYY-MM-DD; else today")
_VALID = Text("有效天数", "for how many days it is valid")
_POLICIES = Text("政策表（YAML 或 CSV）", "the table of policies, YAML or CSV")
_DEPARTMENTS = Text("责任部门表（YAML）", "the table of departments, YAML")
_TEMPLATE = Text("本单位的 Word 模板", "a Word template of your own")
_WRITE_TEMPLATE = Text(
    "写出默认 Word 模板及其字段说明（.md），供本单位修改，然后结束",
    "write the default Word template, and beside it what its fields are (.md), and stop",
)
_FIELDS = Text("可用字段", "its fields")
_WRITTEN = Text("默认 Word 模板", "the default Word template")
_BY = Text("编制单位", "who makes it")
_BOTH = Text("中文、英文各一套", "write both languages")
_TIER = Text("读者可见的数据：public、investor 或 staff",
             "whose data it may hold: public, investor or staff")  # fmt: skip
_STANDING = Text(
    "办理状态、意见与改判（方案包中的 standing.json）",
    "statuses, opinions and overrides: standing.json of a pack",
)
_SCENARIO = Text(
    "路网情景，代替需求中的 scenario", "scenario of the network, in place of the requirement's"
)
_JUDGING = Text("逐宗判断", "judging every parcel")
_DONE = Text(
    "方案已写入 {folder}：候选 {candidates}，淘汰 {rejected}，待定 {undecided}；校验码 {digest}",
    "the proposal is in {folder}: {candidates} candidates, {rejected} rejected, {undecided} "
    "undecided; digest {digest}",
)


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "propose",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def propose(
        requirement: Annotated[
            Path, typer.Argument(metavar="REQUIREMENT", help=_REQUIREMENT.say(lang))
        ],
        output: Annotated[
            Path, typer.Option("-o", "--output", metavar="FOLDER", help=_OUTPUT.say(lang))
        ],
        *,
        project: Annotated[
            Path | None, typer.Option("--project", metavar="FILE", help=_PROJECT.say(lang))
        ] = None,
        catalogue: Annotated[
            Path, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = settings.store,
        top: Annotated[int, typer.Option("--top", metavar="N", help=_TOP.say(lang))] = 3,
        both: Annotated[bool, typer.Option("--both", help=_BOTH.say(lang))] = False,
        day: Annotated[str, typer.Option("--date", metavar="DAY", help=_DAY.say(lang))] = "",
        valid: Annotated[
            int, typer.Option("--valid-days", metavar="N", help=_VALID.say(lang))
        ] = 30,
        prepared_by: Annotated[
            str, typer.Option("--prepared-by", metavar="WHO", help=_BY.say(lang))
        ] = "",
        policies: Annotated[
            Path | None, typer.Option("--policies", metavar="FILE", help=_POLICIES.say(lang))
        ] = None,
        departments: Annotated[
            Path | None, typer.Option("--departments", metavar="FILE", help=_DEPARTMENTS.say(lang))
        ] = None,
        template: Annotated[
            Path | None, typer.Option("--template", metavar="DOCX", help=_TEMPLATE.say(lang))
        ] = None,
        standing: Annotated[
            Path | None, typer.Option("--standing", metavar="FILE", help=_STANDING.say(lang))
        ] = None,
        write_template: Annotated[  # noqa: ARG001  # done before anything else
            Path | None,
            typer.Option(
                "--write-template",
                metavar="DOCX",
                help=_WRITE_TEMPLATE.say(lang),
                is_eager=True,
                callback=_template_to(lang),
            ),
        ] = None,
        scenario: Annotated[
            str | None, typer.Option("--scenario", metavar="NAME", help=_SCENARIO.say(lang))
        ] = None,
        tier: Annotated[
            Literal["public", "investor", "staff"], typer.Option("--tier", help=_TIER.say(lang))
        ] = "investor",
    ) -> None:
        from sitesel.proposal.departments import read_departments  # noqa: PLC0415  # slow to load
        from sitesel.proposal.figures import ProjectFigures, read_figures  # noqa: PLC0415
        from sitesel.proposal.pack import FILES, MANIFEST, REPEAT, Wanted, pack  # noqa: PLC0415
        from sitesel.proposal.policies import read_policies  # noqa: PLC0415
        from sitesel.proposal.standing import Standing, read_standing  # noqa: PLC0415
        from sitesel.selection import select  # noqa: PLC0415

        if not 1 <= top <= _MOST or not 1 <= valid <= 3_650:
            raise WrongUse(
                f"--top is 1 to {_MOST}, --valid-days 1 to 3650",
                f"--top 为 1 至 {_MOST}，--valid-days 为 1 至 3650",
            )
        for path in (project, policies, departments, template, standing):
            if path is not None:
                must_exist(path)
        of = _day(day) or day_of(datetime.now(UTC))
        told: dict[str, str] = {
            "--project": project.name if project else "", "--top": str(top),
            "--date": of.isoformat(),
            "--valid-days": str(valid), "--prepared-by": prepared_by,
            "--policies": policies.name if policies else "",
            "--departments": departments.name if departments else "",
            "--template": template.name if template else "",
            "--standing": standing.name if standing else "", "--scenario": scenario or "",
            "--tier": tier,
        }  # fmt: skip
        stands = Standing() if standing is None else read_standing(standing)
        wanted = Wanted(
            now=datetime.combine(of, time(12), CHINA),
            langs=LANGUAGES if both else (lang,),
            project=ProjectFigures() if project is None else read_figures(project),
            policies=None if policies is None else read_policies(policies),
            departments=None if departments is None else read_departments(departments),
            statuses=stands.statuses,
            dues=stands.dues,
            opinions=stands.opinions,
            overrides=stands.overrides,
            points=stands.points,
            top=top,
            valid_days=valid,
            prepared_by=prepared_by,
            command=_command(requirement, told, "--both" if both else f"--lang {lang}"),
            template=None if template is None else template.read_bytes(),
        )
        opened = catalogue_at(catalogue).visible_to(tier)
        asked = requirement_at(requirement, opened.schema)
        if scenario is not None:
            asked = replace(asked, scenario=scenario)
        with bar(lang) as progress:
            progress(_JUDGING, 0.02)
            selection = select(opened, asked)
            files = pack(opened, selection, wanted, progress=part(progress, 0.2, 1.0))
        _write(output, files, MANIFEST)
        names = {**FILES, **REPEAT}
        for name in files:
            if name != MANIFEST:
                what = names[name.split("/")[-1]].say(lang)
                show(f"{output / name}  {what}")
        counts = selection.counts
        tell(
            _DONE.format(
                folder=output,
                candidates=counts.candidates,
                rejected=counts.rejected,
                undecided=counts.undecided,
                digest=selection.digest,
            ).say(lang)
        )


def _template_to(lang: Lang) -> Callable[[Path | None], None]:
    """Return what writes the default template, and ends the command."""

    def write(path: Path | None) -> None:
        if path is None:
            return
        from sitesel.proposal.document_template import template  # noqa: PLC0415  # slow to load
        from sitesel.proposal.template_fields import fields_told  # noqa: PLC0415

        told = path.with_suffix(".md")
        write_file(path, [template()])
        write_file(told, [fields_told(lang).encode()])
        show(f"{path}  {_WRITTEN.say(lang)}")
        show(f"{told}  {_FIELDS.say(lang)}")
        raise typer.Exit

    return write


def _day(said: str) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise WrongUse(
            f"--date is a day such as 2026-11-21, not {said!r}",
            f"--date 应为 2026-11-21 这样的日期，不是 {said!r}",
        ) from error


def _command(requirement: Path, told: dict[str, str], language: str) -> str:
    """Return the command that makes the pack again; files by their names, wherever they lie."""
    words = ["sitesel", "propose", requirement.name]
    for option, value in told.items():
        words += [option, value] if value else []
    return f"{shlex.join(words)} {language} -o FOLDER"


def _write(folder: Path, files: dict[str, bytes], manifest: str) -> None:
    """Write the files, the manifest last: while it is not there, the pack is not whole."""
    try:
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / manifest).unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise CannotWrite(
            f"can't write into {folder}: {why}; name another folder with -o",
            f"无法写入 {folder}：{why}；请用 -o 指定其他文件夹",
        ) from error
    for name, body in files.items():
        write_file(folder / name, [body])
