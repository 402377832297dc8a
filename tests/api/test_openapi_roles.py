"""Whatever somebody signed in sends, in whatever role, the service does not fail."""

from __future__ import annotations

import io

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from sitesel.api import shares
from tests.api.proposing import made, project_of, service, small_packs
from tests.callers import signed_in, taken_for

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
# how hard each role is tried: all routes are open to one of the first two, the rest see less
EXAMPLES = {"admin": 4, "reviewer": 2, "keeper": 1, "staff": 1, "investor": 1}
NAMED = {"parcel": "A", "number": 1, "name": "manifest.json", "file": "proposal.pdf"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return a service with one of everything that a route can be asked about."""
    with small_packs(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(shares, "marked", lambda *_: {"proposal.pdf": b"%PDF-1.7\n%%EOF"})
        app = service(tmp_path_factory.mktemp("town"))
        staff = signed_in(app, "staff")
        project = project_of(staff)
        proposal = made(staff, project)["id"]
        picture = io.BytesIO()
        Image.new("RGB", (4, 4)).save(picture, "PNG")
        for path, sent in (
            (f"projects/{project}/selections", {"requirement": 1}),
            (f"projects/{project}/contacts", {"name": "王工"}),
            (f"projects/{project}/notes", {"text": "x"}),
            (
                f"projects/{project}/issues",
                {
                    "what": {"zh": "点", "en": "point"},
                    "department": {"zh": "消防救援支队", "en": "Fire"},
                    "due": "2026-12-01",
                },
            ),
        ):
            assert staff.post(f"/api/{path}", json=sent).status_code == 201, path
        picture = staff.post(
            f"/api/projects/{project}/documents?name=a.png", content=picture.getvalue()
        )
        share = staff.post(f"/api/proposals/{proposal}/shares", json={"made_for": "某公司"})
        assert picture.status_code == share.status_code == 201
        NAMED.update(project=project, proposal=proposal, share=share.json()["id"])
        NAMED.update(token=share.json()["link"].removeprefix("/p/"), document=1, contact=1, issue=1)
        yield app


@pytest.fixture(scope="module")
def described(app):
    app.openapi()  # made here, for the loader waits ten seconds at most
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize("role", EXAMPLES)
def test_no_request_of_somebody_signed_in_makes_the_service_fail(app, described, role):
    taken_for(app, role, department="消防救援支队" if role == "reviewer" else None)
    failed = {}
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES[role],
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def sent(case):
            for name in set(case.path_parameters) & set(NAMED):
                case.path_parameters[name] = NAMED[name]
            case.call_and_validate(checks=CHECKS, timeout=60)  # a busy machine is slow

        try:
            sent()
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all are told at once
            failed[f"{operation.method} {operation.path}"] = str(error)[:2000]
    assert failed == {}
