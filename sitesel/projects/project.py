"""Projects: who wants to invest in what, how far it has come, and who looks after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import Fault, FiguresError, ProjectNotFound, ProjectRefused
from sitesel.language import Text
from sitesel.people import Account
from sitesel.projects.stages import ENDS, STAGES, Stage, StageStep, check_day, stage_of
from sitesel.projects.written import (
    NOTE,
    Words,
    check,
    faults_of,
    faults_within,
    folded,
    refuse,
    tidy,
)
from sitesel.proposal import ProjectFigures, read_figures
from sitesel.record import write
from sitesel.record.entry import plain
from sitesel.state import Base
from sitesel.workdays import day_of

NAMED = ("title", "investor", "industry")
"""What a project is told by, in both languages."""
OPEN = "open"
"""All stages but those that end a project."""
NOTHING = Text("", "")
_PLACES = {
    "title": Words(Text("项目名称", "the title"), 200, needed=True),
    "investor": Words(Text("投资方", "the investor"), 200),
    "industry": Words(Text("行业", "the industry"), 200),
    "unit": Words(Text("牵头单位", "the unit in charge"), 100),
}
_MOST_WORDS = 50  # of a list among the figures
_LARGEST = 1e15


class Project(Base):
    """An investor's project."""

    __tablename__ = "project"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - no id is ever given again

    id: Mapped[int] = mapped_column(primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    investor_zh: Mapped[str] = mapped_column(String(200))
    investor_en: Mapped[str] = mapped_column(String(200))
    industry_zh: Mapped[str] = mapped_column(String(200))
    industry_en: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(100))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    stage: Mapped[str] = mapped_column(String(20), index=True)
    since: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str] = mapped_column(sa.Text)
    created: Mapped[datetime]
    changed: Mapped[datetime]
    version: Mapped[int]
    touched: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    closed: Mapped[date | None]

    @property
    def title(self) -> Text:
        """What it is called."""
        return Text(self.title_zh, self.title_en)

    @property
    def investor(self) -> Text:
        """Who wants to invest; empty where it is not told."""
        return Text(self.investor_zh, self.investor_en)

    @property
    def industry(self) -> Text:
        """In which industry; empty where it is not told."""
        return Text(self.industry_zh, self.industry_en)

    @property
    def at_stage(self) -> Stage:
        """How far it has come."""
        return next((each for each in STAGES if each == self.stage), "lead")

    def read(self) -> ProjectFigures:
        """Return the figures, with the names of the project, as a proposal takes them."""
        named = {name: getattr(self, name) for name in NAMED}
        words = {name: {"zh": said.zh, "en": said.en} for name, said in named.items() if said.zh}
        return read_figures({**self.figures, **words})


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a new project.

    Parameters
    ----------
    title, investor, industry
        In words.
    unit
        The bureau's unit in charge.
    figures
        As a figures file spells them: `{"land": "410 亩"}`.
    stage, on
        How far it has come, and since when; today where it is not told.
    note
        Why it is at that stage.
    """

    title: Text
    investor: Text = NOTHING
    industry: Text = NOTHING
    unit: str = ""
    figures: Mapping[str, Any] | None = None
    stage: str = "lead"
    on: date | None = None
    note: str = ""


def add_project(
    session: Session, told: Told, *, owner: int | None, by: str, now: datetime
) -> Project:
    """Add a project.

    Parameters
    ----------
    owner
        Id of the account that looks after it.
    by
        Who adds it, as the record names them.

    Raises
    ------
    ProjectRefused
        What is told has faults.
    StageRefused
        There is no such stage, or it lies in the future.
    """
    figures = dict(told.figures or {})
    names = {name: getattr(told, name) for name in NAMED}
    refuse([*named_faults({**names, "unit": told.unit}), *figure_faults(figures)])
    note = check({"note": told.note}, {"note": NOTE})["note"]
    stage = stage_of(told.stage)
    today = day_of(now)
    on = told.on or today
    check_day(on, today)
    project = Project(
        unit=told.unit.strip(),
        figures=figures,
        stage=stage,
        since=on,
        owner_id=None if owner is None else owner_of(session, owner).id,
        created=now,
        changed=now,
        version=1,
        touched={},
        closed=on if stage in ENDS else None,
        **columns_of(names),
    )
    index(project)
    session.add(project)
    session.flush()
    step = StageStep(project_id=project.id, stage=stage, on=on, who=by, at=now, note=note)
    session.add(step)
    more = {"title": project.title_zh, "investor": project.investor_zh, "stage": stage}
    write(session, now=now, who=by, what="project_add", of=f"project:{project.id}", told=more)
    return project


def project_of(session: Session, identity: int, *, changing: bool = False) -> Project:
    """Return a project by its id; `changing` lets nobody else change it meanwhile.

    Raises
    ------
    ProjectNotFound
        There is none.
    """
    found = session.get(Project, identity, with_for_update=changing)
    if found is None:
        raise ProjectNotFound(
            f"no project {identity}; /api/projects lists them",
            f"没有项目 {identity}；全部列于 /api/projects",
        )
    return found


def projects(
    session: Session,
    *,
    words: str = "",
    stage: str = "",
    unit: str = "",
    owner: int | None = None,
    offset: int = 0,
    most: int | None = None,
) -> tuple[int, Sequence[Project]]:
    """Return how many projects there are, and a page of them, those changed last first.

    Parameters
    ----------
    words
        All of them are found in a project's names or unit.
    stage
        A stage, or `open` for all that have not ended.
    unit
        The unit in charge.
    owner
        Id of the account that looks after it.

    Raises
    ------
    StageRefused
        There is no such stage.
    """
    conditions = [
        Project.words.contains(word, autoescape=True) for word in folded(words).split()[:10]
    ]
    if stage == OPEN:
        conditions.append(Project.stage.not_in(sorted(ENDS)))
    elif stage:
        conditions.append(Project.stage == stage_of(stage))
    if unit:
        conditions.append(Project.unit == unit)
    if owner is not None:
        conditions.append(Project.owner_id == owner)
    count = session.scalar(select(sa.func.count()).select_from(Project).where(*conditions)) or 0
    ordered = select(Project).where(*conditions).order_by(Project.changed.desc(), Project.id.desc())
    return count, session.scalars(ordered.offset(offset).limit(most)).all()


def units(session: Session) -> Sequence[str]:
    """Return the units in charge that there are."""
    asked = select(Project.unit).where(Project.unit != "").distinct().order_by(Project.unit)
    return session.scalars(asked).all()


def owner_of(session: Session, identity: int) -> Account:
    """Return an account that may look after a project.

    Raises
    ------
    ProjectRefused
        It may not manage projects.
    """
    account = session.get(Account, identity)
    if account is None or account.disabled or not account.person().may("projects"):
        said = Text(
            "负责人须是可管理项目的在用用户",
            "who looks after a project is a user that may manage projects",
        )
        fault = Fault("unfit-owner", ("owner",), None, said)
        raise ProjectRefused("the project has a fault:", "项目信息有误：", [fault])
    return account


def colleagues(session: Session) -> list[Account]:
    """Return the accounts that may look after projects, by name."""
    found = session.scalars(select(Account).where(Account.disabled.is_(False)))
    return sorted(
        (each for each in found if each.person().may("projects")), key=lambda each: each.folded
    )


def columns_of(names: Mapping[str, Text]) -> dict[str, str]:
    """Return the columns of names.

    >>> columns_of({"title": Text("前驱体", " Precursor ")})
    {'title_zh': '前驱体', 'title_en': 'Precursor'}
    """
    return {
        f"{name}_{lang}": said.say(lang).strip()
        for name, said in names.items()
        for lang in ("zh", "en")
    }


def index(project: Project) -> None:
    """Note the words that a project is found by."""
    said = [getattr(project, f"{name}_{lang}") for name in NAMED for lang in ("zh", "en")]
    project.words = folded(*said, project.unit)


def named_faults(told: Mapping[str, Text | str]) -> list[Fault]:
    """Return all that is wrong with the names of a project."""
    faults: dict[tuple[str, tuple[str | int, ...]], Fault] = {}
    for name, said in told.items():
        text = Text.of(said)
        for words in (text.zh, text.en):
            for fault in faults_of({name: tidy(words)}, _PLACES):
                faults.setdefault((fault.code, fault.path), fault)
    return list(faults.values())


def figure_faults(figures: Mapping[str, Any]) -> list[Fault]:
    """Return all that is wrong with figures, which are as a figures file spells them.

    >>> [fault.path for fault in figure_faults({"land": "410 亩", "tax": "much", "title": "x"})]
    [('figures', 'tax'), ('figures', 'title')]
    """
    faults = faults_within(dict(figures), "figures")
    for name, value in figures.items():
        said = _figure_fault(name, value)
        if said is not None and not any(fault.path[1:2] == (name,) for fault in faults):
            faults.append(Fault("bad-figure", ("figures", plain(name, most=60)), None, said))
    return faults


def _figure_fault(name: str, value: Any) -> Text | None:  # noqa: ANN401
    if name in NAMED:
        return Text(
            f"{name} 是项目自身的内容，不写在指标里", f"{name} is the project's own, no figure"
        )
    if isinstance(value, list) and len(value) > _MOST_WORDS:
        return Text(f"最多 {_MOST_WORDS} 项", f"{_MOST_WORDS} words at most")
    words = value if isinstance(value, list) else [value]
    if any(isinstance(each, str) and len(each) > 200 for each in words):
        return Text("最多 200 字", "200 characters at most")
    if isinstance(value, int) and abs(value) > _LARGEST:
        return Text("数字过大", "the number is too large")
    try:
        read_figures({name[:60]: value})
    except FiguresError as error:
        return error.text
    return None
