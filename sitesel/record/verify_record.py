"""Verify a record that sitesel exported, without sitesel: any Python from 3.8 on is enough.

    python verify_record.py FILE.ndjson [--after NUMBER:DIGEST] [--until NUMBER:DIGEST]

检验 sitesel 导出的操作记录，不依赖 sitesel。退出码：0 完整，1 有破坏，2 无法检验。

The file has one entry a line, in the order of their numbers, without gaps. A line is JSON in UTF-8
with its keys sorted by code point, no spaces outside text, no character escaped that need not be,
and these keys:

    at        when, UTC, 2026-11-21T01:30:00.000000Z
    digest    SHA-256, in hexadecimal, of this same JSON without the key "digest"
    number    1, 2, 3, ...
    of        what it was done to
    previous  the digest of the entry before; 64 zeros for number 1
    told      more about it, a JSON object
    what      what was done
    who       who did it

So an entry can't be changed, left out, added or moved without breaking the chain, unless all that
follow are written anew. Against that, and against entries missing at the end, know the last entry
from another source (`sitesel audit verify` tells it as NUMBER:DIGEST) and give it with --until.
A file that does not begin with number 1 begins where another ends: give that end with --after.

Exit codes: 0 whole, 1 broken (the first broken entry is named), 2 it can't be verified.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ZEROS = "0" * 64
KINDS = {
    "at": str,
    "digest": str,
    "number": int,
    "of": str,
    "previous": str,
    "told": dict,
    "what": str,
    "who": str,
}
WHY = {
    "unreadable": "不是一条原样的记录 / is no entry as it was written",
    "number": "序号不对，有记录缺失、多出或换了位置"
    " / has another number: entries are missing, too many or out of place",
    "previous": "没有接在前一条之后，前面的记录被换过"
    " / does not follow the one before, which was replaced",
    "digest": "内容与摘要不符，被改动过 / does not match its digest: it was changed",
    "end": "与所知的不符或不在其中：末尾缺失或被换过，或它早于开头"
    " / is not as it was known, or not there: the end is missing or was replaced, or it lies"
    " before the beginning",
}


def written(value: object) -> bytes:
    """Return JSON the one way that digests are made of."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")


def entry_of(line: bytes) -> dict[str, Any] | None:
    """Return the entry of a line; None if it is not one, to the byte."""
    try:
        entry = json.loads(line.decode("utf-8"))
        if type(entry) is not dict or sorted(entry) != sorted(KINDS):
            return None
        if any(type(entry[key]) is not kind for key, kind in KINDS.items()):
            return None
        return entry if written(entry) == line else None
    except (ValueError, RecursionError):
        return None


def fault_of(entry: dict[str, Any], number: int, digest: str) -> str | None:
    """Return what is wrong with an entry that follows another; None if nothing is."""
    if entry["number"] != number + 1:
        return "number"
    if entry["previous"] != digest:
        return "previous"
    body = {key: entry[key] for key in KINDS if key != "digest"}
    if hashlib.sha256(written(body)).hexdigest() != entry["digest"]:
        return "digest"
    return None


def verify(
    lines: Iterable[bytes],
    after: tuple[int, str] | None = None,
    until: tuple[int, str] | None = None,
) -> tuple[int, int, str, tuple[int, int, str] | None]:
    """Check lines; return (sound entries, last number, last digest, fault or None).

    A fault is (line, number that belongs there, why).
    """
    sound, first, last = 0, (0, ZEROS), after
    for place, line in enumerate(lines, 1):
        entry = entry_of(line[:-1] if line.endswith(b"\n") else line)
        if last is None:
            last = (0, ZEROS)
            if entry is not None and entry["number"] > 1:
                last = (entry["number"] - 1, entry["previous"])
        fault = "unreadable" if entry is None else fault_of(entry, *last)
        if entry is None or fault is not None:
            return sound, last[0], last[1], (place, last[0] + 1, str(fault))
        here = (entry["number"], entry["digest"])
        if until is not None and here[0] == until[0] and here[1] != until[1]:
            return sound, last[0], last[1], (place, here[0], "end")
        if sound == 0:
            first = last
        sound += 1
        last = here
    number, digest = last if last is not None else (0, ZEROS)
    first = first if sound else (number, digest)
    if until is not None and tuple(until) != first and not first[0] < until[0] <= number:
        return sound, number, digest, (sound + 1, until[0], "end")
    return sound, number, digest, None


def head(words: str) -> tuple[int, str]:
    """Read NUMBER:DIGEST."""
    found = re.match(r"([0-9]{1,18}):([0-9a-f]{64})\Z", words)
    if not found:
        raise argparse.ArgumentTypeError("NUMBER:DIGEST")
    return int(found.group(1)), found.group(2)


def main(arguments: list[str] | None = None) -> int:
    """Verify a file and say what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", metavar="FILE.ndjson")
    parser.add_argument("--after", type=head, metavar="NUMBER:DIGEST")
    parser.add_argument("--until", type=head, metavar="NUMBER:DIGEST")
    asked = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        with Path(asked.file).open("rb") as file:
            sound, number, digest, fault = verify(file, asked.after, asked.until)
    except OSError as error:
        sys.stderr.write(f"无法读取 / can't be read: {error}\n")
        return 2
    if fault:
        place, wanted, why = fault
        where = f"第 {place} 行, 第 {wanted} 条 / line {place}, entry {wanted}"
        sys.stdout.write(f"破坏 / BROKEN: {where}: {WHY[why]}\n")
        return 1
    first = number - sound + 1
    sys.stdout.write(
        f"完整 / whole: {sound} 条 / entries, {first}–{number}; 末条 / last {number}:{digest}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
