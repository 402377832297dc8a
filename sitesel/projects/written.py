"""What people write of a project, checked: not too long, and nothing that steers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sitesel.errors import Fault, ProjectRefused
from sitesel.language import Text, steers


@dataclass(frozen=True, slots=True)
class Words:
    """A place to be filled with words.

    Parameters
    ----------
    label
        What it is called.
    most
        How many characters it may have.
    needed
        Whether it has to be filled.
    lines
        Whether it may have several lines.
    """

    label: Text
    most: int
    needed: bool = False
    lines: bool = False


NOTE = Words(Text("说明", "the note"), 500)


def tidy(words: str) -> str:
    r"""Return words without spaces around, with line ends of one kind.

    >>> tidy(" 一\r\n二 ")
    '一\n二'
    """
    return words.strip().replace("\r\n", "\n")


def faults_of(told: Mapping[str, str], places: Mapping[str, Words]) -> list[Fault]:
    r"""Return all that is wrong with what was written.

    >>> places = {"name": Words(Text("姓名", "the name"), 5, needed=True)}
    >>> [fault.code for fault in faults_of({"name": " "}, places)]
    ['empty']
    >>> [fault.code for fault in faults_of({"name": "a\x1b[2Jbc"}, places)]
    ['too-long', 'control-character']
    """
    return [fault for name in told for fault in _faults(name, told[name], places[name])]


def faults_within(value: Any, *path: str | int) -> list[Fault]:  # noqa: ANN401 - any JSON
    """Return a fault for each text within plain data that holds what steers.

    >>> [fault.path for fault in faults_within({"land": ["a" + chr(0)]}, "figures")]
    [('figures', 'land', 0)]
    """
    match value:
        case str():
            return [_steering(path, Text("内容", "the words"))] if steers(value) else []
        case dict():
            inner = [faults_within(str(name), *path) for name in value]
            inner += [faults_within(each, *path, str(name)) for name, each in value.items()]
        case list() | tuple():
            inner = [faults_within(each, *path, place) for place, each in enumerate(value)]
        case _:
            return []
    return [fault for faults in inner for fault in faults]


def check(told: Mapping[str, str], places: Mapping[str, Words]) -> dict[str, str]:
    """Return what was written, tidied.

    Raises
    ------
    ProjectRefused
        It has faults.
    """
    found = {name: tidy(words) for name, words in told.items()}
    refuse(faults_of(found, places))
    return found


def refuse(faults: list[Fault]) -> None:
    """Refuse what has faults.

    Raises
    ------
    ProjectRefused
        There are any.
    """
    if faults:
        raise ProjectRefused("what was written has faults:", "填写的内容有误：", faults)


def folded(*words: str) -> str:
    """Return words as they are searched: neither case nor width tells them apart.

    >>> folded("ＡＢＣ 新材料", "")
    'abc 新材料'
    """
    kept = (unicodedata.normalize("NFKC", each).casefold() for each in words if each)
    return "\n".join(dict.fromkeys(kept))


def _faults(name: str, words: str, place: Words) -> Iterator[Fault]:
    label = place.label
    if place.needed and not words.strip():
        yield Fault("empty", (name,), None, Text(f"请填写{label.zh}", f"write {label.en}"))
    if len(words) > place.most:
        said = Text(
            f"{label.zh}有 {len(words):,} 个字符，最多 {place.most:,} 个",
            f"{label.en} has {len(words):,} characters, {place.most:,} are the most",
        )
        yield Fault("too-long", (name,), None, said)
    if steers(words, lines=place.lines):
        yield _steering((name,), label)


def _steering(path: tuple[str | int, ...], label: Text) -> Fault:
    said = Text(
        f"{label.zh}含有控制字符或换行；请重新输入，不要粘贴",
        f"{label.en} holds control characters or line ends; type it instead of pasting",
    )
    return Fault("control-character", path, None, said)
