from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.settings import Settings
from tests.api.conftest import WANTED
from tests.callers import signed_in

ASKED = {
    "parcels": ["A", "B"],
    "name": "王芳",
    "organisation": "某公司",
    "contact": "w@x.cn",
    "message": "要地\n尽快",
}


@pytest.fixture
def app(town, tmp_path):
    return create_app(Settings(store=tmp_path / "town", samples=tmp_path))


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


def ask(app, **more):
    visitor = TestClient(app)
    return visitor.post("/api/enquiries", json={**ASKED, **more}).json()["id"]


def test_an_enquiry_becomes_a_project_with_what_was_looked_at(app, staff):
    looked = TestClient(app).post("/api/selections", json=WANTED).json()
    number = ask(app, selection=looked["digest"])
    (listed,) = staff.get("/api/enquiries", params={"status": "new"}).json()["enquiries"]
    assert (listed["id"], listed["status"], listed["message"]) == (number, "new", "要地\n尽快")
    made = staff.post(f"/api/enquiries/{number}/project", json={"unit": "投促局"})
    assert made.status_code == 201
    project = made.json()
    assert (project["title"]["zh"], project["owner"]["name"]) == ("某公司的咨询", "staff")
    assert project["contacts"][0]["mail"] == "w@x.cn"
    assert project["notes"][0]["text"] == "要地\n尽快\nA B"
    assert project["enquiries"] == [number]
    (requirement,) = project["requirements"]
    assert requirement["title"]["zh"] == "码头边的工业"
    told = staff.get("/api/enquiries").json()
    assert told["counts"] == {"new": 0, "project": 1, "answered": 0}
    assert (told["enquiries"][0]["project"], told["enquiries"][0]["by"]) == (project["id"], "staff")


def test_an_enquiry_joins_a_project_there_is(app, staff):
    project = staff.post("/api/projects", json={"title": "前驱体"}).json()["id"]
    number = ask(app, selection="0" * 16)
    sent = {"project": project}
    joined = staff.post(f"/api/enquiries/{number}/project", json=sent).json()
    assert (joined["id"], joined["title"]["zh"], joined["requirements"]) == (project, "前驱体", [])
    assert len(joined["contacts"]) == len(joined["notes"]) == 1
    other = ask(app)
    missing = staff.post(f"/api/enquiries/{other}/project", json={"project": 99})
    assert missing.status_code == 404
    assert staff.get("/api/enquiries").json()["counts"]["new"] == 1


def test_an_answer_is_noted_once(app, staff):
    first, second = ask(app), ask(app, message="另一条")
    told = staff.post(f"/api/enquiries/{first}/answer", json={"answer": "已回电"}).json()
    assert (told["status"], told["answer"], told["by"]) == ("answered", "已回电", "staff")
    for again in ("answer", "project"):
        sent = {"answer": "x"} if again == "answer" else {}
        refused = staff.post(f"/api/enquiries/{first}/{again}", json=sent)
        assert (refused.status_code, refused.json()["type"]) == (
            409, "urn:sitesel:problem:enquiry-handled",
        )  # fmt: skip
    listed = staff.get("/api/enquiries", params={"status": "new"}).json()
    assert [each["id"] for each in listed["enquiries"]] == [second]
    assert listed["total"] == 1
    assert staff.get("/api/projects").json()["total"] == 0


@pytest.mark.parametrize("number", ["20260101-000000-abcdef", "..", "a%00b"])
def test_there_is_no_other_enquiry(staff, number):
    assert staff.post(f"/api/enquiries/{number}/answer", json={"answer": "x"}).status_code == 404
