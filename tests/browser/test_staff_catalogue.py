"""The catalogue is kept fresh in the pages: parcels are changed, held, and lists uploaded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sitesel.settings import Settings
from tests.browser.conftest import served
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

REFUSED = "status of 4"  # what the browser says of an answer that is a refusal
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c"
    "6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def desk(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return the desk of a service of its own: other tests want the land as it was built."""
    own = tmp_path_factory.mktemp("changing")
    shutil.copytree(store, own, dirs_exist_ok=True)
    with served(Settings(store=own)) as address:
        yield Desk(own, address)


def field(visitor: Visitor, label: str):
    return visitor.page.get_by_label(label, exact=True)


def revised(desk: Desk, parcel: str, **changes: object) -> None:
    """Change a parcel as somebody else."""
    expects = desk.asks("GET", "/api/catalogue")["id"]
    sent = {"changes": changes, "expects": expects}
    desk.asks("PATCH", f"/api/parcels/{parcel}", sent, role="keeper")


def told(desk: Desk, parcel: str) -> dict[str, object]:
    found: dict[str, object] = desk.asks("GET", f"/api/parcels/{parcel}")["properties"]
    return found


def test_a_parcel_is_changed_after_a_look_at_what_changes_and_nothing_is_overwritten(
    visit, desk: Desk
):
    staff: Visitor = visit(None, address=desk.address)
    staff.expect_trouble(REFUSED)
    desk.lets_in(staff, "staff")
    staff.open("/staff/parcels/PT-08")
    page = staff.page
    before = told(desk, "PT-08")
    follows = desk.asks("GET", "/api/parcels/PT-08/history")["next_statuses"]
    expect(field(staff, "状态")).to_have_value(str(before["status"]))
    offered = field(staff, "状态").locator("option").evaluate_all("all => all.map((o) => o.value)")
    # what it is and what may follow; holding it is a form of its own
    assert set(offered) == {"", before["status"], *follows} - {"locked"}

    difference = page.locator("#changes")
    publish = difference.get_by_role("button", name="发布改动")
    field(staff, "使用年限（年）").fill("500")
    expect(difference.get_by_role("row", name=re.compile("使用年限"))).to_contain_text("70")
    expect(field(staff, "使用年限（年）")).to_have_attribute("aria-invalid", "true")
    expect(publish).to_be_disabled()
    difference.get_by_role("button", name="撤回使用年限的改动").click()
    expect(difference).to_contain_text("还没有改动")
    field(staff, "起始地价").fill("30 万元/亩")
    field(staff, "内部备注").fill("岸线另议")
    price = difference.get_by_role("row", name=re.compile("起始地价"))
    expect(price.locator("ins")).to_have_text("450 元/m²（30 万元/亩）")
    expect(price.locator("del")).to_contain_text("元/m²")

    # somebody else is quicker: both values are told, and only what is decided is published
    revised(desk, "PT-08", price=430, tenure_years=40)
    publish.click()
    both = page.get_by_role("alert").filter(has_text="他人已修改这宗地块")
    expect(both).to_be_focused()
    clash = both.get_by_role("row", name=re.compile("起始地价"))
    expect(clash).to_contain_text("430 元/平方米")
    expect(clash).to_contain_text("30 万元/亩")
    expect(both.get_by_role("row", name=re.compile("使用年限"))).to_contain_text("您未改")
    assert (told(desk, "PT-08")["price"], told(desk, "PT-08").get("staff_notes")) == (430.0, None)
    clash.get_by_role("radio", name="用我的").check()
    both.get_by_role("button", name="按此继续").click()
    expect(price.locator("del")).to_contain_text("430 元/m²")
    difference.get_by_label(re.compile("依据文件")).fill("定价函 3 号")
    publish.click()
    expect(page.get_by_text("已发布 2 项改动，即时生效。")).to_be_focused()
    now = told(desk, "PT-08")
    assert (now["price"], now["tenure_years"], now["staff_notes"]) == (450.0, 40.0, "岸线另议")
    past = staff.region("修订记录").get_by_role("row").filter(has_text="30 万元/亩")
    expect(past.first).to_contain_text("定价函 3 号")
    expect(past.first).to_contain_text("staff")

    # what is not published is not lost without a word
    field(staff, "内部备注").fill("写到一半")
    page.once("dialog", lambda box: box.dismiss())
    page.get_by_role("link", name="闲置低效用地").click()
    assert field(staff, "内部备注").input_value() == "写到一半"


def test_a_parcel_is_held_for_a_project_and_has_its_pictures(visit, desk: Desk, tmp_path):
    staff: Visitor = visit(None, address=desk.address)
    staff.expect_trouble(REFUSED)
    desk.lets_in(staff, "staff")
    staff.open("/staff/register")
    page = staff.page
    field(staff, "输入名称或编号").fill("DS-08")
    page.get_by_role("link", name=re.compile("DS-08")).first.click()
    until = datetime.now(UTC).date() + timedelta(days=30)
    hold = staff.region("预留")
    before = told(desk, "DS-08")["status"]
    hold.get_by_label("项目").fill("前驱体项目")
    hold.get_by_label("最后一天").fill(until.isoformat())
    hold.get_by_role("button", name="预留").click()
    expect(hold).to_contain_text("已为「前驱体项目」预留至")
    assert told(desk, "DS-08")["status"] == "locked"
    hold.get_by_role("button", name="解除预留").click()
    expect(hold).to_contain_text("为项目锁定")
    assert told(desk, "DS-08")["status"] == before

    media = staff.region("图片与文件")
    media.get_by_text("添加图片或文件").click()
    wrong, right = tmp_path / "a.svg", tmp_path / "a.png"
    wrong.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    right.write_bytes(PIXEL)
    media.get_by_label("文件", exact=True).set_input_files(wrong)
    media.get_by_label(re.compile("^标题")).fill("现场一角")
    media.get_by_label("谁可以看").select_option("staff")
    media.get_by_role("button", name="上传").click()
    expect(media.get_by_role("alert")).to_be_visible()
    assert media.get_by_label(re.compile("^标题")).input_value() == "现场一角"
    media.get_by_label("文件", exact=True).set_input_files(right)
    media.get_by_role("button", name="上传").click()
    expect(media).to_contain_text("已添加。")
    expect(media.get_by_role("listitem").filter(has_text="现场一角")).to_contain_text("仅内部")
    seen = desk.asks("GET", "/api/parcels/DS-08/media", role=None)["media"]
    assert "现场一角" not in [one["title"]["zh"] for one in seen]
    page.once("dialog", lambda box: box.accept())
    media.get_by_role("button", name="删除现场一角").click()
    expect(media).to_contain_text("已移除。")
    expect(staff.region("修订记录")).to_contain_text("图片与文件")


def test_an_upload_shows_its_difference_and_is_published_by_who_may(visit, desk: Desk, tmp_path):
    sheet = tmp_path / "月报.csv"
    sheet.write_text("地号,起始地价,动工\nDH-02,41 万元/亩,x\nNEW-1,1 万元/亩,y\n", "utf-8")
    staff: Visitor = visit(None, address=desk.address)
    staff.expect_trouble(REFUSED)
    desk.lets_in(staff, "staff")
    staff.open("/staff/upload")
    page = staff.page
    compare = page.get_by_role("button", name="上传并比较")
    compare.click()
    expect(field(staff, "选择文件")).to_be_focused()
    expect(page.get_by_text("请选择文件")).to_be_visible()
    field(staff, "选择文件").set_input_files(sheet)
    compare.click()
    expect(page.get_by_role("alert").filter(has_text="编号")).to_be_visible()  # no column of ids
    page.get_by_text("读取选项").click()
    page.get_by_label(re.compile("编号所在的列")).fill("地号")
    compare.click()
    expect(page.get_by_role("heading", name="月报.csv：共 2 行")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("DH-02"))
    expect(row.locator("ins")).to_contain_text("41 万元/亩")
    expect(page.get_by_role("listitem").filter(has_text="NEW-1")).to_be_visible()
    # a column that means nothing here is told what it means
    field(staff, "动工").select_option(label="备注")
    page.get_by_role("button", name="按此重新比较").click()
    expect(page.get_by_role("row", name=re.compile("DH-02.*备注"))).to_be_visible()
    expect(page.get_by_text("发布需由数据管理员")).to_be_visible()
    expect(page.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    before = told(desk, "DH-02")["price"]

    keeper: Visitor = visit(None, address=desk.address)
    desk.lets_in(keeper, "keeper")
    keeper.open("/staff/upload")
    waits = keeper.region("待发布的上传").get_by_role("row", name=re.compile("月报.csv"))
    expect(waits).to_have_count(1)  # the first comparison was dropped for the second
    waits.get_by_role("button", name="查看差异").click()
    expect(keeper.page.get_by_text("新增或减少的地块")).to_be_visible()
    assert told(desk, "DH-02")["price"] == before
    keeper.page.get_by_label(re.compile("依据文件")).fill("月报 11 月")
    keeper.page.get_by_role("button", name="发布", exact=True).click()
    expect(keeper.page.get_by_text(re.compile("已发布 2 项改动"))).to_be_focused()
    assert (told(desk, "DH-02")["price"], told(desk, "DH-02")["remarks"]) == (615.0, "x")
    expect(keeper.region("待发布的上传")).to_have_count(0)
