from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from sitesel.api import links as module
from sitesel.api.kept import Kept
from sitesel.api.links import MOST_BYTES, Links, canonical
from sitesel.errors import LinkExpired, LinkNotFound

STATE = {"requirement": {"title": "码头"}, "map": {"zoom": 9.5, "centre": [122.1, 30.0]}}
DAY = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_state_is_kept_and_comes_back(client):
    made = client.post("/api/links", json={"state": STATE})
    assert made.status_code == 201
    link = made.json()
    assert link["address"] == f"/s/{link['id']}"
    assert len(link["id"]) == 12
    assert made.headers["location"] == f"/api/links/{link['id']}"
    back = client.get(f"/api/links/{link['id']}").json()
    assert back["state"] == STATE
    assert back["expires"] == link["expires"]


def test_the_same_state_has_the_same_link_whatever_the_order_of_its_keys(client):
    one, two = (
        client.post("/api/links", json={"state": state}).json()["id"]
        for state in (STATE, dict(reversed(STATE.items())))
    )
    other = client.post("/api/links", json={"state": {}}).json()["id"]
    assert one == two != other


@pytest.mark.parametrize(
    "link", ["aaaaaaaaaaaa", "AAAAAAAAAAAA", "a", "..%2fcurrent", "%2e%2e%2fmanifest", "a" * 99]
)
def test_an_unknown_link_is_not_found_and_says_the_way_out(client, link):
    answer = client.get(f"/api/links/{link}")
    assert answer.status_code == 404
    if "%2f" not in link:
        assert answer.json()["type"] == "urn:sitesel:problem:link-not-found"
        assert "start from the first page" in answer.json()["detail"]


def test_no_file_of_the_store_is_read_by_a_link(client, tmp_path):
    (tmp_path / "town" / "links").mkdir()
    (tmp_path / "town" / "secretsecret.json").write_text('{"made":"2026-01-01","state":{}}')
    assert client.get("/api/links/..%2Fsecretsecret").status_code == 404
    assert client.get("/api/links/../secretsecret").status_code == 404
    with pytest.raises(LinkNotFound):
        client.app.state.links.state("../secretsecret")


def test_a_link_expires_and_is_good_anew_when_it_is_made_again(tmp_path):
    now = [DAY]
    links = Links(Kept(tmp_path / "links"), days=30, now=lambda: now[0])
    link = links.make(STATE)
    assert link.expires == DAY + timedelta(days=30)
    now[0] = DAY + timedelta(days=29)
    assert links.state(link.id).made == DAY
    now[0] = DAY + timedelta(days=30)
    with pytest.raises(LinkExpired, match="good until 2026-01-31"):
        links.state(link.id)
    assert links.make(STATE).id == link.id
    assert links.state(link.id).state == STATE


def test_an_expired_link_is_gone_over_http(client, monkeypatch):
    link = client.post("/api/links", json={"state": STATE}).json()["id"]
    later = client.app.state.links
    monkeypatch.setattr(later, "_now", lambda: datetime.now(UTC) + timedelta(days=366))
    answer = client.get(f"/api/links/{link}", params={"lang": "zh"})
    assert answer.status_code == 410
    assert answer.json()["type"] == "urn:sitesel:problem:link-expired"
    assert "重新分享" in answer.json()["detail"]


def test_two_states_of_one_short_id_are_told_apart(tmp_path, monkeypatch):
    class Same:
        def __init__(self, body):
            self.body = body

        def digest(self):
            return b"\0" * 8 + bytes(16) + self.body[-8:]

    monkeypatch.setattr(module.hashlib, "sha256", Same)
    links = Links(Kept(tmp_path / "links"), days=1, now=lambda: DAY)
    one, two = links.make({"a": 1}), links.make({"a": 2})
    assert (len(one.id), len(two.id)) == (12, 20)
    assert links.state(one.id).state == {"a": 1}
    assert links.state(two.id).state == {"a": 2}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"state": {"x": "甲" * (MOST_BYTES // 3)}}),
        '{"state": {"x": NaN}}',
        '{"state": {"x": 1e999}}',
        '{"state": {"x": "\\ud800"}}',
        '{"state": ' + '{"a":' * 60 + "1" + "}" * 61,
        '{"state": {"a":' + "[" * 300 + "]" * 300 + "}}",
        '{"state": [1]}',
        '{"state": "x"}',
        "{}",
        '{"state": {}, "more": 1}',
    ],
)
def test_what_can_not_be_kept_is_refused(client, tmp_path, body):
    answer = client.post(
        "/api/links", content=body.encode(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert not (tmp_path / "town" / "links").exists()


def test_the_largest_state_is_kept():
    assert len(canonical({"x": "a" * (MOST_BYTES - 8)})) == MOST_BYTES


def test_links_are_limited_by_address(client, monkeypatch):
    monkeypatch.setattr(client.app.state.link_allowance, "_most", 1)
    assert client.post("/api/links", json={"state": STATE}).status_code == 201
    answer = client.post("/api/links", json={"state": STATE})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 3500


def test_where_the_store_can_not_be_written_nothing_is_promised(client, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = client.post("/api/links", json={"state": STATE})
    assert answer.status_code == 503
    assert "long address" in answer.json()["detail"]


def test_a_file_that_was_cut_short_is_no_link(client, tmp_path):
    link = client.post("/api/links", json={"state": STATE}).json()["id"]
    path = tmp_path / "town" / "links" / f"{link}.json"
    path.write_bytes(path.read_bytes()[:40])
    assert client.get(f"/api/links/{link}").status_code == 404
    assert client.post("/api/links", json={"state": STATE}).json()["id"] == link
    assert client.get(f"/api/links/{link}").json()["state"] == STATE
