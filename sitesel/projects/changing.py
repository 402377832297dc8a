"""Changing a project: two who change different things both may; the second at the same is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from sitesel.errors import Fault, ProjectConflict, StageRefused
from sitesel.language import Text
from sitesel.projects.project import (
    NAMED,
    Project,
    columns_of,
    figure_faults,
    index,
    named_faults,
    owner_of,
)
from sitesel.projects.stages import (
    ENDS,
    StageStep,
    check_day,
    check_step,
    stage_of,
    steps_of,
)
from sitesel.projects.written import NOTE, check, refuse
from sitesel.proposal.figures import LABELS
from sitesel.record import write
from sitesel.workdays import day_of

_PERSONAL = ("figures.contact",)  # the record outlives persons' data
_FIELDS = {
    "title": Text("项目名称", "title"),
    "investor": Text("投资方", "investor"),
    "industry": Text("行业", "industry"),
    "unit": Text("牵头单位", "unit in charge"),
    "owner": Text("负责人", "who looks after it"),
}


def change_project(
    session: Session,
    project: Project,
    wanted: Mapping[str, Any],
    *,
    version: int,
    by: str,
    now: datetime,
) -> dict[str, list[Any]]:
    """Change what is told of a project; return what changed, old and new by field.

    Parameters
    ----------
    project
        As `project_of(..., changing=True)` gives it.
    wanted
        By field the new value: `title`, `investor` and `industry` as `Text`, `unit`, `owner` (id
        of an account, or None), `figures` (by name as a figures file spells it, None where it is
        no longer told). What is left out stays.
    version
        Of the project when it was looked at.

    Raises
    ------
    ProjectRefused
        What is wanted has faults.
    ProjectConflict
        Somebody else changed one of these fields since.
    """
    names = {name: wanted[name] for name in (*NAMED, "unit") if name in wanted}
    figures = wanted.get("figures", {})
    faults = [
        *named_faults(names),
        *figure_faults({name: value for name, value in figures.items() if value is not None}),
    ]
    if version > project.version:
        said = Text(
            f"项目现为版本 {project.version}；请重新查看", f"the project is at {project.version}"
        )
        faults.append(Fault("unknown-version", ("version",), None, said))
    refuse(faults)
    changed = {
        field: [before, after]
        for field, before, after in _differences(project, wanted)
        if before != after
    }
    _refuse_clashes(project, changed, version)
    if not changed:
        return {}
    for field, (_, after) in changed.items():
        _set(session, project, field, after)
    index(project)
    project.version += 1
    project.changed = now
    note = {"version": project.version, "who": by, "at": now.isoformat()}
    project.touched = {**project.touched, **dict.fromkeys(changed, note)}
    told = {field: "changed" if field in _PERSONAL else both for field, both in changed.items()}
    write(session, now=now, who=by, what="project_change", of=f"project:{project.id}", told=told)
    return changed


def enter(
    session: Session,
    project: Project,
    stage: str,
    *,
    on: date | None,
    note: str = "",
    by: str,
    now: datetime,
) -> StageStep:
    """Let a project come to a stage on a day, today where none is told.

    Parameters
    ----------
    project
        As `project_of(..., changing=True)` gives it.

    Raises
    ------
    StageRefused
        The stage may not follow, or not on that day.
    ProjectRefused
        The note has faults.
    """
    said = check({"note": note}, {"note": NOTE})["note"]
    to, today = stage_of(stage), day_of(now)
    day = on or today
    check_day(day, today)
    check_step(project.at_stage, project.since, to, day)
    step = StageStep(project_id=project.id, stage=to, on=day, who=by, at=now, note=said)
    session.add(step)
    before = project.stage
    _stand(project, step, now)
    told = {"stage": [before, to], "on": day.isoformat()}
    write(session, now=now, who=by, what="project_stage", of=f"project:{project.id}", told=told)
    return step


def take_back(session: Session, project: Project, step: int, *, by: str, now: datetime) -> None:
    """Take the last step back, which was entered wrongly; the record keeps it.

    Raises
    ------
    StageRefused
        It is not the last, or the first of all.
    """
    steps = steps_of(session, project.id)
    if len(steps) < 2 or steps[-1].id != step:
        raise StageRefused(
            "only the last step can be taken back, and never the first",
            "只能撤回最后一步，且不能撤回第一步",
        )
    last = steps[-1]
    session.delete(last)
    _stand(project, steps[-2], now)
    told = {"stage": [last.stage, project.stage], "on": last.on.isoformat(), "taken_back": True}
    write(session, now=now, who=by, what="project_stage", of=f"project:{project.id}", told=told)


def _stand(project: Project, step: StageStep, now: datetime) -> None:
    project.stage, project.since, project.changed = step.stage, step.on, now
    project.closed = step.on if project.at_stage in ENDS else None


def _differences(project: Project, wanted: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    found: list[tuple[str, Any, Any]] = []
    for name in NAMED:
        if name in wanted:
            before, after = getattr(project, name), Text.of(wanted[name])
            found.append((name, _plain(before), _plain(Text(after.zh.strip(), after.en.strip()))))
    if "unit" in wanted:
        found.append(("unit", project.unit, wanted["unit"].strip()))
    if "owner" in wanted:
        found.append(("owner", project.owner_id, wanted["owner"]))
    for name, value in wanted.get("figures", {}).items():
        found.append((f"figures.{name}", project.figures.get(name), value))
    return found


def _plain(said: Text) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def _set(session: Session, project: Project, field: str, value: Any) -> None:  # noqa: ANN401
    if field in NAMED:
        for column, words in columns_of({field: Text.of(value)}).items():
            setattr(project, column, words)
    elif field == "unit":
        project.unit = value
    elif field == "owner":
        project.owner_id = None if value is None else owner_of(session, value).id
    else:
        name = field.removeprefix("figures.")
        left = {each: told for each, told in project.figures.items() if each != name}
        project.figures = left if value is None else {**left, name: value}


def _refuse_clashes(project: Project, changed: Mapping[str, list[Any]], version: int) -> None:
    clashes = []
    for field, (before, after) in changed.items():
        touched = project.touched.get(field, {})
        if touched.get("version", 1) > version:
            clash = {"field": field, "label": _plain(label_of(field)), "now": before,
                     "wanted": after, "who": touched["who"], "when": touched["at"]}  # fmt: skip
            clashes.append(clash)
    if clashes:
        fields = [label_of(clash["field"]) for clash in clashes]
        raise ProjectConflict(
            f"somebody else changed {', '.join(each.en for each in fields)} meanwhile, and "
            "nothing of yours was kept; look at both values and send what is to hold, with "
            f"version {project.version}",
            f"期间已有他人修改{'、'.join(each.zh for each in fields)}，您的改动未保存；"
            f"请对照两个值，确认后以版本 {project.version} 重新提交",
            clashes,
        )


def label_of(field: str) -> Text:
    """Return what a field is called.

    >>> label_of("figures.land").en, label_of("unit").zh
    ('Land wanted', '牵头单位')
    """
    name = field.removeprefix("figures.")
    return _FIELDS.get(field) or LABELS.get(name) or Text.of(name)
