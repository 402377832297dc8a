from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sitesel.errors import ProjectNotFound, ProjectRefused, StageRefused
from sitesel.language import Text
from sitesel.projects.project import (
    Told,
    add_project,
    colleagues,
    figure_faults,
    project_of,
    projects,
    units,
)
from sitesel.projects.stages import steps_of
from sitesel.record.reading import entries
from tests.callers import added


@pytest.fixture(params=["sqlite_state", "postgresql_emptied"])
def state(request):
    return request.getfixturevalue(request.param)


def add(state, title, now, **more):
    with state.writing() as session:
        return add_project(session, Told(Text.of(title), **more), owner=None, by="x", now=now).id


def test_a_project_is_kept_with_its_first_step_and_is_on_record(state, precursor, li):
    with state.reading() as session:
        project = project_of(session, precursor)
        assert (project.title.en, project.unit, project.owner_id) == (
            "Battery precursor", "投资促进局", li.id,
        )  # fmt: skip
        assert (project.stage, project.since, project.version) == ("lead", date(2026, 11, 21), 1)
        assert [(step.stage, step.who) for step in steps_of(session, precursor)] == [
            ("lead", f"user:{li.id}")
        ]
        (entry,) = entries(session, most=5)
    assert (entry.what, entry.of, entry.told["title"]) == (
        "project_add", f"project:{precursor}", "电池前驱体",
    )  # fmt: skip


def test_figures_are_read_with_the_names_of_the_project(state, precursor):
    with state.reading() as session:
        figures = project_of(session, precursor).read()
    assert figures.title == Text("电池前驱体", "Battery precursor")
    assert figures.industry is None
    assert figures.investment == 350_000
    assert figures.land == pytest.approx(410 * 2000 / 3)


@pytest.mark.parametrize(
    ("told", "paths"),
    [
        ({"title": Text("", "")}, [("title",)]),
        ({"title": Text.of("甲" * 201)}, [("title",)]),
        ({"unit": "局\x00"}, [("unit",)]),
        ({"figures": {"land": "much"}}, [("figures", "land")]),
        ({"figures": {"area": "1 亩", "tax": "-1"}}, [("figures", "area"), ("figures", "tax")]),
        ({"figures": {"investor": "甲"}}, [("figures", "investor")]),
        ({"figures": {"sectors": ["a\u202e"]}}, [("figures", "sectors", 0)]),
        ({"figures": {"sectors": ["a"] * 51}}, [("figures", "sectors")]),
        ({"figures": {"jobs": float("nan")}}, [("figures", "jobs")]),
        ({"figures": {"jobs": 10**400}}, [("figures", "jobs")]),
        ({"figures": {"jobs": {"zh": 1}}}, [("figures", "jobs")]),
    ],
)
def test_a_project_with_faults_is_refused_and_nothing_kept(state, noon, told, paths):
    with state.writing() as session:
        with pytest.raises(ProjectRefused) as caught:
            add_project(
                session, Told(**{"title": Text.of("甲"), **told}), owner=None, by="x", now=noon
            )
        assert [fault.path for fault in caught.value.faults] == paths
        assert projects(session) == (0, [])


def test_the_name_of_an_unknown_figure_is_told_so_that_it_can_be_written():
    faults = figure_faults({"\ud800": 1})
    assert {fault.code for fault in faults} == {"bad-figure", "control-character"}
    assert str([fault.path for fault in faults]).encode()


@pytest.mark.parametrize("days", [1, -20_000])
def test_a_project_does_not_begin_tomorrow_nor_long_ago(state, noon, days):
    told = Told(Text.of("甲"), on=noon.date() + timedelta(days=days))
    with state.writing() as session, pytest.raises(StageRefused):
        add_project(session, told, owner=None, by="x", now=noon)


def test_a_project_begins_on_the_day_that_it_is_in_china_wherever_the_machine_stands(state):
    night = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    with state.writing() as session:
        project = add_project(session, Told(Text.of("夜里")), owner=None, by="x", now=night)
        assert project.since == date(2026, 11, 22)


def test_only_who_may_manage_projects_looks_after_one(state, noon):
    reviewer = added(state, "wang", "reviewer", now=noon)
    staff = added(state, "zhao", "staff", now=noon)
    with state.writing() as session:
        assert [each.name for each in colleagues(session)] == ["zhao"]
        told = Told(Text.of("甲"))
        assert add_project(session, told, owner=staff.id, by="x", now=noon).owner_id == staff.id
        for owner in (reviewer.id, 999):
            with pytest.raises(ProjectRefused) as caught:
                add_project(session, told, owner=owner, by="x", now=noon)
            assert caught.value.faults[0].path == ("owner",)


def test_projects_are_found_by_words_stage_unit_and_who_looks_after_them(
    state, precursor, li, noon
):
    later = noon + timedelta(hours=1)
    wafers = add(state, "ＳｉＣ 晶圆 100%", later, unit="经信局", stage="signed")
    gone = add(state, "造船_厂", later, unit="经信局", stage="dropped")

    def found(**asked):
        with state.reading() as session:
            total, listed = projects(session, **asked)
            assert total == len(listed)
            return [each.id for each in listed]

    assert found() == [gone, wafers, precursor]
    assert found(words="maker OF 前驱体") == [precursor]
    assert found(words="sic") == [wafers]
    assert found(words="0%") == [wafers]
    assert found(words="_") == [gone]
    assert found(words="%前") == []
    assert found(stage="open") == [wafers, precursor]
    assert found(stage="dropped") == [gone]
    assert found(unit="经信局", stage="signed") == [wafers]
    assert found(owner=li.id) == [precursor]
    with state.reading() as session:
        assert projects(session, offset=1, most=1)[1][0].id == wafers
        assert projects(session, offset=1, most=1)[0] == 3
        assert units(session) == ["投资促进局", "经信局"]


def test_there_is_no_project_of_another_id(state):
    with state.reading() as session, pytest.raises(ProjectNotFound):
        project_of(session, 7)
