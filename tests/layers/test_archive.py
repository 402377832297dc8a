from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from sitesel.errors import LayerError, UnknownFormat
from sitesel.layers import archive as archives
from sitesel.layers.archive import unpacked
from sitesel.layers.layer import ReadOptions
from sitesel.layers.read import list_layers, read_layer

WriteShapefile = Callable[..., Path]


def packed(target: Path, *files: tuple[Path, str]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, name in files:
            archive.write(path, name)
    return target


def packed_in_gbk(target: Path, *files: tuple[Path, str]) -> Path:
    """Pack as software in China does: names in GBK, the flag for UTF-8 not set."""
    holders = {
        f"{number:0{len(name.encode('gbk'))}}": name for number, (_, name) in enumerate(files)
    }
    pairs = zip(files, holders, strict=True)
    packed(target, *((path, holder) for (path, _), holder in pairs))
    content = target.read_bytes()
    for holder, name in holders.items():
        content = content.replace(holder.encode(), name.encode("gbk"))
    target.write_bytes(content)
    return target


@pytest.fixture
def parcels(shapefile: WriteShapefile) -> list[Path]:
    path = shapefile([(b"USE", "C", 20)], [["工业用地".encode("gbk")]], cpg="GBK")
    return sorted(path.parent.glob("parcels.*"))


def test_a_zipped_shapefile_is_read(tmp_path: Path, parcels: list[Path]) -> None:
    path = packed(tmp_path / "a.zip", *((part, f"raw/{part.name}") for part in parcels))
    layer = read_layer(path)
    assert layer.frame["USE"].tolist() == ["工业用地"]
    assert (layer.provenance.source, layer.provenance.layer) == ("a.zip", "raw/parcels.shp")
    assert [file.name for file in layer.provenance.files] == ["a.zip"]


def test_names_in_gbk_are_read(tmp_path: Path, parcels: list[Path]) -> None:
    files = [(part, f"地块数据/定海区地块{part.suffix}") for part in parcels]
    path = packed_in_gbk(tmp_path / "a.zip", *files)
    assert read_layer(path).provenance.layer == "地块数据/定海区地块.shp"


def test_several_layers_inside_are_listed_and_asked_for(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    for name in ("地块", "岸线"):
        pyogrio.write_dataframe(squares, tmp_path / f"{name}.geojson")
    files = [(tmp_path / f"{name}.geojson", f"{name}.geojson") for name in ("地块", "岸线")]
    path = packed(tmp_path / "a.zip", *files)
    with pytest.raises(LayerError, match=r"地块\.geojson, 岸线\.geojson"):
        read_layer(path)
    assert read_layer(path, ReadOptions(layer="岸线")).name == "岸线"
    assert [one.name for one in list_layers(path)] == ["地块.geojson", "岸线.geojson"]


def test_a_layer_of_a_container_inside_is_named_by_its_path(
    tmp_path: Path, squares: gpd.GeoDataFrame
) -> None:
    for layer in ("宗地", "岸线"):
        pyogrio.write_dataframe(squares, tmp_path / "a.gpkg", layer=layer)
    path = packed(tmp_path / "a.zip", (tmp_path / "a.gpkg", "raw/a.gpkg"))
    names = [one.name for one in list_layers(path)]
    assert names == ["raw/a.gpkg/宗地", "raw/a.gpkg/岸线"]
    assert read_layer(path, ReadOptions(layer=names[1])).provenance.layer == names[1]


def test_what_macos_adds_is_no_layer(tmp_path: Path, parcels: list[Path]) -> None:
    files = [(part, part.name) for part in parcels]
    path = packed(tmp_path / "a.zip", *files, (parcels[0], "__MACOSX/._parcels.shp"))
    assert len(read_layer(path).frame) == 1


@pytest.mark.parametrize("name", ["../evil.shp", "/etc/evil.shp", "a/../../evil.shp", "C:/x.shp"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "evil")
    with pytest.raises(LayerError, match="not to be trusted"), unpacked(path):
        pass


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", bytes(80 * 2**20))
    with pytest.raises(LayerError, match="not plausible"):
        read_layer(path)


def test_an_archive_of_too_much_is_refused(
    tmp_path: Path, parcels: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 1)
    path = packed(tmp_path / "a.zip", *((part, part.name) for part in parcels))
    with pytest.raises(LayerError, match="not plausible"):
        read_layer(path)


def test_a_damaged_archive_is_refused(tmp_path: Path, parcels: list[Path]) -> None:
    path = packed(tmp_path / "a.zip", *((part, part.name) for part in parcels))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(LayerError, match="no whole zip"):
        read_layer(path)


def test_a_member_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.geojson", '{"type": "FeatureCollection", "features": []}')
    path.write_bytes(path.read_bytes().replace(b'"features"', b'"creature"', 1))
    with pytest.raises(LayerError, match="can't be unpacked"):
        read_layer(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_whose_stream_is_damaged_is_refused(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("p.geojson", str(list(range(3_000))))
    body = bytearray(path.read_bytes())
    body[100:700] = bytes([0xA5]) * 600
    path.write_bytes(body)
    with pytest.raises(LayerError, match="ask for it again"), unpacked(path):
        pass


@pytest.mark.parametrize("name", ["p.geojson/inside.geojson", f"{'y' * 400}/p.geojson"])
def test_a_name_that_no_folder_can_have_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("p.geojson", "{}")
        archive.writestr(name, "{}")
    with pytest.raises(LayerError), unpacked(path):
        pass


def test_an_archive_without_layers_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.doc", "nothing")
    with pytest.raises(UnknownFormat, match="no file that sitesel reads"):
        read_layer(tmp_path / "a.zip")


def test_nothing_is_left_behind(tmp_path: Path, parcels: list[Path]) -> None:
    path = packed(tmp_path / "a.zip", *((part, part.name) for part in parcels))
    with unpacked(path) as archive:
        folder = archive.folder
    assert folder.exists() is False
