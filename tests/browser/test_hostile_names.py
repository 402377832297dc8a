"""Names that would be code stay names, on every page that shows them."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from playwright.sync_api import expect

from sitesel.catalogue import Sites, Store
from sitesel.columns import Columns, TextColumn
from sitesel.settings import Settings
from tests.browser.conftest import served
from tests.browser.faces import need
from tests.browser.visitor import DESK, PHONE
from tests.conftest import town_draft

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>window.owned = 1</script>",
    "<img src=x onerror='window.owned = 1'>",
    "{{ constructor.constructor('window.owned = 1')() }}",
    "\u202e\u2067甲四\u202dabc",  # would turn what follows
    "很长的名字" * 60,
    "'\"><svg/onload=window.owned=1>",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Serve a town whose parcels have hostile names."""
    draft = town_draft()
    parcels = draft.sites["parcels"]
    columns = parcels.columns
    named = {name: columns[name] for name in columns} | {"name": TextColumn(pa.array(HOSTILE))}
    schema = draft.manifest.schema.of("parcels")
    told = Columns("parcels", columns.ids, named, schema)
    sites = {**draft.sites, "parcels": Sites(told, parcels.geometry)}
    folder = tmp_path_factory.mktemp("hostile")
    Store(folder).publish(replace(draft, sites=sites))
    with served(Settings(store=folder)) as address:
        yield address


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_hostile_names_stay_text_on_the_map_page(visit, hostile, size):
    title = {"zh": HOSTILE[0], "en": HOSTILE[1]}
    wish = {
        "attribute": "area",
        "id": "wish",
        "at_least": 1,
        "title": {"zh": HOSTILE[1], "en": HOSTILE[1]},
    }
    visitor = visit(need(title=title, constraints=[wish]), address=hostile, size=size)
    visitor.goes_to_answer()
    assert sorted(visitor.candidates()) == list("ABCDEF")
    for parcel, name in zip("ABCDEF", HOSTILE, strict=True):
        expect(visitor.candidate(parcel)).to_contain_text(name[:40])
        visitor.candidate(parcel).get_by_role("button").first.click()
        assert is_harmless(visitor)
    assert visitor.fits_the_screen()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_hostile_names_stay_text_on_the_other_pages(visit, hostile, size):
    visitor = visit(None, address=hostile, size=size)
    heading = visitor.page.get_by_role("heading", level=1)
    for parcel, name in zip("ABCDEF", HOSTILE, strict=True):
        visitor.open(f"/parcel?id={parcel}&sites=parcels")
        expect(heading).to_contain_text(name)
        assert is_harmless(visitor)
        assert visitor.fits_the_screen()
    visitor.open("/compare?" + "&".join(f"id={parcel}" for parcel in "ABCDEF"))
    for name in HOSTILE:
        expect(visitor.page.get_by_role("main")).to_contain_text(name)
    assert is_harmless(visitor)
    assert visitor.fits_the_screen()
    assert HOSTILE[1] in visitor.searches("img src")[0]
    assert is_harmless(visitor)


def is_harmless(visitor) -> bool:
    """Tell whether nothing of the hostile names has become an element or was run."""
    return bool(
        visitor.page.evaluate(
            """() => window.owned === undefined
              && !document.querySelector("img[src='x'], svg[onload], body script")
              && !document.title.includes("owned'")"""
        )
    )
