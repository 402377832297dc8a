"""Every format gives back the geometry and the text that were written."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box
from shapely.affinity import translate

from sitesel.layers import read_layer

WRITERS = {
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".gdb": "OpenFileGDB",
    ".geojson": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
}
HOLE = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
SHAPES = [box(0, 0, 1, 1), HOLE, MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])]
# letters, hanzi of the base block and of extension B, hangul, kana, marks that formats escape
LETTERS = st.sampled_from("Aé工业用地嵊泗㑇𠀀한글かなЖ,;'\"<&>-_ 0")
# blanks at the ends are padding to some formats
TEXT = st.text(LETTERS, min_size=1, max_size=20).map(lambda text: f"地{text}块")
PARCEL = st.tuples(
    TEXT,
    st.integers(-100, 100),
    st.sampled_from(SHAPES),
    st.integers(-80, 80),
    st.integers(-70, 70),
)


def layer_of(parcels: list[tuple[str, int, Polygon, int, int]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"名称": [name for name, *_ in parcels], "n": [number for _, number, *_ in parcels]},
        geometry=[translate(shape, x, y) for *_, shape, x, y in parcels],
        crs="EPSG:4326",
    )


def written(layer: gpd.GeoDataFrame, folder: str, suffix: str, encoding: str | None) -> Path:
    path = Path(folder) / f"地块{suffix}"
    if suffix == ".parquet":
        layer.to_parquet(path)
        return path
    # the index of FlatGeobuf reorders the rows; a FileGDB holds one kind of geometry
    choices = {".fgb": {"SPATIAL_INDEX": "NO"}, ".gdb": {"promote_to_multi": True}}
    options = choices.get(suffix, {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        driver = WRITERS[suffix]
        pyogrio.write_dataframe(layer, path, driver=driver, encoding=encoding, **options)
    return path


@pytest.mark.parametrize(
    ("suffix", "encoding"),
    [
        (".gpkg", None),
        (".gdb", None),
        (".geojson", None),
        (".fgb", None),
        (".kml", None),
        (".parquet", None),
        (".shp", "UTF-8"),
        (".shp", "GB18030"),
    ],
)
@given(parcels=st.lists(PARCEL, min_size=1, max_size=4))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read(
    suffix: str, encoding: str | None, parcels: list[tuple[str, int, Polygon, int, int]]
) -> None:
    layer = layer_of(parcels)
    with tempfile.TemporaryDirectory() as folder:
        frame = read_layer(written(layer, folder, suffix, encoding)).frame
    assert frame["名称"].tolist() == layer["名称"].tolist()
    assert [int(number) for number in frame["n"]] == layer["n"].tolist()
    assert shapely.equals(frame.geometry.to_numpy(), layer.geometry.to_numpy()).all()


@pytest.mark.parametrize("suffix", [*WRITERS, ".parquet"])
def test_no_reading_changes_a_file_or_its_folder(tmp_path: Path, suffix: str) -> None:
    layer = layer_of([("岱山", 1, SHAPES[0], 0, 0)])
    written(layer, str(tmp_path), suffix, "UTF-8" if suffix == ".shp" else None)
    before = {p: p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file()}
    read_layer(tmp_path / f"地块{suffix}")
    assert {p: p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file()} == before


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".parquet", ".shp", ".gdb"])
def test_a_missing_geometry_stays_a_row(tmp_path: Path, suffix: str) -> None:
    layer = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(1, 2), None], crs="EPSG:4326")
    path = written(layer, str(tmp_path), suffix, None)
    assert read_layer(path).frame.geometry.isna().tolist() == [False, True]
