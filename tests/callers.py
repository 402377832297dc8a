"""People for tests: a service that takes every caller for one of a role."""

from __future__ import annotations

from fastapi import FastAPI

from sitesel.api.callers import identified
from sitesel.people import NOBODY, Person, Role


def taken_for(app: FastAPI, role: Role, *, department: str | None = None) -> FastAPI:
    """Let the service take every caller for somebody of a role."""
    person = NOBODY if role == "public" else Person(1, role, role, department=department)
    app.dependency_overrides[identified] = lambda: person
    return app
