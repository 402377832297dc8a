from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from sitesel.api.callers import HEADER
from sitesel.projects import making
from sitesel.projects.proposals import proposal_of
from sitesel.workdays import day_of
from tests.api.proposing import deeds, made, project_of, service, small_packs, waited
from tests.callers import signed_in

TODAY = day_of(datetime.now(UTC))


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with small_packs():
        yield service(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def staff(app):
    return signed_in(app, "staff")


@pytest.fixture(scope="module")
def project(staff):
    return project_of(staff)


@pytest.fixture(scope="module")
def ready(staff, project):
    return made(staff, project, langs=["zh", "en"], prepared_by="招商中心")


def test_a_proposal_pins_what_it_is_made_of_and_is_on_record(app, staff, project, ready):
    current = staff.get("/api/catalogue").json()["id"]
    assert (ready["status"], ready["why"], ready["progress"]) == ("ready", None, None)
    assert ready["catalogue"] == current
    assert ready["current"]
    assert ready["shortlist"] == ready["evaluated"] == ["A", "B"]
    assert ready["title"] == {"zh": "前驱体", "en": "Precursor"}
    assert ready["requirement"] == 1
    assert ready["tier"] == "investor"
    assert ready["day"] == TODAY.isoformat()
    assert ready["valid_until"] == (TODAY + timedelta(days=30)).isoformat()
    assert ready["standing"]["standing"] == "unchanged"
    assert ready["by"] == "staff"
    begun, done = (entry["told"] for entry in deeds(app, "propose")[:2])
    assert begun["selection"] == ready["digest"]
    assert begun["catalogue"] == current
    manifest = next(file for file in ready["files"] if file["name"] == "manifest.json")
    assert done["manifest"] == manifest["sha256"]
    listed = staff.get(f"/api/projects/{project}/proposals").json()["proposals"]
    assert [each["id"] for each in listed] == [ready["id"]]


def test_files_of_a_proposal_come_as_they_were_made(app, staff, ready):
    word = next(file for file in ready["files"] if file["name"].endswith(".docx"))
    assert (word["name"], word["lang"], word["label"]["en"]) == (
        "zh/proposal.docx", "zh", "the proposal, in Word",
    )  # fmt: skip
    answer = staff.get(word["url"])
    assert len(answer.content) == word["bytes"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert deeds(app, "download")[-1]["told"] == {"file": "zh/proposal.docx"}
    for name in ("none.pdf", "../state.sqlite", "zh", "%00"):
        found = staff.get(f"/api/proposals/{ready['id']}/files/{name}")
        assert found.status_code == 404, name


def test_a_preview_says_what_a_proposal_would_and_keeps_nothing(staff, project, ready):
    told = staff.get(f"/api/projects/{project}/preview?lang=en&top=1").json()
    assert told["cover"]["title"] == "Precursor"
    assert [one["parcel"] for one in told["shortlist"]] == ["A"]
    assert told["lang"] == "en"
    assert {one["key"] for one in told["issues"]} >= {"*/standard:plot_ratio"}
    listed = staff.get(f"/api/projects/{project}/proposals").json()["proposals"]
    assert [each["id"] for each in listed] == [ready["id"]]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"requirement": 9}, 404),
        ({"langs": []}, 422),
        ({"langs": ["fr"]}, 422),
        ({"top": 0}, 422),
        ({"top": 21}, 422),
        ({"valid_days": 0}, 422),
        ({"day": "2020-01-01"}, 422),
        ({"prepared_by": "a\u202eb"}, 422),
        ({"prepared_by": "a\ud800"}, 422),
        ({"more": 1}, 422),
    ],
)
def test_what_can_not_be_made_is_refused_and_nothing_begins(staff, project, ready, sent, status):
    body = json.dumps(sent).encode()
    headers = {"content-type": "application/json"}
    answer = staff.post(f"/api/projects/{project}/proposals", content=body, headers=headers)
    assert answer.status_code == status
    assert (
        staff.get(f"/api/projects/{project}/proposals").json()["proposals"][0]["id"]
        == (ready["id"])
    )


def test_a_project_without_a_requirement_is_told_to_have_none(staff):
    empty = staff.post("/api/projects", json={"title": "空"}).json()["id"]
    answer = staff.post(f"/api/projects/{empty}/proposals", json={})
    assert answer.status_code == 422
    assert "no requirement yet" in answer.json()["detail"]
    assert staff.post("/api/projects/999/proposals", json={}).status_code == 404


def test_a_key_that_sees_no_internal_data_reaches_no_proposal(app, staff, project, ready):
    other = signed_in(app, "public")
    addresses = [
        f"/api/projects/{project}/preview", f"/api/projects/{project}/proposals",
        f"/api/proposals/{ready['id']}", ready["files"][0]["url"], "/api/issues",
        f"/api/projects/{project}/evaluations/A", f"/api/proposals/{ready['id']}/shares",
    ]  # fmt: skip
    for scopes, status in ((["projects"], 403), (["projects", "read_staff"], 200)):
        key = staff.post("/api/keys", json={"label": "x", "scopes": scopes}).json()["key"]
        other.headers["authorization"] = f"Bearer {key}"
        assert {other.get(address).status_code for address in addresses} == {status}


def test_what_was_not_made_says_so_and_can_be_made_again(app, staff, project, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the machine")

    with monkeypatch.context() as patched:
        patched.setattr(making, "pack", broken)
        failed = made(staff, project)
    address = f"/api/proposals/{failed['id']}"
    assert failed["status"] == "failed"
    assert "in its log" in failed["why"]["en"]
    assert "secret" not in str(failed)
    assert staff.patch(address, json={"status": "closed"}).status_code == 422
    with app.state.database.writing() as session:
        proposal_of(session, failed["id"]).status = "making"  # as a service that was killed left it
    left = staff.get(address).json()
    assert left["status"] == "failed"
    assert "make it again" in left["why"]["en"]
    assert staff.patch(address, json={"status": "making"}).status_code == 200
    found = waited(staff, failed["id"])
    assert (found["status"], found["why"]) == ("ready", None)
    assert staff.patch(address, json={"status": "making"}).status_code == 422
    closed = staff.patch(address, json={"status": "closed"}).json()
    assert closed["status"] == "closed"
    [file] = [file for file in found["files"] if file["name"] == "proposal.docx"]
    folder = app.state.settings.store / "proposals"
    assert folder.stat().st_mode & 0o077 == 0
    (folder / file["sha256"]).write_bytes(b"other")
    answer = staff.get(file["url"])
    assert answer.status_code == 404
    assert "damaged" in answer.json()["detail"]


def test_open_proposals_are_checked_once_when_the_catalogue_changes(tmp_path):
    with small_packs():
        app = service(tmp_path)
        staff = signed_in(app, "staff")
        project = project_of(staff)
        first, closed = made(staff, project), made(staff, project)
        staff.patch(f"/api/proposals/{closed['id']}", json={"status": "closed"})
        before = staff.get("/api/catalogue").json()["id"]
        changed = staff.patch(
            "/api/parcels/A", json={"expects": before, "changes": {"planning_use": "1001"}}
        )
        assert changed.status_code == 200, changed.text
        after = changed.json()["catalogue"]
        day = staff.get("/api/my-day").json()
        assert day["catalogue"] == after
        told = {each["id"]: each["standing"] for each in day["changed"]["listed"]}
        assert told[first["id"]]["standing"] == "lost"
        assert [one["parcel"] for one in told[first["id"]]["lost"]] == ["A"]
        assert told[first["id"]]["words"]["en"] == "甲一 (A) was 1st and is undecided"
        assert closed["id"] not in told
        assert day["changed"]["total"] == len(told)
        found = staff.get(f"/api/proposals/{first['id']}").json()
        assert (found["catalogue"], found["current"]) == (before, False)
        assert found["standing"]["catalogue"] == after
        with app.state.database.writing() as session:
            proposal_of(session, first["id"]).standing = "better"  # checked once, it is not again
        again = staff.get(f"/api/projects/{project}/proposals").json()["proposals"]
        assert {each["id"]: each["standing"]["standing"] for each in again} == {
            first["id"]: "better", closed["id"]: "unchanged",
        }  # fmt: skip


def test_tables_of_the_bureau_are_kept_with_what_was_made_of_them(tmp_path):
    table = tmp_path / "own.yaml"
    table.write_text(
        "topics: [{id: all, department: {zh: 一窗, en: One Window}, days: 5}]", "utf-8"
    )
    policies = tmp_path / "p.csv"
    policies.write_text("id,title_zh,what_zh\np1,奖补,按投资额\n", "utf-8")
    with small_packs():
        app = service(tmp_path / "town", departments=table, policies=policies)
        staff = signed_in(app, "staff")
        project = project_of(staff)
        found = made(staff, project)
        listed = staff.get("/api/issues").json()["issues"]
        assert {one["department"]["en"] for one in listed} == {"One Window"}
        table.write_text("topics: []", "utf-8")
        answer = staff.post(f"/api/projects/{project}/proposals", json={})
        assert answer.status_code == 422
        with app.state.database.writing() as session:
            proposal_of(session, found["id"]).status = "failed"
        # made again with the table as it was, whatever it is now
        staff.patch(f"/api/proposals/{found['id']}", json={"status": "making"})
        assert waited(staff, found["id"])["status"] == "ready"


def test_a_change_by_another_sites_page_is_refused(app, staff, project):
    del staff.headers[HEADER]
    try:
        answer = staff.post(
            f"/api/projects/{project}/proposals", json={}, headers={"origin": "https://evil.test"}
        )
    finally:
        staff.headers[HEADER] = "1"
    assert answer.status_code == 403
