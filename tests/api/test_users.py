from __future__ import annotations

import pytest
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.callers import signed_in


@pytest.fixture
def app(town, tmp_path):
    return create_app(Settings(store=tmp_path / "town", samples=tmp_path))


@pytest.fixture
def admin(app):
    return signed_in(app, "admin")


def entries(app):
    with app.state.database.reading() as session:
        rows = session.scalars(select(EntryRow).order_by(EntryRow.number))
        return [row.entry() for row in rows]


def test_users_are_added_listed_and_changed(app, admin):
    sent = {"name": "li.ming", "role": "reviewer", "department": "fire", "full_name": "李明"}
    made = admin.post("/api/users", json=sent)
    assert made.status_code == 201
    one = made.json()
    assert one.items() >= sent.items()
    assert one["has_password"] is False
    changed = admin.patch(f"/api/users/{one['id']}", json={"role": "staff"}).json()
    assert (changed["role"], changed["department"]) == ("staff", None)
    listed = admin.get("/api/users").json()["users"]
    assert [user["name"] for user in listed] == ["admin", "li.ming"]
    told = [(entry.who, entry.what, entry.of) for entry in entries(app)]
    of = f"user:{one['id']}"
    assert told == [("user:1", "user_add", of), ("user:1", "user_change", of)]
    assert entries(app)[1].told["role"] == ["reviewer", "staff"]


def test_faults_are_told_with_their_place(admin):
    told = admin.post("/api/users", json={"name": "a b", "role": "reviewer"})
    assert told.status_code == 422
    places = {fault["code"]: fault["path"] for fault in told.json()["faults"]}
    assert places == {"bad-name": ["name"], "no-department": ["department"]}


def test_a_name_is_taken_once(admin):
    assert admin.post("/api/users", json={"name": "Admin", "role": "staff"}).status_code == 409


def test_the_last_administrator_stays(admin):
    told = admin.patch("/api/users/1", json={"disabled": True})
    assert told.status_code == 409
    assert admin.get("/api/me").json()["name"] == "admin"


def test_who_is_disabled_is_out(app, admin):
    staff = signed_in(app, "staff")
    assert staff.get("/api/me").json()["name"] == "staff"
    identity = staff.get("/api/me").json()["id"]
    admin.patch(f"/api/users/{identity}", json={"disabled": True})
    assert staff.get("/api/me").json()["id"] is None
    assert entries(app)[-1].what == "user_disable"


def test_nobody_changes_whom_there_is_not(admin):
    assert admin.patch("/api/users/99", json={"disabled": True}).status_code == 404
    assert admin.post("/api/invitations", json={"user": 99}).status_code == 404


def test_an_invitation_adds_a_user_and_its_secret_is_told_once(app, admin):
    add = {"name": "acme", "role": "investor"}
    told = admin.post("/api/invitations", json={"add": add, "days": 3}).json()
    assert told["user"]["role"] == "investor"
    secret = told["link"].split(".")[-1]
    assert len(secret) >= 43
    assert secret not in admin.get("/api/users").text
    assert not any(secret in str(entry) for entry in entries(app))
    assert [entry.what for entry in entries(app)] == ["user_add", "invite"]


def test_staff_invite_investors_and_nobody_else(app):
    staff, keeper = signed_in(app, "staff"), signed_in(app, "keeper")
    for role, status in (("investor", 201), ("staff", 403), ("admin", 403)):
        sent = {"add": {"name": f"new-{role}", "role": role}}
        assert staff.post("/api/invitations", json=sent).status_code == status
        assert keeper.post("/api/invitations", json=sent).status_code == 403
    me = keeper.get("/api/me").json()["id"]
    assert staff.post("/api/invitations", json={"user": me}).status_code == 403


@pytest.mark.parametrize("sent", [{}, {"user": 1, "add": {"name": "x", "role": "staff"}}])
def test_an_invitation_is_for_one(admin, sent):
    assert admin.post("/api/invitations", json=sent).status_code == 422
