from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from sitesel.api.callers import clock
from sitesel.people import tokens
from sitesel.projects.shares import Share
from tests.api.proposing import deeds, made


def shared(proposed, **more):
    sent = {"made_for": "龘新材料公司", "days": 7, **more}
    return proposed.staff.post(f"/api/proposals/{proposed.proposal['id']}/shares", json=sent)


@pytest.fixture(scope="module")
def outside(proposed):
    return TestClient(proposed.app, headers={"accept-language": "en"})


@pytest.fixture(scope="module")
def share(proposed):
    answer = shared(proposed)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def token(share):
    return share["link"].removeprefix("/p/")


def test_a_link_opens_the_marked_pdf_for_somebody_outside_and_each_view_is_counted(
    proposed, outside, share, token, tmp_path
):
    found = outside.get(f"/api/shared/{token}")
    assert found.headers["cache-control"] == "private, no-store"
    told = found.json()
    assert told["title"]["en"] == "Precursor"
    assert [(file["name"], file["lang"]) for file in told["files"]] == [
        ("zh/proposal.pdf", "zh"), ("en/proposal.pdf", "en"),
    ]  # fmt: skip
    answer = outside.get(told["files"][0]["url"])
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.content.startswith(b"%PDF")
    if shutil.which("pdftotext") is not None:
        path = tmp_path / "a.pdf"
        path.write_bytes(answer.content)
        words = subprocess.run(
            ["pdftotext", str(path), "-"], check=True, capture_output=True, text=True
        ).stdout
        pages = words.split("\f")[:-1]
        assert len(pages) > 5
        assert [n for n, page in enumerate(pages, 1) if "龘" not in page] == []
    listed = proposed.staff.get(f"/api/proposals/{proposed.proposal['id']}/shares").json()
    one = next(each for each in listed["shares"] if each["id"] == share["id"])
    assert (one["views"], one["good"], one["made_for"]) == (1, True, "龘新材料公司")
    assert "link" not in one
    entry = deeds(proposed.app, "share_view")[-1]
    assert (entry["who"], entry["told"]["file"]) == (f"share:{share['id']}", "zh/proposal.pdf")
    assert deeds(proposed.app, "share")[-1]["told"]["made_for"] == "龘新材料公司"


def test_the_secret_of_a_link_is_kept_nowhere(proposed, token):
    secret = token.split(".")[1]
    database = proposed.app.state.database
    with database.reading() as session:
        held = session.get(Share, token.split(".")[0])
        assert held.digest == tokens.digest(secret)
    assert secret not in str([deeds(proposed.app, what) for what in ("share", "share_view")])
    assert secret not in (proposed.app.state.settings.store / "state.sqlite").read_bytes().decode(
        "latin1"
    )


def test_a_link_that_is_unknown_over_or_ended_is_the_same_to_who_opens_it(
    proposed, outside, share, token
):
    other = shared(proposed).json()
    ended = other["link"].removeprefix("/p/")
    name = token.split(".")[0]
    assert proposed.staff.delete(f"/api/shares/{other['id']}").status_code == 204
    assert proposed.staff.delete(f"/api/shares/{other['id']}").status_code == 204
    assert len(deeds(proposed.app, "share_end")) == 1
    wrong = [ended, "x", name, f"{name}.", f"{name}.x", "a.b.c", "%00.x", f"{token}x", "é.é"]
    told = {outside.get(f"/api/shared/{each}").text for each in wrong}
    told |= {outside.get(f"/api/shared/{each}/zh/proposal.pdf").text for each in wrong}
    later = datetime.now(UTC) + timedelta(days=8)
    proposed.app.dependency_overrides[clock] = lambda: later
    try:
        told.add(outside.get(f"/api/shared/{token}").text)
        told.add(outside.get(f"/api/shared/{token}/zh/proposal.pdf").text)
    finally:
        del proposed.app.dependency_overrides[clock]
    assert len(told) == 1
    assert outside.get(f"/api/shared/{token}").status_code == 200
    for file in ("proposal.docx", "manifest.json", "..", "zh"):
        assert outside.get(f"/api/shared/{token}/{file}").status_code == 404


@pytest.mark.parametrize(
    "sent", [{"days": 91}, {"days": 0}, {"made_for": " "}, {"made_for": "x" * 46},
             {"made_for": "a\u202eb"}, {"tier": "staff"}],
)  # fmt: skip
def test_a_share_with_faults_is_refused(proposed, sent):
    assert shared(proposed, **sent).status_code == 422


def test_what_only_staff_may_see_and_what_is_closed_is_not_shared(proposed):
    staff = proposed.staff
    inside = made(staff, proposed.project, tier="staff")
    address = f"/api/proposals/{inside['id']}"
    answer = staff.post(f"{address}/shares", json={"made_for": "某"})
    assert answer.status_code == 422
    assert "only staff may see" in answer.json()["detail"]
    staff.patch(address, json={"status": "closed"})
    answer = staff.post(f"{address}/shares", json={"made_for": "某"})
    assert "ready and not closed" in answer.json()["detail"]
    assert staff.delete("/api/shares/none").status_code == 404
