"""People for tests: taken for one of a role, or truly signed in."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.testclient import TestClient

from sitesel.api.callers import HEADER, identified
from sitesel.people import NOBODY, Person, Role, sessions
from sitesel.people.accounts import Account, account_named, add_account
from sitesel.people.passwords import kept
from sitesel.state import Database

GOOD = "wet iron gate under larches"
"""A password that is good enough."""


def taken_for(app: FastAPI, role: Role, *, department: str | None = None) -> FastAPI:
    """Let the service take every caller for somebody of a role."""
    person = NOBODY if role == "public" else Person(1, role, role, department=department)
    app.dependency_overrides[identified] = lambda: person
    return app


def added(
    database: Database, name: str, role: Role = "staff", *, now: datetime, password: str = ""
) -> Account:
    """Return the account of a name, added where there is none."""
    with database.writing() as session:
        account = account_named(session, name)
        if account is None:
            department = "fire" if role == "reviewer" else None
            account = add_account(session, name, role, department=department, now=now)
        if password:
            account.password = kept(password)
        return account


def signed_in(app: FastAPI, role: Role, *, name: str = "") -> TestClient:
    """Return a client of somebody of a role, who is signed in; of the public in nothing."""
    client = TestClient(app, headers={"accept-language": "en", HEADER: "1"})
    if role == "public":
        return client
    now = datetime.now(UTC)
    account = added(app.state.database, name or role, role, now=now)
    with app.state.database.writing() as session:
        client.cookies.set("sitesel", sessions.begin(session, session.merge(account), now=now))
    return client
