"""What goes wrong is said, with a way out; nothing that was there is lost."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.faces import need
from tests.browser.visitor import DESK, PHONE

pytestmark = pytest.mark.browser

NO_WEBGL = """
  const known = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return String(kind).startsWith("webgl") ? null : known.call(this, kind, ...rest);
  };
"""
PLAIN = (45, 39, 6, 0)  # what rules alone reject
languages = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture
def without_map(visit):
    """Let visitors come whose browser draws no map; that is quicker."""

    def come(*args: object, **options: object):
        return visit(*args, stub=NO_WEBGL, **options)

    return come


@pytest.mark.parametrize(("lang", "behind_a_proxy"), [("zh", False), ("en", False), ("zh", True)])
def test_a_service_that_is_down_at_the_start_is_said_and_can_be_asked_again(
    without_map, lang, behind_a_proxy
):
    visitor = without_map(None, lang=lang)
    visitor.loses_the_service(behind_a_proxy=behind_a_proxy)
    visitor.open("/")
    visitor.sees(visitor.word("服务暂时没有应答，请稍后重试。"))
    visitor.regains_the_service()
    visitor.click(visitor.page.get_by_role("button", name=visitor.word("重试")).first)
    assert visitor.account() == PLAIN
    assert visitor.page.get_by_text(visitor.word("服务暂时没有应答，请稍后重试。")).count() == 0


@languages
def test_a_service_that_is_lost_in_between_leaves_the_last_answer(without_map, lang):
    visitor = without_map(lang=lang)
    visitor.start_from_template("化工")
    before = visitor.candidates()
    visitor.loses_the_service()
    visitor.needs_size(at_least="410 亩" if lang == "zh" else "410 mu")
    alert = visitor.answer.get_by_role("alert")
    for told in ("结果没有更新：", "服务暂时没有应答，请稍后重试。", "显示的是上一次的结果。"):
        expect(alert).to_contain_text(visitor.word(told))
    assert visitor.candidates() == before == ["DS-08", "DS-10", "DS-09"]
    visitor.regains_the_service()
    visitor.click(alert.get_by_role("button", name=visitor.word("重试")))
    expect(alert).to_have_count(0)
    assert visitor.candidates() == ["DS-08", "DS-09"]


@pytest.mark.parametrize(("lang", "stub"), [("zh", ""), ("en", NO_WEBGL)])
def test_offline_after_loading_keeps_what_it_has_and_renews_it_by_itself(visit, lang, stub):
    visitor = visit(lang=lang, stub=stub)
    visitor.start_from_template("化工")
    before = visitor.candidates()
    visitor.goes_offline()
    visitor.sees(re.compile(visitor.word("网络已断开")))
    visitor.needs_size(at_least="410 亩" if lang == "zh" else "410 mu")
    expect(visitor.answer.get_by_role("alert")).to_be_visible()
    assert visitor.candidates() == before
    visitor.chooses_candidate("DS-10")
    visitor.comes_online()
    expect(visitor.answer.get_by_role("alert")).to_have_count(0)
    expect(visitor.page.get_by_text(re.compile(visitor.word("网络已断开")))).to_have_count(0)
    assert visitor.candidates() == ["DS-08", "DS-09"]


def test_a_slow_network_shows_the_shape_of_what_comes_and_no_spinner(without_map):
    visitor = without_map(None)
    held = visitor.holds("**/api/answers*")
    visitor.open("/")
    held.waits_for(1)
    waiting = visitor.answer.get_by_role("status", name="正在读取…")
    expect(waiting.locator(".skeleton").first).to_be_visible()
    assert visitor.page.locator("[role=progressbar], .el-loading-spinner").count() == 0
    held.let_go()
    assert visitor.account() == PLAIN
    expect(waiting).to_have_count(0)


def test_a_slow_parcel_page_shows_the_shape_of_what_comes(without_map):
    visitor = without_map(None)
    held = visitor.holds("**/api/parcels/DS-10?*")
    visitor.open("/parcel?id=DS-10")
    held.waits_for(1)
    expect(visitor.page.locator("main .skeleton").first).to_be_visible()
    held.let_go()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("DS-10")


@pytest.mark.parametrize(("lang", "size"), [("zh", DESK), ("en", PHONE)])
def test_without_webgl_a_list_and_a_still_map_remain(visit, lang, size):
    visitor = visit(stub=NO_WEBGL, lang=lang, size=size)
    visitor.sees(re.compile("WebGL"))
    picture = visitor.page.get_by_role("img", name=visitor.word("全部地块的静态地图"))
    expect(picture).to_be_visible()
    visitor.page.wait_for_function("() => document.querySelector('.still img').naturalWidth > 0")
    visitor.start_from_template("化工")
    visitor.goes_to_answer()
    assert visitor.candidates() == ["DS-08", "DS-10", "DS-09"]
    visitor.opens_parcel("DS-10")
    assert visitor.fits_the_screen()


def test_without_webgl_a_parcels_page_has_still_maps_and_its_tables(without_map):
    visitor = without_map("/parcel?id=DS-10")
    visitor.region("交通、可达范围与管控").scroll_into_view_if_needed()
    visitor.sees(re.compile("此设备无法绘制交互地图"))
    expect(visitor.page.get_by_role("img", name=re.compile("的静态地图")).first).to_be_visible()
    expect(visitor.page.get_by_role("table", name=re.compile("到各类最近设施"))).to_be_visible()


@languages
def test_an_expired_link_says_so_and_leads_on(without_map, store, service, lang):
    visitor = without_map(None, lang=lang)
    link = visitor.page.request.post(f"{service}/api/links", data={"state": {"lang": lang}}).json()
    (kept,) = (store / "links").glob(f"{link['id']}*")
    content = json.loads(kept.read_bytes())
    kept.write_text(json.dumps({**content, "made": "2020-01-01T00:00:00Z"}))
    visitor.expect_trouble("410")
    visitor.open(link["address"])
    visitor.sees(visitor.word("该链接已过期。"))
    visitor.click(visitor.page.get_by_role("link", name=visitor.word("从头开始")))
    assert visitor.account() == PLAIN


@languages
def test_an_unknown_link_says_so_and_leads_on(without_map, lang):
    visitor = without_map(None, lang=lang)
    visitor.expect_trouble("404")
    visitor.open("/s/aaaaaaaaaaaa")
    visitor.sees(visitor.word("链接打不开"))
    visitor.click(visitor.page.get_by_role("link", name=visitor.word("从头开始")))
    assert visitor.account() == PLAIN


LONG = "超长<b>" * 2_500  # 10,000 characters


def test_ten_thousand_characters_in_the_search_find_nothing_and_break_nothing(without_map):
    visitor = without_map()
    asked = visitor.asks_for("/api/search")
    offered = visitor.searches(LONG)[0]
    assert offered.startswith("没有与“超长<b>超长")
    assert len(offered) < 100
    assert all(len(address) < 2_000 for address in asked)
    assert visitor.fits_the_screen()


def test_ten_thousand_characters_in_a_title_are_cut_and_the_need_is_answered(without_map):
    visitor = without_map(size=PHONE)
    visitor.goes_to_need()
    visitor.click(visitor.need.get_by_role("button", name=re.compile("^名称与算法")))
    title = visitor.need.get_by_role("textbox", name="需求名称")
    title.evaluate(_WRITE, LONG)
    title.dispatch_event("change")
    expect(title).to_have_value(LONG[:200])
    visitor.goes_to_answer()
    assert visitor.account() == PLAIN
    assert visitor.fits_the_screen()


def test_ten_thousand_characters_in_an_enquiry_are_refused_at_their_field(without_map):
    visitor = without_map("/parcel?id=DS-10")
    visitor.expect_trouble("422")
    form = visitor.region("向招商人员咨询")
    for label in ("姓名", "电话或邮箱", "想了解什么"):
        form.get_by_role("textbox", name=label).evaluate(_WRITE, LONG)
    form.get_by_role("checkbox").check()
    visitor.click(form.get_by_role("button", name="提交咨询"))
    for label in ("姓名", "电话或邮箱", "想了解什么"):
        field = form.get_by_role("textbox", name=label)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(r"\d"))  # how many may be
        expect(field).to_have_value(LONG)  # nothing that was written is lost
    assert visitor.fits_the_screen()


# past the bound of the field, as an extension of the browser could
_WRITE = """(field, text) => {
  field.removeAttribute("maxlength");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


@pytest.mark.parametrize(
    "said",
    ["garbage", "%00%ff", "A" * 70_000, "", need()[len("/?need=") : -4], "W10", "bnVsbA"],
    ids=["garbage", "bytes", "long", "empty", "cut", "list", "null"],
)
def test_a_malformed_need_in_the_address_is_as_none(without_map, said):
    visitor = without_map(None)
    visitor.expect_trouble("414", "431")
    visitor.open(f"/?need={said}")
    assert visitor.account() == PLAIN


def test_a_need_with_unknown_parts_in_the_address_is_answered_with_its_faults(without_map):
    visitor = without_map(None)
    visitor.expect_trouble("422")
    visitor.open(need(constraints=[{"attribute": "frontige", "id": "x", "at_least": 1}]))
    expect(visitor.answer.get_by_role("alert")).to_contain_text("frontige")


def test_an_old_answer_never_overtakes_a_new_one(without_map):
    visitor = without_map()
    visitor.is_answered()
    visitor.expect_trouble("Failed to load resource")
    held = visitor.holds("**/api/answers*", first=1)
    visitor.start_from_template("化工")
    held.waits_for(1)
    visitor.needs_size(at_least="410 亩")
    assert visitor.account()[1] == 2
    second = visitor.digest()
    held.let_go()
    visitor.page.wait_for_timeout(500)  # for the first to do harm
    assert visitor.candidates() == ["DS-08", "DS-09"]
    assert visitor.digest() == second


def test_quick_typing_and_clicking_ask_seldom(without_map):
    visitor = without_map()
    visitor.is_answered()
    searches = visitor.asks_for("/api/search")
    answers = visitor.asks_for("/api/answers")
    counts = visitor.asks_for("/api/counts")
    visitor.page.get_by_role("combobox").first.evaluate(_TYPES, "金塘岛北部围垦区化工园区一期地块")
    visitor.page.get_by_role("option").first.wait_for()
    assert 1 <= len(searches) <= 2
    chips = visitor.need.locator(".n-chips.districts").first
    assert chips.evaluate(_CLICKS) >= 4
    visitor.is_answered()
    assert 1 <= len(answers) <= 2
    assert len(counts) <= 2


_TYPES = """async (field, text) => {
  for (let n = 1; n <= text.length; n += 1) {
    field.value = text.slice(0, n);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((go) => setTimeout(go, 10));
  }
}"""
_CLICKS = """async (chips) => {
  let clicks = 0;
  for (const chip of [...chips.querySelectorAll("button[aria-pressed]")]) {
    chip.click();
    clicks += 1;
    await new Promise((go) => setTimeout(go, 10));
  }
  return clicks;
}"""
