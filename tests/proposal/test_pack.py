from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
import typst

from sitesel.errors import StandingError
from sitesel.exports.typesetting import FONT
from sitesel.language import Text
from sitesel.proposal import Opinion, Override, OwnPoint, read_figures
from sitesel.proposal.pack import FILES, MANIFEST, REPEAT, Wanted, pack
from sitesel.proposal.standing import read_standing
from sitesel.requirement import read_requirement
from tests.proposal.drawn import FIGURES, NOW, answer

pytestmark = pytest.mark.skipif(FONT not in typst.Fonts().families(), reason=f"no font {FONT!r}")


@pytest.fixture
def wanted() -> Wanted:
    return Wanted(NOW, project=read_figures(FIGURES), command="sitesel propose wanted.yaml")


def test_a_pack_has_every_face_and_its_manifest_last(town, wanted):
    files = pack(town, answer(town), wanted)
    assert list(files) == [*FILES, *(name for name in REPEAT if name != "standing.json"), MANIFEST]
    assert files["proposal.pdf"].startswith(b"%PDF-")
    assert "word/document.xml" in zipfile.ZipFile(BytesIO(files["proposal.docx"])).namelist()
    assert "xl/workbook.xml" in zipfile.ZipFile(BytesIO(files["calculation.xlsx"])).namelist()
    assert files["shortlist.gpkg"].startswith(b"SQLite format 3")
    assert b"<html" in files["map.html"][:400].lower()


def test_the_manifest_holds_for_each_file(town, wanted):
    selection = answer(town)
    files = pack(town, selection, wanted)
    manifest = json.loads(files[MANIFEST])
    told = {one["name"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    assert told == {
        name: (len(body), sha256(body).hexdigest())
        for name, body in files.items()
        if name != MANIFEST
    }
    assert manifest["digest"] == selection.digest
    assert manifest["catalogue"]["id"] == selection.catalogue
    assert manifest["tier"] == town.tier


def test_what_lies_in_a_pack_makes_it_again(town, wanted):
    selection, bureau = answer(town), Text("自然资源局", "Natural resources")
    wanted = replace(
        wanted,
        statuses={"A/supply:unknown": "waived"},
        dues={"B/supply:unknown": date(2026, 4, 1)},
        opinions={("A", ""): [Opinion(bureau, "agree", "", "王某", date(2026, 2, 27))]},
        overrides={("A", "need:planning_use"): Override("fail", "用途待核", "李某", NOW.date())},
        points=(OwnPoint("own-1", "A", Text("踏勘", "a visit"), bureau, date(2026, 3, 9)),),
        command="",
    )
    files = pack(town, selection, wanted)
    again = read_requirement(files["requirement.json"], town.schema)
    assert again.digest == selection.requirement.digest
    assert read_figures(files["project.json"].decode()) == wanted.project
    assert read_standing(files["standing.json"].decode()) == wanted.standing
    assert json.loads(files[MANIFEST])["command"] == (
        "sitesel propose requirement.json --project project.json --top 3 --date 2026-03-02 "
        "--valid-days 30 --standing standing.json --tier staff --lang zh -o FOLDER"
    )


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"statuses": {"a": "open?"}}', '{"points": [{"key": "a"}]}', '{"more": 1}',
     '{"opinions": [{"parcel": "A", "line": "", "on": "someday"}]}'],
)  # fmt: skip
def test_what_does_not_tell_how_things_stand_is_refused(text):
    with pytest.raises(StandingError):
        read_standing(text)


def test_the_same_input_gives_the_same_bytes(town, wanted):
    first = pack(town, answer(town), wanted)
    again = pack(town, answer(town), wanted)
    assert [name for name in first if first[name] != again[name]] == []


def test_both_languages_have_a_folder_each(town, wanted):
    both = Wanted(NOW, ("zh", "en"), wanted.project)
    files = pack(town, answer(town), both)
    assert {name for name in files if "/" in name} == {
        f"{lang}/{name}" for lang in ("zh", "en") for name in FILES
    }
    assert files["zh/proposal.pdf"] != files["en/proposal.pdf"]


def test_progress_goes_one_way(town, wanted):
    told: list[float] = []
    pack(town, answer(town), wanted, progress=lambda _, done: told.append(done))
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] < 1
