from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sitesel.api import problems
from sitesel.api.callers import identified, may
from sitesel.people import Person


@pytest.fixture
def app():
    app = FastAPI()
    problems.install(app)

    @app.get("/edit")
    def edit(who: Annotated[Person, may("edit", "publish")]) -> str:
        return who.who

    return app


def answer(app, person=None):
    if person is not None:
        app.dependency_overrides[identified] = lambda: person
    return TestClient(app).get("/edit", headers={"accept-language": "en"})


def test_nobody_is_told_to_sign_in(app):
    told = answer(app)
    assert told.status_code == 401
    assert told.headers["www-authenticate"] == "Bearer"
    assert told.json()["type"] == "urn:sitesel:problem:sign-in-needed"


def test_whoever_may_not_is_told_who_may(app):
    told = answer(app, Person(2, "wang", "reviewer"))
    assert told.status_code == 403
    assert "department reviewer" in told.json()["detail"]
    assert "data keeper" in told.json()["detail"]


def test_whoever_may_is_let_in(app):
    assert answer(app, Person(2, "li", "keeper")).json() == "user:2"
