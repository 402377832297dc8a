"""Whatever face is asked, the same requirement has the same answer."""

from __future__ import annotations

import csv
import io
import struct
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.settings import Settings

AREA = {
    "type": "Polygon",
    "coordinates": [[[121.9, 29.8], [122.3, 29.8], [122.3, 30.4], [121.9, 30.4], [121.9, 29.8]]],
}
THREE = ("candidates", "rejected", "undecided")
OUTCOMES = ("rejected", "unknown", "unmeasured")


@pytest.fixture(scope="module")
def service(demonstration, tmp_path_factory) -> TestClient:
    store = tmp_path_factory.mktemp("faces")
    (store / "catalogues").mkdir()
    (store / "catalogues" / demonstration.id).symlink_to(demonstration.path)
    (store / "current").write_text(demonstration.id, "ascii")
    return TestClient(create_app(Settings(store=store)))


@pytest.fixture(scope="module")
def wanted(service) -> list[dict[str, Any]]:
    """Return all templates and samples, some of them within an area too."""
    told = service.get("/api/templates").json()["templates"]
    whole = [one["requirement"] for one in told]
    assert len(whole) > 12
    within = [{**one, "area_of_interest": AREA} for one in whole[:3]]
    return [*whole, *within, {"sites": "halls", "area_of_interest": AREA}]


def counted(standings: bytes) -> dict[str, int]:
    values = struct.unpack(f"<{len(standings) // 4}f", standings)
    return {
        "candidates": sum(value >= 0 for value in values),
        "rejected": sum(value == -1 for value in values),
        "undecided": sum(value == -2 for value in values),
    }


def test_counts_answer_selection_standings_ledger_and_table_agree(service, wanted):
    seen = set()
    for requirement in wanted:
        counts = service.post("/api/counts", json=requirement).json()
        answer = service.post("/api/answers", json=requirement)
        digest = answer.headers["location"].rsplit("/", 1)[1]
        address = f"/api/selections/{digest}"
        selection = service.get(address).json()
        three = {name: selection["counts"][name] for name in THREE}
        assert {name: counts["counts"][name] for name in THREE} == three
        assert {name: answer.json()["counts"][name] for name in THREE} == three
        assert counted(service.get(f"{address}/standings").content) == three
        ledger = service.get(f"{address}/ledger?limit=1000").json()
        assert len(ledger["parcels"]) == sum(three.values()) == selection["counts"]["total"]
        table = service.get(f"{address}?format=csv").content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(table)))) == 1 + three["candidates"]
        assert counts["reasons"] == selection["reasons"]
        seen.add(tuple(three.values()))
    assert len(seen) > 5


def test_each_reason_names_as_many_sites_as_it_counts(service, wanted):
    named = 0
    for requirement in wanted:
        digest = service.post("/api/selections", json=requirement).json()["digest"]
        for reason in service.get(f"/api/selections/{digest}").json()["reasons"]:
            constraint = quote(reason["constraint"], safe="")
            for outcome in OUTCOMES:
                asked = f"/api/selections/{digest}/reasons/{constraint}?outcome={outcome}"
                told = service.get(asked).json()
                assert told["total"] == len(set(told["rows"])) == reason[outcome], (asked, reason)
                named += told["total"]
    assert named > 100


def test_distributions_count_every_site_and_the_same_account(service, wanted):
    for requirement in wanted:
        counts = service.post("/api/counts", json=requirement).json()["counts"]
        sent = {"requirement": requirement, "attributes": ["district", "status"]}
        told = service.post("/api/distributions", json=sent).json()
        assert told["counts"] == counts
        for one in told["distributions"]:
            parts = ("known", "unknown", "unreachable", "unlimited")
            assert sum(one[part] for part in parts) == counts["total"]
