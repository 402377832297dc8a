from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.requirement import read_requirement
from sitesel.selection import select
from sitesel.wording import change_words, comparison_words, explain, notes, standing_words
from sitesel.wording.comparison import KINDS
from tests.archipelago import TIME, archipelago_draft

ASKED = f"""
title: {{zh: 车到码头, en: By truck}}
constraints: [{{id: time, attribute: {TIME}, at_most: 30 min}}]
"""


@pytest.fixture
def islands(tmp_path: Path) -> Catalogue:
    return Store(tmp_path / "islands").publish(archipelago_draft())


def text_of(islands, parcel, constraint, lang, asked=ASKED):
    selection = select(islands, read_requirement(asked, islands.schema))
    lines = explain(selection, parcel, islands, lang).constraints
    return next(line for line in lines if line.id == constraint)


def test_a_rejection_by_a_rule_cites_document_clause_threshold_and_value(islands):
    line = text_of(islands, "B", "rule-farmland", "zh")
    assert line.verdict == "fails"
    assert line.text == (
        "永久基本农田：占用面积至多 0 m²（《土地管理法》第35条）；实为 400 m²，超出 400 m²"
    )
    assert text_of(islands, "B", "rule-farmland", "en").text == (
        "Permanent basic farmland: overlap at most 0 m² (Land Administration Law, Article 35); "
        "found 400 m², over by 400 m²"
    )


def test_a_rule_that_nobody_confirmed_says_so(islands):
    asked = ASKED + "rules: {distances: {dense: 500 m}}\n"
    zh = text_of(islands, "A", "rule-dense", "zh", asked).text
    assert "至少 500 米（《某条例》第十九条，未经核实）" in zh
    assert "Some regulation, Article 19; not confirmed" in (
        text_of(islands, "A", "rule-dense", "en", asked).text
    )


def test_what_is_unreachable_says_from_where(islands):
    assert text_of(islands, "F", "time", "zh").text.endswith("；无法到达：金钵盂没有可载货车的渡轮")
    assert text_of(islands, "C", "time", "en").text.endswith(
        "; not known: outside the network data"
    )


def test_a_rule_without_a_threshold_is_a_note_of_what_is_known(islands):
    columns = islands.columns()
    [note] = notes(columns, columns.row("A"), "zh")
    assert note == "人口密集区：边到边距离 120 米（《某条例》第十九条，未经核实）"
    assert notes(columns, columns.row("B"), "zh") == []


def test_a_rule_that_is_asked_is_no_note_besides(islands):
    asked = ASKED + "rules: {distances: {dense: 100 m}}\n"
    selection = select(islands, read_requirement(asked, islands.schema))
    assert explain(selection, "A", islands, "zh").notes == ()
    plain = select(islands, read_requirement(ASKED, islands.schema))
    assert len(explain(plain, "A", islands, "en").notes) == 1


def test_a_comparison_in_words(islands):
    from sitesel.selection import compare

    wanted = read_requirement(ASKED, islands.schema)
    comparison = compare(
        select(islands, wanted), select(islands, replace(wanted, scenario="bridge"))
    )
    titles = {name: told.title for name, told in islands.scenarios().items()}
    assert comparison_words(comparison, "zh", titles) == (
        "车到码头（现状路网） → 车到码头（大桥通车）：新进 1，退出 0，名次变动 0，不变 1"
    )
    assert "(bridge): 1 come in, 0 go out" in comparison_words(comparison, "en")
    [come] = comparison.come
    assert (standing_words(come.before, "zh"), standing_words(come.after, "en")) == (
        "淘汰",
        "rank 1",
    )
    [why] = change_words(come, comparison, "zh")
    assert why == (
        "货车到码头的时间至多 30 分钟；此前不满足（无法到达：金钵盂没有可载货车的渡轮），"
        "此后满足（9 分钟）"
    )
    assert set(KINDS) == {"come", "go", "moved", "stayed"}
