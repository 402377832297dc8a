from __future__ import annotations

import json
from dataclasses import replace

import pyarrow as pa
import pytest
import typst

from sitesel.catalogue import Store
from sitesel.columns import TextColumn
from sitesel.errors import FontMissing
from sitesel.exports import pdf as module
from sitesel.exports import typesetting, write
from sitesel.language import Text
from sitesel.requirement import read_requirement
from sitesel.selection import select
from tests.conftest import town_draft
from tests.exports.conftest import INDUSTRY_NEAR_THE_WHARF

pytestmark = pytest.mark.skipif(
    typesetting.FONT not in typst.Fonts().families(), reason=f"no font {typesetting.FONT!r}"
)
MARKUP = '#panic("x") *bold* $x$ \\ #image("/etc/passwd") @ref <label> `raw`'


def told(selection, catalogue, lang="en"):
    return module._told(selection, catalogue, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_selection_is_a_pdf_and_the_same_to_the_byte(town, selection, lang):
    first = write(selection, town, "pdf", lang=lang)
    assert first.startswith(b"%PDF-")
    assert write(selection, town, "pdf", lang=lang) == first


def test_the_map_shows_the_view(town, selection):
    far = write(selection, town, "pdf", bounds=(121.0, 29.0, 123.0, 31.0))
    assert far != write(selection, town, "pdf")


def test_the_account_adds_up(town, selection):
    numbers = [int(one["number"]) for one in told(selection, town)["counts"]]
    assert numbers[0] == sum(numbers[1:]) == 6


def test_the_shortlist_tells_rank_facts_and_shares_that_add_up(town, selection):
    shown = told(selection, town)
    assert [one["rank"] for one in shown["shortlist"]] == ["1", "2"]
    assert shown["shortlist"][0]["title"] == "甲一"
    for one in shown["shares"]:
        parts = [float(part["share"]) for part in one["parts"]]
        assert sum(parts) == pytest.approx(float(one["sum"]), abs=0.002)


def test_notice_digest_and_licence_are_told(town, selection):
    shown = told(selection, town)
    assert shown["notice"] == "The parcels are illustrative."
    assert selection.digest in shown["foot"]
    assert "Licence: CC0-1.0" in shown["trust"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_is_in_the_language_asked_for(town, selection, lang):
    shown = told(selection, town, lang)
    words = [*shown["labels"].values(), shown["account"], *shown["facts"]]
    assert all(word.isascii() is (lang == "en") for word in words)


def test_markup_in_names_stays_words(tmp_path):
    draft = town_draft()
    parcels = draft.sites["parcels"]
    names = TextColumn(pa.array([MARKUP] * 6))
    own = replace(parcels.columns, columns={**parcels.columns.columns, "name": names})
    sites = {"parcels": replace(parcels, columns=own)}
    manifest = replace(draft.manifest, title=Text.of(MARKUP), notice=Text.of(MARKUP))
    catalogue = Store(tmp_path / "marked").publish(replace(draft, sites=sites, manifest=manifest))
    wanted = read_requirement(INDUSTRY_NEAR_THE_WHARF, schema=catalogue.schema)
    selection = select(catalogue, replace(wanted, title=Text.of(MARKUP)))
    assert write(selection, catalogue, "pdf").startswith(b"%PDF-")
    inputs = {"told": json.dumps(told(selection, catalogue)), "map": "<svg/>"}
    template = tmp_path / "pdf.typ"
    template.write_bytes(module._TEMPLATE.read_bytes())
    inputs["map"] = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    query = typst.query(template, "heading.where(level: 1)", field="body", sys_inputs=inputs)
    assert json.loads(query) == [{"func": "text", "text": MARKUP}]


def test_an_answer_without_candidates_helps(town):
    nowhere = {"constraints": [{"attribute": "area", "at_least": 1e8}]}
    selection = select(town, read_requirement(nowhere, schema=town.schema))
    shown = told(selection, town)
    assert shown["shortlist"] == []
    assert shown["near_misses"]
    assert write(selection, town, "pdf").startswith(b"%PDF-")


def test_a_missing_font_is_told_with_the_way_out(town, selection, monkeypatch):
    monkeypatch.setattr(typesetting, "FONT", "No Such Font")
    typesetting.fonts.cache_clear()
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        write(selection, town, "pdf")
    typesetting.fonts.cache_clear()
