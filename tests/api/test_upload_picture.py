from __future__ import annotations

import json
import re

import pytest
from shapely.affinity import translate
from shapely.geometry import mapping

from sitesel.api.app import create_app
from sitesel.settings import Settings
from tests.callers import signed_in

_RED = "#a61b29"


@pytest.fixture
def app(town, tmp_path):
    return create_app(Settings(store=tmp_path / "town", samples=tmp_path))


@pytest.fixture
def upload(app, town):
    """Upload a layer in which A lies ten metres further north, and Z is new."""
    there = town.geometry().loc["A"]
    features = [
        {"type": "Feature", "properties": {"编号": name}, "geometry": mapping(outline)}
        for name, outline in (
            ("A", translate(there, 0, 10 / 110_946)),
            ("Z", translate(there, 0, 300 / 110_946)),
        )
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features})
    staff = signed_in(app, "staff")
    told = staff.post("/api/uploads", params={"name": "a.geojson"}, content=body)
    assert told.json()["counts"]["moved"] == 1, told.text
    return staff, told.json()["upload"]


def drawn(client, token, **asked):
    return client.get(f"/api/uploads/{token}/picture.svg", params=asked)


def test_outlines_are_drawn_as_they_are_and_as_they_would_be(upload):
    whole = drawn(*upload)
    assert whole.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in whole.headers["content-security-policy"]
    # one red shape each, and one in the legend
    assert len(re.findall(f'<path[^>]*stroke="{_RED}"', whole.text)) == 2
    assert len(re.findall('<path[^>]*stroke-dasharray="5 3"', whole.text)) == 1
    alone = drawn(*upload, parcel="A", lang="zh")
    assert len(re.findall(f'<path[^>]*stroke="{_RED}"', alone.text)) == 1


def test_what_does_not_move_is_not_drawn(upload):
    told = drawn(*upload, parcel="B")
    assert told.status_code == 404
    assert "'B'" in told.json()["detail"]


def test_only_who_uploaded_it_or_may_publish_sees_it(app, upload):
    _, token = upload
    assert drawn(signed_in(app, "keeper"), token).status_code == 200
    assert drawn(signed_in(app, "staff", name="other"), token).status_code == 404
    assert drawn(signed_in(app, "investor"), token).status_code == 403
