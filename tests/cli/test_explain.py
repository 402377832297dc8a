from __future__ import annotations

import io
import json


def test_every_constraint_and_criterion_is_shown(sitesel, wanted, capsys):
    assert sitesel("explain", "E", wanted) == 0
    shown = capsys.readouterr().out
    assert "淘汰：1 条约束不满足" in shown
    assert "✓" in shown
    assert "晚 185 天" in shown
    assert "到码头的距离：0 米最好，1 千米最差" in shown


def test_it_is_there_in_english_too(sitesel, wanted, capsys):
    sitesel("explain", "B", wanted, "--lang", "en")
    shown = capsys.readouterr().out
    assert "undecided: 1 constraint can not be told" in shown
    assert "not known" in shown


def test_it_is_there_as_json_for_other_programs(sitesel, wanted, capsys):
    sitesel("explain", "A", wanted, "--format", "json")
    assert json.loads(capsys.readouterr().out)["disposition"] == "candidate"


def test_a_parcel_that_is_not_there_exits_with_5(sitesel, wanted, capsys):
    assert sitesel("explain", "Z", wanted) == 5
    assert "'Z'" in capsys.readouterr().err


def test_an_id_that_is_written_a_little_differently_is_suggested(sitesel, wanted, capsys):
    assert sitesel("explain", "a", wanted, "--lang", "en") == 5
    assert "did you mean A?" in capsys.readouterr().err


def test_where_no_id_is_near_it_is_said_what_lists_them_all(sitesel, wanted, capsys):
    assert sitesel("explain", "Z", wanted) == 5
    assert "--ledger" in capsys.readouterr().err


def test_json_is_whole_where_the_terminal_knows_ascii_only(sitesel, wanted, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    monkeypatch.setattr("sys.stdout", out)
    sitesel("explain", "A", wanted, "--format", "json")
    assert json.loads(out.buffer.getvalue())["summary"].startswith("候选")


def test_whether_halls_fit_is_told_of_a_rejected_parcel_too(sitesel, tmp_path, capsys):
    path = tmp_path / "room.yaml"
    path.write_text(
        """
constraints:
  - {id: size, attribute: area, at_least: 1000 亩}
  - {id: room, attribute: footprint_fits, among: yes}
development: {buildings: [{width: 20 m, depth: 10 m}]}
near_misses: 0
""",
        "utf-8",
    )
    assert sitesel("explain", "A", path, "--lang", "en", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [line["verdict"] for line in told["constraints"]] == ["fails", "holds"]
    assert told["summary"] == "rejected: 1 constraint does not hold"
