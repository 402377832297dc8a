from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.api.pages import sample_named
from sitesel.catalogue import Store
from sitesel.settings import Settings
from tests.api.test_openapi import OPERATIONS
from tests.archipelago import TIME, archipelago_draft
from tests.exports.conftest import INDUSTRY_NEAR_THE_WHARF


@pytest.fixture
def client(town, tmp_path):
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "wharf.yaml").write_text(INDUSTRY_NEAR_THE_WHARF, "utf-8")
    (samples / "other.yaml").write_text("constraints: [{attribute: nowhere, at_least: 1}]", "utf-8")
    settings = Settings(store=tmp_path / "town", samples=samples)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client


def test_a_sample_written_for_another_catalogue_is_left_out(client, town):
    folder = client.app.state.settings.samples
    fitting = [name for name in ("wharf", "other", "none") if sample_named(folder, name, town)]
    assert fitting == ["wharf"]
    assert client.get("/map/other").status_code == 404


def test_every_answer_forbids_what_comes_from_outside(client):
    for path in ("/", "/docs", "/map/wharf", "/api/catalogue"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy


def test_the_manual_loads_its_scripts_from_the_service(client):
    page = client.get("/docs").text
    assert "//" not in page.replace("<!doctype html>", "")


def test_the_map_of_an_unknown_sample_is_not_found(client):
    assert client.get("/map/nowhere").status_code == 404


def test_the_contract_is_in_the_openapi_document(client):
    document = client.get("/api/openapi.json").json()
    answer = document["paths"]["/api/selections"]["post"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"]["$ref"].endswith("SelectionOut")


def test_a_language_that_is_not_spoken_gives_the_preferred_one(client):
    page = client.get("/docs", params={"lang": "fr"})
    assert page.status_code == 200
    assert '<html lang="en">' in page.text


def test_pages_speak_chinese_first(client):
    page = client.get("/docs", headers={"accept-language": ""}).text
    assert '<html lang="zh-CN">' in page


def test_the_manual_is_titled_in_the_language_and_leads_home(client):
    page = client.get("/docs", params={"lang": "zh"}).text
    assert "<title>sitesel 接口手册</title>" in page
    assert 'href="/?lang=zh"' in page


def test_every_route_is_summed_up_in_both_languages(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    summaries = [route["summary"] for routes in paths.values() for route in routes.values()]
    assert len(summaries) == len(OPERATIONS)
    assert all(" / " in words and not words.isascii() for words in summaries)


def test_a_requirement_is_documented_as_json_and_as_a_file(client):
    document = client.get("/api/openapi.json").json()
    content = document["paths"]["/api/selections"]["post"]["requestBody"]["content"]
    assert content["application/yaml"] == content["application/json"]
    assert (
        content["application/yaml"]["schema"]["$ref"].split("/")[-1]
        in (document["components"]["schemas"])
    )


@pytest.fixture
def islands(tmp_path):
    Store(tmp_path / "islands").publish(archipelago_draft())
    samples = tmp_path / "samples"
    samples.mkdir()
    asked = f"title: By truck\nconstraints: [{{id: t, attribute: {TIME}, at_most: 30 min}}]\n"
    (samples / "truck.yaml").write_text(asked, "utf-8")
    settings = Settings(store=tmp_path / "islands", samples=samples)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client


def test_the_map_is_of_the_scenario_asked_for(islands):
    base, bridge = (
        islands.get("/map/truck", params={"scenario": name}).text for name in ("base", "bridge")
    )
    assert base == islands.get("/map/truck").text
    assert base != bridge
    assert islands.get("/map/truck", params={"scenario": "nowhere"}).status_code == 422
