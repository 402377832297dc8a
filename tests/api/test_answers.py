from __future__ import annotations

import pytest

from sitesel.exports.explained import ExplanationTold
from sitesel.exports.told import AnswerTold
from tests.api.conftest import WANTED


def test_an_answer_has_the_numbers_of_its_selection_and_the_words_of_the_caller(client):
    selection = client.post("/api/selections", json=WANTED).json()
    told = client.post("/api/answers", json=WANTED).json()
    AnswerTold.model_validate(told)
    assert (told["digest"], told["counts"]) == (selection["digest"], selection["counts"])
    assert told["account"] == "6 parcels accounted for: 2 candidates, 2 rejected, 2 undecided"
    assert [one["parcel"] for one in told["candidates"]] == ["A", "B"]
    assert [one["rejected"] for one in told["reasons"]] == [1, 1]
    chinese = client.post("/api/answers?lang=zh", json=WANTED).json()
    assert chinese["digest"] == told["digest"]
    assert chinese["account"] == "6 宗全部有交代：候选 2，淘汰 2，待定 2"


def test_contributions_add_up_and_say_what_they_rest_on(client):
    first = client.post("/api/answers", json=WANTED).json()["candidates"][1]
    [wharf] = first["contributions"]
    assert wharf["share"] == pytest.approx(first["suitability"]) == pytest.approx(0.9)
    assert (wharf["label"], wharf["found"]) == ("Distance to wharf", "100 m")
    assert wharf["prefers"] == "Distance to wharf: best at 0 m, worst at 1 km"
    assert first["facts"] == ["Second-class industry", "15 mu (1 ha)", "on offer"]


def test_a_site_says_where_it_lies(client):
    one = client.post("/api/answers", json=WANTED).json()["candidates"][0]
    west, south, east, north = one["bounds"]
    longitude, latitude = one["point"]
    assert west < longitude < east
    assert south < latitude < north


def test_the_selection_of_an_answer_can_be_asked_for(client):
    told = client.post("/api/answers", json=WANTED)
    assert client.get(told.headers["location"]).json()["digest"] == told.json()["digest"]


def test_who_asks_for_nothing_is_shown_all(client, tmp_path):
    told = client.post("/api/answers", json={"rules": "none"}).json()
    assert told["counts"]["candidates"] == told["counts"]["total"] == 6
    # as another process would, which has only what was written down
    client.app.state.remembered._answers.clear()
    assert client.get(f"/api/selections/{told['digest']}").status_code == 200


def test_a_near_miss_says_what_would_let_it_in(client):
    wanted = {"constraints": [{"id": "far", "attribute": "distance_to_wharf", "at_least": 450}]}
    near = client.post("/api/answers", json=wanted).json()["near_misses"][0]
    [failing] = near["failing"]
    assert (near["parcel"], failing["margin"]) == ("E", "short by 50 m")
    relaxed = {**wanted, "constraints": [failing["relaxed"]]}
    told = client.post("/api/answers", json=relaxed).json()
    assert [one["parcel"] for one in told["candidates"]] == ["E", "F"]


def test_a_near_miss_says_what_can_not_be_told_of_it(client):
    far = {"attribute": "distance_to_wharf", "at_most": 150}
    use = {"attribute": "planning_use", "among": ["1001"]}
    told = client.post("/api/answers", json={"constraints": [far, use]}).json()
    assert {one["parcel"]: one["open"] for one in told["near_misses"]}["D"] == [
        "Planning use is Industry (1001); not known"
    ]
    assert told["near_misses"][0]["open"] == []


def test_faults_of_a_requirement_are_told_as_elsewhere(client):
    answer = client.post("/api/answers", json={"constraints": [{"attribute": "aera"}]})
    assert answer.status_code == 422
    assert "did you mean 'area'" in answer.text


def test_one_parcel_is_explained(client):
    digest = client.post("/api/answers", json=WANTED).json()["digest"]
    told = client.get(f"/api/selections/{digest}/parcels/E").json()
    ExplanationTold.model_validate(told)
    assert told["summary"] == "rejected: 1 constraint does not hold"
    assert [line["verdict"] for line in told["constraints"]] == ["holds", "fails"]
    assert [line["way"] for line in told["constraints"]] == ["", "Share in wetland at most 50%"]


def test_who_has_an_explanation_is_not_sent_it_again(client):
    digest = client.post("/api/answers", json=WANTED).json()["digest"]
    address = f"/api/selections/{digest}/parcels/E"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("digest", ["0123456789abcdef", None])
def test_what_is_not_there_is_told(client, digest):
    digest = digest or client.post("/api/answers", json=WANTED).json()["digest"]
    answer = client.get(f"/api/selections/{digest}/parcels/Z/9")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
