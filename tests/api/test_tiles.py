from __future__ import annotations

import gzip

import pytest

from tests.api.conftest import WANTED
from tests.tiles.conftest import decoded


def test_the_tiles_of_a_catalogue_are_described(client, town):
    told = client.get(f"/tiles/{town.id}.json").json()
    assert told["catalogue"] == town.id
    assert told["bounds"] == list(town.manifest.bounds)
    assert told["sets"]["parcels"] == {"count": 6, "from_zoom": 0, "max_zoom": 16}
    assert told["sets"]["halls"]["count"] == 1
    layers = told["sets"]["ground"]["layers"]
    assert layers["land"]["geometry"] == ["polygon"]
    assert layers["facilities"] == {"geometry": ["point"], "kinds": ["wharf"], "from_zoom": 0}
    assert layers["constraints"]["kinds"] == ["wetland"]
    assert client.get("/tiles/published.json").json() == told
    some = told["url"].format(set="parcels", z=0, x=0, y=0)
    assert client.get(some).status_code == 200


def test_a_tile_has_every_parcel_with_what_the_public_may_see(client, town):
    tile = decoded(client.get(f"/tiles/{town.id}/parcels/0/0/0.mvt").content)
    assert tile["parcels"]["features"][0]["properties"] == {
        "id": "A",
        "name": "甲一",
        "planning_use": "100103",
        "status": "listed",
        "area": 10_000,
    }
    assert [f["id"] for f in tile["labels"]["features"]] == list(range(6))


def test_a_hall_tells_its_floor_area(client, town):
    tile = decoded(client.get(f"/tiles/{town.id}/halls/0/0/0.mvt").content)
    [hall] = tile["parcels"]["features"]
    assert hall["properties"]["area"] == 4000


def test_a_tile_is_kept_for_good_and_not_sent_twice(client, town):
    address = f"/tiles/{town.id}/parcels/0/0/0.mvt"
    first = client.get(address)
    assert first.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_tile_is_packed_for_those_who_take_it(client, town):
    address = f"/tiles/{town.id}/parcels/0/0/0.mvt"
    plain = client.get(address, headers={"accept-encoding": "identity"})
    packed = client.get(address, headers={"accept-encoding": "gzip, br"})
    refused = client.get(address, headers={"accept-encoding": "br, gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in refused.headers
    assert plain.content == packed.content == refused.content
    assert packed.headers["vary"] == "Accept-Encoding, Cookie, Authorization"
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 4))


def test_a_tile_where_there_is_nothing_is_empty(client, town):
    answer = client.get(f"/tiles/{town.id}/ground/3/0/0.mvt")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("{id}/parcels/2/4/0.mvt", 404, "from 0 to 3"),
        ("{id}/parcels/23/0/0.mvt", 422, "not well-formed"),
        ("{id}/parcels/2/-1/0.mvt", 422, "not well-formed"),
        ("{id}/plots/0/0/0.mvt", 422, "not well-formed"),
        ("0123456789abcdef/parcels/0/0/0.mvt", 404, "/api/catalogue"),
        ("0123456789abcdef.json", 404, "/api/catalogue"),
        ("..%2f..%2fetc.json", 404, ""),
    ],
)
def test_what_is_not_there_is_told_so(client, town, address, status, word):
    answer = client.get("/tiles/" + address.format(id=town.id))
    assert answer.status_code == status
    assert word in answer.json()["detail"]


def test_clusters_are_counted_by_a_selection(client, town, monkeypatch):
    monkeypatch.setattr("sitesel.tiles.sites.MOST_SITES", 5)
    digest = client.post("/api/selections", json=WANTED).json()["digest"]
    told = client.get(f"/tiles/{town.id}.json").json()["sets"]["parcels"]
    assert told["from_zoom"] > 0
    address = f"/tiles/{town.id}/parcels/0/0/0.mvt"
    [plain] = decoded(client.get(address).content)["clusters"]["features"]
    [counted] = decoded(client.get(f"{address}?selection={digest}").content)["clusters"]["features"]
    assert plain["properties"] == {"count": 6}
    counts = client.get(f"/api/selections/{digest}").json()["counts"]
    assert counted["properties"].pop("best") == pytest.approx(1.0)
    assert counted["properties"] == {
        "count": counts["total"],
        **{key: counts[key] for key in ("candidates", "rejected", "undecided")},
    }
    halls = client.get(f"/tiles/{town.id}/halls/0/0/0.mvt?selection={digest}")
    assert halls.status_code == 200


def test_a_selection_of_other_sites_counts_no_clusters(client, town, monkeypatch):
    monkeypatch.setattr("sitesel.tiles.sites.MOST_SITES", 0)
    digest = client.post("/api/selections", json=WANTED).json()["digest"]
    answer = client.get(f"/tiles/{town.id}/halls/0/0/0.mvt?selection={digest}")
    assert answer.status_code == 404
    assert "ask for its tiles there" in answer.json()["detail"]
    nobody = client.get(f"/tiles/{town.id}/halls/0/0/0.mvt?selection=00000000")
    assert nobody.status_code == 404
