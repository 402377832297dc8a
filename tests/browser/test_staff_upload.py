"""A whole list is uploaded where the build config is known: parcels are added and taken away."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from playwright.sync_api import expect
from shapely.affinity import translate

from sitesel.catalogue import Store
from sitesel.datasets import dataset
from sitesel.settings import Settings
from tests.browser.conftest import served
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(demonstration_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return the desk of a service that knows what its land was built from."""
    folder = tmp_path_factory.mktemp("amending") / "demonstration"
    shutil.copytree(demonstration_store, folder)
    with served(Settings(store=folder, config=dataset("zhoushan") / "build.yaml")) as address:
        yield Desk(folder, address)


def test_new_parcels_are_added_and_those_gone_taken_away_only_where_that_is_ticked(
    visit, desk: Desk, tmp_path: Path
):
    land = Store(desk.store).current()
    first, *others = land.columns().ids.to_pylist()
    shapes = list(land.outlines().geometries())
    drawn = [*shapes[1:], translate(shapes[3], 0.004, 0.002)]
    file = tmp_path / "地块.geojson"
    GeoDataFrame({"id": [*others, "NEW-1"]}, geometry=drawn, crs="OGC:CRS84").to_file(file)
    keeper: Visitor = visit(None, address=desk.address)
    desk.lets_in(keeper, "keeper")
    keeper.open("/staff/upload")
    page = keeper.page
    page.get_by_label("选择文件", exact=True).set_input_files(file)
    page.get_by_role("checkbox", name=re.compile("全部")).check()
    page.get_by_role("button", name="上传并比较").click()
    add = page.get_by_role("checkbox", name="新增这 1 宗地块")
    remove = page.get_by_role("checkbox", name=re.compile("移除文件中没有的 1 宗地块"))
    expect(add).to_be_checked()
    expect(remove).not_to_be_checked()
    longer = page.get_by_text("可能需要几分钟")
    expect(longer).to_be_visible()
    add.uncheck()
    expect(longer).to_have_count(0)
    add.check()
    remove.check()
    page.get_by_role("button", name="发布", exact=True).click()
    bar = page.get_by_role("progressbar", name="正在发布…")
    expect(bar).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=re.compile(r"（\d+%）"))).to_be_visible()
    expect(page.get_by_text(re.compile("已发布 2 项改动"))).to_be_focused(timeout=120_000)
    expect(bar).to_have_count(0)
    ids = Store(desk.store).current().columns().ids.to_pylist()
    assert set(ids) == {*others, "NEW-1"}
    assert first not in ids
    keeper.open("/staff/parcels/NEW-1")
    expect(keeper.region("修订记录")).to_contain_text("新增")
