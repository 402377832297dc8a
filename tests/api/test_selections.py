from __future__ import annotations

import json

import jsonschema
import pytest

from tests.api.conftest import WANTED


def test_a_requirement_is_answered_in_the_published_form(client):
    answer = client.post("/api/selections", json=WANTED)
    assert answer.status_code == 200
    jsonschema.validate(answer.json(), client.get("/api/schema").json())
    assert answer.json()["counts"] == {"total": 6, "candidates": 2, "rejected": 2, "undecided": 2}


def test_a_selection_is_repeated_to_the_byte(client):
    first = client.post("/api/selections", json=WANTED)
    again = client.get(first.headers["location"])
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]


def test_who_has_the_answer_is_not_sent_it_again(client):
    first = client.post("/api/selections", json=WANTED)
    again = client.get(first.headers["location"], headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_selection_outlives_the_process(client, town, tmp_path):
    from fastapi.testclient import TestClient

    from sitesel.api.app import create_app
    from sitesel.settings import Settings

    first = client.post("/api/selections", json=WANTED)
    other = create_app(Settings(store=tmp_path / "town", samples=tmp_path))
    with TestClient(other) as anew:
        assert anew.get(first.headers["location"]).content == first.content


@pytest.mark.parametrize(
    ("form", "media_type", "start"),
    [
        ("json", "application/json", b"{"),
        ("geojson", "application/geo+json", b"{"),
        ("gpkg", "application/geopackage+sqlite3", b"SQLite format 3"),
        ("csv", "text/csv; charset=utf-8", b"Rank"),
        ("xlsx", "application/vnd.openxmlformats", b"PK"),
        ("html", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
    ],
)
def test_every_form_by_name_and_by_accept(client, form, media_type, start):
    by_name = client.post(f"/api/selections?format={form}", json=WANTED)
    assert by_name.headers["content-type"].startswith(media_type)
    assert by_name.content.startswith(start)
    accept = {"accept": media_type.split(";")[0]}
    if form != "xlsx":
        assert (
            client.post("/api/selections", json=WANTED, headers=accept).content == by_name.content
        )


def test_the_map_page_of_a_selection_may_run_the_scripts_inside_it(client):
    page = client.post("/api/selections?format=html", json=WANTED)
    address = f"{page.headers['location']}?format=html"
    kept = client.get(address, headers={"if-none-match": page.headers["etag"]})
    assert kept.status_code == 304
    for answer in (page, client.get(address), kept):
        assert "script-src 'unsafe-inline'" in answer.headers["content-security-policy"]


def test_half_a_surrogate_pair_does_not_break_the_answer(client):
    body = b'{"title": "\\ud800", "constraints": [{"attribute": "area", "at_least": 1}]}'
    answer = client.post(
        "/api/selections", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 200


def test_faults_of_a_requirement_come_all_at_once_with_their_place(client):
    wanted = {
        "title": "x",
        "constraints": [
            {"attribute": "araea", "at_least": 1},
            {"attribute": "area", "at_least": "3 km"},
        ],
    }
    answer = client.post("/api/selections", json=wanted)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    faults = answer.json()["faults"]
    assert [fault["path"][:2] for fault in faults] == [["constraints", 0], ["constraints", 1]]
    assert "'area'" in faults[0]["detail"]


def test_problems_speak_chinese_to_who_asks_for_it(client):
    answer = client.post(
        "/api/selections", json={"title": 1, "constraints": 2}, params={"lang": "zh"}
    )
    assert answer.status_code == 422
    assert any("一" <= letter <= "鿿" for letter in answer.json()["detail"])


def test_an_unknown_digest_is_not_found(client):
    for digest in ("0" * 64, "..%2F..%2Fcurrent", "x"):
        answer = client.get(f"/api/selections/{digest}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_ledger_accounts_for_every_parcel_by_page_and_by_stream(client):
    location = client.post("/api/selections", json=WANTED).headers["location"]
    page = client.get(f"{location}/ledger", params={"limit": 4}).json()
    rest = client.get(f"{location}/ledger", params={"offset": 4}).json()
    stream = client.get(f"{location}/ledger", headers={"accept": "application/x-ndjson"})
    lines = [json.loads(line) for line in stream.text.splitlines()]
    assert lines == page["parcels"] + rest["parcels"]
    assert len(lines) == page["total"] == 6


def test_a_requirement_too_large_is_refused(client):
    answer = client.post("/api/selections", content=b"x" * 1_000_001)
    assert answer.status_code == 413


def test_a_body_that_is_no_json_is_a_problem(client):
    answer = client.post(
        "/api/selections", content=b"{", headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


WANTED_FILE = """\
title: {zh: 码头边的工业, en: Industry by the wharf}
constraints:
  - {attribute: planning_use, among: [100103, 100102]}
  - {attribute: share_in_wetland, at_most: 10%}
criteria:
  - {id: wharf, attribute: distance_to_wharf, value: {linear: {best: 0 m, worst: 1 km}}, weight: 60}
"""


@pytest.mark.parametrize(
    "media_type",
    ["application/yaml", "application/x-yaml", "text/yaml; charset=utf-8", "text/plain"],
)
def test_the_requirement_s_own_file_is_answered_like_its_json(client, media_type):
    sent = client.post(
        "/api/selections", content=WANTED_FILE.encode(), headers={"content-type": media_type}
    )
    assert sent.status_code == 200
    assert sent.content == client.post("/api/selections", json=WANTED).content


def test_faults_of_a_file_are_told_by_line(client):
    body = WANTED_FILE.replace("share_in_wetland", "share_in_wetlands").encode()
    answer = client.post(
        "/api/selections", content=body, headers={"content-type": "application/yaml"}
    )
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["line"] == 4


def test_what_is_no_requirement_is_told_in_the_caller_s_language(client):
    answer = client.post("/api/selections", json=[1], params={"lang": "zh"})
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["detail"].startswith("收到的是列表，需要一个对象")


def test_other_kinds_of_file_are_refused_with_the_kind_to_send(client):
    answer = client.post(
        "/api/selections", content=b"PK", headers={"content-type": "application/zip"}
    )
    assert answer.status_code == 415
    assert "application/yaml" in answer.json()["detail"]


def test_head_answers_as_get_does_without_the_body(client):
    location = client.post("/api/selections", json=WANTED).headers["location"]
    for path in (location, f"{location}/ledger", "/api/catalogue", "/"):
        head, whole = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers == whole.headers


@pytest.mark.parametrize(("lang", "title"), [("zh", "不支持的方法"), ("en", "Method not allowed")])
def test_the_title_of_a_problem_is_in_words(client, lang, title):
    answer = client.delete("/api/selections", params={"lang": lang})
    assert answer.status_code == 405
    assert answer.json()["title"] == title


def test_a_store_that_cannot_be_written_still_answers(client, tmp_path):
    (tmp_path / "town" / "selections").write_text("in the way", "utf-8")
    first = client.post("/api/selections", json=WANTED)
    assert first.status_code == 200
    assert client.get(first.headers["location"]).content == first.content


def test_more_work_than_one_request_may_make_is_refused(client, monkeypatch):
    monkeypatch.setattr("sitesel.api.answered.MOST_PACKED", 2)
    wanted = {
        "constraints": [{"attribute": "footprint_fits", "among": "yes"}],
        "development": {"buildings": [{"width": 20, "depth": 10, "count": 2}]},
    }
    answer = client.post("/api/selections", json=wanted, headers={"accept-language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "on each of the 6 parcels" in answer.json()["detail"]
    monkeypatch.setattr("sitesel.api.answered.MOST_PACKED", 6)
    answer = client.post("/api/selections", json=wanted)
    assert answer.status_code == 200
    jsonschema.validate(answer.json(), client.get("/api/schema").json())
    assert answer.json()["reasons"][0]["unmeasured"] == 0
