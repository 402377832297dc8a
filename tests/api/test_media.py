from __future__ import annotations

import io

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from sitesel.api.app import create_app
from sitesel.catalogue.build import build
from sitesel.settings import Settings
from tests.catalogue.test_media import PDF, SQUARES, picture, place

__all__ = ["SQUARES", "place"]


@pytest.fixture
def client(place):
    (place / "raw" / "p.jpg").write_bytes(picture(64, 32))
    (place / "raw" / "q.jpg").write_bytes(picture(60, 40))
    (place / "raw" / "r.pdf").write_bytes(PDF)
    (place / "raw" / "media.csv").write_text(
        "parcel,file,kind,title_zh,title_en,tier\n"
        "A-1,p.jpg,panorama,南望,Looking south,\n"
        "A-1,q.jpg,photo,内部,Inside,staff\n"
        'B/2,r.pdf,document,"图则"";x.exe",Sheet,\n',
        "utf-8",
    )
    (place / "build.yaml").write_text(
        "title: Two\nillustrative: true\n"
        "parcels: {path: raw/parcels.geojson, id: id, columns: {}}\n"
        "media: {path: raw/media.csv, licence: CC0-1.0}\n",
        "utf-8",
    )
    build(place / "build.yaml", place / "store")
    settings = Settings(store=place / "store", samples=place)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client


def test_the_media_of_a_parcel_are_listed_with_all_that_is_known(client):
    told = client.get("/api/parcels/A-1/media").json()
    (one,) = told["media"]
    assert one["kind"] == "panorama"
    assert one["title"] == {"zh": "南望", "en": "Looking south"}
    assert (one["width"], one["height"], one["type"]) == (64, 32, "image/jpeg")
    assert one["illustrative"] is True
    assert one["licence"] == "CC0-1.0"
    picture_ = client.get(one["url"])
    assert picture_.headers["content-type"] == "image/jpeg"
    assert len(picture_.content) == one["bytes"]
    assert Image.open(io.BytesIO(picture_.content)).size == (64, 32)


def test_an_id_with_a_slash_has_media_too_and_a_parcel_without_has_none(client, town):
    assert len(client.get("/api/parcels/B/2/media").json()["media"]) == 1
    assert client.get("/api/parcels/nowhere/media").status_code == 404
    assert client.get("/api/parcels/A-1/media", params={"sites": "halls"}).status_code == 404


def test_pictures_are_sent_for_good_and_can_do_nothing(client):
    url = client.get("/api/parcels/A-1/media").json()["media"][0]["url"]
    headers = client.get(url).headers
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


def test_a_document_is_saved_and_its_title_steers_no_header(client):
    url = client.get("/api/parcels/B/2/media").json()["media"][0]["url"]
    answer = client.get(url)
    told = answer.headers["content-disposition"]
    assert told.startswith("attachment; ")
    assert told.count(";") == 2
    assert "%22%3Bx.exe.pdf" in told
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content == PDF


def test_what_is_for_the_staff_is_neither_listed_nor_sent(client, place):
    store = place / "store"
    catalogue = (store / "current").read_text().strip()
    folder = store / "catalogues" / catalogue / "media"
    sent = {
        path.name: client.get(f"/media/{catalogue}/{path.name}").status_code
        for path in folder.iterdir()
    }
    assert sorted(sent.values()) == [200, 200, 404]
    assert "Inside" not in client.get("/api/parcels/A-1/media").text


@pytest.mark.parametrize(
    "path",
    [
        "{id}/none.jpg",
        "{id}/..%2Fmanifest.json",
        "{id}/../manifest.json",
        "{id}/%2e%2e%2fmedia.json",
        "0000000000000000/none.jpg",
        "..%2f..%2fcurrent/x",
        "{id}/%00",
    ],
)
def test_no_other_file_is_sent(client, place, path):
    catalogue = (place / "store" / "current").read_text().strip()
    answer = client.get("/media/" + path.format(id=catalogue))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_part_of_a_picture_can_be_asked_for(client):
    url = client.get("/api/parcels/A-1/media").json()["media"][0]["url"]
    assert client.get(url, headers={"range": "bytes=0-9"}).content == client.get(url).content[:10]
