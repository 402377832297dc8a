from __future__ import annotations

import numpy as np
import pytest

from tests.api.conftest import WANTED


@pytest.fixture
def selection(client):
    return client.post("/api/selections", json=WANTED).json()


def test_a_number_for_each_parcel_in_the_order_of_the_catalogue(client, selection):
    answer = client.get(f"/api/selections/{selection['digest']}/standings")
    numbers = np.frombuffer(answer.content, "<f4")
    assert answer.headers["x-sites"] == "6"
    assert answer.headers["content-type"] == "application/octet-stream"
    # A is at the wharf and B 100 m off; C's and D's use is not known; E, F are rejected
    assert numbers.tolist() == [1.0, np.float32(0.9), -2.0, -2.0, -1.0, -1.0]


def test_standings_are_kept_for_good_and_not_sent_twice(client, selection):
    address = f"/api/selections/{selection['digest']}/standings"
    first = client.get(address)
    assert "immutable" in first.headers["cache-control"]
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_whom_a_reason_concerns_with_names_and_bounds(client, town, selection):
    address = f"/api/selections/{selection['digest']}/reasons/share_in_wetland"
    told = client.get(address).json()
    assert (told["total"], told["rows"]) == (1, [4])
    assert told["parcels"] == [{"id": "E", "name": "甲五", "row": 4}]
    assert told["bounds"] == town.geometry("parcels", np.array([4])).total_bounds.tolist()


def test_for_whom_a_constraint_can_not_be_told(client, town, selection):
    address = f"/api/selections/{selection['digest']}/reasons/planning_use"
    told = client.get(address, params={"outcome": "unknown"}).json()
    assert told["rows"] == [2, 3]
    assert told["bounds"] == town.geometry("parcels", np.array([2, 3])).total_bounds.tolist()


def test_a_reason_that_concerns_nobody_has_no_bounds(client, selection):
    address = f"/api/selections/{selection['digest']}/reasons/planning_use"
    told = client.get(address, params={"outcome": "unmeasured"}).json()
    assert (told["total"], told["rows"], told["bounds"]) == (0, [], None)


def test_what_is_not_there_is_told(client, selection):
    digest = selection["digest"]
    assert client.get("/api/selections/0123456789abcdef/standings").status_code == 404
    answer = client.get(f"/api/selections/{digest}/reasons/sise")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("constraint-not-found")
