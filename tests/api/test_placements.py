from __future__ import annotations

import jsonschema
import pytest

from sitesel.exports.placement import PlacementOut
from sitesel.requirement import MOST_REQUIREMENTS

SMALL = {"land": "8 亩", "constraints": [{"attribute": "area", "at_least": "12 亩"}]}
ENQUIRY = {"title": "Two and one", "requirements": [SMALL, SMALL, SMALL | {"land": "900 亩"}]}


def test_each_requirement_is_placed_or_told_why_not(client):
    answer = client.post("/api/placements", json=ENQUIRY)
    assert answer.status_code == 200
    told = answer.json()
    jsonschema.validate(told, PlacementOut.model_json_schema())
    assert told["counts"]["placed"] == 2
    [unplaced] = told["unplaced"]
    assert (unplaced["requirement"], unplaced["why"]) == ("3", "too_small")
    assert client.post("/api/placements", json=ENQUIRY).content == answer.content


def test_the_answer_to_each_requirement_can_be_asked_for_again(client):
    told = client.post("/api/placements", json=ENQUIRY).json()
    for asked in told["requirements"]:
        again = client.get(f"/api/selections/{asked['selection']}").json()
        assert again["counts"]["candidates"] == asked["candidates"]


def test_an_enquiry_file_is_taken_as_it_is(client):
    text = "requirements: [{land: 8 亩, constraints: [{attribute: area, at_least: 12 亩}]}]"
    told = client.post(
        "/api/placements", content=text.encode(), headers={"content-type": "application/yaml"}
    ).json()
    assert told["counts"]["requirements"] == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"requirements": [SMALL | {"land": "8 km"}]}, "km"),
        ({"requirements": []}, "`requirements` is a list"),
        ({"requirements": [SMALL] * (MOST_REQUIREMENTS + 1)}, "at most 50"),
        ({"requirements": [{"constraints": [{"attribute": "aera", "at_least": 1}]}]}, "'area'"),
        (7, "an object is needed"),
    ],
)
def test_what_is_wrong_is_told(client, sent, said):
    answer = client.post("/api/placements", json=sent)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert said in answer.text


def test_what_is_no_enquiry_file_is_refused(client):
    answer = client.post("/api/placements", content=b"x", headers={"content-type": "image/png"})
    assert answer.status_code == 415
