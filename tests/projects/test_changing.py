from __future__ import annotations

from datetime import date, timedelta

import pytest

from sitesel.errors import ProjectConflict, ProjectRefused, StageRefused
from sitesel.language import Text
from sitesel.projects.changing import change_project, enter, take_back
from sitesel.projects.project import project_of
from sitesel.projects.stages import steps_of
from sitesel.record.reading import entries


@pytest.fixture(params=["sqlite_state", "postgresql_emptied"])
def state(request):
    return request.getfixturevalue(request.param)


def change(state, identity, wanted, version, now, by="user:1"):
    with state.writing() as session:
        project = project_of(session, identity, changing=True)
        return change_project(session, project, wanted, version=version, by=by, now=now)


def came(state, identity, stage, on, now):
    with state.writing() as session:
        project = project_of(session, identity, changing=True)
        return enter(session, project, stage, on=on, by="user:1", now=now).id


def test_what_is_sent_changes_and_what_is_left_out_stays(state, precursor, noon):
    wanted = {"unit": "经信局", "figures": {"tax": "1 亿元", "jobs": None}}
    changed = change(state, precursor, wanted, 1, noon)
    assert changed == {
        "unit": ["投资促进局", "经信局"],
        "figures.tax": [None, "1 亿元"],
        "figures.jobs": [800, None],
    }
    with state.reading() as session:
        project = project_of(session, precursor)
        assert project.figures == {"land": "410 亩", "investment": "35 亿元", "tax": "1 亿元"}
        assert project.title.zh == "电池前驱体"
        assert project.version == 2
        entry = entries(session, most=1)[0]
    assert (entry.what, entry.told["unit"]) == ("project_change", ["投资促进局", "经信局"])


def test_the_second_at_the_same_field_is_told_both_values_and_nothing_is_kept(
    state, precursor, noon
):
    change(state, precursor, {"unit": "经信局"}, 1, noon, by="user:7")
    with pytest.raises(ProjectConflict) as caught:
        change(state, precursor, {"unit": "发改局", "figures": {"jobs": 900}}, 1, noon)
    (clash,) = caught.value.clashes
    assert (clash["field"], clash["now"], clash["wanted"], clash["who"]) == (
        "unit", "经信局", "发改局", "user:7",
    )  # fmt: skip
    assert "牵头单位" in caught.value.text.zh
    with state.reading() as session:
        assert project_of(session, precursor).figures["jobs"] == 800
    assert change(state, precursor, {"unit": "发改局"}, 2, noon)["unit"] == ["经信局", "发改局"]


def test_who_change_different_fields_do_not_get_in_each_others_way(state, precursor, noon):
    change(state, precursor, {"unit": "经信局"}, 1, noon)
    change(state, precursor, {"figures": {"jobs": 900}}, 1, noon)
    change(state, precursor, {"unit": "经信局"}, 1, noon)  # what is so already clashes with nobody
    with state.reading() as session:
        project = project_of(session, precursor)
        assert (project.unit, project.figures["jobs"], project.version) == ("经信局", 900, 3)


def test_the_record_holds_no_persons_data(state, precursor, noon):
    change(state, precursor, {"figures": {"contact": "王芳 0580-1234567"}}, 1, noon)
    with state.reading() as session:
        assert project_of(session, precursor).figures["contact"] == "王芳 0580-1234567"
        assert entries(session, most=1)[0].told == {"figures.contact": "changed"}


def test_a_version_that_never_was_is_no_way_round(state, precursor, noon):
    change(state, precursor, {"unit": "经信局"}, 1, noon)
    with pytest.raises(ProjectRefused):
        change(state, precursor, {"unit": "发改局"}, 99, noon)


def test_a_change_is_found_by_its_new_words(state, precursor, noon):
    change(state, precursor, {"title": Text.of("钠电池"), "figures": {}}, 1, noon)
    with state.reading() as session:
        project = project_of(session, precursor)
        assert "钠电池" in project.words
        assert "前驱体" not in project.words


@pytest.mark.parametrize(
    "wanted",
    [{"title": Text("", "")}, {"unit": "\x1b"}, {"owner": 99}, {"figures": {"land": "0 亩"}}],
)
def test_a_change_with_faults_changes_nothing(state, precursor, noon, wanted):
    with pytest.raises(ProjectRefused):
        change(state, precursor, wanted, 1, noon)
    with state.reading() as session:
        project = project_of(session, precursor)
        assert (project.version, project.title.zh) == (1, "电池前驱体")


def test_steps_are_gone_in_their_order_and_on_their_days(state, precursor, noon):
    later = noon + timedelta(days=30)
    came(state, precursor, "signed", date(2026, 12, 1), later)
    with pytest.raises(StageRefused, match="before the project came to 'signed'"):
        came(state, precursor, "landed", date(2026, 11, 30), later)
    with pytest.raises(StageRefused, match="in the future"):
        came(state, precursor, "landed", date(2026, 12, 22), later)
    came(state, precursor, "dropped", date(2026, 12, 21), later)
    with state.reading() as session:
        project = project_of(session, precursor)
        assert (project.stage, project.since, project.closed) == (
            "dropped", date(2026, 12, 21), date(2026, 12, 21),
        )  # fmt: skip
        told = entries(session, most=1)[0].told
    assert told["stage"] == ["signed", "dropped"]
    came(state, precursor, "negotiating", None, later)
    with state.reading() as session:
        assert project_of(session, precursor).closed is None


def test_the_last_step_is_taken_back_and_stays_on_record(state, precursor, noon):
    step = came(state, precursor, "dropped", None, noon)
    with state.writing() as session:
        project = project_of(session, precursor, changing=True)
        first = steps_of(session, precursor)[0].id
        for other in (first, 99):
            with pytest.raises(StageRefused):
                take_back(session, project, other, by="user:1", now=noon)
        take_back(session, project, step, by="user:1", now=noon)
        assert (project.stage, project.closed) == ("lead", None)
        assert [each.stage for each in steps_of(session, precursor)] == ["lead"]
        assert [each.told.get("taken_back") for each in entries(session, most=2)] == [True, None]
        with pytest.raises(StageRefused):
            take_back(session, project, first, by="user:1", now=noon)
