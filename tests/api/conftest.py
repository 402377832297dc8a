from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Catalogue
from sitesel.settings import Settings

WANTED = {
    "title": {"zh": "码头边的工业", "en": "Industry by the wharf"},
    "constraints": [
        {"attribute": "planning_use", "among": ["100103", "100102"]},
        {"attribute": "share_in_wetland", "at_most": 10},
    ],
    "criteria": [
        {
            "id": "wharf",
            "attribute": "distance_to_wharf",
            "value": {"linear": {"best": "0 m", "worst": "1 km"}},
            "weight": 60,
        }
    ],
}


@pytest.fixture
def client(town: Catalogue, tmp_path) -> Iterator[TestClient]:
    settings = Settings(store=tmp_path / "town", samples=tmp_path)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client
