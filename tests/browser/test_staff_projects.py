"""From an enquiry to a project that is followed up, in the pages."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.visitor import Visitor
from tests.callers import GOOD

pytestmark = pytest.mark.browser

REFUSED = "status of 4"  # what the browser says of an answer that is a refusal


def field(visitor: Visitor, label: str):
    return visitor.page.get_by_label(label, exact=True)


def test_an_enquiry_becomes_a_project_that_is_followed_stage_by_stage(visit, desk: Desk, tmp_path):
    number = desk.enquiry()
    staff: Visitor = visit(None)
    staff.expect_trouble(REFUSED)
    desk.lets_in(staff, "staff")
    staff.open("/staff")
    page = staff.page
    new = staff.region(re.compile("新咨询"))
    new.get_by_role("link", name="海辰新材料有限公司").first.click()
    enquiry = page.locator(f"[id='{number}']")
    expect(enquiry).to_contain_text("何时可以供地？")
    enquiry.get_by_role("button", name="转为项目").click()
    field(staff, "项目名称").fill("前驱体项目")
    field(staff, "牵头单位 可不填").fill("招商一处")
    page.get_by_role("dialog").get_by_role("button", name="转为项目").click()

    # who asked is the contact, what they wrote a note, what they looked at the requirement
    expect(page.get_by_role("heading", name="前驱体项目", level=1)).to_be_focused()
    expect(staff.region("联系人")).to_contain_text("张伟")
    expect(staff.region("备注")).to_contain_text("何时可以供地？")
    needs = staff.region("需求与选址")
    needs.get_by_role("button", name="选址", exact=True).click()
    expect(needs).to_contain_text(re.compile(r"候选 \d+ · 淘汰 \d+ · 待定 \d+"))

    # the need is changed on the map, and comes back as the next version
    needs.get_by_role("button", name="在地图上打开").first.click()
    expect(staff.region("结果")).to_be_visible()
    page.go_back()
    keep = needs.get_by_role("button", name="保存地图上的需求")
    with page.expect_response("**/requirements"):
        keep.click()
    expect(keep).to_be_enabled()
    expect(needs).not_to_contain_text("第 2 版")  # it is the need that there was
    file = tmp_path / "need.yaml"
    file.write_text("constraints: [{attribute: area, at_least: 400 亩}]\n", "utf-8")
    field(staff, "上传需求文件").set_input_files(file)
    expect(needs).to_contain_text("第 2 版")
    file.write_text("constraints: [{attribute: araa, at_least: 400 亩}]\n", "utf-8")
    field(staff, "上传需求文件").set_input_files(file)
    expect(needs.get_by_role("alert")).to_contain_text("araa")

    steps = staff.region("进展")
    expect(steps.get_by_role("listitem")).to_have_count(1)
    field(staff, "进入").select_option(label="签约")
    steps.get_by_role("button", name="确定").click()
    expect(steps.get_by_role("listitem")).to_have_count(2)
    offered = field(staff, "进入").locator("option").all_inner_texts()
    assert offered == ["落地（供地）", "开工", "终止"]
    steps.get_by_role("button", name="撤回最后一步").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回最后一步").click()
    expect(steps.get_by_role("listitem")).to_have_count(1)


def test_a_session_that_ends_takes_nothing_with_it_that_was_written(visit, desk: Desk):
    number = desk.project()
    staff: Visitor = visit(None)
    staff.expect_trouble(REFUSED)
    desk.lets_in(staff, "staff", name="late", password=GOOD)
    staff.open(f"/staff/projects/{number}")
    page = staff.page
    field(staff, "添加备注").fill("对方下周二来访")
    staff.context.clear_cookies()
    staff.region("备注").get_by_role("button", name="添加").click()
    again = page.get_by_role("dialog", name="登录已失效")
    again.get_by_label("用户名").fill("late")
    again.get_by_label("口令").fill(GOOD)
    again.get_by_role("button", name="登录", exact=True).click()
    expect(again).to_be_hidden()
    assert field(staff, "添加备注").input_value() == "对方下周二来访"
    staff.region("备注").get_by_role("button", name="添加").click()
    expect(staff.region("备注").get_by_role("listitem").first).to_contain_text("对方下周二来访")


def test_whoever_changes_a_project_second_is_told_of_both_values(visit, desk: Desk):
    number = desk.project()
    staff: Visitor = visit(None)
    staff.expect_trouble(REFUSED)
    desk.lets_in(staff, "staff")
    staff.open(f"/staff/projects/{number}")
    page = staff.page
    page.get_by_role("button", name="修改项目").click()
    version = desk.asks("GET", f"/api/projects/{number}")["version"]
    other = {"version": version, "unit": "招商三处", "figures": {"jobs": 900}}
    desk.asks("PATCH", f"/api/projects/{number}", other)
    field(staff, "牵头单位 可不填").fill("招商二处")
    field(staff, "就业人数 可不填").fill("1000")
    field(staff, "年税收 可不填").fill("三百")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(field(staff, "年税收 可不填")).to_be_focused()  # what can't be read is told at its field
    field(staff, "年税收 可不填").fill("3 亿元")
    page.get_by_role("button", name="保存", exact=True).click()

    both = page.get_by_role("alert").filter(has_text="期间已有他人修改")
    expect(both).to_be_focused()
    unit = both.get_by_role("row", name=re.compile("牵头单位"))
    expect(unit).to_contain_text("招商三处")
    expect(unit).to_contain_text("招商二处")
    unit.get_by_role("button", name="采用现值").click()
    assert field(staff, "牵头单位 可不填").input_value() == "招商三处"
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    now = desk.asks("GET", f"/api/projects/{number}")
    assert (now["unit"], now["written"]["jobs"], now["written"]["tax"]) == (
        "招商三处",
        "1000",
        "3 亿元",
    )


def test_what_stands_still_is_listed_counted_and_handed_out(visit, desk: Desk):
    number = desk.project()
    staff: Visitor = visit(None)
    desk.lets_in(staff, "staff")
    staff.open("/staff/follow-up")
    page = staff.page
    slow = staff.region(re.compile("签约"))
    link = slow.get_by_role("link", name="年产 20 万吨电池正极前驱体")
    expect(link.last).to_have_attribute("href", re.compile(r"/staff/projects/\d+"))
    expect(staff.region("各阶段项目数")).to_contain_text("签约")
    with page.expect_download() as came:
        page.get_by_role("link", name="导出 CSV").click()
    text = Path(came.value.path()).read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert any("年产 20 万吨电池正极前驱体" in row for row in rows)
    field(staff, "牵头单位").select_option("招商一处")
    expect(page).to_have_url(re.compile("unit="))

    page.get_by_role("link", name="项目", exact=True).click()
    field(staff, "查找").fill("海辰")
    field(staff, "查找").press("Enter")
    expect(page.locator(f"a[href='/staff/projects/{number}']")).to_be_visible()
    field(staff, "查找").fill("没有这样的项目")
    field(staff, "查找").press("Enter")
    expect(page.get_by_text("没有符合条件的项目。")).to_be_visible()
    page.go_back()
