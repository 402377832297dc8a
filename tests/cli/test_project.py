from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

from sitesel.api.enquiry_book import EnquiryBook
from sitesel.api.remembered import Remembered
from sitesel.record.reading import entries
from sitesel.requirement import read_requirement
from sitesel.selection import select
from sitesel.state import Database
from tests.cli.conftest import WANTED

FIGURES = """\
title: {zh: 电池前驱体, en: Battery precursor}
investor: 某新材料公司
land: 410 亩
investment: 35 亿元
jobs: 800
"""


@pytest.fixture
def figures(tmp_path):
    path = tmp_path / "figures.yaml"
    path.write_text(FIGURES, "utf-8")
    return path


@pytest.fixture
def one(sitesel, figures, capsys):
    """A project at its first stage, which it came to long ago."""
    more = ("--unit", "投促局", "--stage", "signed", "--on", "2020-01-01", "--note", "已签")
    assert sitesel("project", "add", figures, *more) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("1\n", "已新增项目 1：电池前驱体\n")


def test_a_figures_file_becomes_a_project_that_is_listed_and_shown(sitesel, one, town, capsys):
    assert sitesel("project", "list", "前驱体", "--stage", "open") == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].split() == [
        "1", "电池前驱体", "某新材料公司", "投促局", "签约", "2020-01-01",
    ]  # fmt: skip
    assert err == "项目 1 个\n"
    assert sitesel("project", "show", "1") == 0
    out = capsys.readouterr().out
    assert "  指标：\n    拟用地 410 亩（27.33 公顷）\n" in out
    assert "    2020-01-01  签约  cli:" in out
    assert "    落地（供地） (landed)\n" in out
    database = Database.of(town.path.parents[1])
    with database.reading() as session:
        told = [(entry.who.split(":")[0], entry.what) for entry in entries(session, most=5)]
    database.close()
    assert told == [("cli", "view"), ("cli", "project_add")]


def test_as_json_it_is_what_the_service_answers(sitesel, one, capsys):
    assert sitesel("project", "show", "1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["written"] == {"land": "410 亩", "investment": "35 亿元", "jobs": 800}
    assert sitesel("project", "list", "--json", "--unit", "别的") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_stage_is_entered_by_its_word(sitesel, one, capsys):
    assert sitesel("project", "stage", "1", "landed", "--on", "2020-06-01", "--lang", "en") == 0
    assert capsys.readouterr().err == "project 1 has come to landed on 2020-06-01\n"
    assert sitesel("project", "stage", "1", "lead", "--lang", "en") == 3
    assert "what may follow: started, dropped" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "7"), 5, "no project 7"),
        (("stage", "7", "signed"), 5, "no project 7"),
        (("enquiry", "x"), 5, "no enquiry 'x'"),
        (("add", "none.yaml"), 5, "no file none.yaml"),
        (("list", "--stage", "won"), 3, "no stage 'won'"),
        (("stage", "1", "landed", "--on", "soon"), 2, "--on is a day"),
    ],
)
def test_what_can_not_be_is_told(sitesel, one, capsys, words, code, said):
    assert sitesel("project", *words, "--lang", "en") == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("land: 410 亩", "has no title"),
        ("{title: 甲, land: much}", "land: 'much' is not a number"),
        ("[1]", "list of name: value"),
    ],
)
def test_a_figures_file_with_faults_adds_nothing(sitesel, figures, capsys, text, said):
    figures.write_text(text, "utf-8")
    assert sitesel("project", "add", figures, "--lang", "en") in (2, 3, 4)
    assert said in capsys.readouterr().err


def test_only_a_user_looks_after_a_project(sitesel, figures, capsys):
    sitesel("user", "add", "li", "--role", "staff", "--full-name", "李明")
    assert sitesel("project", "add", figures, "--owner", "LI") == 0
    assert sitesel("project", "add", figures, "--owner", "wang") == 5
    capsys.readouterr()
    sitesel("project", "list")
    assert "李明" in capsys.readouterr().out


def test_an_enquiry_becomes_a_project_once(sitesel, town, capsys):
    asked = EnquiryBook(town.path.parents[1]).add(
        {
            "sites": "parcels",
            "parcels": ("A",),
            "catalogue": town.id,
            "selection": None,
            "lang": "zh",
            "name": "王芳",
            "organisation": "",
            "contact": "0580-1234567",
            "message": "要地\n\x1b[2J",
        }
    )
    assert sitesel("project", "enquiry", asked.id, "--lang", "en") == 3
    assert "control characters" in capsys.readouterr().err
    looked = select(town, read_requirement(WANTED, schema=town.schema))
    Remembered(town.path.parents[1] / "selections").keep(looked)
    asked = EnquiryBook(town.path.parents[1]).add(
        {
            "sites": "parcels", "parcels": (), "catalogue": town.id, "selection": looked.digest,
            "lang": "zh", "name": "王芳", "organisation": "", "contact": "0580", "message": "要地",
        }
    )  # fmt: skip
    assert sitesel("project", "enquiry", asked.id, "--lang", "en") == 0
    assert capsys.readouterr().err == "added project 1: Enquiry of 王芳\n"
    sitesel("project", "show", "1", "--lang", "en")
    assert f"    1  Small works  {looked.requirement.digest}\n" in capsys.readouterr().out
    assert sitesel("project", "enquiry", asked.id, "--lang", "en") == 2
    assert "somebody has dealt with" in capsys.readouterr().err


def test_slow_projects_are_listed_and_written_to_files(sitesel, one, tmp_path, capsys):
    assert sitesel("follow-up") == 0
    out = capsys.readouterr().out
    assert "签约未落地（超过 90 天）" in out
    assert out.split("签约未落地")[1].count("电池前驱体") == 1
    for form in ("csv", "xlsx"):
        path = tmp_path / f"list.{form}"
        assert sitesel("follow-up", "-o", path) == 0
        assert capsys.readouterr().err == f"已写入 {path}：项目 1 个\n"
    body = (tmp_path / "list.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert (row["项目名称"], row["跟进提示"]) == ("电池前驱体", "签约未落地")
    assert openpyxl.load_workbook(tmp_path / "list.xlsx")["跟进清单"]["C2"].value == "电池前驱体"
    assert sitesel("follow-up", "-o", tmp_path / "list.pdf") == 2
    assert sitesel("follow-up", "--unit", "别的", "--lang", "en") == 0
    assert capsys.readouterr().err.endswith("no project stands still for too long\n")
