from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from sitesel.language import Text
from sitesel.projects import follow_up_files
from sitesel.projects.changing import enter, take_back
from sitesel.projects.follow_up import Count, counts, slow_lists, standing, thresholds
from sitesel.projects.follow_up_files import Lists
from sitesel.projects.project import Told, add_project

TODAY = date(2026, 11, 21)
STEPS = {
    "缓一": ("投促局", [("signed", 91)]),
    "缓二": ("经信局", [("signed", 400)]),
    "正好": ("经信局", [("signed", 90)]),
    "供地": ("经信局", [("signed", 500), ("landed", 181)]),
    "开工": ("", [("signed", 500), ("landed", 480), ("started", 91)]),
    "投产": ("", [("signed", 900), ("started", 800), ("producing", 700)]),
    "终止": ("", [("signed", 900), ("dropped", 800)]),
    "=1+1": ("-1", [("signed", 0)]),
}


@pytest.fixture(params=["sqlite_state", "postgresql_emptied"])
def state(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def standing_still(state, noon):
    with state.writing() as session:
        for title, (unit, steps) in STEPS.items():
            told = Told(Text.of(title), unit=unit, on=TODAY - timedelta(days=1000))
            project = add_project(session, told, owner=None, by="x", now=noon)
            for stage, days in steps:
                on = TODAY - timedelta(days=days)
                enter(session, project, stage, on=on, by="x", now=noon)
    return state


def test_a_project_is_slow_from_the_day_after_those_it_has(standing_still):
    assert thresholds() == {"signed": 90, "landed": 180, "started": 90}
    with standing_still.reading() as session:
        lists = slow_lists(session, TODAY)
        found = {
            each.stage: [(one.project.title.zh, one.days, one.over) for one in each.projects]
            for each in lists
        }
        assert found == {
            "signed": [("缓二", 400, 310), ("缓一", 91, 1)],
            "landed": [("供地", 181, 1)],
            "started": [("开工", 91, 1)],
        }
        one, *others = slow_lists(session, TODAY, unit="投促局")
        assert [each.project.title.zh for each in one.projects] == ["缓一"]
        assert all(each.projects == () for each in others)
        assert not any(each.projects for each in slow_lists(session, TODAY - timedelta(days=311)))


def test_projects_are_counted_by_unit_and_month_of_their_steps(standing_still):
    with standing_still.reading() as session:
        found = counts(session, unit="经信局")
        assert found == [
            Count("经信局", "2026-08", {"signed": 1}),
            Count("经信局", "2026-05", {"landed": 1}),
            Count("经信局", "2025-10", {"signed": 1}),
            Count("经信局", "2025-07", {"signed": 1}),
            Count("经信局", "2024-02", {"lead": 3}),
        ]
        everything = counts(session)
        assert sum(each.stages.get("signed", 0) for each in everything) == len(STEPS)
        assert standing(session) == {
            "lead": 0, "negotiating": 0, "signed": 4, "landed": 1, "started": 1,
            "investing": 0, "producing": 1, "dropped": 1,
        }  # fmt: skip


def test_a_project_that_comes_twice_in_a_month_counts_once_and_a_step_back_not_at_all(state, noon):
    with state.writing() as session:
        told = Told(Text.of("甲"), on=date(2026, 11, 1))
        project = add_project(session, told, owner=None, by="x", now=noon)
        for stage in ("dropped", "lead", "signed"):
            step = enter(session, project, stage, on=None, by="x", now=noon)
        session.flush()
        take_back(session, project, step.id, by="x", now=noon)
        assert counts(session) == [Count("", "2026-11", {"lead": 1, "dropped": 1})]


def test_no_project_gives_lists_of_none(state):
    with state.reading() as session:
        lists = Lists.of(session, TODAY)
    assert [each.projects for each in lists.slow] == [(), (), ()]
    assert len(follow_up_files.csv(lists, "zh").splitlines()) == 1
    book = openpyxl.load_workbook(io.BytesIO(follow_up_files.xlsx(lists, "zh")))
    assert book.sheetnames == ["跟进清单", "按单位与月份", "全部项目"]


@pytest.fixture
def lists(standing_still):
    with standing_still.reading() as session:
        yield Lists.of(session, TODAY)


def test_csv_has_a_row_for_each_project_and_no_formula(lists):
    body = follow_up_files.csv(lists, "en")
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [row["Project"] for row in rows] == [*list(STEPS)[:-1], "'=1+1"]
    assert rows[-1]["Unit in charge"] == "'-1"
    told = {row["Project"]: row for row in rows}
    assert told["缓二"].items() >= {
        "Stage": "signed", "Since": "2025-10-17", "Days at the stage": "400",
        "To follow up": "signed, not landed", "Days over": "310", "signed": "2025-10-17",
        "landed": "",
    }.items()  # fmt: skip
    assert (told["正好"]["To follow up"], told["正好"]["Days over"]) == ("", "")
    assert told["投产"]["Days at the stage"] == ""


def test_the_workbook_tells_the_same_with_live_totals(lists):
    book = openpyxl.load_workbook(io.BytesIO(follow_up_files.xlsx(lists, "zh")))
    slow, counted, projects = book.worksheets
    assert [[cell.value for cell in row[:2]] for row in slow.iter_rows(2, 5)] == [
        ["签约未落地", 2], ["签约未落地", 1], ["落地未开工", 4], ["开工未入库", 5],
    ]  # fmt: skip
    assert [cell.value for cell in slow[2]][-3:] == [400, 90, "=H2-I2"]
    assert slow["G2"].value == datetime(2025, 10, 17)  # noqa: DTZ001 - a cell has no zone
    last = counted.max_row
    assert counted.cell(last, 5).value == f"=SUM(E2:E{last - 1})"
    assert sum(counted.cell(row, 5).value for row in range(2, last)) == len(STEPS)
    title = projects.cell(9, 2)
    assert (title.value, title.data_type) == ("=1+1", "s")
    live = [c for sheet in book for row in sheet for c in row if c.data_type == "f"]
    assert {cell.value[:5] for cell in live} <= {"=SUM(", "=H2-I", "=H3-I", "=H4-I", "=H5-I"}


def test_the_same_lists_give_the_same_bytes(lists):
    assert follow_up_files.xlsx(lists, "zh") == follow_up_files.xlsx(lists, "zh")
