"""By keyboard alone; and list and map in step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# of a choice that is drawn as a button, the label is seen in its place
_SEEN = """() => (document.activeElement.closest("label") ?? document.activeElement)
  .checkVisibility({ opacityProperty: true })"""


def test_from_the_first_page_to_a_candidates_page_and_back_by_keyboard_alone(visit):
    visitor = visit()
    visitor.is_answered()
    visitor.need.get_by_role("button", name="化工").wait_for()
    visitor.tabs_to("化工")
    assert visitor.shows_focus()
    visitor.press("Enter")
    visitor.need.get_by_role("button", name="换一个").wait_for()
    visitor.tabs_to("换一个")
    digest = visitor.digest()

    visitor.tabs_to("跳到结果", back=True)
    assert visitor.shows_focus()
    visitor.press("Enter")
    visitor.tabs_to("第 1 名")
    assert visitor.shows_focus()
    visitor.press("ArrowDown")
    assert "第 2 名" in visitor.focused()
    assert "DS-10" in visitor.focused()
    visitor.press("Enter")
    visitor.tabs_to("详情")
    assert visitor.shows_focus()
    visitor.press("Enter")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("DS-10")

    assert visitor.tabs_to("返回地图") <= 12
    assert visitor.shows_focus()
    visitor.press("Enter")
    assert visitor.candidates() == ["DS-08", "DS-10", "DS-09"]
    assert visitor.digest() == digest
    assert visitor.clicks == 0


def test_tab_goes_through_the_first_page_without_a_trap_and_each_stop_is_seen(visit):
    visitor = visit()
    visitor.is_answered()
    visitor.sees_the_map()
    stops = []
    for _ in range(40):
        visitor.press("Tab")
        stops.append(visitor.focused())
        assert visitor.page.evaluate(_SEEN), stops[-1]
    assert len(set(stops)) >= 30


def test_escape_closes_a_menu_and_gives_the_focus_back(visit):
    visitor = visit()
    visitor.is_answered()
    visitor.answer.get_by_role("button", name="导出", exact=True).focus()
    visitor.press("Enter")
    expect(visitor.page.get_by_role("group", name="导出这份结果")).to_be_visible()
    visitor.press("Tab")
    visitor.press("Escape")
    expect(visitor.page.get_by_role("group", name="导出这份结果")).to_have_count(0)
    assert "导出" in visitor.focused()


def test_the_arrow_keys_pan_the_map(visit):
    visitor = visit()
    visitor.sees_the_map()
    before = visitor.page.evaluate("document.querySelector('.map-view').map.getCenter().lng")
    visitor.region(re.compile("^地块地图\\.")).focus()
    visitor.press("ArrowRight")
    visitor.sees_the_map()
    visitor.page.wait_for_function(
        "before => document.querySelector('.map-view').map.getCenter().lng > before", arg=before
    )


def test_what_has_the_focus_in_the_list_is_outlined_on_the_map(visit):
    visitor = visit()
    visitor.start_from_template("化工")
    visitor.candidates()
    visitor.sees_the_map()
    assert not visitor.is_outlined("DS-09")
    visitor.candidate("DS-09").get_by_role("button").first.focus()
    assert visitor.is_outlined("DS-09")
    visitor.candidate("DS-08").get_by_role("button").first.hover()
    assert visitor.is_outlined("DS-08")
    assert not visitor.is_outlined("DS-09")


def test_what_is_clicked_on_the_map_opens_and_what_is_chosen_in_the_list_comes_into_view(visit):
    visitor = visit(None)
    lon, lat = visitor.described("DS-08")["point"]
    visitor.open(f"/?view={lat:.5f},{lon:.5f},15")
    visitor.start_from_template("化工")
    visitor.is_answered()
    visitor.clicks_on_map("DS-08")
    card = visitor.page.get_by_role("article", name="所选地块")
    expect(card).to_contain_text("DS-08")
    expect(visitor.candidate("DS-08").get_by_role("button", expanded=True)).to_be_visible()
    assert not visitor.has_in_view("DS-10")
    visitor.chooses_candidate("DS-10")
    expect(card).to_contain_text("DS-10")
    assert visitor.has_in_view("DS-10")


def test_a_reason_of_the_ledger_lights_those_it_rejects_on_the_map(visit):
    visitor = visit()
    visitor.start_from_template("化工")
    visitor.is_answered()
    visitor.sees_the_map()
    assert not visitor.is_lit("DH-01")
    visitor.click(visitor.answer.get_by_role("tab", name=re.compile("^台账")))
    reason = visitor.answer.locator(".reason").filter(has_text="三类工业用地")
    visitor.click(reason.locator("button.rejected"))
    visitor.sees(re.compile("DH-01"))
    visitor.sees_the_map()
    assert visitor.is_lit("DH-01")
    assert not visitor.is_lit("DS-08")


def test_back_from_a_parcels_page_the_need_and_the_answer_are_as_they_were(visit):
    visitor = visit()
    visitor.start_from_template("化工")
    visitor.needs_size(at_least="410 亩")
    digest = visitor.digest()
    visitor.opens_parcel("DS-08")
    visitor.page.go_back()
    visitor.sees_the_map()
    assert visitor.digest() == digest
    assert visitor.candidates() == ["DS-08", "DS-09"]
