"""People come in, are invited and kept out, and the record tells of it."""

from __future__ import annotations

import re

import httpx2
import pytest
from playwright.sync_api import expect

from sitesel.settings import Settings
from tests.browser.conftest import served
from tests.browser.desk import PAGES, Desk
from tests.browser.test_accessibility import broken_rules
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.callers import GOOD
from tests.identity_provider import ROLES, SECRET, identity_provider
from tests.ports import free_port

pytestmark = pytest.mark.browser

BETTER = "slow harbour crane at noon"
REFUSED = "status of 4"  # what the browser says of an answer that is a refusal


def field(visitor: Visitor, label: str):
    return visitor.page.get_by_label(label, exact=True)


def signs_in(visitor: Visitor, name: str, password: str) -> None:
    field(visitor, "用户名").fill(name)
    field(visitor, "口令").fill(password)
    visitor.page.get_by_role("button", name="登录", exact=True).click()


def invites(admin: Visitor, name: str) -> str:
    """Invite a reviewer, and forget to say of which department at first; return the link."""
    admin.expect_trouble(REFUSED)
    admin.open("/staff/users")
    admin.page.get_by_role("button", name="邀请用户").click()
    field(admin, "用户名").fill(name)
    field(admin, "角色").select_option("reviewer")
    admin.page.get_by_role("button", name="生成邀请链接").click()
    # what is wrong is told at its field, which has the focus; what was written stays
    department = field(admin, "部门")
    expect(department).to_be_focused()
    expect(admin.page.get_by_role("dialog").locator(".s-fault")).to_contain_text("部门")
    assert field(admin, "用户名").input_value() == name
    department.fill("生态环境局")
    admin.page.get_by_role("button", name="生成邀请链接").click()
    link = admin.page.locator(".s-secret").inner_text()
    assert re.fullmatch(rf"{admin.address}/invitation#[^.]+\..+", link)
    admin.page.keyboard.press("Escape")
    return link


def test_who_is_invited_sets_a_password_signs_in_and_is_kept_out_when_disabled(visit, desk: Desk):
    admin: Visitor = visit(None)
    desk.lets_in(admin, "admin")
    link = invites(admin, "sun.li")
    row = admin.page.get_by_role("row", name=re.compile("sun.li"))
    expect(row).to_contain_text("未设口令")

    guest: Visitor = visit(None, locale="zh-CN")
    guest.expect_trouble(REFUSED)
    guest.page.goto(link)
    field(guest, "新口令").fill("password1234")
    assert guest.page.evaluate("location.hash") == ""  # the secret is in no history
    field(guest, "再输入一次").fill("password1234")
    guest.page.get_by_role("button", name="设置口令并登录").click()
    expect(field(guest, "新口令")).to_have_attribute("aria-invalid", "true")
    for name in ("新口令", "再输入一次"):
        field(guest, name).fill(BETTER)
    guest.page.get_by_role("button", name="设置口令并登录").click()
    expect(guest.page.get_by_role("heading", name="今日")).to_be_focused()
    pages = guest.page.get_by_role("navigation", name="工作台页面").get_by_role("link")
    assert pages.all_inner_texts() == ["今日", "准入评估", "闲置低效用地", "我的账号"]
    guest.page.get_by_role("button", name="退出登录").click()
    guest.page.get_by_role("link", name="登录", exact=True).click()
    signs_in(guest, "sun.li", "not what it is")
    expect(guest.page.get_by_role("alert")).to_be_visible()
    assert (field(guest, "用户名").input_value(), field(guest, "口令").input_value()) == (
        "sun.li",
        "",
    )
    signs_in(guest, "sun.li", BETTER)
    expect(guest.page.get_by_role("heading", name="今日")).to_be_visible()

    admin.page.reload()
    expect(row).to_contain_text("可登录")
    row.get_by_role("button", name="停用").click()
    admin.page.get_by_role("dialog").get_by_role("button", name="停用").click()
    expect(row).to_contain_text("已停用")
    guest.page.get_by_role("link", name="闲置低效用地").click()
    expect(guest.page.get_by_role("dialog", name="登录已失效")).to_be_visible()

    admin.page.get_by_role("link", name="操作记录").click()
    field(admin, "行为").select_option(label="停用用户")
    admin.page.get_by_role("button", name="查询").click()
    entries = admin.page.get_by_role("row").filter(has_text="停用用户")
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("admin")
    expect(entries).to_contain_text("sun.li")


def test_a_key_is_shown_once_and_gone_when_it_is_deleted(visit, desk: Desk):
    staff: Visitor = visit(None)
    desk.lets_in(staff, "staff", name="key.keeper", password=GOOD)
    staff.open("/staff/account")
    field(staff, "用途").fill("同步")
    staff.page.get_by_label("查看内部内容").check()
    staff.page.get_by_role("button", name="生成密钥").click()
    key = staff.page.locator(".s-secret").inner_text()

    def tier() -> str:
        headers = {"Authorization": f"Bearer {key}"}
        told = httpx2.get(f"{desk.address}/api/me", headers=headers, timeout=30).json()
        return str(told.get("tier", told.get("type")))

    assert tier() == "staff"
    staff.page.reload()
    expect(staff.page.get_by_role("rowheader", name=re.compile("同步"))).to_be_visible()
    assert key not in staff.page.content()
    staff.page.get_by_role("button", name="删除密钥 同步").click()
    staff.page.get_by_role("dialog").get_by_role("button", name="删除", exact=True).click()
    expect(staff.page.get_by_text("还没有密钥。")).to_be_visible()
    assert tier().endswith("key-refused")

    other: Visitor = visit(None)
    desk.lets_in(other, "staff", name="key.keeper")
    other.open("/staff/account")
    field(staff, "现用口令").fill(GOOD)
    for name in ("新口令", "再输入一次"):
        field(staff, name).fill(BETTER)
    staff.page.get_by_role("button", name="修改口令").click()
    expect(staff.page.get_by_text("口令已修改，其他设备已退出。")).to_be_visible()
    other.open("/staff/account")
    expect(other.page.get_by_role("heading", name="登录")).to_be_visible()


def test_investors_and_the_public_see_no_page_of_the_staff(visit, desk: Desk):
    investor: Visitor = visit(None)
    desk.lets_in(investor, "investor")
    asked: list[str] = []
    investor.page.on("request", lambda one: asked.append(one.url))
    for path in ("/staff", "/staff/projects", "/staff/projects/1", "/staff/users", "/staff/record"):
        investor.open(path)
        expect(investor.page.get_by_role("heading", name="您的角色不能使用此页面")).to_be_visible()
    pages = investor.page.get_by_role("navigation", name="工作台页面").get_by_role("link")
    assert pages.all_inner_texts() == ["我的账号"]
    assert [url for url in asked if re.search("/api/(projects|users|record|my-day)", url)] == []

    public: Visitor = visit(None)
    public.open("/staff/projects/7")
    expect(public.page.get_by_role("heading", name="登录")).to_be_visible()
    desk.token("investor", name="hai.chen", password=GOOD)
    signs_in(public, "hai.chen", GOOD)  # and is where they wanted to go, which is not theirs
    public.page.wait_for_url(re.compile("/staff/projects/7"))
    expect(public.page.get_by_role("heading", name="您的角色不能使用此页面")).to_be_visible()


@pytest.mark.parametrize(("size", "lang"), [(DESK, "zh"), (PHONE, "en")], ids=["desk", "phone"])
def test_the_pages_of_the_desk_break_no_rule_and_fit_the_screen(visit, desk: Desk, size, lang):
    number = desk.project()
    desk.enquiry()
    visitors: dict[str | None, Visitor] = {}
    wrong = {}
    for name, (role, path) in PAGES.items():
        if role not in visitors:
            visitors[role] = visit(None, size=size, lang=lang)
            if role is not None:
                desk.lets_in(visitors[role], role)
        visitor = visitors[role]
        visitor.open(path.replace("/1", f"/{number}"))
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        wrong[name] = broken_rules(visitor)
        if not visitor.fits_the_screen():
            wrong[name].append("it runs over the right edge")
    assert {name: rules for name, rules in wrong.items() if rules} == {}


@pytest.fixture
def provided(store, tmp_path):
    """Serve the demonstration where one signs in by a provider; give both addresses."""
    port = free_port()
    callback = f"http://127.0.0.1:{port}/api/sign-in/oidc/callback"
    with identity_provider(tmp_path, callback) as issuer:
        settings = Settings(
            store=store,
            oidc_issuer=issuer,
            oidc_client_id="sitesel",
            oidc_client_secret=SECRET,
            oidc_claim="groups",
            oidc_roles=ROLES,
        )
        with served(settings, port=port) as address:
            yield address, issuer


def test_who_signs_in_by_a_provider_comes_to_the_page_that_was_asked_for(visit, provided):
    address, issuer = provided
    visitor: Visitor = visit("/staff/register", address=address)
    visitor.expect_trouble(f"asked outside: {issuer}", REFUSED)
    visitor.expect_trouble("asked outside: https://cdn.", "net::ERR_")  # the provider's own page
    visitor.page.get_by_role("link", name="用统一身份认证登录").click()
    visitor.page.locator("[name=username]").fill("li")
    visitor.page.locator("[name=password]").fill("pw of li")
    visitor.page.locator("[type=submit]").first.click()
    expect(visitor.page).to_have_url(re.compile(f"^{address}/staff/register"))
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    # the page that was kept is kept for this once
    visitor.open("/sign-in")
    assert visitor.page.evaluate("sessionStorage.getItem('sitesel.next')") is None
