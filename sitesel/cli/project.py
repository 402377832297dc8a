"""`sitesel project`: projects of investors, and how far they have come."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import FileMissing, WrongUse
from sitesel.cli.manual import family
from sitesel.cli.terminal import printable, show, table, tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings
from sitesel.workdays import day_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sitesel.api.projects import ProjectOut
    from sitesel.projects.project import Project, Told

_SHORT = Text("项目：列出、查看、新增、阶段、咨询", "projects: list, show, add, stage, enquiry")
_LONG = Text(
    """登记投资项目：投资方、行业、指标、阶段。网页上可做得更多（需求、选址、联系人、文件、方案）。
每一次改动都记入操作记录。""",
    """Keep projects of investors: who, in which industry, with which figures, and how far they have
come. The pages do more: requirements, selections, contacts, documents, proposals. Every change is
told to the record.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel project add 指标.yaml --unit 投促局 --owner li.ming
  sitesel project list --stage open
  sitesel project show 3
  sitesel project stage 3 signed --on 2026-11-20 --note 已签投资协议
  sitesel project enquiry 20261121-040000-ab12cd      咨询转为项目

阶段：lead 线索、negotiating 洽谈、signed 签约、landed 落地（供地）、started 开工、
investing 投资入库、producing 投产、dropped 终止。""",
    """Examples:
  sitesel project add figures.yaml --unit "Investment bureau" --owner li.ming
  sitesel project list --stage open
  sitesel project show 3
  sitesel project stage 3 signed --on 2026-11-20 --note "agreement signed"
  sitesel project enquiry 20261121-040000-ab12cd      an enquiry becomes a project

Stages: lead, negotiating, signed, landed, started, investing, producing, dropped.""",
)
_LIST = Text("列出项目", "list projects")
_SHOW = Text("查看一个项目", "show a project")
_ADD = Text(
    "新增项目：项目名称、投资方、行业和指标取自指标文件",
    "add a project: title, investor, industry and figures come from a figures file",
)
_STAGE = Text("登记项目进入的阶段", "note the stage that a project has come to")
_ENQUIRY = Text("把访客的咨询转为项目", "make a project of what a visitor asked")
_FIGURES = Text("指标文件（YAML）", "figures file (YAML)")
_ID = Text("项目编号", "number of the project")
_NUMBER = Text("咨询编号（`sitesel enquiries` 列出）", "number of the enquiry")
_WORDS = Text("名称、投资方、单位中的词", "words of names, investor or unit")
_OF_STAGE = Text("阶段，或 open（未结束）", "a stage, or open for all that have not ended")
_UNIT = Text("牵头单位", "the unit in charge")
_OWNER = Text("负责人的登录名", "who looks after it: the name they sign in with")
_AT = Text("阶段", "stage")
_ON = Text("日期，默认今天", "day; today if left out")
_NOTE = Text("说明", "why")
_INTO = Text("并入这个项目（编号），不新建", "add it to this project, by its number")
_JSON = Text("JSON", "as JSON")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_ADDED = Text("已新增项目 {id}：{title}", "added project {id}: {title}")
_STANDS = Text("项目 {id} 已进入“{stage}”（{on}）", "project {id} has come to {stage} on {on}")
_NONE = Text("没有这样的项目", "there is no such project")
_COUNT = Text("项目 {count} 个", "projects: {count}")
_HEADS = (
    Text("编号", "number"),
    Text("项目名称", "project"),
    Text("投资方", "investor"),
    Text("牵头单位", "unit"),
    Text("阶段", "stage"),
    Text("自", "since"),
    Text("负责人", "looked after by"),
)
_PARTS = {
    "investor": Text("投资方", "Investor"),
    "industry": Text("行业", "Industry"),
    "unit": Text("牵头单位", "Unit in charge"),
    "owner": Text("负责人", "Looked after by"),
    "stages": Text("阶段", "Stages"),
    "next": Text("可进入", "May follow"),
    "figures": Text("指标", "Figures"),
    "requirements": Text("需求", "Requirements"),
    "selections": Text("选址", "Selections"),
    "contacts": Text("联系人", "Contacts"),
    "documents": Text("文件", "Documents"),
    "notes": Text("备注", "Notes"),
}
_CANDIDATES = Text("候选 {count} 宗", "{count} candidates")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the commands."""
    project = family("project", _LONG, _SHORT, _EXAMPLES, lang)
    _add_list(project, command, settings, lang)
    _add_show(project, command, settings, lang)
    _add_add(project, command, settings, lang)
    _add_stage(project, command, settings, lang)
    _add_enquiry(project, command, settings, lang)
    app.add_typer(project)


def _add_list(
    project: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @project.command("list", cls=command, help=_LIST.say(lang), short_help=_LIST.say(lang))
    def list_all(
        words: Annotated[str, typer.Argument(metavar="[WORDS]", help=_WORDS.say(lang))] = "",
        stage: Annotated[
            str, typer.Option("--stage", metavar="STAGE", help=_OF_STAGE.say(lang))
        ] = "",
        unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=_UNIT.say(lang))] = "",
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.api.projects import BriefOut, owner_of_project  # noqa: PLC0415
        from sitesel.cli.state import database_at  # noqa: PLC0415
        from sitesel.projects.project import projects  # noqa: PLC0415

        today = day_of(datetime.now(UTC))
        with database_at(settings, store) as database, database.reading() as session:
            _, found = projects(session, words=words, stage=stage, unit=unit)
            listed = [BriefOut.of(one, owner_of_project(session, one), today) for one in found]
        if as_json:
            told = [one.model_dump(mode="json") for one in listed]
            show(json.dumps(told, ensure_ascii=False, indent=2))
            return
        if not listed:
            tell(_NONE.say(lang))
            return
        rows = [
            ([str(one.id), one.title.say(lang), one.investor.say(lang), one.unit,
              one.stage_label.say(lang), one.since.isoformat(),
              one.owner.name if one.owner else ""], "")
            for one in listed
        ]  # fmt: skip
        table("", [head.say(lang) for head in _HEADS], rows, whole=(0, 4, 5))
        tell(_COUNT.say(lang).format(count=len(rows)))


def _add_show(
    project: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @project.command("show", cls=command, help=_SHOW.say(lang), short_help=_SHOW.say(lang))
    def show_one(
        number: Annotated[int, typer.Argument(metavar="NUMBER", help=_ID.say(lang))],
        as_json: Annotated[bool, typer.Option("--json", help=_JSON.say(lang))] = False,  # noqa: FBT002
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.api.projects import whole  # noqa: PLC0415
        from sitesel.catalogue import Store  # noqa: PLC0415
        from sitesel.projects.project import project_of  # noqa: PLC0415
        from sitesel.record import write  # noqa: PLC0415

        current = Store(store).current_id()
        with _writing(settings, store) as (session, by, now):
            told = whole(session, project_of(session, number), now, current)
            write(session, now=now, who=by, what="view", of=f"project:{number}")
        if as_json:
            show(json.dumps(told.model_dump(mode="json"), ensure_ascii=False, indent=2))
        else:
            show(*_lines(told, lang))


def _add_add(
    project: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @project.command("add", cls=command, help=_ADD.say(lang), short_help=_ADD.say(lang))
    def add_one(
        figures: Annotated[Path, typer.Argument(metavar="FIGURES.yaml", help=_FIGURES.say(lang))],
        unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=_UNIT.say(lang))] = "",
        owner: Annotated[str, typer.Option("--owner", metavar="NAME", help=_OWNER.say(lang))] = "",
        stage: Annotated[
            str, typer.Option("--stage", metavar="STAGE", help=_AT.say(lang))
        ] = "lead",
        on: Annotated[str, typer.Option("--on", metavar="DAY", help=_ON.say(lang))] = "",
        note: Annotated[str, typer.Option("--note", metavar="WORDS", help=_NOTE.say(lang))] = "",
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.projects.project import add_project  # noqa: PLC0415

        told = _told(figures, unit=unit, stage=stage, on=_day(on), note=note)
        with _writing(settings, store) as (session, by, now):
            made = add_project(session, told, owner=_account(session, owner), by=by, now=now)
        tell(_ADDED.say(lang).format(id=made.id, title=made.title.say(lang)))
        show(str(made.id))


def _add_stage(
    project: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @project.command("stage", cls=command, help=_STAGE.say(lang), short_help=_STAGE.say(lang))
    def enter_stage(
        number: Annotated[int, typer.Argument(metavar="NUMBER", help=_ID.say(lang))],
        stage: Annotated[str, typer.Argument(metavar="STAGE", help=_AT.say(lang))],
        on: Annotated[str, typer.Option("--on", metavar="DAY", help=_ON.say(lang))] = "",
        note: Annotated[str, typer.Option("--note", metavar="WORDS", help=_NOTE.say(lang))] = "",
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.projects.changing import enter  # noqa: PLC0415
        from sitesel.projects.project import project_of  # noqa: PLC0415
        from sitesel.projects.stages import STAGE_WORDS  # noqa: PLC0415

        day = _day(on)
        with _writing(settings, store) as (session, by, now):
            found = project_of(session, number, changing=True)
            step = enter(session, found, stage, on=day, note=note, by=by, now=now)
        words = STAGE_WORDS[found.at_stage].say(lang)
        tell(_STANDS.say(lang).format(id=number, stage=words, on=step.on.isoformat()))


def _add_enquiry(
    project: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang
) -> None:
    @project.command("enquiry", cls=command, help=_ENQUIRY.say(lang), short_help=_ENQUIRY.say(lang))
    def take_enquiry(
        number: Annotated[str, typer.Argument(metavar="ENQUIRY", help=_NUMBER.say(lang))],
        unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=_UNIT.say(lang))] = "",
        owner: Annotated[str, typer.Option("--owner", metavar="NAME", help=_OWNER.say(lang))] = "",
        into: Annotated[
            int | None, typer.Option("--project", metavar="NUMBER", help=_INTO.say(lang))
        ] = None,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        from sitesel.api.enquiries_handled import found_in, looked_at, visitor_of  # noqa: PLC0415
        from sitesel.api.enquiry_book import EnquiryBook  # noqa: PLC0415
        from sitesel.api.remembered import Remembered  # noqa: PLC0415
        from sitesel.catalogue import Store  # noqa: PLC0415
        from sitesel.projects.enquiries import add_from, project_from  # noqa: PLC0415
        from sitesel.projects.project import project_of  # noqa: PLC0415
        from sitesel.projects.requirements import add_requirement  # noqa: PLC0415

        found = found_in(EnquiryBook(store), number)
        visitor = visitor_of(found)
        requirement = None
        if found.selection is not None:
            selections = Remembered(store / "selections").seen_by("staff")
            requirement = looked_at(found, selections, Store(store).current().schema)
        with _writing(settings, store) as (session, by, now):
            made: Project
            if into is not None:
                made = project_of(session, into, changing=True)
                add_from(session, visitor, made, by=by, now=now)
            else:
                of = _account(session, owner)
                made = project_from(session, visitor, unit=unit, owner=of, by=by, now=now)
            if requirement is not None:
                add_requirement(session, made, requirement, by=by, now=now)
        tell(_ADDED.say(lang).format(id=made.id, title=made.title.say(lang)))
        show(str(made.id))


@contextmanager
def _writing(settings: Settings, store: Path) -> "Iterator[tuple[Session, str, datetime]]":
    from sitesel.cli.state import database_of, user_of_machine  # noqa: PLC0415

    database = database_of(settings, store)
    database.upgrade()
    try:
        with database.writing() as session:
            yield session, user_of_machine(), datetime.now(UTC)
    finally:
        database.close()


def _told(path: Path, *, unit: str, stage: str, on: date | None, note: str) -> "Told":
    """Return the project that a figures file tells of."""
    import yaml  # noqa: PLC0415

    from sitesel.projects.project import NAMED, Told  # noqa: PLC0415
    from sitesel.proposal import read_figures  # noqa: PLC0415

    if not path.is_file():
        raise FileMissing(f"no file {path}", f"没有文件 {path}")
    read_figures(path)  # all its faults at once, in the file's own words
    written: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    named = {name: Text.of(written[name]) for name in NAMED if name in written}
    if "title" not in named:
        raise WrongUse(
            f"{path} has no title; a project needs one: `title: …`",
            f"{path} 中没有 title；项目须有名称：`title: …`",
        )
    figures = {name: value for name, value in written.items() if name not in NAMED}
    return Told(**named, unit=unit, figures=figures, stage=stage, on=on, note=note)


def _account(session: "Session", name: str) -> int | None:
    from sitesel.errors import AccountNotFound  # noqa: PLC0415
    from sitesel.people.accounts import account_named  # noqa: PLC0415

    if not name:
        return None
    account = account_named(session, name)
    if account is None:
        raise AccountNotFound(
            f"no user {name!r}; `sitesel user list` lists them",
            f"没有用户 {name!r}；`sitesel user list` 列出全部",
        )
    return account.id


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as error:
        raise WrongUse(
            f"--on is a day like 2026-11-20, not {words!r}",
            f"--on 应为日期，如 2026-11-20，不是 {words!r}",
        ) from error


def _lines(told: "ProjectOut", lang: Lang) -> list[str]:
    colon = "：" if lang == "zh" else ": "
    lines = [printable(f"{told.id}  {told.title.say(lang)}")]
    owner = told.owner.name if told.owner else ""
    single = {"investor": told.investor.say(lang), "industry": told.industry.say(lang),
              "unit": told.unit, "owner": owner}  # fmt: skip
    lines += [f"  {_PARTS[name].say(lang)}{colon}{printable(words)}"
              for name, words in single.items() if words]  # fmt: skip
    listed = {
        "figures": [f"{each.label.say(lang)} {each.said.say(lang)}" for each in told.figures],
        "stages": [f"{each.on}  {each.label.say(lang)}  {each.by}  {each.note}".rstrip()
                   for each in told.stages],
        "next": [f"{each.label.say(lang)} ({each.id})" for each in told.next],
        "requirements": [f"{each.number}  {each.title.say(lang)}  {each.digest}"
                         for each in told.requirements],
        "selections": [f"{each.digest}  " + _CANDIDATES.say(lang).format(
            count=each.counts.candidates) for each in told.selections],
        "contacts": ["  ".join(filter(None, (each.name, each.position, each.telephone, each.mail)))
                     for each in told.contacts],
        "documents": [f"{each.id}  {each.name}" for each in told.documents],
        "notes": [f"{each.at.astimezone():%Y-%m-%d}  {each.by}{colon}{each.text}"
                  for each in told.notes],
    }  # fmt: skip
    for name, inner in listed.items():
        if inner:
            lines.append(f"  {_PARTS[name].say(lang)}{colon.rstrip()}")
            lines += [f"    {printable(line)}" for words in inner for line in words.splitlines()]
    return lines
