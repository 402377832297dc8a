from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typst

from sitesel.catalogue import Catalogue
from sitesel.cli import run
from sitesel.datasets import dataset
from sitesel.exports.typesetting import FONT
from sitesel.proposal import propose, read_figures, read_policies
from sitesel.proposal.pack import FILES, MANIFEST, REPEAT
from sitesel.requirement import read_requirement
from sitesel.selection import select
from sitesel.settings import Settings

CASES = sorted(path.stem for path in dataset("zhoushan").glob("projects/*.yaml"))
LARGE = "battery-cathode-precursor"
DAY, NOW = "2026-11-21", datetime(2026, 11, 21, 4, tzinfo=UTC)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HEADING = re.compile(r"^\s*\d{1,2}\.\d(?=\s)")
Packs = Callable[[str], Path]
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

pytestmark = pytest.mark.skipif(FONT not in typst.Fonts().families(), reason=f"no font {FONT!r}")


def made(catalogue: Catalogue, case: str, folder: Path) -> None:
    """Make the pack of a case by one command."""
    root = dataset("zhoushan")
    code = run(
        [
            "propose", str(root / "requirements" / f"{case}.yaml"),
            "--project", str(root / "projects" / f"{case}.yaml"),
            "--policies", str(root / "policies.yaml"),
            "--date", DAY, "-o", str(folder),
        ],
        Settings(store=catalogue.path.parents[1]),
    )  # fmt: skip
    assert code == 0


@pytest.fixture(scope="module")
def packs(demonstration: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Packs:
    """Return a function that gives the folder of a case's pack, made the first time."""
    root = tmp_path_factory.mktemp("packs")

    def pack(case: str) -> Path:
        if not (root / case).is_dir():
            made(demonstration, case, root / case)
        return root / case

    return pack


@pytest.mark.parametrize("case", CASES)
def test_one_command_makes_the_pack_of_each_case(packs, case):
    folder = packs(case)
    assert {path.name for path in folder.iterdir()} == {
        *FILES, *REPEAT, MANIFEST,
    } - {"standing.json"}  # fmt: skip
    assert json.loads((folder / MANIFEST).read_bytes())["shortlist"]
    title = read_figures(dataset("zhoushan") / "projects" / f"{case}.yaml").title
    assert title is not None
    assert title.zh in (folder / "project.json").read_text("utf-8")


@pytest.fixture
def content(demonstration: Catalogue) -> set[str]:
    """Return every number that the content of the 410 亩 proposal says."""
    root, seen = dataset("zhoushan"), demonstration.visible_to("investor")
    asked = read_requirement(root / "requirements" / f"{LARGE}.yaml", seen.schema)
    told = propose(
        seen,
        select(seen, asked),
        now=NOW,
        project=read_figures(root / "projects" / f"{LARGE}.yaml"),
        policies=read_policies(root / "policies.yaml"),
    )
    numbers = {number for words in _words(told) for number in _NUMBER.findall(words)}
    # a chart sets each share beside the most that it could be
    numbers |= {f"{part.weight:.3f}" for one in told.shortlist for part in one.contributions}
    return numbers


def _words(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, int | date):
        yield str(told)
    elif is_dataclass(told) and not isinstance(told, type):
        for one in fields(told):
            yield from _words(getattr(told, one.name))
    elif isinstance(told, tuple):
        for part in told:
            yield from _words(part)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext to read with")
def test_every_number_on_paper_is_one_of_the_content(packs, content):
    done = subprocess.run(
        ["pdftotext", "-layout", str(packs(LARGE) / "proposal.pdf"), "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    text = done.stdout.replace("\u200b", "").replace("sitesel propose", "\nsitesel propose")
    lines = [line for line in text.splitlines() if "sitesel 0." not in line]
    bare = [_HEADING.sub("", line) for line in lines]
    found = {number for line in bare for number in _NUMBER.findall(line)}
    telling = {number for number in found if len(number) > 2}
    drawn = {"0.25", "0.75", "0.5", "1.000", "200", "10,000"}  # axes, scale bars, scales of maps
    assert len(telling) > 200
    assert telling - content - drawn == set()


def test_every_number_in_word_is_one_of_the_content(packs, content):
    with zipfile.ZipFile(packs(LARGE) / "proposal.docx") as opened:
        body = ET.fromstring(opened.read("word/document.xml"))  # noqa: S314 - made here
    said = ["".join(t.text or "" for t in p.iter(f"{_WORD}t")) for p in body.iter(f"{_WORD}p")]
    bare = [line.replace("SHA-256", "") for line in said]  # the name of a column
    found = {number for line in bare for number in _NUMBER.findall(line)}
    telling = {number for number in found if len(number) > 2}
    assert len(telling) > 200
    assert telling - content == set()
