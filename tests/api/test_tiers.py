"""A caller sees only what the schema opens to their tier, by whatever way they ask."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.people import ROLES
from sitesel.settings import Settings
from tests.api.conftest import WANTED
from tests.callers import taken_for

STAFF = ("staff", "reviewer", "keeper", "admin")
SEES = {"public": set(), "investor": {"tenure"}} | {key: {"tenure", "price"} for key in STAFF}
PROBE = {"constraints": [{"attribute": "price", "at_most": 400}]}


def listed(client) -> set[str]:
    return {a["name"] for a in client.get("/api/attributes").json()["attributes"]}


@pytest.mark.parametrize("role", ROLES)
def test_attributes_are_listed_to_whom_they_are_open(as_role, role):
    names = listed(as_role(role))
    assert names & {"tenure", "price"} == SEES[role]
    assert "area" in names


@pytest.mark.parametrize("role", ROLES)
def test_attributes_are_on_a_parcel_for_whom_they_are_open(as_role, role):
    client = as_role(role)
    one = client.get("/api/parcels/A").json()["properties"]
    page = client.get("/api/parcels").json()["parcels"][0]["attributes"]
    for name in ("tenure", "price"):
        assert (name in one) == (name in page) == (name in SEES[role])


@pytest.mark.parametrize("role", ROLES)
def test_a_requirement_can_probe_only_what_is_open(as_role, role):
    for address in ("/api/selections", "/api/answers", "/api/counts", "/api/requirements"):
        answer = as_role(role).post(address, json=PROBE)
        if "price" in SEES[role]:
            assert answer.status_code == 200
        else:
            assert answer.status_code == 422
            assert answer.json()["faults"][0]["code"] == "unknown-attribute"


@pytest.mark.parametrize("role", ["public", "investor"])
@pytest.mark.parametrize("form", ["json", "geojson", "csv", "html"])
def test_no_form_of_a_selection_tells_more_than_is_open(as_role, form, role):
    body = as_role(role).post(f"/api/selections?format={form}&lang=en", json=WANTED).text
    assert "starting price" not in body.lower()
    assert '"price"' not in body


@pytest.mark.parametrize("role", ROLES)
def test_the_report_is_for_who_sees_everything(as_role, role):
    answer = as_role(role).get("/report")
    assert answer.status_code == 404
    whole = "published without a report" in answer.json()["detail"]
    assert whole == (role in STAFF)


def test_what_one_tier_was_answered_another_is_not(as_role):
    for role in ("admin", "public", "investor", "public", "staff", "investor"):
        assert listed(as_role(role)) & {"tenure", "price"} == SEES[role]


def test_a_selection_is_not_found_by_who_sees_less_than_who_made_it(as_role):
    for wanted in (PROBE, WANTED):
        digest = as_role("staff").post("/api/selections", json=wanted).json()["digest"]
        unknown = as_role("public").get("/api/selections/0123456789abcdef").json()["detail"]
        for role in ("public", "investor"):
            for part in ("", "/ledger", "/standings", "/renewed", "/parcels/A"):
                answer = as_role(role).get(f"/api/selections/{digest}{part}")
                assert answer.status_code == 404
                assert answer.json()["detail"] == unknown.replace("0123456789abcdef", digest)
        assert as_role("keeper").get(f"/api/selections/{digest}").status_code == 200


def test_a_selection_that_the_public_makes_too_is_the_publics_too(as_role):
    first = as_role("staff").post("/api/selections", json=WANTED).json()["digest"]
    assert as_role("public").get(f"/api/selections/{first}").status_code == 404
    assert as_role("public").post("/api/selections", json=WANTED).json()["digest"] == first
    for role in ROLES:
        assert as_role(role).get(f"/api/selections/{first}").status_code == 200


def test_a_selection_keeps_its_tier_when_the_service_starts_anew(as_role, tmp_path):
    digest = as_role("investor").post("/api/selections", json=WANTED).json()["digest"]
    again = create_app(Settings(store=tmp_path / "town", samples=tmp_path))
    read = {
        role: TestClient(taken_for(again, role)).get(f"/api/selections/{digest}").status_code
        for role in ("public", "investor", "staff")
    }
    assert read == {"public": 404, "investor": 200, "staff": 200}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "address",
    ["/api/parcels/A", "/api/parcels", "/api/search?q=A", "/tiles/{id}/parcels/0/0/0.mvt",
     "/tiles/{id}.json", "/api/picture.svg?catalogue={id}", "/api/nothing", "/api/parcels/none"],
)  # fmt: skip
def test_nobody_keeps_for_others_what_is_not_everybodys(as_role, town_with_secrets, role, address):
    told = as_role(role).get(address.format(id=town_with_secrets.id)).headers
    kept, varies = told["cache-control"], told.get("vary", "").lower()
    if address == "/api/nothing":  # does not hang on who asks
        assert kept == "no-cache"
        return
    assert {"cookie", "authorization"} <= {each.strip() for each in varies.split(",")}
    if role == "public":
        assert "private" not in kept
    else:
        assert kept == ("private, no-cache" if "etag" in told else "private, no-store")
