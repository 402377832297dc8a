from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sitesel.workdays import day_of
from tests.api.proposing import deeds, made

TODAY = day_of(datetime.now(UTC))


@pytest.fixture
def own(proposed):
    """Return a point of the staff's own, of which a part may be changed."""
    sent = {"what": {"zh": "落实资金", "en": "Settle the funds"}, "department": "金融办",
            "due": (TODAY - timedelta(days=3)).isoformat(), "parcel": "A"}  # fmt: skip
    answer = proposed.staff.post(f"/api/projects/{proposed.project}/issues", json=sent)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_points_of_a_proposal_are_on_the_list_of_its_project(proposed):
    told = proposed.staff.get(f"/api/issues?project={proposed.project}").json()
    points = [one for one in told["issues"] if not one["own"]]
    assert len(points) > 2
    assert all(one["current"] and one["department"]["en"] for one in points)
    assert [one["due"] for one in told["issues"]] == sorted(one["due"] for one in told["issues"])
    assert {one["project_title"]["en"] for one in points} == {"Precursor"}
    assert points[0]["department"] in told["departments"]
    assert told["departments"] == sorted(told["departments"], key=lambda one: one["zh"])
    few = proposed.staff.get("/api/issues?limit=1&department=Nobody").json()
    assert (few["total"], few["departments"]) == (0, told["departments"])
    assert proposed.staff.get("/api/issues?project=999").status_code == 404


def test_a_point_of_ones_own_is_listed_late_changed_and_on_record(proposed, own):
    staff, address = proposed.staff, f"/api/issues/{own['id']}"
    assert (own["overdue"], own["status"], own["own"]) == (True, "open", True)
    late = staff.get("/api/issues?overdue=true").json()
    assert own["id"] in {one["id"] for one in late["issues"]}
    sent = {"version": 1, "status": "done", "person": "王", "note": "一\n二"}
    changed = staff.patch(address, json=sent).json()
    assert (changed["version"], changed["overdue"], changed["note"]) == (2, False, "一\n二")
    entry = deeds(proposed.app, "issue_change")[-1]
    assert entry["of"] == f"issue:{own['id']}"
    assert entry["told"]["status"] == ["open", "done"]
    late = staff.get("/api/issues?overdue=true").json()
    assert own["id"] not in {one["id"] for one in late["issues"]}
    answer = staff.patch(address, json={"version": 1, "status": "waived"})
    assert answer.status_code == 409
    [clash] = answer.json()["clashes"]
    assert (clash["field"], clash["now"], clash["wanted"]) == ("status", "done", "waived")
    assert "now done, wanted waived" in answer.json()["detail"]


@pytest.mark.parametrize(
    "sent",
    [
        {"what": ""},
        {"what": "a\x00"},
        {"what": "x" * 1001},
        {"due": "1999-01-01"},
        {"due": "9999-12-31"},
        {"due": "tomorrow"},
        {"department": " "},
        {"person": "\u202e"},
        {"status": "done"},
    ],
)
def test_a_point_with_faults_is_refused(proposed, sent):
    whole = {"what": "一", "department": "甲", "due": TODAY.isoformat()}
    answer = proposed.staff.post(f"/api/projects/{proposed.project}/issues", json=whole | sent)
    assert answer.status_code == 422


def test_the_words_of_a_proposal_can_not_be_changed_by_hand(proposed):
    listed = proposed.staff.get(f"/api/issues?project={proposed.project}").json()["issues"]
    point = next(one for one in listed if not one["own"])
    sent = {"version": point["version"], "what": "别的"}
    answer = proposed.staff.patch(f"/api/issues/{point['id']}", json=sent)
    assert answer.status_code == 422
    assert proposed.staff.patch("/api/issues/9999", json={"version": 1}).status_code == 404


def test_statuses_and_own_points_go_into_the_next_proposal(proposed, own):
    staff, project = proposed.staff, proposed.project
    point = next(
        one for one in staff.get(f"/api/issues?project={project}").json()["issues"]
        if not one["own"] and one["status"] == "open"
    )  # fmt: skip
    moved = str(TODAY + timedelta(days=1))
    sent = {"version": point["version"], "status": "done", "due": moved}
    assert staff.patch(f"/api/issues/{point['id']}", json=sent).status_code == 200
    later = made(staff, project)
    word = next(file for file in later["files"] if file["name"] == "proposal.docx")
    body = staff.get(word["url"]).text
    assert "'done'" in body
    assert "落实资金" in body
    after = {one["id"]: one for one in staff.get(f"/api/issues?project={project}").json()["issues"]}
    assert after[point["id"]]["status"] == "done"
    assert after[point["id"]]["current"]
    told = staff.get(f"/api/projects/{project}/preview?lang=en").json()["issues"]
    assert {"Settle the funds"} <= {one["what"] for one in told}
    assert (moved, "done") in {(one["due"], one["status"]) for one in told}
    staff.patch(f"/api/proposals/{later['id']}", json={"status": "closed"})
