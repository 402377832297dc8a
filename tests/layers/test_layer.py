from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

from sitesel.findings import Finding
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile


@pytest.fixture
def layer() -> Layer:
    return Layer("parcels", gpd.GeoDataFrame(geometry=[]), (), Provenance("a.shp", "Shapefile"))


def test_the_digest_of_a_source_is_of_names_and_contents_in_any_order() -> None:
    one, other = SourceFile("a.shp", "11"), SourceFile("a.dbf", "22")
    digest = Provenance("a.shp", "Shapefile", (one, other)).sha256
    assert digest == Provenance("a.shp", "Shapefile", (other, one)).sha256
    assert digest != Provenance("a.shp", "Shapefile", (one,)).sha256


def test_the_digest_of_a_file_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert SourceFile.of(tmp_path / "a.txt").sha256.startswith("ba7816bf8f01cfea414140de5dae2223")


def test_findings_are_added_and_the_layer_before_stays(layer: Layer) -> None:
    finding = Finding("crs-not-told", "parcels")
    assert layer.with_findings([finding]).findings == (finding,)
    assert layer.findings == ()


def test_another_frame_comes_with_its_findings(layer: Layer) -> None:
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[None])
    changed = layer.with_frame(frame, Finding("crs-not-told", "parcels"))
    assert (len(changed.frame), len(changed.findings), len(layer.frame)) == (1, 1, 0)


def test_who_told_the_crs_can_be_put_right(layer: Layer) -> None:
    assert layer.from_crs("evidence").provenance.crs_from == "evidence"


def test_a_layer_is_named_by_the_config_before_the_file() -> None:
    assert ReadOptions(name="parcels").name_for(Path("地块.shp")) == "parcels"
