from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sitesel.catalogue import Store
from sitesel.catalogue.revisions.reservation import hold
from sitesel.cli import exits
from sitesel.cli.app import run
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from sitesel.state import Database
from tests.catalogue.test_media import picture

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def sitesel(town, capsys):
    settings = Settings(store=town.path.parents[1])

    def command(*words, lang="en"):
        code = run([*words, "--lang", lang], settings)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def store(town):
    return Store(town.path.parents[1])


def test_a_change_is_published_shown_and_entered(sitesel, store):
    code, out, _ = sitesel("revise", "A", "status=成交", "price=30 万元/亩", "--document", "No 7")
    assert code == exits.FINE
    assert "A  Status  on offer → sold" in out
    assert "A  Starting price  375 CNY/m2 → 450 CNY/m2" in out
    assert store.current_id() in out
    assert store.current().columns().value("status", 0) == "sold"
    database = Database.of(store.path)
    with database.reading() as session:
        (entry,) = [row.entry() for row in session.scalars(select(EntryRow))]
    database.close()
    assert entry.who.startswith("cli:")
    assert (entry.what, entry.of) == ("edit", "parcel:A")


def test_it_speaks_chinese(sitesel):
    _, out, _ = sitesel("revise", "A", "status=sold", lang="zh")
    assert "A  状态  挂牌 → 成交" in out
    assert "已发布" in out


def test_the_history_of_a_parcel_and_of_the_catalogue(sitesel, town):
    assert "was never revised" in sitesel("history", "A")[1]
    sitesel("revise", "A", "price=400", "--note", "monthly")
    sitesel("revise", "A", "price=")
    _, out, _ = sitesel("history", "A")
    lines = out.splitlines()
    assert "400 CNY/m2 → –" in lines[0]
    assert "375 CNY/m2 → 400 CNY/m2" in lines[2]
    assert "monthly" in lines[3]
    _, out, _ = sitesel("history")
    assert out.splitlines()[-1].startswith(f"{town.id}  built")
    told = json.loads(sitesel("history", "A", "--json")[1])
    assert [(each["old"], each["new"]) for each in told] == [(400.0, None), (375.0, 400.0)]
    assert sitesel("history", "Z")[0] == exits.NOT_FOUND


def test_a_parcel_is_held_and_released(sitesel, store):
    assert sitesel("revise", "A", "--hold", "P", "--until", SOON)[0] == exits.FINE
    assert store.current().columns().value("status", 0) == "locked"
    assert sitesel("revise", "A", "--release")[0] == exits.FINE
    assert store.current().columns().value("status", 0) == "listed"


def test_what_is_over_is_released(sitesel, store):
    assert "no reservation is over" in sitesel("revise", "--release-expired")[1]
    early = datetime(2026, 1, 1, tzinfo=UTC)
    changes = hold(store.current(), "A", "P", until=early.date(), today=early.date())
    store.revise(changes, who="user:1", now=early)
    assert sitesel("revise", "--release-expired")[0] == exits.FINE
    columns = store.current().columns()
    assert columns.value("status", 0) == "listed"
    assert columns.value("reserved_for", 0) is None


def test_a_file_is_compared_and_then_published(sitesel, store, tmp_path):
    sheet = tmp_path / "monthly.csv"
    sheet.write_text("编号,状态,起始地价,x\nA,成交,380,1\nB,,,2\nZ,挂牌,1,3\n", "utf-8")
    before = store.current_id()
    code, out, err = sitesel("diff", str(sheet))
    assert code == exits.FINE
    assert "A  Status  on offer → sold" in out
    assert "3 rows: 2 values changed, 0 outlines moved, 1 new" in out
    assert "columns that mean nothing here: x" in err
    assert store.current_id() == before
    code, out, err = sitesel("revise", "--file", str(sheet))
    assert code == exits.FINE
    assert "sitesel build" in err
    assert store.current().columns().value("price", 0) == 380


def test_a_step_that_can_not_be_gone_is_found(sitesel, tmp_path, store):
    sheet = tmp_path / "monthly.csv"
    sheet.write_text("id,status\nA,planned\n")
    code, _, err = sitesel("diff", str(sheet))
    assert code == exits.FOUND
    assert "can't become" in err
    before = store.current_id()
    assert sitesel("revise", "--file", str(sheet))[0] == exits.WRITTEN_WRONG
    assert store.current_id() == before


def test_what_somebody_else_changed_is_not_overwritten(sitesel, town, store):
    sitesel("revise", "A", "price=400")
    code, _, err = sitesel("revise", "A", "price=500", "--expects", town.id)
    assert code == exits.NOT_WRITTEN
    assert "now 400" in err
    assert store.current().columns().value("price", 0) == 400


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), exits.USAGE),
        (("A",), exits.USAGE),
        (("A", "price"), exits.USAGE),
        (("A", "--hold", "P"), exits.USAGE),
        (("A", "price=1", "--release"), exits.USAGE),
        (("A", "price=1", "--file", "x.csv"), exits.USAGE),
        (("A", "price=x"), exits.WRITTEN_WRONG),
        (("A", "prise=1"), exits.WRITTEN_WRONG),
        (("A", "status=planned"), exits.WRITTEN_WRONG),
        (("Z", "price=1"), exits.NOT_FOUND),
        (("--file", "nowhere.csv"), exits.NOT_FOUND),
    ],
)
def test_what_is_wrong_is_told_by_the_code(sitesel, store, words, code):
    before = store.current_id()
    found, _, err = sitesel("revise", *words)
    assert (found, bool(err)) == (code, True)
    assert store.current_id() == before


def test_changing_nothing_says_so(sitesel):
    assert "all is so already" in sitesel("revise", "A", "price=375")[1]


def test_a_picture_is_added_told_and_taken_off(sitesel, store, tmp_path):
    file = tmp_path / "aerial.jpg"
    file.write_bytes(picture(60, 40))
    words = ("--add-media", str(file), "--title", "Looking north", "--tier", "investor")
    code, out, _ = sitesel("revise", "A", *words)
    assert code == exits.FINE
    (one,) = store.current().media_of("parcels", "A")
    assert f"A  Pictures and documents  – → Looking north ({one.name}, investor)" in out
    assert one.name in sitesel("history", "A")[1]
    assert sitesel("revise", "A", "--remove-media", one.name)[0] == exits.FINE
    assert store.current().media() == ()
    file.write_text("<svg/>")
    code, _, err = sitesel("revise", "A", "--add-media", str(file))
    assert code != exits.FINE
    assert "SVG/XML" in err
    assert sitesel("revise", "A", "price=1", "--add-media", str(file))[0] == exits.USAGE
