"""Several at the same project or enquiry at once: one is first, the others are told."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from sitesel.errors import SiteselError
from sitesel.projects.changing import change_project, enter
from sitesel.projects.enquiries import answer
from sitesel.projects.project import project_of
from sitesel.projects.requirements import add_requirement, requirements_of
from sitesel.requirement import read_requirement

PEOPLE = 4


@pytest.fixture(params=["sqlite_state", "postgresql_emptied"])
def state(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def at_once(state, precursor):
    """Return a function that lets several people do something, and tells how it went for each."""

    def run(deed) -> Counter[str]:
        start = Barrier(PEOPLE)

        def one(person: int) -> str:
            start.wait()
            try:
                with state.writing() as session:
                    deed(session, person)
            except SiteselError as error:
                return error.code
            return "done"

        with ThreadPoolExecutor(PEOPLE) as pool:
            return Counter(pool.map(one, range(PEOPLE)))

    return run


def test_one_changes_a_field_and_the_others_are_told(at_once, precursor, noon):
    def change(session, person):
        project = project_of(session, precursor, changing=True)
        unit = {"unit": f"单位 {person}"}
        change_project(session, project, unit, version=1, by=f"user:{person}", now=noon)

    assert at_once(change) == {"done": 1, "project-conflict": PEOPLE - 1}


def test_one_enters_a_stage(at_once, precursor, noon):
    def sign(session, person):
        project = project_of(session, precursor, changing=True)
        enter(session, project, "signed", on=None, by=f"user:{person}", now=noon)

    assert at_once(sign) == {"done": 1, "stage-refused": PEOPLE - 1}


def test_one_answers_an_enquiry(at_once, noon):
    def reply(session, person):
        answer(session, "20261121-040000-abcdef", "已回电", by=f"user:{person}", now=noon)

    assert at_once(reply) == {"done": 1, "enquiry-handled": PEOPLE - 1}


def test_all_versions_of_a_requirement_are_kept(at_once, state, precursor, noon):
    def want(session, person):
        wanted = {"constraints": [{"attribute": "area", "at_least": f"{person + 1} 亩"}]}
        project = project_of(session, precursor, changing=True)
        add_requirement(session, project, read_requirement(wanted), by=f"user:{person}", now=noon)

    assert at_once(want) == {"done": PEOPLE}
    with state.reading() as session:
        numbers = [each.number for each in requirements_of(session, precursor)]
    assert numbers == list(range(1, PEOPLE + 1))
