from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.callers import signed_in
from tests.catalogue.test_media import PDF, picture, told


@pytest.fixture
def app(town, tmp_path):
    return create_app(Settings(store=tmp_path / "town", samples=tmp_path))


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


def add(client, body, parcel="A", name="照片.jpg", **more):
    headers = {"content-type": "application/octet-stream"}
    params = {"name": name, **more}
    address = f"/api/parcels/{parcel}/media"
    return client.post(address, params=params, content=body, headers=headers)


def shown(client, parcel="A"):
    return client.get(f"/api/parcels/{parcel}/media").json()["media"]


def test_a_picture_is_added_seen_by_who_may_and_taken_off(app, staff):
    body = picture(60, 40, exif=told())
    made = add(staff, body, tier="investor", title="北望", title_en="North", document="No 7")
    assert made.status_code == 201, made.text
    (one,) = shown(staff)
    assert (one["kind"], one["tier"], one["title"]["zh"]) == ("photo", "investor", "北望")
    sent = staff.get(one["url"])
    assert sent.headers["content-type"] == "image/jpeg"
    assert b"SECRET CAMERA" not in sent.content
    public, investor = TestClient(app), signed_in(app, "investor")
    assert (shown(public), len(shown(investor))) == ([], 1)
    assert public.get(one["url"]).status_code == 404
    assert investor.get(one["url"]).status_code == 200
    entered = made.json()["revisions"][0]
    assert (entered["label"]["en"], entered["new"]["name"], entered["document"]) == (
        "Pictures and documents", one["name"], "No 7",
    )  # fmt: skip
    off = staff.delete(f"/api/parcels/A/media/{one['name']}", params={"note": "旧"})
    assert off.status_code == 200
    assert shown(staff) == []
    assert staff.get(one["url"]).status_code == 200  # the state that showed it is as it was
    assert staff.delete(f"/api/parcels/A/media/{one['name']}").status_code == 404
    past = staff.get("/api/parcels/A/history").json()["revisions"]
    assert [(r["note"], r["old"] is None) for r in past] == [("旧", False), (None, True)]
    with app.state.database.reading() as session:
        entries = [row.entry() for row in session.scalars(select(EntryRow))]
    edits = [(e.of, e.told["media"]) for e in entries if e.what == "edit"]
    assert edits == [("parcel:A", one["name"])] * 2


@pytest.mark.parametrize(
    ("body", "more", "said"),
    [
        (b"<svg onload=alert(1)>", {"name": "a.jpg"}, "SVG"),
        (b"<html><script>", {"name": "a.png"}, "HTML"),
        (b"PK\x03\x04zip", {"name": "a.zip"}, "JPEG"),
        (b"", {}, "JPEG"),
        (picture(60, 40)[:-300], {}, "damaged"),
        (PDF, {"kind": "panorama"}, "PDF"),
        (picture(60, 40), {"title": "a\u202eb"}, "steer"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(staff, tmp_path, body, more, said):
    before = staff.get("/api/catalogue").json()["id"]
    answer = add(staff, body, **more)
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["detail"]
    assert staff.get("/api/catalogue").json()["id"] == before
    assert not (tmp_path / "town" / "media").exists()


def test_only_what_there_is_and_who_may(app, staff):
    body = picture(60, 40)
    assert add(staff, body, parcel="Z").status_code == 404
    assert add(staff, body, tier="secret").status_code == 422
    assert add(signed_in(app, "reviewer"), body).status_code == 403
    assert add(TestClient(app), body).status_code == 401
    assert add(staff, body, parcel="H1", sites="halls").status_code == 201
    assert add(staff, body, parcel="H1", sites="halls").status_code == 422
    for name in ("..%2f..%2fcurrent", "..", "none.jpg"):
        assert staff.delete(f"/api/parcels/A/media/{name}").status_code in (404, 405), name
