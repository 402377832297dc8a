"""Proving that a record is whole: entry by entry, the first that is broken is named."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sitesel.language import Text
from sitesel.record.entry import NOTHING, canonical, digest_of
from sitesel.record.head import Head

Why = Literal["unreadable", "number", "previous", "digest", "end", "seal"]

_FIELDS = ("number", "at", "who", "what", "of", "told", "previous", "digest")
_TEXTS = tuple(name for name in _FIELDS if name not in ("number", "told"))
_WORDS: dict[Why, Text] = {
    "unreadable": Text(
        "第 {line} 行（应为第 {number} 条）不是一条原样的记录",
        "line {line}, where entry {number} belongs, is no entry as it was written",
    ),
    "number": Text(
        "第 {line} 行应为第 {number} 条，却是第 {found} 条：有记录缺失、多出或换了位置",
        "line {line} should be entry {number} and is {found}: entries are missing, too many or "
        "out of place",
    ),
    "previous": Text(
        "第 {number} 条没有接在前一条之后：前面的记录被换过",
        "entry {number} does not follow the one before: what stands before it was replaced",
    ),
    "digest": Text(
        "第 {number} 条的内容与其摘要不符：被改动过",
        "entry {number} does not match its digest: it was changed",
    ),
    "end": Text(
        "所知的第 {number} 条不在记录中：末尾的记录缺失或被换过，或它早于记录的开头",
        "entry {number}, as it was known, is not in the record: the end is missing or was "
        "replaced, or it lies before the beginning",
    ),
    "seal": Text(
        "第 {number} 条及以前的记录已被移出，却没有封存的记录",
        "the entries up to {number} were taken out, and no entry tells that they were sealed",
    ),
}


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a record is not as it was written.

    Parameters
    ----------
    line
        The place among what was read, from 1; one past the last where the end is missing.
    number
        Of the entry that belongs there.
    why
        What is wrong with it.
    words
        The same in words.
    """

    line: int
    number: int
    why: Why
    words: Text


@dataclass(frozen=True, slots=True)
class Chain:
    """What was found out about a record.

    Parameters
    ----------
    entries
        How many are sound, up to the end or the first break.
    start
        What the first of them follows.
    end
        The last of them.
    broken
        None where it is whole.
    """

    entries: int
    start: Head
    end: Head
    broken: Break | None


def follow(
    lines: Iterable[bytes], *, after: Head | None = None, until: Head | None = None
) -> Chain:
    """Check the entries of a record, each a line as `Entry.fields` in canonical JSON.

    Without `until`, entries missing at the end can't be noticed; nor, whatever is told, that
    somebody wrote the whole record anew from a place on: know the last entry from elsewhere.

    Parameters
    ----------
    lines
        With or without the line end.
    after
        The entry that the first one follows; else the beginning of all for number 1, and what the
        first entry says of itself for a later one.
    until
        An entry that is known to be there, usually what was the last one; later ones may follow.
    """
    start = last = after
    count = 0
    for line, body in enumerate(lines, start=1):
        wanted = 1 if last is None else last.number + 1
        fields = _read(body.removesuffix(b"\n"))
        if fields is None:
            return _broken(count, start, last, "unreadable", line, wanted)
        number, previous = fields["number"], fields["previous"]
        if last is None:  # a piece of a record says itself where it begins
            start = last = Head(0, NOTHING) if number <= 1 else Head(number - 1, previous)
            wanted = last.number + 1
        if number != wanted:
            return _broken(count, start, last, "number", line, wanted, number)
        if previous != last.digest:
            return _broken(count, start, last, "previous", line, wanted)
        if digest_of(fields) != fields["digest"]:
            return _broken(count, start, last, "digest", line, wanted)
        if until is not None and number == until.number and fields["digest"] != until.digest:
            return _broken(count, start, last, "end", line, number)
        last = Head(number, fields["digest"])
        count += 1
    begin, end = start or Head(0, NOTHING), last or Head(0, NOTHING)
    if until is not None and until != begin and not begin.number < until.number <= end.number:
        return _broken(count, start, last, "end", count + 1, until.number)
    return Chain(count, begin, end, None)


def _broken(
    count: int,
    start: Head | None,
    last: Head | None,
    why: Why,
    line: int,
    number: int,
    found: int = 0,
) -> Chain:
    words = _WORDS[why].format(line=line, number=number, found=found)
    nothing = Head(0, NOTHING)
    return Chain(count, start or nothing, last or nothing, Break(line, number, why, words))


def unsealed(chain: Chain) -> Chain:
    """Return the chain of a record whose beginning was taken out without an entry that says so."""
    return _broken(0, chain.start, chain.start, "seal", 1, chain.start.number)


def _read(body: bytes) -> dict[str, Any] | None:
    """Return the fields of a line; None unless it is an entry exactly as it is written."""
    try:
        fields = json.loads(body.decode())
        if not isinstance(fields, dict) or set(fields) != set(_FIELDS):
            return None
        if type(fields["number"]) is not int or not isinstance(fields["told"], dict):
            return None
        if not all(isinstance(fields[each], str) for each in _TEXTS):
            return None
        found: dict[str, Any] = fields
        return found if canonical(found).encode() == body else None
    except (ValueError, RecursionError):
        return None
