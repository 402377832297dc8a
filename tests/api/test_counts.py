from __future__ import annotations

from tests.api.conftest import WANTED


def test_the_counts_and_reasons_are_those_of_the_selection(client):
    counted = client.post("/api/counts", json=WANTED).json()
    selection = client.post("/api/selections", json=WANTED).json()
    assert counted["counts"] == selection["counts"]
    assert counted["reasons"] == selection["reasons"]
    assert counted["catalogue"] == selection["catalogue"]


def test_the_digest_is_that_of_the_requirement_itself(client):
    counted = client.post("/api/counts", json=WANTED).json()
    read = client.post("/api/requirements", json=WANTED).json()
    assert counted["requirement"] == read["digest"]


def test_a_requirement_file_is_taken_as_it_is(client):
    answer = client.post(
        "/api/counts",
        content="constraints: [{attribute: area, at_least: 15 亩}]".encode(),
        headers={"content-type": "application/yaml"},
    )
    assert answer.json()["counts"]["candidates"] == 6


def test_asking_for_nothing_leaves_all(client):
    assert client.post("/api/counts", json={}).json()["counts"]["candidates"] == 6


def test_faults_are_told_with_their_place(client):
    answer = client.post("/api/counts", json={"constraints": [{"attribute": "arae"}]})
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["path"] == ["constraints", 0, "attribute"]
