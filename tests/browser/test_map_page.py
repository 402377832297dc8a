"""The map page in Debian's Chromium, with no network at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from sitesel.catalogue import Catalogue, Store
from sitesel.exports import write
from sitesel.requirement import read_requirement
from sitesel.selection import select
from tests.catalogue.test_network_build import built, source
from tests.conftest import town_draft
from tests.exports.conftest import INDUSTRY_NEAR_THE_WHARF

__all__ = ["built", "source"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Catalogue:
    return Store(tmp_path_factory.mktemp("town")).publish(town_draft())


@pytest.fixture
def opened(browser, town, tmp_path) -> Iterator[object]:
    """Open the map page of the town from a file; any request or error fails the test."""
    contexts, troubles = [], []

    def open_(
        lang: str = "zh",
        width: int = 1280,
        requirement: object = INDUSTRY_NEAR_THE_WHARF,
        catalogue: Catalogue = town,
    ):
        wanted = read_requirement(requirement, schema=catalogue.schema)
        path = tmp_path / "map.html"
        path.write_bytes(write(select(catalogue, wanted), catalogue, "html", lang=lang))
        context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: troubles.append(r.url) if r.url != path.as_uri() else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


def test_the_map_draws_every_parcel_and_numbers_the_candidates(opened):
    page: Page = opened()
    assert page.locator("path.leaflet-interactive").count() >= 6
    assert page.locator(".leaflet-marker-pane .rank").all_inner_texts() == ["2", "1"]


@pytest.mark.parametrize(("lang", "says"), [("zh", "到码头的距离"), ("en", "Distance to wharf")])
def test_a_click_in_the_list_explains_the_candidate_on_the_map(opened, lang, says):
    page: Page = opened(lang)
    page.click('[data-parcel="A"]')
    popup = page.locator(".leaflet-popup-content").inner_text()
    assert says in popup
    assert "0.600" in popup


def test_the_list_is_reached_and_used_by_keyboard_alone(opened):
    page: Page = opened()
    page.focus("#sitesel-search")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.parcel") == "A"
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup-content").count() == 1


def test_a_rejected_parcel_tells_why(opened):
    page: Page = opened("en")
    page.click('[data-parcel="E"]')
    popup = page.locator(".leaflet-popup-content").inner_text()
    assert "found 50%, over by 40%" in popup


def test_search_finds_by_name_and_by_number(opened):
    page: Page = opened()
    page.fill("#sitesel-search", "甲四")
    assert page.locator("#sitesel-found button").all_inner_texts() == ["甲四"]
    page.fill("#sitesel-search", "no such")
    assert page.locator("#sitesel-found").inner_text() == "没有找到"


def test_hostile_names_stay_text_on_the_map_and_in_the_list(opened):
    page: Page = opened(
        requirement={
            "title": "<img src=x onerror=document.title='owned'>",
            "constraints": [{"attribute": "area", "at_least": 0}],
        }
    )
    page.click('[data-parcel="F"]')
    assert "<b>甲</b>" in page.locator(".leaflet-popup-content h3").inner_text()
    assert "owned" not in page.title().split("onerror")[0]
    assert page.locator("#sitesel-panel img").count() == 0


def test_layers_can_be_switched_off(opened):
    page: Page = opened("en")
    page.hover(".leaflet-control-layers")
    labels = page.locator(".leaflet-control-layers-overlays label").all_inner_texts()
    assert [label.strip() for label in labels] == [
        "Land and coast",
        "Roads",
        "wetland",
        "Rejected",
        "Undecided",
        "Candidates",
        "wharf",
        "Ranks",
    ]
    before = page.locator("path.leaflet-interactive").count()
    page.locator(".leaflet-control-layers-overlays label", has_text="Rejected").click()
    assert page.locator("path.leaflet-interactive").count() == before - 2


def test_nothing_runs_over_the_edge_of_a_phone(opened):
    page: Page = opened(width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".leaflet-container").bounding_box()["width"] == 390


BY_CAR = {
    "title": "x",
    "constraints": [{"attribute": "time_to_wharf_by_car", "at_most": "60 min"}],
}


def test_an_opened_parcel_shows_its_ways_until_they_are_cleared(opened, built):
    page: Page = opened("en", requirement=BY_CAR, catalogue=built)
    legs = page.locator('path[stroke="#00708c"]')
    assert legs.count() == 0
    page.click('[data-parcel="W"]')
    assert "To the nearest of each kind" in page.locator(".leaflet-popup-content").inner_text()
    assert legs.count() == 3  # the ferry, and a quay at each end
    page.click("text=Clear the routes")
    assert legs.count() == 0


def test_the_ways_of_one_parcel_go_when_another_is_opened(opened, built):
    page: Page = opened("en", requirement=BY_CAR, catalogue=built)
    page.click('[data-parcel="W"]')
    page.click('[data-parcel="E"]')
    assert page.locator('path[stroke="#00708c"]').count() == 0
    assert page.locator('path[stroke="#0b3d91"]').count() >= 1


def test_the_whole_way_is_shown_without_the_popup_before_it(opened, built):
    page: Page = opened("en", requirement=BY_CAR, catalogue=built)
    page.click('[data-parcel="W"]')
    page.click("text=Show the whole way")
    page.wait_for_function("!document.querySelector('.leaflet-popup')")
    view = page.locator(".leaflet-container").bounding_box()
    ferry = page.locator('path[stroke="#00708c"][stroke-dasharray="8 6"]').bounding_box()
    assert ferry["x"] > view["x"]
    assert ferry["x"] + ferry["width"] < view["x"] + view["width"]
