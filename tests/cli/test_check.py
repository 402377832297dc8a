from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

WEST, SOUTH = 413_000.0, 3_320_000.0
SQUARE = shapely.box(WEST, SOUTH, WEST + 100, SOUTH + 100)
NEXT = shapely.box(WEST + 100, SOUTH, WEST + 200, SOUTH + 100)
BOW_TIE = shapely.Polygon(
    [(WEST, SOUTH), (WEST + 9, SOUTH + 9), (WEST + 9, SOUTH), (WEST, SOUTH + 9)]
)


@pytest.fixture
def draw(tmp_path):
    """Return a function that writes shapes as a GeoPackage in zone 41."""

    def written(*shapes, crs="EPSG:4550", name="drawn", **columns):
        path = tmp_path / f"{name}.gpkg"
        frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
        frame.to_file(path, layer=name, mode="a" if path.exists() else "w")
        return path

    return written


def test_it_says_what_the_file_is(sitesel, draw, capsys):
    path = draw(SQUARE, NEXT, number=["甲-1", "甲-2"], area_mu=[15.0, 15.0])
    assert sitesel("check", path) == 0
    shown = capsys.readouterr().out
    for words in ("Polygon 2", "EPSG:4550", "文件自述", "甲-1 | 甲-2", "2/2", "数字"):
        assert words in shown


def test_it_changes_nothing(sitesel, draw):
    path = draw(SQUARE)
    before = path.read_bytes()
    sitesel("check", path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.glob("drawn*")] == ["drawn.gpkg"]


def test_errors_are_shown_and_exit_with_1(sitesel, draw, capsys):
    assert sitesel("check", draw(SQUARE, None, number=["A", "B"]), "--lang", "en") == 1
    assert "No geometry" in capsys.readouterr().out


def test_what_a_build_would_repair_exits_with_0(sitesel, draw, capsys):
    assert sitesel("check", draw(SQUARE, BOW_TIE), "--lang", "en") in (0, 1)
    assert "Invalid geometry" in capsys.readouterr().out


def test_a_stated_area_is_compared_when_its_column_is_told(sitesel, draw, capsys):
    path = draw(SQUARE, NEXT, mj=[15.0, 30.0])
    sitesel("check", path, "--area", "mj", "--area-unit", "亩", "--lang", "en")
    assert "mj" in capsys.readouterr().out


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_crs_that_is_not_known_is_a_refusal(sitesel, draw, capsys):
    small = shapely.box(500, 500, 600, 600)
    assert sitesel("check", draw(small, crs=None), "--lang", "en") == 4
    assert "can't be used as it is" in capsys.readouterr().out


def test_points_are_looked_at_as_surroundings(sitesel, draw, capsys):
    assert sitesel("check", draw(shapely.Point(WEST, SOUTH)), "--lang", "en") == 0
    assert "Point 1" in capsys.readouterr().out


def test_every_layer_of_a_container_is_looked_at(sitesel, draw, tmp_path, capsys):
    path = draw(SQUARE)
    gpd.GeoDataFrame(geometry=[NEXT], crs="EPSG:4550").to_file(path, layer="second", mode="a")
    sitesel("check", path)
    shown = capsys.readouterr().out
    assert "drawn" in shown
    assert "second" in shown


def test_one_bad_file_does_not_hide_the_others(sitesel, draw, tmp_path, capsys):
    broken = tmp_path / "broken.gpkg"
    broken.write_bytes(b"SQLite format 3\0 and then nothing")
    assert sitesel("check", broken, tmp_path / "none.shp", draw(SQUARE)) == 5
    shown = capsys.readouterr()
    assert "Polygon 1" in shown.out
    assert "broken.gpkg" in shown.err
    assert "none.shp" in shown.err


def test_names_cannot_steer_the_terminal(sitesel, draw, capsys):
    sitesel("check", draw(SQUARE, number=["\x1b[31mred"]))
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--id", "--area"])
def test_a_column_that_no_file_has_is_told_with_the_nearest(sitesel, draw, capsys, option):
    path = draw(SQUARE, PID=["A"])
    assert sitesel("check", path, option, "PIDD", "--lang", "en") == 2
    assert "no column 'PIDD'; did you mean 'PID'?" in capsys.readouterr().err


def test_of_several_files_the_one_without_the_column_is_named(sitesel, draw, capsys):
    with_id, without = draw(SQUARE, PID=["A"]), draw(NEXT, name="plain")
    assert sitesel("check", with_id, without, "--id", "PID", "--lang", "en") == 0
    shown = capsys.readouterr()
    assert "plain.gpkg" in shown.err
    assert "has no column 'PID'" in shown.err
    assert shown.out.count("Polygon 1") == 2


def test_a_folder_is_told_to_be_one(sitesel, draw, tmp_path, capsys):
    assert sitesel("check", tmp_path, draw(SQUARE)) == 2
    shown = capsys.readouterr()
    assert "是文件夹" in shown.err
    assert "Polygon 1" in shown.out


def test_a_layer_asked_of_a_file_with_only_one_is_told(sitesel, tmp_path, capsys):
    path = tmp_path / "squares.shp"
    gpd.GeoDataFrame({"no": ["A"]}, geometry=[SQUARE], crs="EPSG:4550").to_file(path)
    assert sitesel("check", path, "--layer", "foo", "--lang", "en") == 0
    assert "--layer foo was not used" in capsys.readouterr().err
