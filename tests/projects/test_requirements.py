from __future__ import annotations

import pytest

from sitesel.errors import ProjectNotFound
from sitesel.projects.project import project_of
from sitesel.projects.requirements import add_requirement, requirement_of, requirements_of
from sitesel.projects.selections import add_selection, selections_of
from sitesel.record.reading import entries
from sitesel.requirement import read_requirement
from sitesel.selection import select


@pytest.fixture(params=["sqlite_state", "postgresql_emptied"])
def state(request):
    return request.getfixturevalue(request.param)


def wants(area):
    return read_requirement(
        f"{{title: {area}, constraints: [{{attribute: area, at_least: {area}}}]}}"
    )


def add(state, identity, requirement, now):
    with state.writing() as session:
        project = project_of(session, identity, changing=True)
        return add_requirement(session, project, requirement, by="user:1", now=now).number


def test_versions_count_up_and_none_is_changed(state, precursor, noon):
    assert [add(state, precursor, wants(area), noon) for area in ("410 亩", "300 亩")] == [1, 2]
    with state.reading() as session:
        one, two = requirements_of(session, precursor)
        assert (one.title.zh, two.title.zh) == ("410 亩", "300 亩")
        assert one.digest == wants("410 亩").digest
        assert read_requirement(requirement_of(session, precursor, 1).asked()) == wants("410 亩")
        told = entries(session, most=1)[0].told
    assert told == {"requirement": 2, "digest": wants("300 亩").digest}


def test_the_same_as_the_last_stays_that_and_an_older_one_again_is_new(state, precursor, noon):
    areas = ("410 亩", "410 亩", "300 亩", "410 亩")
    assert [add(state, precursor, wants(area), noon) for area in areas] == [1, 1, 2, 3]


def test_a_project_has_no_requirement_of_another_number(state, precursor, noon):
    add(state, precursor, wants("1 亩"), noon)
    with state.reading() as session:
        for project, number in ((precursor, 2), (precursor + 1, 1)):
            with pytest.raises(ProjectNotFound):
                requirement_of(session, project, number)


def test_a_selection_is_kept_once_with_what_it_was_made_of(state, precursor, town, noon):
    requirement = read_requirement(wants("10 亩").canonical(), schema=town.schema)
    selection = select(town, requirement)
    number = add(state, precursor, requirement, noon)
    for _ in range(2):
        with state.writing() as session:
            project = project_of(session, precursor, changing=True)
            add_selection(
                session, project, selection, requirement=number, tier="staff", by="user:1", now=noon
            )
    with state.reading() as session:
        (kept,) = selections_of(session, precursor)
        told = entries(session, most=1)[0]
        assert (kept.catalogue, kept.digest, kept.tier) == (town.id, selection.digest, "staff")
        assert kept.counts == {"total": 6, "candidates": 6, "rejected": 0, "undecided": 0}
        assert (told.what, told.told["selection"]) == ("select", selection.digest)
