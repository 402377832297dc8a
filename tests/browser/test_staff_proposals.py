"""A proposal is planned, made, shared and settled in the pages; departments give their opinions."""

from __future__ import annotations

import re

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.test_accessibility import broken_rules
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

REFUSED = "status of 4"  # what the browser says of an answer that is a refusal
LONG = 240_000  # ms; a pack is typeset


def field(visitor: Visitor, label: str):
    return visitor.page.get_by_label(label, exact=True)


def test_a_proposal_is_previewed_made_shared_evaluated_and_settled(visit, desk: Desk):
    number = desk.project()
    staff: Visitor = visit(None)
    staff.expect_trouble(REFUSED)
    desk.lets_in(staff, "staff")
    staff.open(f"/staff/projects/{number}")
    page = staff.page
    page.get_by_role("link", name="编制方案").first.click()
    preview = staff.region("预览")
    shortlist = preview.get_by_role("article")
    expect(shortlist).not_to_have_count(0)
    page.get_by_label("详述候选地块数").fill("1")
    expect(shortlist).to_have_count(1)
    first = shortlist.get_by_role("heading", level=4).inner_text()
    assert first.startswith("第 1 名")
    expect(preview.locator("#p-summary")).to_contain_text("海辰新材料有限公司")
    field(staff, "中文").uncheck()
    page.get_by_role("button", name="生成方案").click()
    expect(field(staff, "中文")).to_be_focused()  # no language is chosen
    field(staff, "中文").check()
    page.get_by_role("button", name="生成方案").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    files = staff.region("文件")
    word = files.get_by_role("link", name="方案（Word）")
    expect(word).to_be_visible(timeout=LONG)
    assert broken_rules(staff) == []
    body = page.request.get(staff.address + word.get_attribute("href")).body()
    assert body.startswith(b"PK")

    shares(visit, staff)
    sheet = staff.region("准入评估表").get_by_role("link").first
    path = sheet.get_attribute("href")
    gives_an_opinion(visit, desk, path)
    sheet.click()
    overrules(staff)
    settles(staff, desk, number)


def shares(visit, staff: Visitor) -> None:
    """Let somebody who is signed in nowhere open a marked PDF, and nothing after its end."""
    page, part = staff.page, staff.region("分享")
    part.get_by_label("发给").fill("海辰新材料")
    part.get_by_role("button", name="生成链接").click()
    link = part.locator(".s-secret")
    expect(link).to_be_visible(timeout=LONG)
    address = link.inner_text()
    guest: Visitor = visit(None)
    guest.expect_trouble(REFUSED)
    guest.page.goto(f"{address}?lang=zh")
    expect(guest.page.get_by_text("供海辰新材料阅读")).to_be_visible()
    assert broken_rules(guest) == []
    pdf = guest.page.get_by_role("link", name="下载").get_attribute("href")
    assert guest.page.request.get(guest.address + pdf).body().startswith(b"%PDF-")
    page.reload()
    row = part.get_by_role("row", name=re.compile("海辰新材料"))
    expect(row).to_contain_text("有效")
    expect(row.locator(".number")).to_have_text("1")  # it was seen once
    assert address not in page.content()
    row.get_by_role("button", name="终止发给海辰新材料的链接").click()
    page.get_by_role("dialog").get_by_role("button", name="终止", exact=True).click()
    expect(row).to_contain_text("已终止")
    assert httpx2.get(guest.address + pdf, timeout=60).status_code == 404
    guest.page.reload()
    expect(guest.page.get_by_role("heading", name="链接无效或已到期")).to_be_visible()


def gives_an_opinion(visit, desk: Desk, path: str) -> None:
    """Let a reviewer find what waits for the department, and sign."""
    desk.token("admin")
    users = desk.asks("GET", "/api/users", role="admin")["users"]
    if not any(user["name"] == "huan.bao" for user in users):
        sent = {"name": "huan.bao", "role": "reviewer", "department": "生态环境局"}
        desk.asks("POST", "/api/users", sent, role="admin")
    reviewer: Visitor = visit(None)
    reviewer.expect_trouble(REFUSED)
    desk.lets_in(reviewer, "reviewer", name="huan.bao")
    reviewer.open("/staff/evaluations")
    page = reviewer.page
    expect(page.get_by_text("本部门：生态环境局")).to_be_visible()
    page.locator(f"a[href='{path}']").first.click()
    expect(page.get_by_label("只看待本部门意见的")).to_be_checked()
    expect(page.get_by_role("button", name=re.compile("^改判"))).to_have_count(0)
    waits = page.get_by_role("row").filter(has=page.locator(".s-button.strong"))
    before = waits.count()
    assert before > 0
    waits.first.get_by_role("button", name=re.compile("出具意见")).click()
    box = page.get_by_role("dialog")
    assert broken_rules(reviewer) == []
    box.get_by_role("radio", name="有条件同意").check()
    box.get_by_label("签名").fill("孙莉")
    box.get_by_role("button", name="签署").click()
    expect(box.get_by_label("内容")).to_be_focused()  # conditions have to be told
    box.get_by_label("内容").fill("须先落实污水预处理")
    box.get_by_role("button", name="签署").click()
    expect(page.get_by_text("意见已签署。")).to_be_focused()
    expect(waits).to_have_count(before - 1)
    page.get_by_label("只看待本部门意见的").uncheck()
    expect(page.get_by_text("须先落实污水预处理")).to_be_visible()


def overrules(staff: Visitor) -> None:
    """Rule on a point that has to be evaluated; a reason is needed."""
    page = staff.page
    page.get_by_label("只看未通过的").check()
    expect(page.get_by_text("须先落实污水预处理")).to_be_visible()
    expect(page.get_by_text(re.compile("孙莉"))).to_be_visible()
    row = page.get_by_role("row").filter(has_text="需评估").first
    point = row.get_by_role("rowheader").inner_text().splitlines()[0]
    row.get_by_role("button", name=re.compile("^改判")).click()
    box = page.get_by_role("dialog")
    box.get_by_role("radio", name="通过", exact=True).check()
    box.get_by_label("理由").fill("专家会议 2026-11 认定满足要求，见纪要。")
    box.get_by_role("button", name="改判").click()
    expect(page.get_by_text("已改判。")).to_be_focused()
    page.get_by_label("只看未通过的").uncheck()
    ruled = page.get_by_role("row").filter(has_text="专家会议")
    expect(ruled).to_contain_text(point)
    expect(ruled).to_contain_text("查得结论：需评估")
    expect(page.get_by_text("其中改判 1 项")).to_be_visible()


def settles(staff: Visitor, desk: Desk, number: int) -> None:
    """Bring the issue list up to date; whoever comes second is told of both."""
    staff.open(f"/staff/issues?project={number}")
    page = staff.page
    rows = page.get_by_role("row").filter(has=page.get_by_role("combobox"))
    expect(rows).not_to_have_count(0)
    overdue = rows.filter(has_text="蒸汽供应能否满足")
    expect(overdue).to_contain_text("逾期")
    overdue.get_by_role("combobox").select_option(label="已办")
    expect(overdue.locator(".s-tag.bad")).to_have_count(0)
    told = desk.asks("GET", f"/api/issues?project={number}")["issues"]
    assert [one["status"] for one in told if one["own"]] == ["done"]
    other = next(one for one in told if not one["own"])
    row = rows.filter(has_text=other["what"]["zh"]).first
    row.get_by_role("button", name=re.compile("^更新")).click()
    sent = {"version": other["version"], "person": "王磊"}
    desk.asks("PATCH", f"/api/issues/{other['id']}", sent)
    box = page.get_by_role("dialog")
    box.get_by_label(re.compile("责任人")).fill("陈静")
    box.get_by_role("button", name="保存").click()
    expect(box.get_by_role("alert")).to_contain_text("王磊")
    expect(box.get_by_role("alert")).to_contain_text("陈静")
    assert box.get_by_label(re.compile("责任人")).input_value() == "陈静"
    box.get_by_role("button", name="取消").click()
    page.reload()
    expect(rows.filter(has_text="王磊")).to_have_count(1)


def test_investors_see_no_page_of_proposals_and_of_the_catalogues_keepers(visit, desk: Desk):
    investor: Visitor = visit(None)
    desk.lets_in(investor, "investor")
    asked: list[str] = []
    investor.page.on("request", lambda one: asked.append(one.url))
    for path in (
        "/staff/projects/1/proposals/new",
        "/staff/projects/1/evaluations/DS-10",
        "/staff/evaluations",
        "/staff/issues",
        "/staff/parcels/DS-10",
        "/staff/upload",
        "/staff/register",
    ):
        investor.open(path)
        expect(investor.page.get_by_role("heading", name="您的角色不能使用此页面")).to_be_visible()
    inside = "/api/(projects|proposals|issues|evaluations|uploads|form|stale|catalogues|.*history)"
    assert [url for url in asked if re.search(inside, url)] == []
