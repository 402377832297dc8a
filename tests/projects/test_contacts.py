from __future__ import annotations

import pytest

from sitesel.errors import ProjectNotFound, ProjectRefused
from sitesel.language import Text
from sitesel.projects.contacts import add_contact, change_contact, contacts_of, delete_contact
from sitesel.projects.notes import add_note, notes_of
from sitesel.projects.project import Told, add_project, project_of
from sitesel.record.entry import canonical
from sitesel.record.reading import entries


@pytest.fixture(params=["sqlite_state", "postgresql_emptied"])
def state(request):
    return request.getfixturevalue(request.param)


def test_a_contact_is_added_changed_and_deleted_without_a_trace_in_the_record(
    state, precursor, noon
):
    with state.writing() as session:
        project = project_of(session, precursor, changing=True)
        told = {"name": " 王芳 ", "telephone": "0580-1234567"}
        contact = add_contact(session, project, told, by="user:1", now=noon)
        change_contact(session, project, contact.id, {"position": "总监"}, by="user:2", now=noon)
        (kept,) = contacts_of(session, precursor)
        assert (kept.name, kept.telephone, kept.position, kept.who) == (
            "王芳", "0580-1234567", "总监", "user:2",
        )  # fmt: skip
        delete_contact(session, project, contact.id, by="user:1", now=noon)
        assert contacts_of(session, precursor) == []
        noted = entries(session, most=3)
    assert [entry.told["how"] for entry in noted] == ["deleted", "changed", "added"]
    assert "王芳" not in canonical([dict(entry.told) for entry in noted])


def test_a_contact_needs_a_name_and_is_of_its_project(state, precursor, noon):
    with state.writing() as session:
        project = project_of(session, precursor, changing=True)
        other = add_project(session, Told(Text.of("别的")), owner=None, by="x", now=noon)
        contact = add_contact(session, project, {"name": "王芳"}, by="x", now=noon)
        with pytest.raises(ProjectRefused):
            add_contact(session, project, {"mail": "a@b.cn"}, by="x", now=noon)
        with pytest.raises(ProjectRefused):
            change_contact(session, project, contact.id, {"name": " "}, by="x", now=noon)
        with pytest.raises(ProjectNotFound):
            change_contact(session, other, contact.id, {"name": "x"}, by="x", now=noon)
        with pytest.raises(ProjectNotFound):
            delete_contact(session, other, contact.id, by="x", now=noon)
        assert [each.name for each in contacts_of(session, precursor)] == ["王芳"]


def test_notes_are_told_the_latest_first(state, precursor, noon):
    with state.writing() as session:
        project = project_of(session, precursor, changing=True)
        for words in ("一\n二", "三"):
            add_note(session, project, words, by="user:1", now=noon)
        with pytest.raises(ProjectRefused):
            add_note(session, project, " ", by="user:1", now=noon)
    with state.reading() as session:
        assert [note.text for note in notes_of(session, precursor)] == ["三", "一\n二"]
        assert "三" not in canonical(dict(entries(session, most=1)[0].told))
