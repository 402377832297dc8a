from __future__ import annotations

import pytest

ASKED = {
    "constraints": [{"attribute": "area", "at_least": 1}, {"attribute": "price", "at_most": 380}]
}


def test_each_attribute_is_told_in_the_order_asked_and_once(client):
    answer = client.post(
        "/api/distributions",
        json={"requirement": ASKED, "attributes": ["price", "status", "price", "plot_ratio"]},
    )
    told = answer.json()["distributions"]
    assert [(one["attribute"], one["end"]) for one in told] == [
        ("price", None),
        ("status", None),
        ("plot_ratio", "lower"),
        ("plot_ratio", "upper"),
    ]
    price, status = told[:2]
    assert (price["known"], price["unknown"], price["range"]) == (5, 1, [300, 450])
    assert sum(price["all"]) == sum(price["others"]) == 5
    assert status["values"] == [
        {"value": "listed", "all": 4, "others": 3},
        {"value": "sold", "all": 1, "others": 0},
    ]
    assert answer.json()["counts"] == {"total": 6, "candidates": 3, "rejected": 2, "undecided": 1}


def test_the_number_of_bins_is_bounded(client):
    sent = {"requirement": {}, "attributes": ["price"], "bins": 3}
    told = client.post("/api/distributions", json=sent).json()["distributions"][0]
    assert 1 <= len(told["all"]) <= 3
    assert client.post("/api/distributions", json=sent | {"bins": 65}).status_code == 422


def test_an_unknown_attribute_is_told_with_what_may_have_been_meant(client):
    sent = {"requirement": {}, "attributes": ["area", "prize"]}
    answer = client.post("/api/distributions", json=sent)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["path"] == ["attributes", 1]
    assert "'price'" in answer.json()["faults"][0]["detail"]


@pytest.mark.parametrize("names", [["area"] * 25, [7], "area", [None]])
def test_what_is_no_short_list_of_names_is_refused(client, names):
    answer = client.post("/api/distributions", json={"requirement": {}, "attributes": names})
    assert answer.status_code == 422


def test_halls_have_distributions_too(client):
    sent = {"requirement": {"sites": "halls"}, "attributes": ["floor_area"]}
    assert client.post("/api/distributions", json=sent).json()["distributions"][0]["known"] == 1
