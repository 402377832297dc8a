from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
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


def machine(app, key: str) -> TestClient:
    headers = {"authorization": f"Bearer {key}", "accept-language": "en"}
    return TestClient(app, headers=headers)


def make(client, *scopes: str) -> dict[str, str]:
    sent = {"label": "script", "scopes": list(scopes), "days": 30}
    return client.post("/api/keys", json=sent).json()


def test_a_key_acts_with_its_scopes_and_needs_no_header_of_pages(app, admin):
    key = make(admin, "users")
    client = machine(app, key["key"])
    me = client.get("/api/me").json()
    assert (me["name"], me["by"], me["tier"]) == ("admin", "key", "public")
    assert me["permissions"] == ["users"]
    assert client.post("/api/users", json={"name": "li", "role": "staff"}).status_code == 201
    with app.state.database.reading() as session:
        last = session.scalars(select(EntryRow).order_by(EntryRow.number)).all()[-1].entry()
    assert (last.who, last.what) == (f"key:{key['id']}", "user_add")


def test_a_key_may_no_more_than_its_scopes(app, admin):
    told = machine(app, make(admin, "read_staff")["key"]).get("/api/users")
    assert told.status_code == 403
    assert "an API key without that scope" in told.json()["detail"]


def test_a_key_makes_no_keys_and_changes_no_password(app, admin):
    client = machine(app, make(admin, "users", "read_staff")["key"])
    sent = {"label": "x", "scopes": ["users"]}
    assert client.post("/api/keys", json=sent).status_code == 403
    assert client.get("/api/keys").status_code == 403
    assert client.post("/api/me/password", json={"old": "x", "new": "y"}).status_code == 403


def test_what_a_key_says_is_told_once(app, admin):
    key = make(admin, "users")
    listed = admin.get("/api/keys")
    assert key["key"] not in listed.text
    assert [one["id"] for one in listed.json()["keys"]] == [key["id"]]
    assert listed.json()["keys"][0]["used"] is None
    machine(app, key["key"]).get("/api/me")
    assert admin.get("/api/keys").json()["keys"][0]["used"] is not None


def test_a_deleted_key_is_refused_everywhere(app, admin):
    key = make(admin, "users")
    assert signed_in(app, "staff").delete(f"/api/keys/{key['id']}").status_code == 404
    assert admin.delete(f"/api/keys/{key['id']}").status_code == 204
    for address in ("/api/me", "/api/parcels"):
        told = machine(app, key["key"]).get(address)
        assert told.status_code == 401
        assert told.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("told", ["Bearer", "Bearer x", "bearer a_b_c", "Bearer sitesel_\u00ff_b"])
def test_what_is_no_key_is_refused(app, told):
    sent = {"authorization": told.encode("latin-1")}
    answer = TestClient(app).get("/api/me", headers=sent)
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:sitesel:problem:key-refused"


def test_an_owner_gives_only_what_is_theirs(app):
    staff = signed_in(app, "staff")
    told = staff.post("/api/keys", json={"label": "x", "scopes": ["users"]})
    assert told.status_code == 422
    assert told.json()["faults"][0]["code"] == "bad-scope"


def test_what_a_proxy_before_the_service_asks_for_is_not_the_services(app):
    answer = TestClient(app).get("/api/me", headers={"authorization": "Basic eDp5"})
    assert (answer.status_code, answer.json()["by"]) == (200, None)
