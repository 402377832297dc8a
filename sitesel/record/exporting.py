"""The record for the bureau's inspectors: lines to verify, or a table to read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from sitesel.exports.table import harmless
from sitesel.language import Lang, Text
from sitesel.record.deeds import DEED_WORDS
from sitesel.record.entry import plain

_WORDS: dict[str, Text] = dict(DEED_WORDS.items())
_HEADS = {
    "number": Text("序号", "number"),
    "at": Text("时间（UTC）", "at (UTC)"),
    "who": Text("何人", "who"),
    "what": Text("行为", "what"),
    "words": Text("行为（文字）", "what, in words"),
    "of": Text("对象", "of"),
    "told": Text("详情", "told"),
    "previous": Text("前一条摘要", "digest of the entry before"),
    "digest": Text("摘要", "digest"),
}


def as_table(lines: Iterable[bytes], lang: Lang) -> Iterator[bytes]:
    """Give entries as CSV for a spreadsheet: no cell is a formula, nothing steers a terminal.

    What is written so can be read, but no longer verified: keep the lines as well.
    """
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(head.say(lang) for head in _HEADS.values())
    yield b"\xef\xbb\xbf"
    for line in lines:
        told = _fields(line)
        words = _WORDS.get(str(told["what"]))
        told["words"] = words.say(lang) if words else ""
        told["told"] = json.dumps(told["told"], ensure_ascii=False) if told["told"] else ""
        writer.writerow(harmless(plain(str(told[name]), most=None)) for name in _HEADS)
        yield page.getvalue().encode()
        page.seek(0)
        page.truncate()
    yield page.getvalue().encode()


def _fields(line: bytes) -> dict[str, object]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):  # somebody changed it; it is shown as it is
        return {**dict.fromkeys(_HEADS, ""), "told": line.decode(errors="replace").strip()}
    return dict(fields)
