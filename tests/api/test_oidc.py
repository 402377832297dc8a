"""Signing in by a provider: whole rounds to a real one, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.api.callers import HEADER
from sitesel.catalogue import Store
from sitesel.people.accounts import Account, Identity, account_named
from sitesel.people.management import change_user, invite_user
from sitesel.record.entry import Entry
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from sitesel.state import Database
from tests.callers import added
from tests.conftest import town_draft
from tests.identity_provider import ROLES, SECRET, identity_provider, signed_in_at

NOW = datetime.now(UTC)
ENTERED = "/sign-in?entered=1"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    with identity_provider(tmp_path_factory.mktemp("provider")) as address:
        yield address


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    Store(folder).publish(town_draft())
    return folder


@pytest.fixture(scope="module")
def services(issuer, published):
    """Return a function that gives the service of some settings, the same each time."""
    made: dict[tuple, FastAPI] = {}

    def service(**more):
        key = tuple(sorted(more.items()))
        if key not in made:
            settings = {"oidc_issuer": issuer, "oidc_client_id": "sitesel", **more}
            made[key] = create_app(
                Settings(store=published, samples=published, oidc_client_secret=SECRET, **settings)
            )
        return made[key]

    return service


@pytest.fixture
def made(services, tmp_path):
    """Return the same with a state of this test alone."""
    database = Database.of(tmp_path)
    database.upgrade()

    def make(**more):
        app = services(**more)
        app.state.database = database
        return app

    yield make
    database.close()


@pytest.fixture
def app(made):
    """Return a service that lets in whom it invited."""
    return made()


@pytest.fixture
def mapped(made):
    """Return a service that believes the provider about roles."""
    return made(oidc_roles=ROLES)


def browser(app) -> TestClient:
    return TestClient(app, headers={"accept-language": "en", HEADER: "1"}, follow_redirects=False)


def asked(client) -> str:
    return client.get("/api/sign-in/oidc").headers["location"]


def came_back(client, name: str) -> str:
    """Go to the provider and back; return the page that one lands on."""
    answer = client.get(signed_in_at(asked(client), name))
    assert answer.status_code == 303
    return answer.headers["location"]


def me(client) -> dict:
    return client.get("/api/me").json()


def entries(app, what: str) -> list[Entry]:
    with app.state.database.reading() as session:
        wanted = select(EntryRow).where(EntryRow.what == what).order_by(EntryRow.number)
        return [row.entry() for row in session.scalars(wanted)]


def test_the_ways_to_sign_in_are_told_without_asking_the_provider(made):
    away = made(oidc_issuer="http://127.0.0.1:9", oidc_label="舟山政务")
    ways = browser(away).get("/api/sign-in").json()
    assert ways["password"] is True
    assert ways["provider"]["label"] == {"zh": "舟山政务", "en": "舟山政务"}
    assert ways["provider"]["address"] == "/api/sign-in/oidc"
    assert browser(made(oidc_issuer="")).get("/api/sign-in").json()["provider"] is None


def test_who_has_a_role_there_is_let_in_and_kept_by_the_subject(mapped):
    client = browser(mapped)
    assert came_back(client, "li") == ENTERED
    assert (me(client)["name"], me(client)["role"]) == ("li", "staff")
    again = browser(mapped)
    assert came_back(again, "li") == ENTERED
    assert me(again)["id"] == me(client)["id"]
    first = entries(mapped, "sign_in")[0]
    assert first.who == f"user:{me(client)['id']}"
    assert first.told["by"] == "oidc"
    assert entries(mapped, "user_add")[0].who == "oidc"


def test_a_role_is_what_the_provider_says_at_each_sign_in(mapped):
    client = browser(mapped)
    came_back(client, "wang")
    assert (me(client)["role"], me(client)["department"]) == ("reviewer", "消防救援支队")
    with mapped.state.database.writing() as session:
        account = session.get(Account, me(client)["id"])
        change_user(session, account, role="keeper", by="cli:root", now=NOW)
    assert me(client)["id"] is None  # another role begins anew
    came_back(client, "wang")
    assert (me(client)["role"], me(client)["department"]) == ("reviewer", "消防救援支队")


def test_the_first_role_that_fits_is_taken(mapped):
    client = browser(mapped)
    came_back(client, "chen")
    assert me(client)["role"] == "admin"
    [user] = client.get("/api/users").json()["users"]
    assert (user["has_password"], user["by_provider"]) == (False, True)


@pytest.mark.parametrize("name", ["zhao", "guest"])
def test_who_has_no_role_there_and_no_invitation_is_refused(mapped, name):
    client = browser(mapped)
    assert came_back(client, name) == "/sign-in?problem=identity-refused"
    assert me(client)["id"] is None
    assert "sitesel" not in client.cookies
    [entry] = entries(mapped, "sign_in_failed")
    assert entry.told["why"] == "unknown"


def test_without_a_map_of_roles_nobody_is_let_in_uninvited(app):
    client = browser(app)
    added(app.state.database, "li", "admin", now=NOW)
    assert came_back(client, "li") == "/sign-in?problem=identity-refused"
    assert me(client)["id"] is None


def test_nobody_takes_over_a_user_by_being_called_the_same(mapped):
    added(mapped.state.database, "li", "admin", now=NOW)
    client = browser(mapped)
    assert came_back(client, "li") == "/sign-in?problem=identity-taken"
    assert me(client)["id"] is None


def invited(app, name: str, role="staff") -> tuple[str, str]:
    account = added(app.state.database, name, role, now=NOW)
    with app.state.database.writing() as session:
        link = invite_user(session, session.merge(account), days=7, by="cli:root", now=NOW).link
    identity, _, secret = link.partition("#")[2].partition(".")
    return identity, secret


def test_who_was_invited_is_known_by_the_provider_from_then_on(app):
    identity, secret = invited(app, "guest.of.ours", "investor")
    client = browser(app)
    sent = client.post(f"/api/invitations/{identity}/oidc", json={"secret": secret})
    assert secret not in sent.json()["address"]
    landed = client.get(signed_in_at(sent.json()["address"], "guest")).headers["location"]
    assert landed == ENTERED
    assert (me(client)["name"], me(client)["role"]) == ("guest.of.ours", "investor")
    again = browser(app)
    came_back(again, "guest")
    assert me(again)["name"] == "guest.of.ours"
    used = browser(app).post(f"/api/invitations/{identity}/oidc", json={"secret": secret})
    assert used.status_code == 404
    assert [entry.of for entry in entries(app, "invitation_accept")] == [f"user:{me(again)['id']}"]


def test_an_invitation_is_no_way_to_a_second_user(app):
    for name in ("first", "second"):
        identity, secret = invited(app, name)
        client = browser(app)
        sent = client.post(f"/api/invitations/{identity}/oidc", json={"secret": secret})
        landed = client.get(signed_in_at(sent.json()["address"], "zhao")).headers["location"]
    assert landed == "/sign-in?problem=identity-taken"
    assert me(client)["id"] is None


def test_an_invited_investor_needs_no_role_there_and_an_invited_colleague_does(mapped):
    for name, role, landing in (
        ("guest", "investor", ENTERED),
        ("zhao", "keeper", "/sign-in?problem=identity-refused"),
    ):
        identity, secret = invited(mapped, f"our.{name}", role)
        client = browser(mapped)
        sent = client.post(f"/api/invitations/{identity}/oidc", json={"secret": secret})
        landed = client.get(signed_in_at(sent.json()["address"], name)).headers["location"]
        assert landed == landing


def test_who_is_disabled_stays_out_whatever_the_provider_says(mapped):
    client = browser(mapped)
    came_back(client, "li")
    with mapped.state.database.writing() as session:
        account = session.get(Account, me(client)["id"])
        change_user(session, account, disabled=True, by="cli:root", now=NOW)
    assert came_back(client, "li") == "/sign-in?problem=identity-refused"
    assert me(client)["id"] is None


def test_the_provider_can_not_take_the_last_administrator_away(mapped):
    client = browser(mapped)
    came_back(client, "li")
    with mapped.state.database.writing() as session:
        account = session.get(Account, me(client)["id"])
        change_user(session, account, role="admin", by="cli:root", now=NOW)
    assert came_back(client, "li") == "/sign-in?problem=last-administrator"
    with mapped.state.database.reading() as session:
        assert session.get(Account, account.id).role == "admin"


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(mapped):
    stranger, victim = browser(mapped), browser(mapped)
    answer = signed_in_at(asked(stranger), "zhao")
    stale = "/sign-in?problem=sign-in-stale"
    assert victim.get(answer).headers["location"] == stale  # began none
    asked(victim)
    assert victim.get(answer).headers["location"] == stale  # began another
    assert me(victim)["id"] is None


def test_an_answer_is_good_once(mapped):
    client = browser(mapped)
    address = asked(client)
    kept = dict(client.cookies)
    answer = signed_in_at(address, "li")
    assert client.get(answer).headers["location"] == ENTERED
    assert "sitesel-oidc" not in client.cookies
    thief = browser(mapped)
    thief.cookies.update(kept)  # even with the browser's own cookie
    assert thief.get(answer).headers["location"] == "/sign-in?problem=sign-in-stale"
    assert me(thief)["id"] is None


def test_a_code_alone_is_worth_nothing(mapped):
    victim, thief = browser(mapped), browser(mapped)
    stolen = parse_qs(urlsplit(signed_in_at(asked(victim), "li")).query)["code"][0]
    state = parse_qs(urlsplit(asked(thief)).query)["state"][0]
    answer = thief.get("/api/sign-in/oidc/callback", params={"code": stolen, "state": state})
    assert answer.headers["location"] == "/sign-in?problem=sign-in-stale"  # the verifier differs
    assert me(thief)["id"] is None


def test_who_says_no_at_the_provider_is_back_at_the_page(mapped):
    client = browser(mapped)
    state = parse_qs(urlsplit(asked(client)).query)["state"][0]
    answer = client.get(
        "/api/sign-in/oidc/callback", params={"error": "access_denied", "state": state}
    )
    assert answer.headers["location"] == "/sign-in?problem=sign-in-stale"


def test_an_answer_of_another_provider_is_refused(mapped):
    client = browser(mapped)
    answer = signed_in_at(asked(client), "li") + "&iss=https%3A%2F%2Felsewhere.example"
    assert client.get(answer).headers["location"] == "/sign-in?problem=sign-in-stale"


def test_the_session_of_before_ends_and_a_new_one_begins(mapped):
    client = browser(mapped)
    came_back(client, "li")
    old = client.cookies["sitesel"]
    came_back(client, "li")
    assert client.cookies["sitesel"] != old
    thief = browser(mapped)
    thief.cookies.set("sitesel", old)
    assert me(thief)["id"] is None


def test_what_is_sent_to_the_provider_holds_no_secret_and_wants_pkce(app):
    client = browser(app)
    answer = client.get("/api/sign-in/oidc")
    sent = parse_qs(urlsplit(answer.headers["location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert len(sent["state"][0]) == len(sent["nonce"][0]) == 43
    kept = answer.headers["set-cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=lax" in kept
    assert "Max-Age=600" in kept
    for secret in (SECRET, client.cookies["sitesel-oidc"]):
        assert secret not in answer.headers["location"]
    assert "no-store" in answer.headers["cache-control"]


def test_behind_a_proxy_the_address_of_this_service_is_the_one_that_is_set(made):
    client = browser(made(oidc_address="https://land.example/"))
    sent = parse_qs(urlsplit(asked(client)).query)
    assert sent["redirect_uri"] == ["https://land.example/api/sign-in/oidc/callback"]


def test_a_provider_that_is_down_breaks_nothing_else(made):
    client = browser(made(oidc_issuer="http://127.0.0.1:9"))
    assert asked(client) == "/sign-in?problem=provider-unavailable"
    assert client.get("/api/catalogue").status_code == 200
    assert client.get("/api/sign-in").status_code == 200
    told = client.get("/api/sign-in?problem=provider-unavailable").json()["problem"]
    assert "does not answer" in told["en"]
    assert client.get("/api/sign-in?problem=%3Cscript%3E").json()["problem"] is None


def test_secrets_are_neither_logged_nor_recorded(mapped, caplog):
    client = browser(mapped)
    caplog.set_level("DEBUG")
    address = asked(client)
    kept = client.cookies["sitesel-oidc"]
    answer = signed_in_at(address, "li")
    client.get(answer)
    with mapped.state.database.reading() as session:
        record = " ".join(entry.told for entry in session.scalars(select(EntryRow)))
        assert session.scalars(select(Identity)).all()
        assert account_named(session, "li") is not None
    ours = " ".join(e.getMessage() for e in caplog.records if e.name.startswith("sitesel"))
    code = parse_qs(urlsplit(answer).query)["code"][0]
    for secret in (SECRET, kept, code, client.cookies["sitesel"]):
        assert secret not in record
        assert secret not in ours
