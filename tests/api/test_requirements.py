from __future__ import annotations


def test_a_file_comes_back_in_the_units_of_the_schema(client):
    answer = client.post(
        "/api/requirements",
        content="constraints: [{attribute: area, at_least: 15 亩}]".encode(),
        headers={"content-type": "application/yaml"},
    )
    assert answer.json()["requirement"]["constraints"][0]["at_least"] == 10_000


def test_reading_it_again_gives_the_same(client):
    first = client.post("/api/requirements", json={"template": "workshop"})
    again = client.post("/api/requirements", json=first.json()["requirement"])
    assert again.status_code == 200
    assert again.content == first.content


def test_all_faults_are_told_with_their_lines(client):
    answer = client.post(
        "/api/requirements",
        content=b"constraints:\n- {attribute: arae, at_least: 1}\n- {attribute: area, least: 1}\n",
        headers={"content-type": "application/yaml"},
    )
    assert answer.status_code == 422
    assert [fault["line"] for fault in answer.json()["faults"]] == [2, 3]


def test_a_requirement_that_asks_for_nothing_yet_is_read_too(client):
    assert client.post("/api/requirements", json={}).status_code == 200
