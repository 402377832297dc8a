"""Who may ask what: each route, each method, each role, from one table."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.api.callers import HEADER
from sitesel.catalogue import Store
from sitesel.people import ROLES
from sitesel.settings import Settings
from tests.callers import taken_for
from tests.conftest import town_draft

INSIDE = {"staff", "reviewer", "keeper", "admin"}
SIGNED_IN = {"investor", *INSIDE}
EDITORS = {"staff", "keeper", "admin"}
MANAGERS = {"staff", "admin"}
JUDGES = {*MANAGERS, "reviewer"}

# every route that is not for all; a new one is for all only if it is left out here on purpose
MAY: dict[tuple[str, str], set[str]] = {
    ("POST", "/api/me/password"): SIGNED_IN,
    ("GET", "/api/keys"): SIGNED_IN,
    ("POST", "/api/keys"): SIGNED_IN,
    ("DELETE", "/api/keys/{key}"): SIGNED_IN,
    ("GET", "/api/users"): {"admin"},
    ("POST", "/api/users"): {"admin"},
    ("PATCH", "/api/users/{user}"): {"admin"},
    ("POST", "/api/invitations"): {"staff", "admin"},
    ("GET", "/api/record"): {"admin"},
    ("GET", "/api/record/deeds"): {"admin"},
    ("PATCH", "/api/parcels/{parcel:path}"): EDITORS,
    ("POST", "/api/parcels/{parcel:path}/check"): EDITORS,
    ("POST", "/api/parcels/{parcel:path}/reservation"): EDITORS,
    ("POST", "/api/parcels/{parcel:path}/release"): EDITORS,
    ("POST", "/api/parcels/{parcel:path}/media"): EDITORS,
    ("DELETE", "/api/parcels/{parcel:path}/media/{media}"): EDITORS,
    ("GET", "/api/parcels/{parcel:path}/history"): INSIDE,
    ("POST", "/api/uploads"): EDITORS,
    ("DELETE", "/api/uploads/{upload}"): EDITORS,
    ("GET", "/api/uploads"): EDITORS,
    ("GET", "/api/uploads/{upload}"): EDITORS,
    ("GET", "/api/uploads/{upload}/progress"): EDITORS,
    ("POST", "/api/uploads/{upload}/publish"): {"keeper", "admin"},
    ("GET", "/api/stages"): MANAGERS,
    ("GET", "/api/colleagues"): MANAGERS,
    ("GET", "/api/projects"): MANAGERS,
    ("POST", "/api/projects"): MANAGERS,
    ("GET", "/api/projects/{project}"): MANAGERS,
    ("PATCH", "/api/projects/{project}"): MANAGERS,
    ("POST", "/api/projects/{project}/stages"): MANAGERS,
    ("DELETE", "/api/projects/{project}/stages/{step}"): MANAGERS,
    ("POST", "/api/projects/{project}/requirements"): MANAGERS,
    ("GET", "/api/projects/{project}/requirements/{number}"): MANAGERS,
    ("POST", "/api/projects/{project}/selections"): MANAGERS,
    ("POST", "/api/projects/{project}/contacts"): MANAGERS,
    ("PATCH", "/api/projects/{project}/contacts/{contact}"): MANAGERS,
    ("DELETE", "/api/projects/{project}/contacts/{contact}"): MANAGERS,
    ("POST", "/api/projects/{project}/notes"): MANAGERS,
    ("POST", "/api/projects/{project}/documents"): MANAGERS,
    ("GET", "/api/projects/{project}/documents/{document}"): MANAGERS,
    ("DELETE", "/api/projects/{project}/documents/{document}"): MANAGERS,
    ("GET", "/api/projects/{project}/preview"): MANAGERS,
    ("GET", "/api/projects/{project}/proposals"): MANAGERS,
    ("POST", "/api/projects/{project}/proposals"): MANAGERS,
    ("GET", "/api/proposals/{proposal}"): MANAGERS,
    ("PATCH", "/api/proposals/{proposal}"): MANAGERS,
    ("GET", "/api/proposals/{proposal}/files/{name:path}"): MANAGERS,
    ("GET", "/api/issues"): MANAGERS,
    ("POST", "/api/projects/{project}/issues"): MANAGERS,
    ("PATCH", "/api/issues/{issue}"): MANAGERS,
    ("GET", "/api/evaluations"): JUDGES,
    ("GET", "/api/projects/{project}/evaluations/{parcel:path}"): JUDGES,
    ("POST", "/api/projects/{project}/evaluations/{parcel:path}/opinions"): {"reviewer"},
    ("POST", "/api/projects/{project}/evaluations/{parcel:path}/overrides"): MANAGERS,
    ("POST", "/api/proposals/{proposal}/shares"): MANAGERS,
    ("GET", "/api/proposals/{proposal}/shares"): MANAGERS,
    ("DELETE", "/api/shares/{share}"): MANAGERS,
    ("GET", "/api/my-day"): INSIDE,
    ("GET", "/api/enquiries"): MANAGERS,
    ("POST", "/api/enquiries/{enquiry}/project"): MANAGERS,
    ("POST", "/api/enquiries/{enquiry}/answer"): MANAGERS,
    ("GET", "/api/follow-up"): MANAGERS,
    ("GET", "/api/follow-up/export"): MANAGERS,
    ("GET", "/api/catalogues"): INSIDE,
    ("GET", "/api/stale"): INSIDE,
    ("GET", "/api/form"): EDITORS,
    ("GET", "/api/uploads/{upload}/picture.svg"): EDITORS,
}
FOR_ALL_TO_CHANGE = {
    "/api/sign-in",
    "/api/sign-out",
    "/api/invitations/{invitation}",
    "/api/invitations/{invitation}/oidc",
    "/api/links",
    "/api/enquiries",
}
ASKED_BY_POST = {
    "/api/answers",
    "/api/comparisons",
    "/api/comparisons/told",
    "/api/counts",
    "/api/distributions",
    "/api/footprints",
    "/api/placements",
    "/api/requirements",
    "/api/selections",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    Store(folder).publish(town_draft())
    return create_app(Settings(store=folder, samples=folder))


def routes(app) -> set[tuple[str, str]]:
    parts = [getattr(part, "original_router", app).routes for part in app.routes]
    return {
        (method, route.path)
        for part in parts
        for route in part
        if isinstance(route, APIRoute)
        for method in route.methods
    }


def filled(path: str) -> str:
    return re.sub(r"{[^}]*}", "1", path)


def reaches(path: str, address: str) -> bool:
    pattern = re.sub(r"{[^:}]*}", "[^/]+", re.sub(r"{[^}]*:path}", ".+", path))
    return re.fullmatch(pattern, address) is not None


@pytest.fixture(scope="module")
def answers(app):
    """Return what each role is answered to each method of each path."""
    told: dict[tuple[str, str, str], int] = {}
    with TestClient(
        app, headers={HEADER: "1"}, raise_server_exceptions=False, follow_redirects=False
    ) as client:
        for role in ROLES:
            taken_for(app, role, department="fire" if role == "reviewer" else None)
            for path in sorted({path for _, path in routes(app)}):
                for method in METHODS:
                    sent = {} if method in ("GET", "HEAD") else {"json": None}
                    answer = client.request(method, filled(path), **sent)
                    told[method, path, role] = answer.status_code
    return told


def test_the_table_names_routes_that_there_are(app):
    assert set(MAY) <= routes(app)
    assert {path for _, path in routes(app)} >= FOR_ALL_TO_CHANGE | ASKED_BY_POST


def test_nobody_changes_anything_but_what_is_said_to_be_for_all(app):
    changing = {(m, path) for m, path in routes(app) if m not in ("GET", "HEAD")}
    open_to_all = {path for m, path in changing - set(MAY)}
    assert open_to_all == FOR_ALL_TO_CHANGE | ASKED_BY_POST


@pytest.mark.parametrize("role", ROLES)
def test_who_may_is_let_in_and_who_may_not_is_refused(app, answers, role):
    wrong = {}
    for method, path in routes(app):
        status = answers[method, path, role]
        allowed = role in MAY.get((method, path), set(ROLES))
        refused = 401 if role == "public" else 403
        if (status == refused) == allowed or status in ({401, 403} - {refused}):
            wrong[method, path] = status
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_a_method_that_a_path_has_not_is_refused_to_all(app, answers, role):
    there = routes(app)
    taken = {
        (method, path): answers[method, path, role]
        for path in {path for _, path in there}
        for method in METHODS
        if not any(
            known == ("GET" if method == "HEAD" else method) and reaches(other, filled(path))
            for known, other in there
        )
    }
    assert {key: status for key, status in taken.items() if status != 405} == {}


def test_nobody_meets_a_fault_of_the_service(answers):
    allowed = {("GET", "/"), ("HEAD", "/")}
    broken = {key for key, status in answers.items() if status >= 500 and status != 503}
    assert {(method, path) for method, path, _ in broken} <= allowed


def test_a_head_is_refused_like_its_get(app, answers):
    for method, path in MAY:
        if method == "GET":
            for role in ROLES:
                assert answers["HEAD", path, role] == answers["GET", path, role]
