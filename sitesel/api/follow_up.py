"""Following up: slow projects, counts by unit and month, and both as files."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from sitesel.api.callers import Now, State
from sitesel.api.formats import Format
from sitesel.api.language import CallerLang
from sitesel.api.projects import BriefOut, Manager, owner_of_project
from sitesel.language import Text
from sitesel.projects.follow_up import SLOW_WORDS, Slow, SlowList, counts, slow_lists, standing
from sitesel.projects.follow_up_files import Lists, csv, xlsx
from sitesel.projects.project import units
from sitesel.projects.stages import STAGE_WORDS, STAGES, Stage
from sitesel.record import write
from sitesel.record.entry import plain
from sitesel.workdays import day_of

router = APIRouter(prefix="/api/follow-up", tags=["项目 / Projects"])

Unit = Annotated[str, Query(max_length=200, description="Only projects of this unit.")]


class Form(StrEnum):
    """A form of the follow-up lists."""

    CSV = "csv"
    XLSX = "xlsx"


class SlowOut(BaseModel):
    """A project that stands still."""

    project: BriefOut
    over: int = Field(description="How many days more than it should.")


class SlowListOut(BaseModel):
    """Projects that stand still at one stage, the longest first."""

    stage: Stage
    label: Text
    days: int = Field(description="How many days there give no reason to ask.")
    projects: list[SlowOut]


class MonthOut(BaseModel):
    """How many projects of a unit came to each stage in a month."""

    unit: str = Field(description="Empty where none is told.")
    month: str = Field(examples=["2026-11"])
    stages: dict[Stage, int] = Field(description="Stages that none came to are left out.")


class StandingOut(BaseModel):
    """How many projects are at a stage."""

    stage: Stage
    label: Text
    projects: int


class FollowUpOut(BaseModel):
    """What to follow up, and how many projects came how far."""

    on: date
    slow: list[SlowListOut]
    standing: list[StandingOut]
    counts: list[MonthOut] = Field(description="The latest month first.")
    units: list[str]


@router.get("", summary="跟进清单 / To follow up")
def read_follow_up(_caller: Manager, state: State, now: Now, unit: Unit = "") -> FollowUpOut:
    """List the projects that stand still for too long, and count by unit and month."""
    today = day_of(now)
    of = plain(unit)

    with state.reading() as session:

        def slow(one: Slow) -> SlowOut:
            owner = owner_of_project(session, one.project)
            return SlowOut(project=BriefOut.of(one.project, owner, today), over=one.over)

        def listed(each: SlowList) -> SlowListOut:
            return SlowListOut(
                stage=each.stage,
                label=SLOW_WORDS[each.stage],
                days=each.days,
                projects=[slow(one) for one in each.projects],
            )

        at = standing(session, unit=of)
        return FollowUpOut(
            on=today,
            slow=[listed(each) for each in slow_lists(session, today, unit=of)],
            standing=[
                StandingOut(stage=stage, label=STAGE_WORDS[stage], projects=at[stage])
                for stage in STAGES
            ],
            counts=[
                MonthOut(unit=each.unit, month=each.month, stages=dict(each.stages))
                for each in counts(session, unit=of)
            ],
            units=list(units(session)),
        )


@router.get(
    "/export",
    summary="导出跟进清单 / Export",
    response_class=Response,
    responses={200: {"content": {Format(form).media_type: {} for form in ("csv", "xlsx")}}},
)
def export_follow_up(
    caller: Manager, state: State, now: Now, lang: CallerLang, form: Form, unit: Unit = ""
) -> Response:
    """Return the lists as CSV (a row for each project) or as a workbook; it is on record."""
    today = day_of(now)
    with state.reading() as session:
        lists = Lists.of(session, today, unit=plain(unit))
        body = csv(lists, lang) if form is Form.CSV else xlsx(lists, lang)
        told = {"form": form.value, "projects": len(lists.projects)}
    with state.writing() as session:  # others may write while the file is made
        write(session, now=now, who=caller.who, what="download", of="follow-up", told=told)
    name = f"follow-up-{today.isoformat()}.{form}"
    charset = "; charset=utf-8" if form is Form.CSV else ""
    return Response(
        body,
        media_type=f"{Format(form.value).media_type}{charset}",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
