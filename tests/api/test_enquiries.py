from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.api.enquiry_book import EnquiryBook
from sitesel.settings import Settings

SENT = {
    "parcels": ["A", "B"],
    "sites": "parcels",
    "name": "陈先生",
    "organisation": "Example Ltd",
    "contact": "+86 138 0000 0000",
    "message": "能否分期供地？\n谢谢",
    "lang": "zh",
    "website": "",
}


def stored(tmp_path):
    return EnquiryBook(tmp_path / "town").all()


def test_an_enquiry_is_stored_for_the_staff(client, town, tmp_path):
    answer = client.post("/api/enquiries", json=SENT)
    assert answer.status_code == 201
    told = answer.json()
    (enquiry,) = stored(tmp_path)
    assert enquiry.id == told["id"]
    assert enquiry.received == told["received"]
    assert enquiry.parcels == ("A", "B")
    assert enquiry.catalogue == town.id
    assert enquiry.message == "能否分期供地？\n谢谢"
    (path,) = (tmp_path / "town" / "enquiries").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_visitors_can_not_read_it_over_http(client):
    told = client.post("/api/enquiries", json=SENT).json()["id"]
    assert client.get("/api/enquiries").status_code == 401
    assert client.get(f"/api/enquiries/{told}").status_code == 404
    assert client.get(f"/enquiries/{told}.json").status_code == 404
    assert "陈先生" not in client.get("/api/catalogue").text


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": "  "}, "name", "empty"),
        ({"contact": ""}, "contact", "empty"),
        ({"message": "\n"}, "message", "empty"),
        ({"name": "a" * 101}, "name", "too-long"),
        ({"message": "很" * 10_000}, "message", "too-long"),
        ({"name": "a\nBcc: x@example.com"}, "name", "control-character"),
        ({"contact": "1\x1b]0;owned\x07"}, "contact", "control-character"),
        ({"message": "a\x00b"}, "message", "control-character"),
        ({"message": "a\u202eb"}, "message", "control-character"),
        ({"organisation": "a\u2028b"}, "organisation", "control-character"),
        ({"selection": "../../x"}, "selection", "no-digest"),
        ({"website": "http://spam.example"}, "website", "not-empty"),
    ],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_stored(
    client, tmp_path, change, field, code
):
    answer = client.post("/api/enquiries", json=SENT | change)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(f["code"], f["path"]) for f in answer.json()["faults"]] == [(code, [field])]
    assert stored(tmp_path) == []


def test_all_faults_are_told_at_once(client):
    answer = client.post("/api/enquiries", json=SENT | {"name": "", "contact": "", "website": "x"})
    assert len(answer.json()["faults"]) == 3


@pytest.mark.parametrize(
    "change",
    [{"parcels": ["A"] * 21}, {"parcels": "A"}, {"more": 1}, {"lang": "fr"}, {"name": None}],
)
def test_what_is_not_well_formed_is_refused(client, change):
    assert client.post("/api/enquiries", json=SENT | change).status_code == 422


@pytest.mark.parametrize("parcel", ["nowhere", "A\x00", "\U0001f600", "../A"])
def test_an_unknown_parcel_is_not_found(client, tmp_path, parcel):
    assert client.post("/api/enquiries", json=SENT | {"parcels": [parcel]}).status_code == 404
    assert stored(tmp_path) == []


def test_half_a_character_is_refused(client, tmp_path):
    for field in ("name", "parcels"):
        bad = SENT | {field: ["\ud800"] if field == "parcels" else "\ud800"}
        body = json.dumps(bad).encode()
        answer = client.post(
            "/api/enquiries", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code in (404, 422)
    assert stored(tmp_path) == []


def test_an_enquiry_may_be_about_halls_or_nothing_yet(client, tmp_path):
    assert (
        client.post("/api/enquiries", json=SENT | {"sites": "halls", "parcels": ["H1"]}).status_code
        == 201
    )
    assert client.post("/api/enquiries", json=SENT | {"parcels": []}).status_code == 201
    assert {one.parcels for one in stored(tmp_path)} == {("H1",), ()}


def test_who_sends_too_many_is_told_when_to_try_again(client, tmp_path):
    codes = [client.post("/api/enquiries", json=SENT).status_code for _ in range(7)]
    assert codes == [201] * 6 + [429]
    answer = client.post("/api/enquiries", json=SENT)
    assert answer.json()["type"] == "urn:sitesel:problem:too-many"
    assert 500 < int(answer.headers["retry-after"]) <= 600
    assert len(stored(tmp_path)) == 6


def test_a_mistake_costs_none_of_the_few(client):
    for _ in range(20):
        client.post("/api/enquiries", json=SENT | {"name": ""})
    assert client.post("/api/enquiries", json=SENT).status_code == 201


def test_a_service_may_take_none(town, tmp_path):
    settings = Settings(store=tmp_path / "town", samples=tmp_path, enquiries=False)
    client = TestClient(create_app(settings))
    assert client.get("/api/site").json()["enquiries"] is False
    answer = client.post("/api/enquiries", json=SENT)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:sitesel:problem:enquiries-closed"


def test_where_it_can_not_be_stored_nothing_is_promised(client, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = client.post("/api/enquiries", json=SENT)
    assert answer.status_code == 503
    assert "nothing was sent" in answer.json()["detail"]


def test_enquiries_are_in_the_order_they_came(tmp_path):
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=i) for i in range(5)]
    times = iter(moments)
    book = EnquiryBook(tmp_path, now=lambda: next(times))
    told = {k: v for k, v in SENT.items() if k not in ("website", "parcels")}
    made = [
        book.add({**told, "parcels": (), "catalogue": "x", "selection": None}).id for _ in moments
    ]
    assert [one.id for one in book.all()] == made
    assert [one.id for one in book.all(since=moments[3])] == made[3:]


def test_a_damaged_file_hides_no_other(client, tmp_path):
    client.post("/api/enquiries", json=SENT)
    folder = tmp_path / "town" / "enquiries"
    (folder / "20260101-000000-aaaaaa.json").write_bytes(b"{")
    (folder / "20260101-000000-bbbbbb.json").write_bytes(b"[]")
    assert len(stored(tmp_path)) == 1
