"""A document that a person wrote, as a tree that remembers where each thing stands.

YAML is composed, not constructed: every scalar keeps its own text, so that the code `0601` does
not become the octal number 385, `no` does not become false and `2026-01-01` stays what it is.
JSON text and plain data (a request's body) give the same tree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from sitesel.language import Text
from sitesel.requirement.reading.faults import Faults, Place

MOST_BYTES = 1_000_000
MOST_NODES = 20_000
DEEPEST = 40
_MOST_RETOLD = 20_000  # characters in which a fault is looked for a second time, for its words
_READER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_HALF_OPEN = re.compile(r":\s*(?:\[[^\]\"']*\)|\([^)\"']*\])")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value, as the text that stands there; `quoted` tells that it was marked as text."""

    text: str
    quoted: bool
    place: Place

    @property
    def is_null(self) -> bool:
        """Whether nothing stands there."""
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping with text keys; each key is there once."""

    nodes: Mapping[str, Node]
    place: Place

    def with_nodes(self, nodes: Mapping[str, Node]) -> Entries:
        """Return the mapping with other nodes."""
        return replace(self, nodes=nodes)


Node = Scalar | Items | Entries


def parse(source: str | bytes, faults: Faults) -> Node | None:
    """Read YAML or JSON text; None when it can't be read at all (the fault is collected)."""
    if len(source) > MOST_BYTES:
        faults.add(
            "too-large",
            Place(),
            f"the document has {len(source):,} bytes; a requirement has at most {MOST_BYTES:,}",
            f"文件有 {len(source):,} 字节；需求文件最多 {MOST_BYTES:,} 字节",
        )
        return None
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            faults.add(
                "not-utf-8",
                Place(),
                f"the document is not UTF-8 (byte {error.start}); save it as UTF-8",
                f"文件不是 UTF-8 编码（第 {error.start} 字节）；请另存为 UTF-8",
            )
            return None
    source = source.removeprefix("\ufeff")
    try:
        if _overgrown(spaced := _spaced(source), faults):
            return None
        root = _composed(spaced)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
        place = Place((), None if mark is None else mark.line + 1)
        hint, column = _hint(source, place.line), _column(mark)
        faults.add(
            "not-yaml",
            place,
            f"not YAML or JSON{column.en}: {why}{hint.en}",
            f"不是 YAML 或 JSON{column.zh}：{_in_chinese(why)}{hint.zh}",
        )
        return None
    except RecursionError:
        _too_deep(faults, Place())
        return None
    if root is None:
        faults.add("empty", Place(), "the document is empty", "文件是空的")
        return None
    return _Growth(faults).node(root, Place((), root.start_mark.line + 1), 0)


def _overgrown(source: str, faults: Faults) -> bool:
    """Tell whether a document is too deep or too large to be composed (the fault is collected).

    Composing takes time with the square of the depth, and long for very many values; its events
    come one after the other, and are not read further than what is allowed.
    """
    depth = count = 0
    try:
        for event in yaml.parse(source, _READER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            count += 1
            if depth > DEEPEST + 1:
                mark = event.start_mark
                _too_deep(faults, Place((), None if mark is None else mark.line + 1))
                return True
            if count > 3 * MOST_NODES:  # keys and ends are events too
                _too_large(faults)
                return True
    except yaml.YAMLError:
        if len(source) > _MOST_RETOLD:
            raise
    return False


def _composed(source: str) -> yaml.Node | None:
    try:
        return yaml.compose(source, _READER)
    except yaml.YAMLError:
        if len(source) > _MOST_RETOLD:
            raise
        return yaml.compose(source, yaml.SafeLoader)  # it says better what is wrong


def plant(data: object, faults: Faults) -> Node | None:
    """Turn plain data into the same tree; None when it holds what JSON can't (collected)."""
    return _Growth(faults).plain(data, Place(), 0)


def _spaced(source: str) -> str:
    # JSON may be indented with tabs, which YAML forbids; in JSON strings a raw tab is not allowed
    if "\t" not in source or not source.lstrip().startswith("{"):
        return source
    try:
        json.loads(source)
    except ValueError:
        return source
    return source.replace("\t", " ")


_CHINESE = (
    ("cannot start any token", "此处有不能开头的字符；缩进请用空格，不用制表符，特殊字符请加引号"),
    ("could not find expected ':'", "缺少冒号，或冒号后缺少空格"),
    ("mapping values are not allowed", "此处不能再有冒号；请检查缩进，或把文字加上引号"),
    ("<block end>", "缩进与上文不齐"),
    ("expected ','", "方括号或花括号没有配对，或缺少逗号"),
    ("end of stream", "引号或括号没有配对"),
    ("undefined alias", "`*` 引用了没有定义的别名；若是文字请加引号"),
    ("special characters", "含有不可见的控制字符"),
)


def _in_chinese(why: str) -> str:
    usual = "此处写法有误；请检查缩进、冒号后的空格、引号和括号"
    return next((words for sign, words in _CHINESE if sign in why), usual)


def _column(mark: yaml.Mark | None) -> Text:
    if mark is None:
        return Text("", "")
    return Text(f"，第 {mark.column + 1} 列", f", column {mark.column + 1}")


def _hint(source: str, line: int | None) -> Text:
    near = source.splitlines()[max(0, (line or 1) - 2) : line] if line else []
    if any(_HALF_OPEN.search(text) for text in near):
        return Text('。半开区间请加引号:"[1.0, 2.5)"', '; quote a half-open range: "[1.0, 2.5)"')
    return Text("", "")


def _too_deep(faults: Faults, place: Place) -> None:
    faults.add("too-deep", place, "the document is nested too deeply", "文件嵌套过深")


def _too_large(faults: Faults) -> None:
    faults.add(
        "too-large",
        Place(),
        f"the document has more than {MOST_NODES:,} values (aliases count in full)",
        f"文件的值超过 {MOST_NODES:,} 个（别名按展开计）",
    )


@dataclass(slots=True)
class _Growth:
    """Grows the tree and stops at aliases that multiply without end."""

    faults: Faults
    count: int = 0

    def _goes_on(self, place: Place, depth: int) -> bool:
        self.count += 1
        if depth > DEEPEST:
            _too_deep(self.faults, place)
        elif self.count == MOST_NODES:
            _too_large(self.faults)
        return depth <= DEEPEST and self.count < MOST_NODES

    def node(self, node: yaml.Node, place: Place, depth: int) -> Node | None:
        if not self._goes_on(place, depth):
            return None
        if isinstance(node, yaml.ScalarNode):
            return Scalar(_whole(node.value), bool(node.style), place)
        if isinstance(node, yaml.SequenceNode):
            places = (place.at(i, _line(child)) for i, child in enumerate(node.value))
            pairs = zip(node.value, places, strict=True)
            grown = [self.node(child, at, depth + 1) for child, at in pairs]
            return Items(tuple(n for n in grown if n is not None), place)
        nodes: dict[str, Node] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._bad_key(place.at("?", _line(key)))
                continue
            word = _whole(key.value)
            at = place.at(word, _line(key))
            if word in nodes:
                self.faults.add(
                    "duplicate-key",
                    at,
                    f"{word!r} stands here twice; keep one",
                    f"{word!r} 在此出现两次；请只留一个",
                )
            elif (grown_node := self.node(child, at, depth + 1)) is not None:
                nodes[word] = grown_node
        return Entries(nodes, place)

    def plain(self, data: object, place: Place, depth: int) -> Node | None:
        if not self._goes_on(place, depth):
            return None
        match data:
            case None:
                return Scalar("", quoted=False, place=place)
            case bool():
                return Scalar("true" if data else "false", quoted=False, place=place)
            case int() | float():
                return Scalar(repr(data), quoted=False, place=place)
            case str():
                return Scalar(_whole(data), quoted=True, place=place)
            case Mapping():
                if not all(isinstance(key, str) for key in data):
                    self._bad_key(place)
                words = ((_whole(str(key)), value) for key, value in data.items())
                pairs = ((k, self.plain(v, place.at(k), depth + 1)) for k, v in words)
                return Entries({k: n for k, n in pairs if n is not None}, place)
            case Sequence() if not isinstance(data, bytes | bytearray):
                grown = [self.plain(v, place.at(i), depth + 1) for i, v in enumerate(data)]
                return Items(tuple(n for n in grown if n is not None), place)
        kind = type(data).__name__
        self.faults.add(
            "wrong-type",
            place,
            f"a {kind} stands here; write text, a number, a list or a mapping",
            f"此处是 {kind}；应为文字、数字、列表或映射",
        )
        return None

    def _bad_key(self, place: Place) -> None:
        self.faults.add("bad-key", place, "a key must be text", "键必须是文字")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _whole(text: str) -> str:
    # JSON's escaped surrogate pairs come out of the YAML reader as two halves; half a pair is none
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
