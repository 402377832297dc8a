"""Enquiries in the terminal and in a spreadsheet: whatever was written, it stays words."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from sitesel.api.enquiry_book import EnquiryBook

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202eevil\x9b31m"


@pytest.fixture
def book(town):
    days = (datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=i) for i in range(9))
    return EnquiryBook(town.path.parents[1], now=lambda: next(days))


def wrote(book, **changes):
    return book.add(
        {
            "sites": "parcels",
            "parcels": ("A", "B"),
            "catalogue": "c" * 16,
            "selection": None,
            "lang": "zh",
            "name": "陈先生",
            "organisation": "",
            "contact": "13800000000",
            "message": "能否分期供地？\n谢谢",
            **changes,
        }
    )


def test_enquiries_are_listed_in_the_order_they_came(sitesel, book, capsys):
    first, second = wrote(book), wrote(book, name="Ms Lee", sites="halls", parcels=("H1",))
    assert sitesel("enquiries") == 0
    out, err = capsys.readouterr()
    assert out.index(first.id) < out.index(second.id)
    assert "  姓名：陈先生\n  联系方式：13800000000\n  地块：A、B\n" in out
    assert "  留言：能否分期供地？\n      谢谢\n" in out
    assert "  厂房：H1\n" in out
    assert "单位" not in out
    assert err == "咨询 2 条\n"


def test_in_english(sitesel, book, capsys):
    wrote(book)
    assert sitesel("enquiries", "--lang", "en") == 0
    out, err = capsys.readouterr()
    assert "  parcels: A, B\n" in out
    assert err == "enquiries: 1\n"


def test_only_those_since_a_day(sitesel, book, capsys):
    _, second = wrote(book), wrote(book)
    assert sitesel("enquiries", "--json", "--since", "2026-01-02T00:00:00+00:00") == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == [second.id]


def test_none_is_an_answer(sitesel, capsys):
    assert sitesel("enquiries") == 0
    assert capsys.readouterr() == ("", "咨询 0 条\n")
    assert sitesel("enquiries", "--json") == 0
    assert capsys.readouterr().out == "[]\n"


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_nothing_steers_the_terminal(sitesel, book, capsysbinary, form):
    wrote(book, name=HOSTILE, organisation=HOSTILE, contact=HOSTILE, message=f"a\n{HOSTILE}")
    assert sitesel("enquiries", *form) == 0
    out = capsysbinary.readouterr().out.decode("utf-8-sig")
    assert not set(out) & set("\x1b\x07\x9b\u202e")
    assert "evil" in out


def test_a_message_passes_for_no_other_field(sitesel, book, capsys):
    wrote(book, message="x\n  姓名：王主任\n20260101-000000-abcdef  2026-01-01")
    assert sitesel("enquiries") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("  姓名")] == ["  姓名：陈先生"]
    assert sum(line.startswith("2026") for line in lines) == 1


@pytest.mark.parametrize(
    "words", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_taken_for_a_formula(sitesel, book, capsysbinary, words):
    wrote(book, name=words, message=words, parcels=(words,))
    assert sitesel("enquiries", "--csv", "--lang", "en") == 0
    page = capsysbinary.readouterr().out.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(page, newline=""))
    assert row["name"] == row["message"] == row["parcels"] == f"'{words}"


def test_a_csv_has_a_row_for_each_with_its_lines_inside(sitesel, book, capsysbinary):
    wrote(book, message='a "quote", a comma\nand a line')
    wrote(book)
    assert sitesel("enquiries", "--csv", "--lang", "en") == 0
    body = capsysbinary.readouterr().out
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert len(rows) == 2
    assert rows[0]["message"] == 'a "quote", a comma\nand a line'


@pytest.mark.parametrize(
    "words", [("--since", "soon"), ("--json", "--csv"), ("--since", "9999-99")]
)
def test_what_can_not_be_is_a_wrong_use(sitesel, capsys, words):
    assert sitesel("enquiries", *words) == 2
    assert "--" in capsys.readouterr().err


def test_who_may_not_read_them_is_told_who_may(sitesel, book, capsys, monkeypatch):
    wrote(book)

    def refused(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sitesel.api.kept.os.scandir", refused)
    assert sitesel("enquiries", "--lang", "en") == 4
    assert "run this as the service's user" in capsys.readouterr().err
