from __future__ import annotations

from collections.abc import Iterator

import jsonschema
import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.exports.compared import ComparisonTold
from sitesel.settings import Settings
from tests.archipelago import STATE, TIME, archipelago_draft

ASKED = {"constraints": [{"id": "time", "attribute": TIME, "at_most": "30 min"}]}


@pytest.fixture
def islands(tmp_path) -> Iterator[TestClient]:
    Store(tmp_path / "islands").publish(archipelago_draft())
    settings = Settings(store=tmp_path / "islands", samples=tmp_path)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client


def test_a_comparison_says_who_comes_and_why(islands):
    answer = islands.post("/api/comparisons", json={"requirement": ASKED, "after": "bridge"})
    assert answer.status_code == 200
    told = answer.json()
    assert told["counts"] == {"come": 1, "go": 0, "moved": 0, "stayed": 1}
    assert (told["before"]["scenario"], told["after"]["scenario"]) == (None, "bridge")
    [come] = told["come"]
    assert come["parcel"] == "D"
    [time] = come["constraints"]
    assert (time["before"]["found"], time["after"]["found"]) == ("unreachable", 9.0)
    assert (time["before"]["state"], time["before"]["place"]) == ("no_ferry", "金钵盂")


def test_both_answers_can_be_asked_for_again(islands):
    told = islands.post("/api/comparisons", json={"requirement": ASKED, "after": "bridge"}).json()
    for side in ("before", "after"):
        again = islands.get(f"/api/selections/{told[side]['selection']}")
        assert again.json()["counts"] == told[side]["counts"]


def test_a_requirement_keeps_its_own_scenario_where_none_is_named(islands):
    sent = {"requirement": {**ASKED, "scenario": "bridge"}, "after": "base"}
    told = islands.post("/api/comparisons", json=sent).json()
    assert (told["before"]["scenario"], told["after"]["scenario"]) == ("bridge", None)


def test_two_requirements_are_compared(islands):
    other = {"constraints": [{"id": "soon", "attribute": TIME, "at_most": "8 min"}]}
    sent = {"requirement": ASKED, "before": "bridge", "other": {**other, "scenario": "bridge"}}
    told = islands.post("/api/comparisons", json=sent).json()
    [gone] = told["go"]
    assert gone["parcel"] == "D"
    assert [changed["verdicts"] for changed in gone["constraints"]] == [
        ["holds", "absent"],
        ["absent", "fails"],
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {"requirement": ASKED, "after": "brige"},
        {"requirement": {"constraints": [{"attribute": "tme", "at_most": 1}]}, "after": "bridge"},
        {"requirement": 7},
        {"after": "bridge"},
        {"requirement": ASKED, "whither": "bridge"},
    ],
)
def test_what_is_wrong_is_told(islands, sent):
    answer = islands.post("/api/comparisons", json=sent)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_selection_in_a_scenario_is_repeated_to_the_byte(islands):
    first = islands.post("/api/selections", json={**ASKED, "scenario": "bridge"})
    jsonschema.validate(first.json(), islands.get("/api/schema").json())
    assert first.json()["counts"]["candidates"] == 2
    assert islands.get(first.headers["location"]).content == first.content


def test_a_scenario_that_is_not_there_is_told(islands):
    answer = islands.post("/api/selections", json={**ASKED, "scenario": "brige"})
    assert answer.status_code == 422
    assert "did you mean 'bridge'?" in answer.text


def test_a_parcel_that_can_not_be_reached_has_no_number_and_a_state(islands):
    told = islands.get("/api/parcels/D").json()["properties"]
    assert (told[TIME], told[STATE]) == (None, "no_ferry")


def test_a_comparison_is_told_in_words(islands):
    told = islands.post("/api/comparisons/told", json={"requirement": ASKED, "after": "bridge"})
    assert told.status_code == 200
    told = told.json()
    assert told["counts"] == {"come": 1, "go": 0, "moved": 0, "stayed": 1}
    assert "1 come in" in told["text"]
    assert told["after"]["counts"]["candidates"] == 2
    [come] = [one for one in told["changes"] if one["change"] == "come"]
    assert (come["parcel"], come["before"]["disposition"]) == ("D", "rejected")
    assert come["after"]["text"].startswith("rank ")
    [reason] = come["reasons"]
    assert "no vehicle ferry" in reason


def test_a_comparison_is_told_in_the_language_asked_for(islands):
    sent = {"requirement": ASKED, "after": "bridge"}
    told = islands.post("/api/comparisons/told", json=sent, headers={"accept-language": "zh"})
    assert "新进 1" in told.json()["text"]


def test_two_selections_are_told_apart_in_words(islands):
    told = islands.post("/api/comparisons", json={"requirement": ASKED, "after": "bridge"}).json()
    before, after = told["before"]["selection"], told["after"]["selection"]
    said = islands.get(f"/api/selections/{before}/compared/{after}").json()
    ComparisonTold.model_validate(said)
    assert said["counts"] == told["counts"]
    assert said["text"].endswith("1 come in, 0 go out, 0 move, 1 stay")
    come = said["changes"][0]
    assert (come["change"], come["parcel"], come["name"]) == ("come", "D", "甲四")
    assert (come["before"]["text"], come["after"]["text"]) == ("rejected", "rank 1")
    assert "no vehicle ferry from" in come["reasons"][0]
    back = islands.get(f"/api/selections/{after}/compared/{before}?lang=zh").json()
    assert [one["parcel"] for one in back["changes"] if one["change"] == "go"] == ["D"]
