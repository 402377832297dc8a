from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from tests.catalogue.test_network_build import source

__all__ = ["source"]

WEST, SOUTH = 413_000.0, 3_320_000.0


@pytest.fixture
def config(tmp_path):
    """Return the config of a catalogue of two squares."""
    squares = [shapely.box(WEST + x, SOUTH, WEST + x + 90, SOUTH + 90) for x in (0, 100)]
    frame = gpd.GeoDataFrame({"no": ["A", "B"]}, geometry=squares, crs="EPSG:4550")
    frame.to_file(tmp_path / "squares.gpkg")
    path = tmp_path / "build.yaml"
    path.write_text("title: 两块地\nparcels:\n  - {path: squares.gpkg, id: no}\n", "utf-8")
    return path


def test_a_catalogue_is_built_published_and_ready_to_be_asked(sitesel, config, tmp_path, capsys):
    store = tmp_path / "store"
    assert sitesel("build", config, "--store", store) == 0
    shown = capsys.readouterr().out
    assert "地块 2 宗，厂房 0 处" in shown
    identity = shown.split("已发布目录 ")[1].split()[0]
    assert (store / "catalogues" / identity / "report.zh.html").is_file()
    (tmp_path / "wanted.yaml").write_text(
        "constraints: [{attribute: area, at_least: 1 亩}]", "utf-8"
    )
    assert sitesel("select", tmp_path / "wanted.yaml", "--catalogue", store) == 0
    assert "候选 2" in capsys.readouterr().out


def test_a_faulty_config_is_told_and_exits_with_3(sitesel, config, tmp_path, capsys):
    config.write_text("title: 甲\nparcls: []\n", "utf-8")
    assert sitesel("build", config, "--store", tmp_path / "store") == 3
    assert "parcls" in capsys.readouterr().err


def test_a_config_that_is_not_there_exits_with_5(sitesel, tmp_path):
    assert sitesel("build", tmp_path / "none.yaml") == 5


def test_data_that_is_not_to_be_trusted_exits_with_4_and_publishes_nothing(
    sitesel, config, tmp_path
):
    frame = gpd.GeoDataFrame({"no": ["A", "B"]}, geometry=[None, None], crs="EPSG:4550")
    (tmp_path / "squares.gpkg").unlink()
    frame.to_file(tmp_path / "squares.gpkg")
    assert sitesel("build", config, "--store", tmp_path / "store") == 4
    assert not (tmp_path / "store" / "current").exists()


def test_a_requirement_given_as_a_config_is_told_in_one_sentence(sitesel, wanted, capsys):
    assert sitesel("build", wanted) == 3
    shown = capsys.readouterr().err
    assert "像是需求" in shown
    assert len(shown.splitlines()) == 1


def test_a_config_given_as_a_requirement_is_told_in_one_sentence(sitesel, config, capsys):
    assert sitesel("select", config, "--lang", "en") == 3
    assert "looks like a build config" in capsys.readouterr().err


def test_broken_yaml_is_told_in_chinese_with_line_and_column(sitesel, config, capsys):
    config.write_text("title: 甲\nparcels: [1, 2\n", "utf-8")
    assert sitesel("build", config) == 3
    shown = capsys.readouterr().err
    assert "第 3 行" in shown
    assert "第 1 列" in shown
    assert "expected" not in shown


def test_the_mapping_of_a_source_is_saved_and_serves_another_config(sitesel, config, tmp_path):
    profile = tmp_path / "bureau.yaml"
    assert sitesel("build", config, "--store", tmp_path / "s", "--save-profile", profile) == 0
    assert profile.read_text("utf-8") == "id: 'no'\n"
    other = tmp_path / "other.yaml"
    other.write_text(
        "title: 再来\nparcels:\n  - {path: squares.gpkg, profile: bureau.yaml}\n", "utf-8"
    )
    assert sitesel("build", other, "--store", tmp_path / "t") == 0


def test_the_scenarios_of_a_network_are_told(sitesel, source, tmp_path, capsys):
    assert sitesel("build", source / "build.yaml", "--store", tmp_path / "store") == 0
    told = capsys.readouterr().out
    assert "路网：小汽车、货车；路段 6 条，渡轮 1 条\n" in told
    assert "路网情景：bridge（大桥通车）；suspended（渡轮停航）" in told


@pytest.fixture
def faulty(source, tmp_path):
    """Return a config whose ferries name terminals that there are not."""
    rows = (source / "ferries.csv").read_text("utf-8").splitlines()
    bad = [rows[1].replace("f,", f"g{i},", 1).replace(",te,", ",tx,") for i in range(6)]
    (source / "bad.csv").write_text("\n".join([*rows, *bad]), "utf-8")
    text = (source / "build.yaml").read_text("utf-8").replace("ferries.csv", "bad.csv")
    (source / "bad.yaml").write_text(text, "utf-8")
    return source / "bad.yaml"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["错误 6 项，前 5 项：", "  渡轮码头不存在（bad，第 2 行，g0）"]),
        ("en", ["6 errors, the first 5:", "  Unknown ferry terminal (bad, row 2, g0)"]),
    ],
)
def test_the_first_errors_are_told_at_the_end(sitesel, faulty, tmp_path, capsys, lang, said):
    assert sitesel("build", faulty, "--store", tmp_path / "store", "--lang", lang) == 0
    told = capsys.readouterr().out.splitlines()
    at = told.index(said[0])
    assert told[at + 1] == said[1]
    assert sum(row.startswith("  ") for row in told[at + 1 :]) == 5


def test_without_errors_none_are_told(sitesel, config, tmp_path, capsys):
    assert sitesel("build", config, "--store", tmp_path / "store") == 0
    assert not [row for row in capsys.readouterr().out.splitlines() if row.startswith("错误")]
