from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.api.callers import clock
from sitesel.catalogue.revisions import pending
from sitesel.people import ROLES
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.callers import signed_in

SHEET = "编号,状态,起始地价\nA,成交,380\nB,,\nZ9,挂牌,1\n"


@pytest.fixture
def app(town, tmp_path):
    return create_app(Settings(store=tmp_path / "town", samples=tmp_path))


@pytest.fixture
def staff(app):
    return signed_in(app, "staff")


@pytest.fixture
def keeper(app):
    return signed_in(app, "keeper")


def uploaded(client, body=SHEET, name="月报.csv", **more):
    body = body.encode() if isinstance(body, str) else body
    headers = {"content-type": "application/octet-stream"}
    return client.post("/api/uploads", params={"name": name, **more}, content=body, headers=headers)


def published(client, token, **sent):
    return client.post(f"/api/uploads/{token}/publish", json=sent)


def current(client):
    return client.get("/api/catalogue").json()["id"]


def waiting(tmp_path):
    folder = tmp_path / "town" / "uploads"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_the_difference_is_shown_and_nothing_is_published(app, staff, town):
    told = uploaded(staff)
    assert told.status_code == 201, told.text
    found = told.json()
    assert found["counts"] == {
        "changed": 2, "moved": 0, "new": 1, "gone": 0, "refused": 0, "unchanged": 1,
    }  # fmt: skip
    assert [(c["parcel"], c["attribute"], c["old"], c["new"]) for c in found["changed"]] == [
        ("A", "status", "listed", "sold"),
        ("A", "price", 375.0, 380.0),
    ]
    assert (found["name"], found["new"]) == ("月报.csv", ["Z9"])
    assert current(staff) == town.id
    with app.state.database.reading() as session:
        (entry,) = [row.entry() for row in session.scalars(select(EntryRow))]
    assert (entry.what, entry.told["name"]) == ("upload", "月报.csv")


def test_on_a_word_it_is_published_once(keeper, town, tmp_path):
    token = uploaded(keeper).json()["upload"]
    refused = published(keeper, token)
    assert refused.status_code == 422
    assert "1 are new" in refused.json()["detail"]
    made = published(keeper, token, only_values=True, note="月报").json()
    assert made["before"] == town.id
    assert {r["document"] for r in made["revisions"]} == {"月报.csv"}
    assert current(keeper) == made["catalogue"]
    assert published(keeper, token, only_values=True).status_code == 404
    assert waiting(tmp_path) == []


def test_what_changed_meanwhile_is_a_conflict(keeper):
    token = uploaded(keeper, "id,price\nA,380\n").json()["upload"]
    sent = {"changes": {"price": 1}, "expects": current(keeper)}
    keeper.patch("/api/parcels/A", json=sent)
    told = published(keeper, token)
    assert told.status_code == 409
    assert told.json()["clashes"][0]["wanted"] == 380


def test_a_step_that_can_not_be_gone_holds_it_up(keeper):
    found = uploaded(keeper, "id,status\nD,listed\n").json()
    assert found["refused"][0]["parcel"] == "D"
    assert published(keeper, found["upload"]).status_code == 422


def test_it_is_the_senders_alone_but_for_who_may_publish_and_kept_for_a_day(app, staff, keeper):
    token = uploaded(staff, "id,price\nA,380\n").json()["upload"]
    other = signed_in(app, "staff", name="other")
    assert other.get(f"/api/uploads/{token}").status_code == 404
    assert other.delete(f"/api/uploads/{token}").status_code == 404
    assert other.get("/api/uploads").json() == {"may_publish": False, "uploads": []}
    assert keeper.get(f"/api/uploads/{token}").status_code == 200
    app.dependency_overrides[clock] = lambda: datetime.now(UTC) + timedelta(hours=25)
    assert signed_in(app, "keeper").delete(f"/api/uploads/{token}").status_code in (401, 404)
    del app.dependency_overrides[clock]
    assert staff.delete(f"/api/uploads/{token}").status_code == 204
    assert staff.delete(f"/api/uploads/{token}").status_code == 404


def test_the_staff_see_the_difference_and_a_keeper_publishes_it(app, staff, keeper):
    found = uploaded(staff, "id,price\nA,380\n").json()
    assert found["may_publish"] is False
    assert "数据管理员" in found["notice"]["zh"]
    refused = published(staff, found["upload"])
    assert refused.status_code == 403
    assert "who may not publish catalogues" in refused.json()["detail"]
    listed = keeper.get("/api/uploads").json()
    (one,) = listed["uploads"]
    assert (listed["may_publish"], one["upload"], one["name"]) == (
        True, found["upload"], "月报.csv",
    )  # fmt: skip
    again = keeper.get(f"/api/uploads/{one['upload']}").json()
    assert (again["changed"], again["notice"]) == (found["changed"], None)
    made = published(keeper, one["upload"]).json()
    assert [(r["who"], r["new"]) for r in made["revisions"]] == [("user:2", 380.0)]
    with app.state.database.reading() as session:
        last = [row.entry() for row in session.scalars(select(EntryRow))][-1]
    assert (last.what, last.who, last.told["uploaded_by"]) == ("publish", "user:2", "user:1")
    assert staff.get("/api/uploads").json()["uploads"] == []


def test_columns_are_read_as_they_are_told(staff):
    sheet = "id,单价,附注\nA,380,x\n"
    assert uploaded(staff, sheet).json()["unread"] == ["单价", "附注"]
    found = uploaded(staff, sheet, column=["price=单价"]).json()
    assert (found["columns"], found["unread"]) == ({"price": "单价"}, ["附注"])
    assert [(c["attribute"], c["new"]) for c in found["changed"]] == [("price", 380.0)]
    assert uploaded(staff, sheet, column=["price=没有"]).status_code == 422
    assert uploaded(staff, sheet, column=["area=单价"]).status_code == 422
    assert uploaded(staff, sheet, column=["price"]).status_code == 422


@pytest.mark.parametrize("role", ROLES)
def test_who_may_upload(app, role):
    client = signed_in(app, role)
    allowed = role in ("staff", "keeper", "admin")
    nobody = 401 if role == "public" else 403
    assert uploaded(client, "id,price\nA,1\n").status_code == (201 if allowed else nobody)


def zipped(**members):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.exe", "id,price\nA,1\n"),
        ("a.html", "<script>alert(1)</script>"),
        ("a.svg", "<svg/>"),
        ("a", "id,price\nA,1\n"),
        ("a.vrt", "<OGRVRTDataSource/>"),
        ("a.csv", ""),
        ("a.csv", "price\n1\n"),
        ("a.xlsx", "not a workbook"),
        ("a.gpkg", b"\x00" * 100),
        ("a.geojson", "{"),
        ("a.zip", zipped(**{"../../../tmp/x.csv": "id,price\nA,1\n"})),
        ("a.zip", zipped(**{"/etc/x.csv": "id,price\nA,1\n"})),
        ("a.zip", zipped(**{"a.exe": "MZ"})),
        ("a.zip", zipped(**{f"{i}.csv": "" for i in range(2001)})),
        ("a.parquet", b"PAR1xxxxPAR1"),
        ("a.dxf", "nothing"),
    ],
)
def test_what_is_no_list_of_parcels_is_refused_and_not_kept(staff, tmp_path, name, body):
    told = uploaded(staff, body, name)
    assert told.status_code == 422, told.text
    assert told.json()["detail"]
    assert waiting(tmp_path) == []


def test_a_bomb_is_refused_before_it_is_unpacked(staff, tmp_path, monkeypatch):
    monkeypatch.setattr(pending, "MOST_BYTES", 1_000_000)
    bomb = zipped(**{"a.csv": b"0" * 3_000_000})
    assert len(bomb) < 10_000
    told = uploaded(staff, bomb, "a.zip")
    assert told.status_code == 422
    assert "would unpack to 3,000,000 bytes" in told.json()["detail"]
    assert waiting(tmp_path) == []
    book = uploaded(staff, bomb, "a.xlsx")
    assert "would unpack" in book.json()["detail"]


def test_a_file_that_is_too_large_is_refused(staff, tmp_path):
    told = uploaded(staff, b"0" * (pending.MOST_BYTES + 1))
    assert told.status_code == 413
    assert waiting(tmp_path) == []


@pytest.mark.parametrize("name", ["../../../tmp/evil.csv", "..\\..\\evil.csv", "/etc/evil.csv"])
def test_what_a_file_is_called_is_no_path(staff, tmp_path, name):
    found = uploaded(staff, "id,price\nA,380\n", name).json()
    assert found["name"] == "evil.csv"
    (folder,) = waiting(tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["upload.csv", "upload.json"]


@pytest.mark.parametrize("token", ["..", "%2e%2e", "0" * 32, "x", "0" * 31 + "/"])
def test_a_token_is_no_path_either(keeper, token):
    assert published(keeper, token).status_code in (404, 405)


def test_only_so_many_wait(staff, tmp_path, monkeypatch):
    monkeypatch.setattr(pending, "_MOST_WAITING", 3)
    tokens = [uploaded(staff, "id,price\nA,380\n").json()["upload"] for _ in range(5)]
    assert {folder.name for folder in waiting(tmp_path)} == set(tokens[-3:])
