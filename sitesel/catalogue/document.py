"""A YAML document as plain data, with the line of each value.

Scalars stay the text that stands there, so that the code `0601` is not read as a number and `no`
in a table of values is not read as false; the models turn text into numbers where one is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sitesel.errors import BuildConfigError, Fault
from sitesel.language import Text

At = tuple[str | int, ...]
_MOST_NODES = 200_000
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass
class Document:
    """What stands in a file.

    Parameters
    ----------
    data
        Mappings, lists, text and None.
    lines
        The line of each value by its place, from 1.
    faults
        What is wrong with it as YAML.
    """

    data: Any
    lines: dict[At, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, at: At) -> int | None:
        """Return the line of a place, or of the nearest one around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at)

    def fault(self, code: str, at: At, en: str, zh: str) -> Fault:
        """Return a fault at a place, with its line."""
        return Fault(code, at, self.line(at), Text(zh=zh, en=en))


def read_document(path: Path) -> Document:
    """Read a YAML file.

    Raises
    ------
    BuildConfigError
        It can't be read, is not UTF-8, or is not YAML.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        why = error.strerror or str(error)
        raise BuildConfigError(f"{path} can't be read: {why}", f"{path} 无法读取：{why}") from error
    except UnicodeDecodeError as error:
        raise BuildConfigError(
            f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8",
            f"{path} 不是 UTF-8 编码（第 {error.start} 字节）；请另存为 UTF-8",
        ) from error
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        place = "" if mark is None else str(mark.column + 1)
        column = Text(f"，第 {place} 列", f", column {place}") if place else Text("", "")
        fault = Fault(
            "not-yaml",
            (),
            None if mark is None else mark.line + 1,
            Text(
                f"不是合法的 YAML{column.zh}：请检查缩进、冒号后的空格、引号和括号",
                f"not YAML{column.en}: {why}",
            ),
        )
        raise BuildConfigError(f"{path.name}:", f"{path.name}：", [fault]) from error
    except RecursionError as error:
        raise _too_deep(path) from error
    document = Document(None)
    if root is not None:
        try:
            document.data = _Reader(document).value(root, ())
        except RecursionError as error:  # an alias may stand inside itself
            raise _too_deep(path) from error
    return document


def _too_deep(path: Path) -> BuildConfigError:
    return BuildConfigError(
        f"{path.name} is nested too deeply, or an alias stands inside itself; write it flat",
        f"{path.name} 嵌套过深，或别名引用了自身；请展开书写",
    )


@dataclass
class _Reader:
    document: Document
    nodes: int = 0

    def value(self, node: yaml.Node, at: At) -> Any:  # noqa: ANN401
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise BuildConfigError(
                f"more than {_MOST_NODES:,} values; split the configuration",
                f"超过 {_MOST_NODES:,} 个值；请拆分配置",
            )
        self.document.lines.setdefault(at, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return None if node.style is None and node.value in _NULLS else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*at, i)) for i, child in enumerate(node.value)]
        return self._mapping(node, at)

    def _mapping(self, node: yaml.Node, at: At) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, child in node.value:
            word = key.value if isinstance(key, yaml.ScalarNode) else "?"
            place = (*at, word)
            if word == "<<":
                several = child.value if isinstance(child, yaml.SequenceNode) else [child]
                for one in reversed(several):
                    merged |= self._merged(one, at)
                continue
            if word in found:
                line = key.start_mark.line + 1
                text = Text(zh=f"{word!r} 出现两次；请只留一个", en=f"{word!r} stands here twice")
                self.document.faults.append(Fault("duplicate-key", place, line, text))
                continue
            self.document.lines[place] = key.start_mark.line + 1
            found[word] = self.value(child, place)
        return merged | found

    def _merged(self, node: yaml.Node, at: At) -> dict[str, Any]:
        found = self.value(node, at)
        if found is None or isinstance(found, dict):
            return found or {}
        text = Text(
            zh="`<<` 只能并入映射，如 `<<: *common`",
            en="`<<` takes in mappings, like `<<: *common`",
        )
        self.document.faults.append(Fault("bad-merge", at, node.start_mark.line + 1, text))
        return {}
