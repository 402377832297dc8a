from __future__ import annotations

import pytest
import yaml

from sitesel.requirement.reading.document import Entries, Items, Scalar, parse, plant
from sitesel.requirement.reading.faults import Faults


def codes(source) -> list[str]:
    faults = Faults()
    parse(source, faults) if isinstance(source, str | bytes) else plant(source, faults)
    return [fault.code for fault in faults.found]


def leaf(source: str, key: str) -> Scalar:
    root = parse(source, Faults())
    assert isinstance(root, Entries)
    node = root.nodes[key]
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize("text", ["0601", "no", "2026-01-01", "1_000", "0x1F", "12:30"])
def test_a_scalar_keeps_the_text_that_stands_there(text):
    assert leaf(f"a: {text}", "a").text == text


def test_every_value_knows_its_line():
    assert leaf("# a comment\n\nb: 1\n", "b").place.line == 3


def test_quoted_nothing_is_not_nothing():
    assert leaf("a: ''", "a").is_null is False
    assert leaf("a:", "a").is_null is True


def test_json_indented_with_tabs_is_read():
    assert leaf('{\n\t"a": "x"\n}', "a").text == "x"


def test_surrogate_pairs_of_json_come_together():
    assert leaf('{"a": "\\ud842\\udfb7"}', "a").text == "𠮷"


def test_half_a_surrogate_pair_in_plain_data_is_no_letter():
    root = plant({"a\ud800": "\udfff"}, Faults())
    assert isinstance(root, Entries)
    assert [(key, value.text) for key, value in root.nodes.items()] == [("a\ufffd", "\ufffd")]


def test_a_byte_order_mark_is_taken_off():
    assert codes("\ufeffa: 1".encode()) == []


def test_plain_data_gives_the_same_tree_as_text():
    data = {"a": [1, 2.5, True, None, "0601"]}
    root = plant(data, Faults())
    assert isinstance(root, Entries)
    items = root.nodes["a"]
    assert isinstance(items, Items)
    assert [n.text for n in items.nodes if isinstance(n, Scalar)] == [
        "1",
        "2.5",
        "true",
        "",
        "0601",
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a: 1\na: 2", "duplicate-key"),
        ("a: [1, 2", "not-yaml"),
        ("", "empty"),
        ("[a, b]: 1", "bad-key"),
        (b"a: \xff\xfe", "not-utf-8"),
        ("a: " + "x" * 1_000_001, "too-large"),
        ("[" * 60 + "]" * 60, "too-deep"),
        ("[" * 5000, "too-deep"),
        ({"a": object()}, "wrong-type"),
        ({1: 2}, "bad-key"),
    ],
)
def test_what_cannot_be_read_is_one_fault(source, code):
    assert codes(source) == [code]


def test_a_bomb_of_aliases_stops_at_the_limit():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert codes("\n".join(levels)) == ["too-large"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a: " + "[" * 500_000, "too-deep"),
        ("a: [" + "1," * 400_000 + "]", "too-large"),
        ('a: "' + "y" * 500_000, "not-yaml"),
    ],
)
def test_what_is_overgrown_is_refused_before_it_is_composed(monkeypatch, source, code):
    monkeypatch.setattr(yaml, "compose", lambda *_: pytest.fail("composed"))
    assert codes(source) == [code]


def test_an_alias_to_itself_ends():
    assert "too-deep" in codes("a: &a [*a]")


def test_a_half_open_range_without_quotes_gets_a_hint():
    faults = Faults()
    parse("a:\n  - {b: 1, between: [1, 2)}\n", faults)
    assert "quote a half-open range" in faults.found[0].say("en")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a: [1, 2\nb: 3\n", "没有配对"),
        ("a:\n\t- b\n", "缩进请用空格"),
        ("a: b: c\n", "此处不能再有冒号"),
        ('a: "b\n', "没有配对"),
        ("a: 1\n b\nc\n", "不是 YAML"),
    ],
)
def test_broken_yaml_is_told_in_chinese_with_line_and_column(source, told):
    faults = Faults()
    parse(source, faults)
    said = faults.found[0].say("zh")
    assert said.startswith("第 ")
    assert told in said
    assert " 列" in said
    assert not any(word in said for word in ("expected", "found", "token", "mapping"))
