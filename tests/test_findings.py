from __future__ import annotations

import re
from pathlib import Path

import pytest

import sitesel
from sitesel.findings import (
    SEVERITIES,
    Finding,
    finding_kinds,
    findings_from,
    findings_table,
    summarise,
)

STACK = Finding(
    "stack", "parcels", "A", 3, None, 9, {"area": 400.0, "members": "A, B"}, 122.1, 30.0
)
NULL = Finding("null-geometry", "parcels", None, 0)


@pytest.mark.parametrize("code", sorted(finding_kinds()))
def test_every_kind_has_words_in_both_languages_with_the_same_places(code):
    kind = finding_kinds()[code]
    assert kind.severity in SEVERITIES
    for words in (kind.found, kind.done, kind.title):
        assert words.zh
        assert words.en
    for words in (kind.found, kind.done):
        zh, en = (
            {re.sub(r"_(zh|en)$", "", place) for place in re.findall(r"{(\w+)", words.say(lang))}
            for lang in ("zh", "en")
        )
        assert zh == en


def test_a_finding_speaks_both_languages():
    assert STACK.found("en") == "9 share one outline (400.0 m²): A, B"
    assert STACK.found("zh") == "9 宗共用一个图形（400.0 m²）：A, B"


def test_findings_come_back_from_their_table():
    assert findings_from(findings_table([STACK, NULL])) == [STACK, NULL]


def test_the_table_says_findings_in_words():
    table = findings_table([NULL]).to_pylist()[0]
    assert (table["found_zh"], table["found_en"]) == ("没有图形", "No geometry")
    assert table["severity"] == "error"


def test_no_findings_make_an_empty_table():
    assert findings_from(findings_table([])) == []


def test_findings_of_one_kind_layer_and_column_are_summed_up():
    many = [Finding("missing-values", "a", column=c, count=n) for c, n in (("x", 2), ("y", 3))]
    summaries = summarise([*many, NULL, NULL], examples=1)
    assert [(s.kind.code, s.column, s.findings, s.count) for s in summaries] == [
        ("null-geometry", None, 2, 2),
        ("missing-values", "x", 1, 2),
        ("missing-values", "y", 1, 3),
    ]
    assert [len(s.examples) for s in summaries] == [1, 1, 1]


def test_every_kind_is_found_by_something():
    package = Path(sitesel.__file__).parent
    code = "".join(path.read_text("utf-8") for path in sorted(package.rglob("*.py")))
    assert [kind for kind in finding_kinds() if f'"{kind}"' not in code] == []
