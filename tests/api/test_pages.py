from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
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


def test_the_first_page_shows_the_ledger_of_a_sample_and_the_way_to_the_manual(client):
    page = client.get("/").text
    assert "Industry by the wharf" in page
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["6", "2", "2", "2"]
    assert 'href="/docs"' in page
    assert "The parcels are illustrative." in page


def test_a_sample_written_for_another_catalogue_is_left_out(client):
    assert "other" not in client.get("/").text


def test_every_link_of_the_first_page_answers(client, town):
    (town.path / "report.en.html").write_text("report", "utf-8")
    page = client.get("/").text
    links = {link.replace("&amp;", "&") for link in re.findall(r'(?:href|src)="(/[^"]*)"', page)}
    assert len(links) > 10
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_pages_speak_chinese_first(client):
    page = client.get("/", headers={"accept-language": ""}).text
    assert '<html lang="zh-CN">' in page
    assert "示例需求" in page


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
    page = client.get("/", params={"lang": "fr"})
    assert page.status_code == 200
    assert '<html lang="en">' in page.text


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


def test_a_visitor_chooses_a_scenario_and_sees_what_it_changes(islands):
    page = islands.get("/", params={"scenario": "bridge"}).text
    assert '<option value="bridge" selected>Bridge open</option>' in page
    assert "By truck (network as it is) → By truck (Bridge open): 1 come in" in page
    assert "no vehicle ferry from 金钵盂" in page
    assert "scenario=bridge" in re.search(r'<iframe[^>]*src="([^"]*)"', page)[1]


def test_the_network_as_it_is_is_compared_with_nothing(islands):
    for asked in ({}, {"scenario": "base"}, {"scenario": "nowhere"}):
        page = islands.get("/", params=asked).text
        assert '<option value="base" selected>As it is</option>' in page
        assert "<details" not in page


def test_the_map_is_of_the_scenario_asked_for(islands):
    base, bridge = (
        islands.get("/map/truck", params={"scenario": name}).text for name in ("base", "bridge")
    )
    assert base == islands.get("/map/truck").text
    assert base != bridge
    assert islands.get("/map/truck", params={"scenario": "nowhere"}).status_code == 422


def test_without_scenarios_there_is_nothing_to_choose(client):
    assert "<select" not in client.get("/").text
