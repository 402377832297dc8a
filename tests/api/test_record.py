from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.people import ROLES
from sitesel.record import DEEDS, write
from sitesel.record.head import head
from sitesel.record.lines import verify
from sitesel.settings import Settings
from tests.callers import taken_for

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def service(town, tmp_path, **more):
    """Return a service with five entries on record, a day each."""
    app = create_app(Settings(store=tmp_path / "town", samples=tmp_path, **more))
    for day in range(5):
        with app.state.database.writing() as session:
            now, what = NOON + timedelta(days=day), "edit" if day % 2 else "view"
            write(session, now=now, who=f"user:{day}", what=what, of="parcel:岱-1", told={"d": day})
    return app


@pytest.fixture
def app(town, tmp_path):
    app = service(town, tmp_path)
    yield app
    app.state.database.close()


@pytest.fixture
def on_postgresql(town, tmp_path, postgresql_state):
    postgresql_state.upgrade()
    address = postgresql_state.address.render_as_string(hide_password=False)
    app = service(town, tmp_path, database=address)
    yield app
    app.state.database.close()


def reader(app):
    return TestClient(taken_for(app, "admin"), headers={"accept-language": "en"})


def numbers(answer):
    assert answer.status_code == 200, answer.text
    return [entry["number"] for entry in answer.json()["entries"]]


def test_the_record_is_read_page_by_page_from_the_latest(app):
    client = reader(app)
    first = client.get("/api/record", params={"most": 2})
    assert numbers(first) == [5, 4]
    assert first.json()["next"] == 4
    assert first.headers["cache-control"] == "private, no-store"
    assert numbers(client.get("/api/record", params={"most": 2, "before": 4})) == [3, 2]
    last = client.get("/api/record", params={"most": 2, "before": 2})
    assert (numbers(last), last.json()["next"]) == ([1], None)
    assert last.json()["entries"][0] == {
        "number": 1,
        "at": "2026-01-01T12:00:00Z",
        "who": "user:0",
        "what": "view",
        "what_label": {"zh": "查看非公开内容", "en": "saw what is not public"},
        "of": "parcel:岱-1",
        "told": {"d": 0},
        "digest": last.json()["entries"][0]["digest"],
    }


CASES = [
    ({"who": "user:3"}, [4]),
    ({"who": "user:", "before": 6}, [5, 4, 3, 2, 1]),
    ({"what": "edit"}, [4, 2]),
    ({"of": "parcel:岱-1", "since": "2026-01-04T20:00:00+08:00"}, [5, 4]),
    ({"of": "parcel:岱-1", "until": "2026-01-02T12:00:00Z"}, [1]),
    ({"who": "' OR 1=1 --"}, []),
    ({"who": "\x00"}, []),
    ({"who": "%:"}, []),
]


@pytest.mark.parametrize(("asked", "found"), CASES)
def test_only_what_is_asked_for(app, asked, found):
    assert numbers(reader(app).get("/api/record", params=asked)) == found


def test_postgresql_gives_the_same(on_postgresql):
    client = reader(on_postgresql)
    found = [numbers(client.get("/api/record", params=asked)) for asked, _ in CASES]
    assert found == [numbers_ for _, numbers_ in CASES]


def test_that_it_was_read_is_on_record(app):
    client = reader(app)
    before = client.get("/api/record", params={"who": "user:3"}).json()["last"]
    (entry,) = client.get("/api/record", params={"most": 1}).json()["entries"]
    assert (entry["number"], entry["who"], entry["what"]) == (6, "user:1", "view")
    assert (entry["of"], entry["told"]) == ("record", {"who": "user:3"})
    assert before.startswith("5:")
    with app.state.database.reading() as session:
        assert verify(session).broken is None
        assert head(session).number == 7


@pytest.mark.parametrize("path", ["/api/record", "/api/record/deeds"])
def test_only_who_may_reads_it(app, path):
    statuses = {role: TestClient(taken_for(app, role)).get(path).status_code for role in ROLES}
    assert statuses == {**dict.fromkeys(ROLES, 403), "public": 401, "admin": 200}


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "gossip"},
        {"since": "2026-01-01T00:00:00"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"before": 0},
        {"most": 201},
        {"who": "x" * 201},
    ],
)
def test_what_makes_no_sense_is_refused(app, asked):
    assert reader(app).get("/api/record", params=asked).status_code == 422


def test_all_deeds_are_told_in_both_languages(app):
    deeds = reader(app).get("/api/record/deeds").json()["deeds"]
    assert [deed["id"] for deed in deeds] == list(DEEDS)
    assert deeds[0]["label"] == {"zh": "登录", "en": "signed in"}
