from __future__ import annotations

import pytest

from sitesel.errors import EnquiryHandled, ProjectRefused
from sitesel.language import Text
from sitesel.projects.contacts import contacts_of
from sitesel.projects.enquiries import (
    Visitor,
    add_from,
    answer,
    enquiries_of,
    handled,
    project_from,
)
from sitesel.projects.notes import notes_of
from sitesel.projects.project import project_of, projects
from sitesel.record.reading import entries

WANG = Visitor("20261121-040000-abcdef", ("DS-10", "DH-01"), "王芳", "某公司", "w@x.cn", "要地")


@pytest.fixture(params=["sqlite_state", "postgresql_emptied"])
def state(request):
    return request.getfixturevalue(request.param)


def test_an_enquiry_becomes_a_project_with_contact_and_note(state, li, noon):
    with state.writing() as session:
        project = project_from(
            session, WANG, unit="经信局", owner=li.id, by="user:1", now=noon
        )  # fmt: skip
        assert (project.title, project.investor.zh, project.unit, project.stage) == (
            Text("某公司的咨询", "Enquiry of 某公司"), "某公司", "经信局", "lead",
        )  # fmt: skip
        (contact,) = contacts_of(session, project.id)
        assert (contact.name, contact.mail, contact.telephone) == ("王芳", "w@x.cn", "")
        assert notes_of(session, project.id)[0].text == "要地\nDS-10 DH-01"
        assert enquiries_of(session, project.id) == [WANG.id]
        done = handled(session)[WANG.id]
        assert (done.status, done.project_id) == ("project", project.id)
        told = [entry.what for entry in entries(session, most=9)]
    assert told == ["note", "contact_change", "enquiry_answer", "project_add"]


def test_an_enquiry_can_belong_to_a_project_there_is(state, precursor, noon):
    with state.writing() as session:
        project = project_of(session, precursor, changing=True)
        one = Visitor("x-1", (), "王芳", "", "0580-1234567", "还要码头")
        add_from(session, one, project, by="user:1", now=noon)
        (contact,) = contacts_of(session, precursor)
        assert (contact.telephone, contact.mail) == ("0580-1234567", "")
        assert project.title.zh == "电池前驱体"


def test_an_enquiry_is_dealt_with_once(state, precursor, noon):
    with state.writing() as session:
        done = answer(session, WANG.id, " 已电话答复 ", by="user:1", now=noon)
        assert (done.status, done.answer, done.project_id) == ("answered", "已电话答复", None)
        project = project_of(session, precursor, changing=True)
        with pytest.raises(EnquiryHandled):
            answer(session, WANG.id, "又答复", by="user:2", now=noon)
        with pytest.raises(EnquiryHandled):
            project_from(session, WANG, owner=None, by="user:2", now=noon)
        with pytest.raises(EnquiryHandled):
            add_from(session, WANG, project, by="user:2", now=noon)
        assert projects(session)[0] == 1
        assert handled(session)[WANG.id].who == "user:1"


def test_an_answer_says_something(state, noon):
    with state.writing() as session, pytest.raises(ProjectRefused):
        answer(session, WANG.id, "\n", by="user:1", now=noon)
