from __future__ import annotations

import io
import json


def test_the_catalogues_own_attributes_are_listed(sitesel, capsys):
    assert sitesel("attributes") == 0
    shown = capsys.readouterr().out
    assert "distance_to_wharf" in shown
    assert "到码头的距离" in shown


def test_without_a_catalogue_the_general_ones_are_listed(sitesel, tmp_path, capsys):
    assert sitesel("attributes", "--lang", "en", store=tmp_path / "none") == 0
    shown = capsys.readouterr().out
    assert "Plane area" in shown
    assert "distance_to_wharf" not in shown


def test_a_catalogue_that_was_named_must_be_there(sitesel, tmp_path):
    assert sitesel("attributes", "--catalogue", tmp_path / "none") == 5


def test_one_kind_of_sites_may_be_asked_for(sitesel, capsys):
    sitesel("attributes", "--sites", "halls", "--format", "json")
    names = [a["name"] for a in json.loads(capsys.readouterr().out)["attributes"]]
    assert "floor_area" in names
    assert "price" not in names


def test_the_values_that_a_category_can_take_are_told(sitesel, capsys):
    sitesel("attributes", "--lang", "en")
    shown = " ".join(capsys.readouterr().out.split())
    assert "at_boundary (at the boundary)" in shown
    assert "100103 (Third-class industry)" in shown


def test_json_is_whole_where_the_terminal_knows_ascii_only(sitesel, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    monkeypatch.setattr("sys.stdout", out)
    sitesel("attributes", "--format", "json")
    labels = [a["label"]["zh"] for a in json.loads(out.buffer.getvalue())["attributes"]]
    assert "容积率" in labels


def test_a_word_and_a_group_narrow_the_list_down(sitesel, capsys):
    sitesel("attributes", "码头", "--format", "json")
    names = {a["name"] for a in json.loads(capsys.readouterr().out)["attributes"]}
    assert "distance_to_wharf" in names
    assert "area" not in names
    sitesel("attributes", "--group", "area", "--format", "json")
    groups = {a["group"] for a in json.loads(capsys.readouterr().out)["attributes"]}
    assert groups == {"area"}


def test_what_is_measured_on_demand_is_marked_and_groups_are_counted(sitesel, capsys):
    sitesel("attributes", "--lang", "en")
    shown = " ".join(capsys.readouterr().out.split())
    assert "buildable · on demand" in shown
    assert "fit What fits 7" in shown


def test_an_unknown_group_is_wrong_use_and_nothing_found_is_an_answer(sitesel, capsys):
    assert sitesel("attributes", "--group", "fits") == 2
    assert sitesel("attributes", "zzz", "--lang", "en") == 0
    assert "no such attribute" in capsys.readouterr().out
