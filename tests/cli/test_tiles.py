from __future__ import annotations

from pmtiles.reader import MmapSource, Reader


def test_the_tiles_of_the_published_catalogue_are_written(sitesel, town, tmp_path, capsys):
    path = tmp_path / "town.pmtiles"
    assert sitesel("tiles", path, "--max-zoom", 9, "--lang", "en") == 0
    assert "tiles of zoom 0–9" in capsys.readouterr().out
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        assert reader.header()["max_zoom"] == 9
        assert reader.metadata()["version"] == town.id


def test_a_file_of_another_kind_is_refused(sitesel, tmp_path, capsys):
    assert sitesel("tiles", tmp_path / "town.mbtiles", "--lang", "en") == 2
    assert "town.pmtiles" in capsys.readouterr().err


def test_a_folder_that_is_not_there_leaves_nothing(sitesel, tmp_path, capsys):
    assert sitesel("tiles", tmp_path / "none" / "town.pmtiles", "--max-zoom", 1) == 6
    assert "无法写入" in capsys.readouterr().err
