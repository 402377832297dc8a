from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitesel.record import verify_record
from sitesel.record.chain import follow
from sitesel.record.entry import NOTHING, canonical, digest_of, moment
from sitesel.record.head import Head

START = datetime(2026, 1, 1, tzinfo=UTC)


def record(how_many: int) -> list[bytes]:
    found, previous = [], NOTHING
    for number in range(1, how_many + 1):
        fields = {
            "number": number,
            "at": moment(START + timedelta(hours=number)),
            "who": "user:3",
            "what": "edit",
            "of": f"parcel:岱-{number}",
            "told": {"status": ["listed", None, 1.5], "言": "\x00\u2028"},
            "previous": previous,
        }
        previous = digest_of(fields)
        found.append(canonical({**fields, "digest": previous}).encode() + b"\n")
    return found


RECORD = record(8)
END = Head(8, json.loads(RECORD[-1])["digest"])


def alone(lines, after=None, until=None):
    """Return what the stand-alone verifier finds, told as the other one does."""
    sound, number, digest, fault = verify_record.verify(lines, after, until)
    return sound, Head(number, digest), fault


def both(lines, after=None, until=None):
    chain = follow(lines, after=after, until=until)
    broken = chain.broken and (chain.broken.line, chain.broken.number, chain.broken.why)
    assert alone(lines, after, until) == (chain.entries, chain.end, broken)
    return broken


def changed(line: bytes, **fields) -> bytes:
    return canonical({**json.loads(line), **fields}).encode() + b"\n"


def test_a_record_as_it_was_written_is_whole():
    assert both(RECORD) is None
    assert both(RECORD, until=END) is None
    assert both([*RECORD[:-1], RECORD[-1].rstrip(b"\n")], until=END) is None
    assert both([]) is None
    assert both([], until=Head(0, NOTHING)) is None


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("number", 5, "number"),
        ("at", "2026-01-01T04:00:00.000001Z", "digest"),
        ("who", "user:4", "digest"),
        ("what", "view", "digest"),
        ("of", "parcel:岱-5", "digest"),
        ("told", {}, "digest"),
        ("previous", "f" * 64, "previous"),
        ("digest", "f" * 64, "digest"),
        ("number", True, "unreadable"),
        ("told", [], "unreadable"),
        ("who", None, "unreadable"),
        ("more", 1, "unreadable"),
    ],
)
def test_an_entry_with_any_field_changed_is_named(field, value, why):
    lines = [*RECORD[:3], changed(RECORD[3], **{field: value}), *RECORD[4:]]
    assert both(lines) == (4, 4, why)


def test_an_entry_changed_with_its_digest_breaks_the_next():
    fields = {**json.loads(RECORD[3]), "who": "user:4"}
    lines = [*RECORD[:3], changed(RECORD[3], who="user:4", digest=digest_of(fields)), *RECORD[4:]]
    assert both(lines) == (5, 5, "previous")


@pytest.mark.parametrize(
    ("lines", "broken"),
    [
        ([*RECORD[:3], *RECORD[4:]], (4, 4, "number")),
        ([*RECORD[:3], RECORD[2], *RECORD[3:]], (4, 4, "number")),
        ([RECORD[1], RECORD[0], *RECORD[2:]], (2, 3, "number")),
        ([*RECORD[:5], RECORD[6], RECORD[5], RECORD[7]], (6, 6, "number")),
        ([*RECORD[:5], b"\n", *RECORD[5:]], (6, 6, "unreadable")),
        ([*RECORD[:7], RECORD[7][:40]], (8, 8, "unreadable")),
        ([RECORD[0].replace(b'":', b'": ', 1)], (1, 1, "unreadable")),
        ([RECORD[0].replace(b"\n", b"\r\n")], (1, 1, "unreadable")),
        ([RECORD[0].replace(b'{"at"', b'{"who":"user:9","at"')], (1, 1, "unreadable")),
        ([RECORD[0].replace("岱".encode(), b"\xff")], (1, 1, "unreadable")),
        ([b"[" * 100_000], (1, 1, "unreadable")),
        ([changed(RECORD[0], told={"n": 1}).replace(b":1}", b":1e999}")], (1, 1, "unreadable")),
        ([changed(RECORD[0], number=0)], (1, 1, "number")),
    ],
)
def test_entries_missing_too_many_out_of_place_or_garbled_are_named(lines, broken):
    assert both(lines) == broken


def test_a_missing_end_is_noticed_by_who_knows_the_last_entry():
    assert both(RECORD[:-1]) is None
    assert both(RECORD[:-1], until=END) == (8, 8, "end")
    assert both([], until=END) == (1, 8, "end")


def test_a_record_written_anew_is_noticed_by_who_knows_the_last_entry():
    anew, previous = list(RECORD[:3]), json.loads(RECORD[2])["digest"]
    for line in RECORD[3:]:
        fields = {**json.loads(line), "who": "user:9", "previous": previous}
        previous = digest_of(fields)
        anew.append(changed(line, who="user:9", previous=fields["previous"], digest=previous))
    assert both(anew) is None
    assert both(anew, until=END) == (8, 8, "end")


def test_entries_written_since_are_no_harm_to_the_one_that_is_known():
    third = Head(3, json.loads(RECORD[2])["digest"])
    assert both(RECORD, until=third) is None
    assert both(RECORD[3:], until=third) is None
    assert both(RECORD[3:], until=Head(3, "a" * 64)) == (6, 3, "end")
    assert both(RECORD[4:], until=third) == (5, 3, "end")
    assert both([*RECORD[:2], changed(RECORD[2], who="x")], until=third) == (3, 3, "digest")


def test_a_piece_begins_where_another_ends():
    third = Head(3, json.loads(RECORD[2])["digest"])
    assert both(RECORD[3:], until=END) is None
    assert both(RECORD[3:], after=third) is None
    assert follow(RECORD[3:]).start == third
    assert both(RECORD[3:], after=Head(3, "a" * 64)) == (1, 4, "previous")
    assert both(RECORD[4:], after=third) == (1, 4, "number")


def edits(lines):
    place = st.integers(0, len(lines) - 1)
    names = sorted(json.loads(lines[0]))
    value = st.one_of(st.none(), st.booleans(), st.integers(-1, 9), st.text(max_size=3))
    values = st.one_of(value, st.floats(), st.dictionaries(st.text(max_size=2), value, max_size=2))
    return st.lists(
        st.one_of(
            st.tuples(st.just("drop"), place, place),
            st.tuples(st.just("swap"), place, place),
            st.tuples(st.just("copy"), place, place),
            st.tuples(
                st.just("bytes"), place, st.tuples(st.integers(0, 400), st.binary(max_size=3))
            ),
            st.tuples(st.just("field"), place, st.tuples(st.sampled_from(names), values)),
            st.tuples(st.just("forge"), place, st.tuples(st.sampled_from(names), values)),
            st.tuples(st.just("truncate"), place, place),
        ),
        min_size=1,
        max_size=3,
    )


def edited(lines, steps):  # noqa: C901
    lines = list(lines)
    for kind, place, more in steps:
        if place >= len(lines):
            continue
        match kind:
            case "drop":
                del lines[place]
            case "truncate":
                del lines[place:]
            case "swap" if more < len(lines):
                lines[place], lines[more] = lines[more], lines[place]
            case "copy":
                lines.insert(more, lines[place])
            case "bytes":
                at, put = more
                lines[place] = lines[place][:at] + put + lines[place][at + 1 :]
            case "field" | "forge":
                try:
                    fields = {**json.loads(lines[place]), more[0]: more[1]}
                    if kind == "forge":
                        fields["digest"] = digest_of(fields)
                    lines[place] = canonical(fields).encode() + b"\n"
                except ValueError:
                    lines[place] = repr(more).encode()
    return lines


@given(edits(RECORD))
def test_whatever_is_tampered_with_is_found_and_both_verifiers_name_the_same(steps):
    lines = edited(RECORD, steps)
    broken = both(lines, after=Head(0, NOTHING), until=END)
    # a line end missing at the very end is no tampering
    assert (broken is None) == (b"".join(lines).rstrip(b"\n") == b"".join(RECORD).rstrip(b"\n"))
    both(lines)


def test_the_stand_alone_verifier_runs_alone(tmp_path):
    verifier = tmp_path / "verify_record.py"
    verifier.write_bytes(Path(verify_record.__file__).read_bytes())
    (tmp_path / "whole.ndjson").write_bytes(b"".join(RECORD))
    (tmp_path / "broken.ndjson").write_bytes(b"".join([*RECORD[:3], *RECORD[4:]]))

    def verified(*words):
        done = run(
            [sys.executable, "-I", "-S", verifier.name  , # without any package
 *words],
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    assert verified("whole.ndjson", "--until", str(END)) == (
        0,
        f"完整 / whole: 8 条 / entries, 1–8; 末条 / last {END}\n",
    )
    code, words = verified("broken.ndjson")
    assert code == 1
    assert "第 4 行, 第 4 条 / line 4, entry 4: 序号不对" in words
    assert verified("none.ndjson")[0] == 2
    assert verified("whole.ndjson", "--until", "8")[0] == 2
