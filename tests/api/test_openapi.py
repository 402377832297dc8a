"""Whatever is sent, the service answers as its own description says."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.settings import Settings
from tests.conftest import town_draft

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
OPERATIONS = (
    ("GET", "/api/catalogue"),
    ("GET", "/api/gaps"),
    ("GET", "/api/words"),
    ("POST", "/api/comparisons/told"),
    ("GET", "/api/attributes"),
    ("GET", "/api/schema"),
    ("GET", "/api/parcels"),
    ("GET", "/api/parcels/{parcel}"),
    ("GET", "/api/parcels/{parcel}/routes"),
    ("GET", "/api/parcels/{parcel}/service-areas"),
    ("GET", "/api/parcels/{parcel}/exclusions"),
    ("GET", "/api/parcels/{parcel}/surroundings"),
    ("GET", "/api/parcels/{parcel}/envelope"),
    ("GET", "/api/search"),
    ("GET", "/api/picture.svg"),
    ("POST", "/api/footprints"),
    ("GET", "/api/network"),
    ("POST", "/api/selections"),
    ("GET", "/api/selections/{digest}"),
    ("GET", "/api/selections/{digest}/ledger"),
    ("GET", "/api/selections/{digest}/renewed"),
    ("GET", "/api/selections/{digest}/standings"),
    ("GET", "/api/selections/{digest}/reasons/{constraint}"),
    ("POST", "/api/counts"),
    ("POST", "/api/distributions"),
    ("POST", "/api/requirements"),
    ("GET", "/api/templates"),
    ("POST", "/api/answers"),
    ("GET", "/api/selections/{digest}/parcels/{parcel}"),
    ("GET", "/api/selections/{digest}/compared/{other}"),
    ("POST", "/api/comparisons"),
    ("POST", "/api/placements"),
    ("GET", "/api/parcels/{parcel}/media"),
    ("POST", "/api/parcels/{parcel}/media"),
    ("DELETE", "/api/parcels/{parcel}/media/{media}"),
    ("POST", "/api/links"),
    ("GET", "/api/links/{link}"),
    ("POST", "/api/enquiries"),
    ("GET", "/api/stages"),
    ("GET", "/api/colleagues"),
    ("GET", "/api/projects"),
    ("POST", "/api/projects"),
    ("GET", "/api/projects/{project}"),
    ("PATCH", "/api/projects/{project}"),
    ("POST", "/api/projects/{project}/stages"),
    ("DELETE", "/api/projects/{project}/stages/{step}"),
    ("POST", "/api/projects/{project}/requirements"),
    ("GET", "/api/projects/{project}/requirements/{number}"),
    ("POST", "/api/projects/{project}/selections"),
    ("POST", "/api/projects/{project}/contacts"),
    ("PATCH", "/api/projects/{project}/contacts/{contact}"),
    ("DELETE", "/api/projects/{project}/contacts/{contact}"),
    ("POST", "/api/projects/{project}/notes"),
    ("POST", "/api/projects/{project}/documents"),
    ("GET", "/api/projects/{project}/documents/{document}"),
    ("DELETE", "/api/projects/{project}/documents/{document}"),
    ("GET", "/api/projects/{project}/preview"),
    ("GET", "/api/projects/{project}/proposals"),
    ("POST", "/api/projects/{project}/proposals"),
    ("GET", "/api/proposals/{proposal}"),
    ("PATCH", "/api/proposals/{proposal}"),
    ("GET", "/api/proposals/{proposal}/files/{name}"),
    ("GET", "/api/issues"),
    ("POST", "/api/projects/{project}/issues"),
    ("PATCH", "/api/issues/{issue}"),
    ("GET", "/api/evaluations"),
    ("GET", "/api/projects/{project}/evaluations/{parcel}"),
    ("POST", "/api/projects/{project}/evaluations/{parcel}/opinions"),
    ("POST", "/api/projects/{project}/evaluations/{parcel}/overrides"),
    ("POST", "/api/proposals/{proposal}/shares"),
    ("GET", "/api/proposals/{proposal}/shares"),
    ("DELETE", "/api/shares/{share}"),
    ("GET", "/api/shared/{token}"),
    ("GET", "/api/shared/{token}/{file}"),
    ("GET", "/api/my-day"),
    ("GET", "/api/enquiries"),
    ("POST", "/api/enquiries/{enquiry}/project"),
    ("POST", "/api/enquiries/{enquiry}/answer"),
    ("GET", "/api/follow-up"),
    ("GET", "/api/follow-up/export"),
    ("GET", "/api/site"),
    ("GET", "/tiles/published.json"),
    ("GET", "/tiles/{catalogue}.json"),
    ("GET", "/tiles/{catalogue}/{name}/{z}/{x}/{y}.mvt"),
    ("GET", "/api/sign-in"),
    ("GET", "/api/sign-in/oidc"),
    ("GET", "/api/sign-in/oidc/callback"),
    ("POST", "/api/invitations/{invitation}/oidc"),
    ("POST", "/api/sign-in"),
    ("POST", "/api/sign-out"),
    ("GET", "/api/me"),
    ("POST", "/api/me/password"),
    ("GET", "/api/users"),
    ("POST", "/api/users"),
    ("PATCH", "/api/users/{user}"),
    ("POST", "/api/invitations"),
    ("POST", "/api/invitations/{invitation}"),
    ("GET", "/api/keys"),
    ("POST", "/api/keys"),
    ("DELETE", "/api/keys/{key}"),
    ("PATCH", "/api/parcels/{parcel}"),
    ("POST", "/api/parcels/{parcel}/check"),
    ("POST", "/api/parcels/{parcel}/reservation"),
    ("POST", "/api/parcels/{parcel}/release"),
    ("GET", "/api/parcels/{parcel}/history"),
    ("GET", "/api/catalogues"),
    ("GET", "/api/register"),
    ("GET", "/api/stale"),
    ("GET", "/api/form"),
    ("GET", "/api/uploads/{upload}/picture.svg"),
    ("GET", "/api/life-cycle"),
    ("GET", "/api/uploads"),
    ("POST", "/api/uploads"),
    ("GET", "/api/uploads/{upload}"),
    ("GET", "/api/uploads/{upload}/progress"),
    ("POST", "/api/uploads/{upload}/publish"),
    ("DELETE", "/api/uploads/{upload}"),
    ("GET", "/api/record"),
    ("GET", "/api/record/deeds"),
    ("GET", "/api/rules"),
    ("GET", "/api/rules/diff"),
)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    Store(folder).publish(town_draft())
    app = create_app(Settings(store=folder, samples=folder))
    app.openapi()  # made here, for the loader waits ten seconds at most
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


def test_every_route_of_the_service_is_tried(described):
    found = {(o.ok().method.upper(), o.ok().path) for o in described.get_all_operations()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_makes_the_service_fail_or_break_its_word(described, method, path):
    @settings(
        max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=described[path][method].as_strategy())
    def sent(case):
        case.call_and_validate(checks=CHECKS, timeout=60)  # a busy machine is slow

    sent()
