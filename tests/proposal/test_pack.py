from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
import typst

from sitesel.exports.typesetting import FONT
from sitesel.proposal import read_figures
from sitesel.proposal.pack import FILES, MANIFEST, REPEAT, Wanted, pack
from sitesel.requirement import read_requirement
from tests.proposal.drawn import FIGURES, NOW, answer

pytestmark = pytest.mark.skipif(FONT not in typst.Fonts().families(), reason=f"no font {FONT!r}")


@pytest.fixture
def wanted() -> Wanted:
    return Wanted(NOW, project=read_figures(FIGURES), command="sitesel propose wanted.yaml")


def test_a_pack_has_every_face_and_its_manifest_last(town, wanted):
    files = pack(town, answer(town), wanted)
    assert list(files) == [*FILES, *REPEAT, MANIFEST]
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
    selection = answer(town)
    files = pack(town, selection, wanted)
    again = read_requirement(files["requirement.json"], town.schema)
    assert again.digest == selection.requirement.digest
    assert read_figures(files["project.json"].decode()) == wanted.project


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
