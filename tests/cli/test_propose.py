from __future__ import annotations

import json
from hashlib import sha256

import pytest
import typst

from sitesel.cli import exits
from sitesel.exports.typesetting import FONT
from sitesel.proposal.document_template import template
from sitesel.proposal.template_fields import NOUNS

pytestmark = pytest.mark.skipif(FONT not in typst.Fonts().families(), reason=f"no font {FONT!r}")


def test_one_command_makes_the_pack(sitesel, wanted, tmp_path, capsys):
    figures = tmp_path / "figures.yaml"
    figures.write_text("{title: 小厂, investment: 1 亿元}", "utf-8")
    folder = tmp_path / "pack"
    assert sitesel("propose", wanted, "--project", figures, "--date", "2026-03-02",
                   "-o", folder) == 0  # fmt: skip
    shown = capsys.readouterr()
    assert "方案已写入" in shown.err
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for one in manifest["files"]:
        body = (folder / one["name"]).read_bytes()
        assert sha256(body).hexdigest() == one["sha256"]
        assert str(folder / one["name"]) in shown.out
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", *(one["name"] for one in manifest["files"]),
    }  # fmt: skip
    assert manifest["moment"].startswith("2026-03-02")
    assert manifest["tier"] == "investor"
    command = manifest["command"]
    assert command.startswith("sitesel propose wanted.yaml --project figures.yaml --top 3")
    assert str(tmp_path) not in command


def test_both_languages_by_one_flag(sitesel, wanted, tmp_path):
    folder = tmp_path / "pack"
    assert sitesel("propose", wanted, "--both", "--date", "2026-03-02", "-o", folder) == 0
    assert (folder / "zh" / "proposal.pdf").is_file()
    assert (folder / "en" / "proposal.docx").is_file()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--date", "gestern"), exits.USAGE),
        (("--top", "0"), exits.USAGE),
        (("--valid-days", "0"), exits.USAGE),
        (("--project", "nowhere.yaml"), exits.NOT_FOUND),
        (("--template", "nowhere.docx"), exits.NOT_FOUND),
        (("--scenario", "nowhere"), exits.WRITTEN_WRONG),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(sitesel, wanted, tmp_path, capsys, words, code):
    folder = tmp_path / "pack"
    assert sitesel("propose", wanted, *words, "-o", folder, "--lang", "en") == code
    assert capsys.readouterr().err.strip()
    assert not folder.exists()


def test_a_folder_that_is_a_file_is_told(sitesel, wanted, tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("")
    assert sitesel("propose", wanted, "-o", taken, "--lang", "en") == exits.NOT_WRITTEN
    assert "name another folder" in capsys.readouterr().err


def test_a_pack_that_is_not_whole_has_no_manifest(sitesel, wanted, tmp_path, monkeypatch):
    folder = tmp_path / "pack"
    assert sitesel("propose", wanted, "-o", folder, "--date", "2026-03-02") == 0

    def breaks(path, blocks):
        if path.name == "map.html":
            raise exits.CannotWrite("full", "已满")
        path.write_bytes(b"".join(blocks))

    monkeypatch.setattr("sitesel.cli.propose.write_file", breaks)
    assert sitesel("propose", wanted, "-o", folder, "--date", "2026-03-03") == exits.NOT_WRITTEN
    assert not (folder / "manifest.json").exists()


def test_the_default_template_and_what_its_fields_are_can_be_written(sitesel, tmp_path, capsys):
    own = tmp_path / "own.docx"
    assert sitesel("propose", "--write-template", own, "--lang", "en") == 0
    assert str(own) in capsys.readouterr().out
    assert own.read_bytes() == template()
    told = (tmp_path / "own.md").read_text("utf-8")
    assert set(NOUNS) > {"Cover", "Candidate", "EvaluationLine"}
    assert all(f"## {name}: {what.en}" in told for name, what in NOUNS.items())
