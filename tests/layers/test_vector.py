from __future__ import annotations

import sqlite3
import struct
import warnings
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from sitesel.errors import LayerError
from sitesel.layers.layer import Layer, ReadOptions
from sitesel.layers.read import read_layer


def codes(layer: Layer) -> list[str]:
    return [finding.code for finding in layer.findings]


def _drop_triggers(database: sqlite3.Connection) -> None:
    """Take away the triggers that need functions only GDAL brings."""
    triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (trigger,) in triggers.fetchall():
        database.execute(f'DROP TRIGGER "{trigger}"')


def test_a_container_of_several_layers_lists_them_and_asks(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "原始.gpkg"
    for layer in ("宗地", "岸线"):
        pyogrio.write_dataframe(squares, path, layer=layer)
    with pytest.raises(LayerError, match="宗地, 岸线"):
        read_layer(path)
    assert read_layer(path, ReadOptions(layer="岸线")).provenance.layer == "岸线"


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(squares, path, layer="宗地")
    with pytest.raises(LayerError, match="no layer '宗地块'; it has 宗地"):
        read_layer(path, ReadOptions(layer="宗地块"))


def test_a_geopackage_without_crs_has_none(tmp_path: Path, squares: gpd.GeoDataFrame) -> None:
    path = tmp_path / "a.gpkg"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(squares.set_crs(None, allow_override=True), path)
    layer = read_layer(path)
    assert (layer.frame.crs, codes(layer)) == (None, ["crs-not-told"])


def test_a_geopackage_with_a_write_ahead_log_is_read_and_left_alone(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(squares, path, layer="a")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = wal")
        _drop_triggers(database)
        database.execute('UPDATE a SET "宗数" = 7')
        database.commit()
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        layer = read_layer(path)
        after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert (layer.frame["宗数"].tolist(), before == after) == ([7, 7, 7], True)


def test_curves_become_straight_and_are_told(tmp_path: Path, squares: gpd.GeoDataFrame) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(squares[:1], path, layer="a", SPATIAL_INDEX="NO")
    arc = struct.pack("<BII6d", 1, 8, 3, 0, 0, 1, 1, 2, 0)
    chord = struct.pack("<BII4d", 1, 2, 2, 2, 0, 0, 0)
    half_disc = struct.pack("<BIIBII", 1, 10, 1, 1, 9, 2) + arc + chord
    with closing(sqlite3.connect(path)) as database:
        _drop_triggers(database)
        ((blob,),) = database.execute("SELECT geom FROM a")
        database.execute("UPDATE a SET geom = ?", (blob[:40] + half_disc,))
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
        database.commit()
    layer = read_layer(path)
    assert (layer.frame.geom_type[0], codes(layer)) == ("Polygon", ["curves-linearised"])
    assert layer.frame.geometry[0].area == pytest.approx(3.14159 / 2, abs=2e-3)


def test_mixed_geometry_types_come_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    wkt = ["POINT (1 1)", "LINESTRING (0 0, 1 1)", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"]
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(wkt), crs=4490), path)
    assert read_layer(path).frame.geometry.to_wkt().tolist() == wkt


def test_all_files_of_a_file_geodatabase_are_in_the_provenance(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "a.gdb"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(squares, path, driver="OpenFileGDB")
    layer = read_layer(path)
    assert (layer.provenance.format, len(layer.provenance.files) > 5) == ("FileGDB", True)


def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"not at all")
    with pytest.raises(LayerError, match=r"a.gpkg can't be read"):
        read_layer(path)


def test_a_ring_of_two_points_in_real_openstreetmap_data_hides_no_row(shared: Path) -> None:
    path = shared / "osm-samples" / "helsinki-centre.osm.pbf"
    layer = read_layer(path, ReadOptions(layer="multipolygons"))
    assert (len(layer.frame), int(layer.frame.geometry.isna().sum())) == (1095, 11)
    assert codes(layer).count("geometry-unreadable") == 11
