from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from sitesel.catalogue import ConstraintLayer, Store
from sitesel.language import Text
from sitesel.requirement import read_requirement
from sitesel.selection import select
from sitesel.webmap import page
from tests.conftest import town_draft

EVERYTHING = [{"attribute": "area", "at_least": 0}]
HOSTILE = '</script><img src=x onerror="document.title=1">{% endraw %}{{ 7*7 }}`${1}`'


def details(document: str) -> dict[str, dict[str, object]]:
    told = re.search(r'id="sitesel-told">(.*?)</script>', document, re.DOTALL)
    return json.loads(told[1])["details"]


def test_nothing_is_loaded_from_outside(selection, town):
    document = re.sub("<script.*?</script>", "", page(selection, town, "zh"), flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)\s*=\s*["\'](?:https?:)?//', document)
    assert "cdn" not in document.lower()


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "候选，按适宜度排序"), ("en", "Candidates, best first")]
)
def test_the_page_speaks_its_language(selection, town, lang, word):
    document = page(selection, town, lang)
    assert word in document
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in document


def test_the_list_beside_the_map_has_every_candidate(selection, town):
    document = page(selection, town, "zh")
    assert re.findall(r'data-parcel="(.)"', document) == ["A", "B", "E", "F"]


def test_every_parcel_drawn_explains_itself(selection, town):
    told = details(page(selection, town, "en"))
    assert told["A"]["rank"] == 1
    assert told["E"]["reasons"] == ["Share in wetland at most 10%; found 50%, over by 40%"]
    assert told["D"]["disposition"] == "undecided"


def test_hostile_words_stay_text(town):
    wanted = read_requirement({"title": HOSTILE, "constraints": EVERYTHING}, schema=town.schema)
    document = page(select(town, wanted), town, "zh")
    assert "<img src=x" not in document
    assert "<b>甲</b>" not in document
    assert "{{ 7*7 }}" in document


@pytest.mark.parametrize("place", ["facility", "area", "layer", "kind"])
def test_words_in_a_layer_are_never_a_template(tmp_path, place):
    draft = town_draft()
    label = Text.of(HOSTILE)
    if place == "facility":
        draft = replace(draft, facilities=draft.facilities.assign(name_zh=HOSTILE))
    elif place == "area":
        draft = replace(draft, constraint_areas=draft.constraint_areas.assign(name=HOSTILE))
    elif place == "layer":
        layers = {"wetland": ConstraintLayer(label, excludes=True)}
        draft = replace(draft, manifest=replace(draft.manifest, constraint_layers=layers))
    else:
        draft = replace(draft, manifest=replace(draft.manifest, facility_kinds={"wharf": label}))
    town = Store(tmp_path / "hostile").publish(draft)
    wanted = read_requirement({"constraints": EVERYTHING}, schema=town.schema)
    document = page(select(town, wanted), town, "zh")
    assert "{% endraw %}{{ 7*7 }}`${1}`" in document
    assert "<img src=x" not in document


def test_no_candidate_is_an_answer_that_helps(town):
    wanted = read_requirement(
        {"title": "x", "constraints": [{"attribute": "area", "at_least": "410 亩"}]},
        schema=town.schema,
    )
    document = page(select(town, wanted), town, "zh")
    assert "没有地块满足全部约束" in document


def test_the_illustrative_notice_is_on_the_page(selection, town):
    assert "地块为示意。" in page(selection, town, "zh")


def test_a_single_candidate_is_shown_with_its_neighbours_around_it(town):
    wanted = read_requirement(
        {"title": "x", "constraints": [{"attribute": "stated_area", "at_least": 11000}]},
        schema=town.schema,
    )
    document = page(select(town, wanted), town, "zh")
    told = json.loads(re.search(r'id="sitesel-told">(.*?)</script>', document, re.DOTALL)[1])
    (_, west), (_, east) = told["words"]["bounds"]
    outlines = town.geometry()
    assert outlines.loc["C"].bounds[0] > west
    # no wider than all six parcels in their row, of 600 m
    row = outlines.total_bounds[2] - outlines.total_bounds[0]
    assert east - west == pytest.approx(row, rel=1e-3)


@pytest.mark.parametrize(("lang", "head"), [("zh", "未量算"), ("en", "Not measured")])
def test_what_was_not_measured_is_told_apart_only_where_something_is(selection, town, lang, head):
    wanted = read_requirement(
        {
            "constraints": [
                {"attribute": "available_from", "at_most": "2026-06-30"},
                {"attribute": "footprint_fits", "among": "yes"},
            ],
            "development": {"buildings": [{"width": 20, "depth": 10}]},
            "near_misses": 0,
        },
        schema=town.schema,
    )
    document = page(select(town, wanted), town, lang)
    assert f'<th class="number">{head}</th>' in document
    assert document.count(f'<p class="soft">{head}') == 1
    cells = re.findall(r'<td class="number">(\d+)</td>', document)
    assert len(cells) == 6
    assert int(cells[5]) > 0
    assert head not in page(selection, town, lang)
