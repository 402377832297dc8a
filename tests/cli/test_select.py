from __future__ import annotations

import json

import pytest

from sitesel.cli import output


def test_the_table_has_the_account_the_candidates_and_the_reasons(sitesel, wanted, capsys):
    assert sitesel("select", wanted) == 0
    shown = capsys.readouterr().out
    assert "6 宗全部有交代：候选 3，淘汰 1，待定 2" in shown
    assert "甲一" in shown
    assert "可用日期不晚于 2026年6月30日" in shown
    assert "实为 2027年1月1日，晚 185 天" in shown


def test_illustrative_parcels_are_said_to_be_so(sitesel, wanted, capsys):
    sitesel("select", wanted, "--lang", "en")
    assert "The parcels are illustrative." in capsys.readouterr().out


def test_markup_in_a_name_stays_text(sitesel, wanted, capsys):
    sitesel("select", wanted)
    assert "<b>甲</b>" in capsys.readouterr().out


def test_none_found_is_an_answer(sitesel, tmp_path, capsys):
    path = tmp_path / "wanted.yaml"
    path.write_text("constraints: [{attribute: area, at_least: 900 亩}]", "utf-8")
    assert sitesel("select", path, "--lang", "en") == 0
    assert "No candidates." in capsys.readouterr().out


def test_a_requirement_comes_from_standard_input_too(sitesel, wanted, capsys, monkeypatch):
    with wanted.open(encoding="utf-8") as lines:
        monkeypatch.setattr("sys.stdin", lines)
        assert sitesel("select", "-") == 0
    assert "小厂" in capsys.readouterr().out


def test_json_goes_to_standard_output_and_nothing_else_does(sitesel, wanted, capsysbinary):
    assert sitesel("select", wanted, "--format", "json") == 0
    shown = capsysbinary.readouterr()
    assert json.loads(shown.out)["counts"]["candidates"] == 3
    assert shown.err == b""


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.json", b"{"), ("a.csv", b""), ("a.xlsx", b"PK"), ("a.gpkg", b"SQLite"), ("a.txt", b"")],
)
def test_the_suffix_of_the_file_tells_the_format(sitesel, wanted, tmp_path, capsys, name, start):
    assert sitesel("select", wanted, "-o", tmp_path / name) == 0
    assert (tmp_path / name).read_bytes().startswith(start)
    assert capsys.readouterr().out == ""


def test_csv_has_a_byte_order_mark_on_demand(sitesel, wanted, tmp_path):
    sitesel("select", wanted, "-o", tmp_path / "a.csv", "--bom")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_same_question_gives_the_same_bytes(sitesel, wanted, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        sitesel("select", wanted, "-o", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_ledger_has_a_line_for_every_parcel(sitesel, wanted, tmp_path):
    sitesel("select", wanted, "--ledger", tmp_path / "ledger.jsonl")
    lines = (tmp_path / "ledger.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["disposition"] for line in lines].count("candidate") == 3
    assert len(lines) == 6


@pytest.mark.parametrize("form", output.BINARY)
def test_a_binary_format_does_not_garble_the_terminal(sitesel, wanted, capsys, monkeypatch, form):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert sitesel("select", wanted, "--format", form, "--lang", "en") == 6
    assert f"-o shortlist.{form}" in capsys.readouterr().err


def test_a_faulty_requirement_is_told_whole_and_exits_with_3(sitesel, tmp_path, capsys):
    path = tmp_path / "wanted.yaml"
    path.write_text("constraints:\n  - {attribute: aera, at_least: 1}\nlimit: x\n", "utf-8")
    assert sitesel("select", path) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "wanted.yaml 有 2 处错误" in shown.err
    assert "第 2 行，constraints[0].attribute：没有属性 'aera'；是不是 'area'？" in shown.err


@pytest.mark.parametrize("word", ["nowhere.yaml", "--catalogue"])
def test_what_is_not_there_exits_with_5(sitesel, wanted, tmp_path, word):
    more = ("nowhere.yaml",) if word == "nowhere.yaml" else (wanted, word, tmp_path / "none")
    assert sitesel("select", *more) == 5


def test_a_folder_that_is_not_there_exits_with_6(sitesel, wanted, tmp_path, capsys):
    assert sitesel("select", wanted, "-o", tmp_path / "none" / "a.csv") == 6
    assert "无法写入" in capsys.readouterr().err


def test_the_undecided_are_named_with_what_is_not_known(sitesel, wanted, capsys):
    sitesel("select", wanted, "--lang", "en")
    shown = capsys.readouterr().out.split("Undecided")[1]
    assert [line.split()[0] for line in shown.splitlines()[3:5]] == ["B", "C"]
    assert "not known" in shown


def test_no_more_than_ten_undecided_are_named_and_the_rest_are_counted(
    sitesel, wanted, capsys, monkeypatch
):
    monkeypatch.setattr("sitesel.cli.shortlist.MOST_UNDECIDED", 1)
    sitesel("select", wanted, "--lang", "en")
    assert "1 more are undecided; --ledger FILE" in capsys.readouterr().out


def test_without_criteria_there_is_no_suitability_and_no_rank(sitesel, tmp_path, capsys):
    path = tmp_path / "wanted.yaml"
    path.write_text("constraints: [{attribute: area, at_least: 12 亩}]", "utf-8")
    sitesel("select", path)
    shown = capsys.readouterr().out
    assert "=1" not in shown
    assert "—" in shown


@pytest.mark.parametrize("name", ["x.docx", "x"])
def test_a_suffix_that_tells_no_format_is_refused(sitesel, wanted, tmp_path, capsys, name):
    assert sitesel("select", wanted, "-o", tmp_path / name) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_any_suffix_will_do_when_the_format_is_told(sitesel, wanted, tmp_path):
    assert sitesel("select", wanted, "-o", tmp_path / "x.dat", "--format", "xlsx") == 0
    assert (tmp_path / "x.dat").read_bytes().startswith(b"PK")


def test_a_format_that_contradicts_the_suffix_is_refused(sitesel, wanted, tmp_path, capsys):
    assert sitesel("select", wanted, "-o", tmp_path / "t.json", "--format", "xlsx") == 2
    assert "矛盾" in capsys.readouterr().err


def test_geojson_may_be_written_to_a_json_file(sitesel, wanted, tmp_path):
    assert sitesel("select", wanted, "-o", tmp_path / "t.json", "--format", "geojson") == 0
    assert b"FeatureCollection" in (tmp_path / "t.json").read_bytes()


ROOM = """\
constraints:
  - {id: when, attribute: available_from, at_most: 2026-06-30}
  - {id: room, attribute: footprint_fits, among: yes}
development: {buildings: [{width: 20 m, depth: 10 m}]}
near_misses: 0
"""


@pytest.mark.parametrize(
    ("lang", "head", "why"),
    [("zh", "未量算", "已被其他约束淘汰"), ("en", "not measured", "rejected by other constraints")],
)
def test_what_was_not_measured_is_counted_apart(sitesel, tmp_path, capsys, lang, head, why):
    path = tmp_path / "room.yaml"
    path.write_text(ROOM, "utf-8")
    assert sitesel("select", path, "--lang", lang) == 0
    told = capsys.readouterr().out
    [line] = [one for one in told.splitlines() if "是" in one or "fits" in one]
    assert line.split()[-3:] == ["0", "0", "1"]
    assert head in told
    assert why in told


def test_nothing_is_said_of_measuring_where_nothing_is_measured(sitesel, wanted, capsys):
    sitesel("select", wanted, "--lang", "en")
    assert "not measured" not in capsys.readouterr().out


AREA = """
area_of_interest:
  type: Polygon
  coordinates: [[[122, 29], [122.1, 29], [122.1, 31], [122, 31], [122, 29]]]
"""


def test_an_area_of_interest_is_told_and_judged(sitesel, tmp_path, capsys):
    path = tmp_path / "area.yaml"
    path.write_text(AREA, "utf-8")
    assert sitesel("select", path, "--lang", "en") == 0
    shown = capsys.readouterr().out
    assert "area of interest: 1 drawn" in shown
    assert "share in the area of interest" in shown.lower()


def test_an_area_that_crosses_itself_is_refused_with_where(sitesel, tmp_path, capsys):
    path = tmp_path / "area.yaml"
    path.write_text(AREA.replace("[122.1, 31], [122, 31]", "[122, 31], [122.1, 31]"), "utf-8")
    assert sitesel("select", path, "--lang", "en") == 3
    assert "near [122.050000, 30.000000]" in capsys.readouterr().err
