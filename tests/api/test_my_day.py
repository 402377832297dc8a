from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sitesel.workdays import day_of
from tests.api.proposing import project_of, service
from tests.callers import signed_in

TODAY = day_of(datetime.now(UTC))


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return service(tmp_path_factory.mktemp("town"), enquiries_an_hour=1000)


@pytest.fixture(scope="module")
def staff(app):
    return signed_in(app, "staff")


def test_a_day_counts_all_that_is_to_be_looked_at_and_lists_the_first(app, staff):
    visitor = signed_in(app, "public")
    sent = {"name": "张三", "contact": "0580", "message": "问", "organisation": "某公司"}
    for _ in range(22):
        assert visitor.post("/api/enquiries", json={**sent, "parcels": ["A"]}).status_code == 201
    project = project_of(staff)
    for days in (-1, 0, 7, 8):
        point = {"what": f"{days}", "department": "甲", "due": str(TODAY + timedelta(days=days))}
        assert staff.post(f"/api/projects/{project}/issues", json=point).status_code == 201
    catalogue = staff.get("/api/catalogue").json()["id"]
    for parcel, days in (("A", 14), ("B", 15)):
        held = staff.post(
            f"/api/parcels/{parcel}/reservation",
            json={"project": "前驱体", "until": str(TODAY + timedelta(days=days)),
                  "expects": catalogue},
        )  # fmt: skip
        assert held.status_code == 200, held.text
        catalogue = held.json()["catalogue"]
    day = staff.get("/api/my-day").json()
    assert (day["today"], day["catalogue"]) == (str(TODAY), catalogue)
    assert (day["enquiries"]["total"], len(day["enquiries"]["listed"])) == (22, 20)
    assert day["enquiries"]["listed"][0]["organisation"] == "某公司"
    assert "张三" not in staff.get("/api/my-day").text
    assert [one["what"]["zh"] for one in day["overdue"]["listed"]] == ["-1"]
    assert [one["what"]["zh"] for one in day["due"]["listed"]] == ["0", "7"]
    assert (day["overdue"]["total"], day["due"]["total"]) == (1, 2)
    assert day["reservations"] == {
        "total": 1,
        "listed": [{"parcel": "A", "sites": "parcels", "held_for": "前驱体",
                    "until": str(TODAY + timedelta(days=14)), "days": 14}],
    }  # fmt: skip
    assert day["stale"]["total"] >= len(day["stale"]["listed"])
    answered = day["enquiries"]["listed"][0]["id"]
    staff.post(f"/api/enquiries/{answered}/answer", json={"answer": "已致电"})
    assert staff.get("/api/my-day").json()["enquiries"]["total"] == 21


@pytest.mark.parametrize("role", ["keeper", "reviewer"])
def test_who_manages_no_projects_is_told_what_is_theirs_alone(app, role):
    day = signed_in(app, role).get("/api/my-day").json()
    assert day["enquiries"] is day["overdue"] is day["due"] is day["changed"] is None
    assert (day["evaluations"] is None) == (role == "keeper")
    assert "total" in day["stale"]
