from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.api.callers import HEADER, clock
from sitesel.people.accounts import account_of
from sitesel.people.management import invite_user
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.callers import GOOD, added, signed_in

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
OTHER = "seven herons on a slack tide"
WANG = {"name": "wang", "password": GOOD}


class Time:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def pass_by(self, **more: float) -> None:
        self.now += timedelta(**more)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def app(town, tmp_path, time):
    app = create_app(Settings(store=tmp_path / "town", samples=tmp_path))
    app.dependency_overrides[clock] = lambda: time.now
    added(app.state.database, "wang", "admin", password=GOOD, now=NOW)
    return app


@pytest.fixture
def client(app):
    return TestClient(app, headers={"accept-language": "en"})


def deeds(app):
    with app.state.database.reading() as session:
        return [row.what for row in session.scalars(select(EntryRow).order_by(EntryRow.number))]


def who(client) -> str:
    return client.get("/api/me").json()["name"]


def test_the_public_is_told_that_it_is_the_public(client):
    told = client.get("/api/me").json()
    assert (told["id"], told["role"], told["tier"]) == (None, "public", "public")
    assert told["permissions"] == []
    assert told["by"] is None


def test_one_signs_in_and_out(app, client):
    told = client.post("/api/sign-in", json=WANG)
    assert told.status_code == 200
    assert told.json() == client.get("/api/me").json()
    assert told.json()["by"] == "session"
    assert "users" in told.json()["permissions"]
    out = client.post("/api/sign-out", headers={HEADER: "1"})
    assert out.status_code == 204
    assert out.headers["clear-site-data"] == '"cache"'
    assert who(client) == ""
    assert deeds(app) == ["sign_in", "sign_out"]


def test_no_script_and_no_other_site_reads_the_cookie(client):
    cookie = client.post("/api/sign-in", json=WANG).headers["set-cookie"]
    name, *parts = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith("sitesel=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(parts)
    assert "secure" not in parts
    assert not any(part.startswith("domain") for part in parts)


def test_over_https_no_other_host_and_no_plain_page_sets_it(app):
    client = TestClient(app, base_url="https://testserver")
    cookie = client.post("/api/sign-in", json=WANG).headers["set-cookie"]
    assert cookie.startswith("__Host-sitesel=")
    assert "secure" in cookie.lower()
    assert who(client) == "wang"


def test_a_session_that_was_planted_is_not_signed_in_to(app, client):
    planted = "planted-by-somebody-else"
    client.cookies.set("sitesel", planted)
    told = client.post("/api/sign-in", json=WANG)
    assert told.cookies["sitesel"] != planted
    assert who(TestClient(app, cookies={"sitesel": planted})) == ""


def test_the_session_before_a_sign_in_ends(app, client):
    first = client.post("/api/sign-in", json=WANG).cookies["sitesel"]
    client.post("/api/sign-in", json=WANG)
    assert who(TestClient(app, cookies={"sitesel": first})) == ""
    assert who(client) == "wang"


def test_a_session_ends_unused_or_after_a_week(client, time):
    client.post("/api/sign-in", json=WANG)
    for _ in range(20):
        time.pass_by(hours=7.9)
        assert who(client) == "wang"
    time.pass_by(hours=8)
    assert who(client) == ""
    client.post("/api/sign-in", json=WANG)
    for _ in range(27):
        time.pass_by(hours=6)
        assert who(client) == "wang"
    time.pass_by(hours=6)
    assert who(client) == ""


def test_a_wrong_name_and_a_wrong_password_are_told_alike(client):
    said = set()
    for name, password in (("wang", "x"), ("nobody", GOOD), ("", ""), ("a\x00", "\x00")):
        told = client.post("/api/sign-in", json={"name": name, "password": password})
        said.add((told.status_code, told.text, "set-cookie" in told.headers))
    assert len(said) == 1
    assert next(iter(said))[0] == 401
    assert next(iter(said))[2] is False


def test_who_guesses_waits(client, time):
    wrong = {"name": "wang", "password": "wrong"}
    assert [client.post("/api/sign-in", json=wrong).status_code for _ in range(5)] == [401] * 5
    told = client.post("/api/sign-in", json=WANG)
    assert told.status_code == 429
    assert told.headers["retry-after"] == "1"
    time.pass_by(seconds=1)
    assert client.post("/api/sign-in", json=WANG).status_code == 200


def test_a_password_is_in_no_answer(client):
    sent = {"name": ["x"], "password": {"a": GOOD}, "more": GOOD}
    told = client.post("/api/sign-in", json=sent)
    assert told.status_code == 422
    assert GOOD not in told.text


FROM_OURS = (
    {HEADER: "1"},
    {"sec-fetch-site": "same-origin"},
    {"origin": "http://testserver"},
)
FROM_OTHERS = (
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://evil.example/http://testserver"},
)


@pytest.mark.parametrize("headers", FROM_OTHERS)
def test_no_page_of_another_site_acts_in_the_name_of_somebody_signed_in(app, headers):
    client = signed_in(app, "admin", name="wang")
    del client.headers[HEADER]
    told = client.post("/api/users", json={"name": "eve", "role": "admin"}, headers=headers)
    assert told.status_code == 403
    assert told.json()["type"] == "urn:sitesel:problem:cross-site"
    assert client.post("/api/sign-out", headers=headers).status_code == 403
    assert who(client) == "wang"


@pytest.mark.parametrize("headers", FROM_OURS)
def test_pages_of_the_service_and_programs_act(app, headers):
    client = signed_in(app, "admin", name="wang")
    del client.headers[HEADER]
    told = client.post("/api/users", json={"name": "eve", "role": "staff"}, headers=headers)
    assert told.status_code == 201


@pytest.mark.parametrize("headers", FROM_OTHERS[1:])
def test_no_page_of_another_site_signs_anybody_in(client, headers):
    assert client.post("/api/sign-in", json=WANG, headers=headers).status_code == 403


def test_the_public_still_posts_without_more(client):
    assert client.post("/api/links", json={"state": {}}).status_code == 201


def test_a_password_is_changed_by_who_knows_it(app, client, time):
    client.post("/api/sign-in", json=WANG)
    elsewhere = TestClient(app)
    elsewhere.post("/api/sign-in", json=WANG)
    told = {HEADER: "1"}
    for old, new, status in (("x", OTHER, 401), (GOOD, "short", 422), (GOOD, OTHER, 200)):
        sent = {"old": old, "new": new}
        answer = client.post("/api/me/password", json=sent, headers=told)
        assert answer.status_code == status
        assert OTHER not in answer.text
    assert who(client) == "wang"
    assert who(elsewhere) == ""


def test_whoever_is_invited_sets_a_password_and_is_in(app, client):
    li = added(app.state.database, "li", "investor", now=NOW)
    with app.state.database.writing() as session:
        account = account_of(session, li.id)
        path = invite_user(session, account, days=7, by="user:1", now=NOW).link
    identity, secret = path.partition("#")[2].split(".")
    sent = {"secret": secret, "password": "short"}
    refused = client.post(f"/api/invitations/{identity}", json=sent)
    assert refused.json()["faults"][0]["code"] == "too-short"
    told = client.post(f"/api/invitations/{identity}", json=sent | {"password": OTHER})
    assert (told.status_code, told.json()["name"]) == (200, "li")
    assert who(client) == "li"
    again = client.post(f"/api/invitations/{identity}", json=sent | {"password": OTHER})
    assert again.status_code == 404


def test_without_its_database_the_map_is_served_and_nobody_signs_in(town, tmp_path, caplog):
    where = tmp_path / "town" / "state.sqlite"
    where.mkdir()
    app = create_app(Settings(store=tmp_path / "town", samples=tmp_path))
    assert "nobody can sign in" in caplog.text
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/api/parcels").status_code == 200
    told = client.post("/api/sign-in", json=WANG)
    assert told.status_code == 503
    assert told.json()["type"] == "urn:sitesel:problem:state-unavailable"
