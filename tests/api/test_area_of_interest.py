from __future__ import annotations

import numpy as np
import pytest

# the town's parcels B and C, from west to east; see `town_draft`
BOW_TIE = [[122.1, 30.0], [122.2, 30.1], [122.2, 30.0], [122.1, 30.1], [122.1, 30.0]]


@pytest.fixture
def drawn(town):
    west, south, east, north = town.geometry("parcels", np.array([1, 2])).total_bounds
    west, south, east, north = west - 1e-6, south - 1, east + 1e-6, north + 1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[float(x), float(y)] for x, y in ring]]}


def test_only_what_lies_in_the_area_is_left(client, drawn):
    wanted = {"area_of_interest": drawn}
    counted = client.post("/api/counts", json=wanted).json()
    assert counted["counts"] == {"total": 6, "candidates": 2, "rejected": 4, "undecided": 0}
    selection = client.post("/api/selections", json=wanted)
    assert [one["parcel"] for one in selection.json()["candidates"]] == ["B", "C"]
    again = client.get(selection.headers["location"])
    assert again.content == selection.content


def test_a_selection_in_an_area_outlives_the_process(client, drawn, tmp_path):
    from fastapi.testclient import TestClient

    from sitesel.api.app import create_app
    from sitesel.settings import Settings

    first = client.post("/api/selections", json={"area_of_interest": drawn})
    other = create_app(Settings(store=tmp_path / "town", samples=tmp_path))
    with TestClient(other) as anew:
        assert anew.get(first.headers["location"]).content == first.content


def test_the_share_has_a_distribution(client, drawn):
    sent = {"requirement": {"area_of_interest": drawn}, "attributes": ["share_in_area"]}
    (told,) = client.post("/api/distributions", json=sent).json()["distributions"]
    assert (told["known"], told["range"]) == (6, [0, 100])
    assert told["all"][-1] == 2


@pytest.mark.parametrize("address", ["/api/requirements", "/api/counts", "/api/selections"])
def test_an_area_that_crosses_itself_is_refused_with_where(client, address):
    wanted = {"area_of_interest": {"type": "Polygon", "coordinates": [BOW_TIE]}}
    answer = client.post(address, json=wanted)
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["code"], fault["path"]) == ("invalid-area", ["area_of_interest"])
    assert "near [122.150000, 30.050000]" in fault["detail"]


def test_the_share_is_among_the_attributes(client):
    told = client.get("/api/attributes").json()["attributes"]
    share = next(one for one in told if one["name"] == "share_in_area")
    assert (share["unit"], share["on_demand"], share["range"]) == ("%", True, [0, 100])
