"""Real layers through the command line; what their READMEs say is wrong is in the findings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.findings import Finding

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not beside this checkout"),
]


@dataclass(frozen=True)
class Told:
    """The findings of a catalogue, to be asked by code, layer and column."""

    findings: Sequence[Finding]

    def of(self, code: str, layer: str | None = None, column: str | None = None) -> list[Finding]:
        return [
            f
            for f in self.findings
            if f.code == code and layer in (None, f.layer) and column in (None, f.column)
        ]

    def count(self, code: str, layer: str | None = None, column: str | None = None) -> int:
        return sum(finding.count for finding in self.of(code, layer, column))


def built(name: str, folder: Path) -> tuple[Catalogue, Told]:
    """Build a config as a person does and return the published catalogue."""
    program = str(Path(sys.executable).with_name("sitesel"))
    command = [program, "build", str(HERE / f"{name}.yaml")]
    ended = subprocess.run(
        [*command, "--store", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    catalogue = Store(folder).current()
    assert catalogue.id in ended.stdout
    for source in catalogue.manifest.sources:
        assert source.rows == source.published + source.set_aside
    return catalogue, Told(catalogue.findings())


@pytest.fixture(scope="module")
def williamsburg(tmp_path_factory):
    return built("williamsburg", tmp_path_factory.mktemp("williamsburg"))


@pytest.fixture(scope="module")
def pittsburgh(tmp_path_factory):
    return built("pittsburgh", tmp_path_factory.mktemp("pittsburgh"))


@pytest.fixture(scope="module")
def beijing(tmp_path_factory):
    return built("beijing", tmp_path_factory.mktemp("beijing"))


@pytest.fixture(scope="module")
def vologda(tmp_path_factory):
    return built("vologda", tmp_path_factory.mktemp("vologda"))


@pytest.fixture(scope="module")
def zhoushan(tmp_path_factory):
    return built("zhoushan", tmp_path_factory.mktemp("zhoushan"))


@pytest.fixture(scope="module")
def baltimore(tmp_path_factory):
    return built("baltimore", tmp_path_factory.mktemp("baltimore"))


def test_williamsburg_has_one_parcel_without_outline(williamsburg):
    catalogue, told = williamsburg
    assert len(told.of("null-geometry", "parcels")) == 1
    assert catalogue.manifest.counts["parcels"] == 4463


def test_williamsburg_has_three_invalid_parcels_and_fifteen_multi_parts(williamsburg):
    _, told = williamsburg
    assert told.count("invalid-geometry", "parcels") + told.count("repair-changed-area") == 3
    # one repair makes or takes a part
    assert told.count("multi-part", "parcels") == pytest.approx(15, abs=1)


def test_williamsburg_states_areas_that_agree_for_all_but_135(williamsburg):
    catalogue, told = williamsburg
    # 136 where the holes of 281-13-00-OS1, listed under another part of it, are filled
    assert told.count("stated-area-differs", "parcels") == 135
    columns = catalogue.columns()
    row = next(r for r in range(columns.count) if columns.value("stated_area", r) is not None)
    assert columns.value("stated_area", row) == pytest.approx(columns.value("area", row), rel=0.2)


def test_williamsburg_has_land_uses_typed_by_hand(williamsburg):
    _, told = williamsburg
    assert told.of("unmapped-value", column="LUCat")
    assert told.of("more-values", column="LUCat")


def test_williamsburg_writes_null_in_words(williamsburg):
    _, told = williamsburg
    (label,) = told.of("missing-values", "parcels", "Label")
    assert "<Null>" in label.found("en")
    (use,) = told.of("missing-values", "parcels", "PDCLUse")
    assert "NULL" in use.found("zh")


def test_williamsburg_has_an_id_twice_and_overlaps(williamsburg):
    _, told = williamsburg
    assert told.count("repeated-id", "parcels") == 2
    assert len(told.of("overlap", "parcels")) >= 72


def test_williamsburg_has_118_hectares_of_parcels_in_wetland(williamsburg):
    catalogue, _ = williamsburg
    wet = catalogue.columns()["area_in_wetland"].values
    assert wet.sum() / 1e4 == pytest.approx(118, abs=1)
    assert (wet > 0.5).sum() == pytest.approx(218, abs=6)


def test_pittsburgh_has_a_stale_area_column(pittsburgh):
    catalogue, told = pittsburgh
    (stale,) = told.of("area-column-stale", "Zoning", "area")
    assert "0.01" in stale.found("en")
    assert told.count("stated-area-differs", column="area") > 50
    assert catalogue.manifest.counts["parcels"] == 1055


def test_pittsburgh_has_an_invalid_outline_overlaps_and_an_empty_column(pittsburgh):
    _, told = pittsburgh
    assert told.count("invalid-geometry") == 1
    assert len(told.of("overlap")) == 41
    assert told.of("empty-column", column="correction")
    assert told.count("missing-values", column="municode") == 23


def test_beijing_is_joined_by_the_order_of_its_rows(beijing):
    catalogue, told = beijing
    columns = catalogue.columns()
    assert columns.count == 158
    stated, measured = columns["stated_area"].values, columns["area"].values
    assert stated == pytest.approx(measured, rel=2e-3)
    assert not told.of("stated-area-differs")
    uses = [columns.value("planning_use", row) for row in range(158)]
    assert (uses.count("0901"), uses.count("1401"), uses.count(None)) == (22, 16, 84)


def test_beijing_has_no_ids_so_they_are_made(beijing):
    _, told = beijing
    assert told.count("id-made") == 158


def test_vologda_lies_in_one_place_though_its_layers_are_in_two_crs(vologda):
    catalogue, _ = vologda
    crs = {source.name: source.crs for source in catalogue.manifest.sources}
    assert crs["buildings"] == "EPSG:32637"
    west, south, east, north = catalogue.manifest.bounds
    roads = catalogue.context()
    middle = roads[roads["kind"] == "road"].geometry.union_all().centroid
    assert west < middle.x < east
    assert south < middle.y < north
    distance = catalogue.columns()["distance_to_school"].values
    assert distance.max() < 20_000


def test_vologda_has_schools_without_a_place_and_water_of_two_kinds(vologda):
    catalogue, told = vologda
    assert told.count("null-geometry", "school") == 21
    assert told.count("not-a-polygon", "water") == 50
    assert catalogue.manifest.counts["facilities"] == 42 + 120


def test_vologda_has_buildings_on_one_outline(vologda):
    catalogue, told = vologda
    assert told.count("stacks", "buildings") == 4
    assert catalogue.manifest.counts["parcels"] == 25_324


def test_zhoushan_told_as_gcj02_lies_where_the_others_do(zhoushan):
    catalogue, told = zhoushan
    assert told.of("shifted-datum-undone", "gcj02")
    columns = catalogue.columns()
    shapes = catalogue.geometry().to_crs("EPSG:4550")
    places = {}
    for row in range(columns.count):
        if columns.value("name", row) == "岱山县":
            places.setdefault("岱山县", []).append(shapes.iloc[row].area)
    assert len(places["岱山县"]) == 3


def test_zhoushan_not_told_as_gcj02_is_suspected(zhoushan):
    _, told = zhoushan
    assert told.of("shifted-datum-possible", "not_told") or told.of(
        "shifted-datum-suspected", "not_told"
    )


def test_zhoushan_has_one_invalid_district(zhoushan):
    _, told = zhoushan
    assert told.count("invalid-geometry", "gcj02") == 1


def test_baltimore_is_published_but_for_true_duplicates(baltimore):
    catalogue, told = baltimore
    parcels = catalogue.manifest.sources[0]
    assert parcels.rows == 238_388
    assert parcels.set_aside == told.count("duplicate", "parcels")


def test_baltimore_has_its_stacks(baltimore):
    _, told = baltimore
    (stacks,) = told.of("stacks", "parcels")
    assert "15,474" in stacks.found("en")
    assert "451" in stacks.found("en")
    assert "832" in stacks.found("en")


def test_baltimore_has_1312_ids_stored_twice(baltimore):
    _, told = baltimore
    (repeated,) = told.of("repeated-ids", "parcels", "PIN")
    assert "1,312" in repeated.found("en")


def test_baltimore_has_49_invalid_outlines_and_9_tiny_ones(baltimore):
    _, told = baltimore
    invalid = told.count("invalid-geometry", "parcels") + told.count("repair-changed-area")
    assert invalid == pytest.approx(49, abs=3)
    assert told.count("tiny-area", "parcels") == 9


def test_baltimore_assesses_nothing_where_it_says_zero(baltimore):
    catalogue, _ = baltimore
    values = catalogue.columns()["assessed_land"].values
    assert not (values == 0).any()
