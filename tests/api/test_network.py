from __future__ import annotations

from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.settings import Settings
from tests.catalogue.test_network_build import built, source

__all__ = ["built", "source"]


def test_modes_kinds_and_scenarios_are_listed(built, tmp_path):
    settings = Settings(store=built.path.parents[1], samples=tmp_path)
    with TestClient(create_app(settings)) as client:
        told = client.get("/api/network").json()
    assert [one["mode"] for one in told["modes"]] == ["car", "truck"]
    assert told["modes"][1]["kinds"] == [
        {"kind": "wharf", "label": {"zh": "码头", "en": "wharf"}}
    ]  # fmt: skip
    assert told["within"] == [30]
    bridge = told["scenarios"][0]
    assert (bridge["scenario"], bridge["date"]) == ("bridge", "2027-12-31")
    assert bridge["title"] == {"zh": "大桥通车", "en": "Bridge open"}
    assert bridge["changes"][0]["en"] == "大桥 opens"


def test_a_catalogue_without_a_network_has_no_mode(client):
    told = client.get("/api/network").json()
    assert (told["modes"], told["scenarios"], told["date"]) == ([], [], None)
