"""The parcel's page, the comparison, the page on the data, and what is taken home as a file."""

from __future__ import annotations

import csv
import io
import json
import re

import geopandas
import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from sitesel.api.enquiry_book import EnquiryBook
from sitesel.settings import Settings
from tests.browser.conftest import served
from tests.browser.visitor import PHONE

pytestmark = pytest.mark.browser


def test_a_parcels_page_tells_each_value_with_its_origin_and_what_is_not_known(visit):
    visitor = visit("/parcel?id=DS-10")
    attributes = visitor.region("全部属性")
    groups = attributes.locator("details")
    expect(groups.nth(7)).to_be_attached()
    counts = [group.locator("summary").inner_text() for group in groups.all()]
    assert all(re.search(r"已知 \d+ / \d+$", count) for count in counts)
    attributes.get_by_role("textbox").fill("图上面积")
    area = attributes.get_by_role("row", name=re.compile("^图上面积"))
    expect(area).to_contain_text("398.9 亩")
    expect(area).to_contain_text("[1]")
    origin = attributes.locator(".notes li").first
    expect(origin).to_contain_text("Apache-2.0")
    expect(area).to_contain_text("2026-11-20")
    attributes.get_by_role("textbox").fill("没有这一项")
    expect(attributes).to_contain_text("没有与「没有这一项」相符的属性。")
    attributes.get_by_role("textbox").fill("")
    expect(attributes.get_by_role("cell", name="未知").first).to_be_attached()


def test_a_parcels_page_shows_how_it_is_reached_and_what_may_be_built(visit):
    visitor = visit("/parcel?id=DS-10")
    evidence = visitor.region("交通、可达范围与管控")
    evidence.scroll_into_view_if_needed()
    routes = evidence.get_by_role("table", name=re.compile("到各类最近设施"))
    expect(routes.get_by_role("row")).not_to_have_count(1)
    for button, caption in (("可达范围", "可达范围"), ("管控规则", "各条管控规则")):
        visitor.click(evidence.get_by_role("button", name=button))
        table = evidence.get_by_role("table", name=re.compile(caption))
        expect(table.get_by_role("row").nth(2)).to_be_visible()
    envelope = visitor.region("规划条件允许的建筑空间")
    envelope.scroll_into_view_if_needed()
    expect(envelope).to_contain_text("最大建筑面积")
    expect(envelope.locator("canvas")).to_be_visible()
    before = figures(envelope)
    envelope.get_by_role("slider").first.fill("30")
    expect(envelope.locator("dl, table").first).not_to_have_text(before)


def figures(part: Locator) -> str:
    expect(part.locator("dl, table").first).to_contain_text(re.compile(r"\d"))
    return part.locator("dl, table").first.inner_text()


@pytest.mark.parametrize(
    ("lang", "schematic", "note"),
    [("zh", "示意图", "不是照片"), ("en", "Schematic", "It is no photograph")],
)
def test_the_view_around_is_a_photograph_or_is_said_to_be_a_schematic(visit, lang, schematic, note):
    visitor = visit("/parcel?id=DS-10", lang=lang)
    around = visitor.page.locator("#panorama")
    around.scroll_into_view_if_needed()
    expect(around.locator("canvas")).to_be_visible()
    expect(around).not_to_contain_text(note)
    visitor.click(around.get_by_role("button", name=schematic))
    expect(around).to_contain_text(note)
    expect(around.locator("canvas")).to_be_visible()
    expect(around.get_by_role("row").nth(2)).to_be_visible()


def test_a_parcel_without_photographs_has_the_schematic_alone(visit):
    visitor = visit("/parcel?id=DH-06")
    around = visitor.region("360° 环视")
    around.scroll_into_view_if_needed()
    expect(around).to_contain_text("不是照片")
    expect(around.get_by_role("group", name="画面")).to_have_count(0)


def test_pictures_and_documents_of_a_parcel_open(visit):
    visitor = visit("/parcel?id=DS-10")
    media = visitor.region("图片与文件")
    media.scroll_into_view_if_needed()
    picture = media.get_by_role("img").first
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("one => one.naturalWidth") > 100
    expect(media.locator("figcaption").first).to_contain_text("示意")
    address = media.locator("a.load").first.get_attribute("href")
    paper = visitor.page.request.get(visitor.address + address)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")


@pytest.fixture(scope="module")
def wary(store):
    """Serve the demonstration by a service that takes one enquiry an hour."""
    with served(Settings(store=store, enquiries_an_hour=1)) as address:
        yield address


def test_an_enquiry_reaches_the_staff_and_a_second_is_too_many(visit, store, wary):
    visitor = visit("/parcel?id=DS-10", address=wary, size=PHONE)
    visitor.expect_trouble("422", "429")
    form = visitor.region("向招商人员咨询")
    form.get_by_role("textbox", name="姓名").fill("陈先生")
    form.get_by_role("textbox", name="想了解什么").fill("能否分期供地？")
    send = form.get_by_role("button", name="提交咨询")
    visitor.click(send)
    expect(form).to_contain_text("请先同意保存")
    form.get_by_role("checkbox").check()
    visitor.click(send)
    contact = form.get_by_role("textbox", name="电话或邮箱")
    expect(contact).to_have_attribute("aria-invalid", "true")
    expect(contact).to_be_focused()
    contact.fill("0580-1234567")
    visitor.click(send)
    done = form.get_by_role("status").filter(has_text="已收到您的咨询。")
    expect(done).to_be_focused()
    (stored,) = [one for one in EnquiryBook(store).all() if one.contact == "0580-1234567"]
    assert stored.id in done.inner_text()
    assert stored.parcels == ("DS-10",)
    assert stored.message == "能否分期供地？"

    visitor.open("/parcel?id=DS-08")
    for label in ("姓名", "电话或邮箱", "想了解什么"):
        form.get_by_role("textbox", name=label).fill("又是我")
    form.get_by_role("checkbox").check()
    visitor.click(send)
    expect(form.get_by_role("alert")).to_contain_text("提交过于频繁")
    expect(form.get_by_role("textbox", name="姓名")).to_have_value("又是我")


def test_candidates_stand_side_by_side_with_their_differences(visit):
    visitor = visit()
    visitor.start_from_template("化工")
    visitor.compares(["DS-08", "DS-10", "DS-09"])
    table = visitor.region("属性对照").get_by_role("table")
    expect(table.get_by_role("columnheader").nth(3)).to_be_visible()
    visitor.region("属性对照").get_by_role("switch").evaluate("one => one.click()")
    expect(table.get_by_text("不同", exact=True).first).to_be_visible()
    rows = table.locator("tr:has(td)").evaluate_all(_ROWS)
    assert {row["marked"] for row in rows} == {True, False}
    assert all(row["marked"] == (len(set(row["cells"])) > 1) for row in rows)
    expect(table.get_by_text("最优", exact=True).first).to_be_visible()

    charts = visitor.region("图形对照")
    charts.scroll_into_view_if_needed()
    for kind in ("雷达图", "平行坐标"):
        visitor.click(charts.get_by_role("button", name=kind))
        expect(charts.get_by_role("img", name=kind)).to_be_visible()
        expect(charts.get_by_role("table").get_by_role("row").nth(2)).to_be_visible()


_ROWS = """rows => rows.map((row) => ({
  marked: row.querySelector("th .mark") !== null,
  cells: [...row.querySelectorAll("td")].map((cell) => cell.firstChild.textContent.trim()),
}))"""


def test_six_at_most_are_compared_on_maps_of_one_scale(visit):
    asked = ["DS-08", "DS-10", "DS-09", "DH-01", "DH-06", "PT-08", "DH-02"]
    visitor = visit("/compare?" + "&".join(f"id={one}" for one in asked))
    visitor.sees("对比中的地块（6 / 6）")
    maps = visitor.region("同一比例的小地图").get_by_role("img")
    expect(maps).to_have_count(6)
    scales = set()
    for picture in maps.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("one => one.naturalWidth") > 100
        scales.add(re.search(r"metres_per_pixel=([\d.]+)", picture.get_attribute("src"))[1])
    assert len(scales) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_on_the_data_tells_sources_licences_gaps_and_method(visit, lang):
    visitor = visit("/about", lang=lang)
    parts = {part: visitor.page.locator(f"section#{part}") for part in _PARTS}
    catalogue = visitor.page.request.get(f"{visitor.address}/api/catalogue").json()
    expect(visitor.page.get_by_role("note")).to_contain_text(catalogue["notice"][lang])
    for fact in (catalogue["id"], catalogue["date"], catalogue["licence"], catalogue["version"]):
        expect(parts["catalogue"]).to_contain_text(fact)
    expect(parts["sources"].locator("tbody tr")).to_have_count(len(catalogue["sources"]))
    for source in catalogue["sources"]:
        expect(parts["sources"]).to_contain_text(source["licence"] or source["name"])
    expect(parts["gaps"].locator("tbody tr").first).to_be_visible()
    expect(parts["rules"].locator("tbody tr").first).to_be_visible()
    assert parts["method"].get_by_role("listitem").count() == 7


_PARTS = ("catalogue", "method", "rules", "sources", "gaps")
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_export_is_what_it_says_and_opens(visit, tmp_path, lang):
    visitor = visit(lang=lang)
    visitor.start_from_template("化工")
    names = visitor.candidates()
    files = {}
    for ending, address in visitor.exports().items():
        told = visitor.page.request.get(visitor.address + address)
        assert told.status == 200, ending
        assert told.headers["content-type"] == _TYPES[ending]
        files[ending] = told.body()
    assert set(files) == set(_TYPES)

    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert set(names) <= cells
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert [row[i] for row in rows[1:] for i in range(len(row)) if row[i] in names] == names
    features = json.loads(files["geojson"])["features"]
    assert set(names) <= {feature.get("id") for feature in features}
    (tmp_path / "x.gpkg").write_bytes(files["gpkg"])
    told = geopandas.read_file(tmp_path / "x.gpkg", layer="candidates")
    assert set(names) <= set(told.astype(str).to_numpy().ravel())
    assert files["pdf"].startswith(b"%PDF-")
    assert files["html"].lower().startswith(b"<!doctype html")
    assert visitor.digest() in files["json"].decode()
