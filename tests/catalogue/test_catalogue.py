from __future__ import annotations

import numpy as np
import pytest

from sitesel.catalogue import open_catalogue
from sitesel.errors import CatalogueError, CatalogueNotFound
from sitesel.interval import Interval


def row(town, parcel):
    return town.columns().row(parcel)


def test_values_come_back_by_parcel(town):
    columns = town.columns()
    assert columns.value("planning_use", row(town, "A")) == "100103"
    assert columns.value("plot_ratio", row(town, "A")) == Interval(1, 2, upper_open=True)
    assert columns.value("distance_to_wharf", row(town, "C")) == 200


def test_what_no_source_tells_is_a_column_where_nothing_is_known(town):
    columns = town.columns()
    for name in ("groundwater_depth", "green_ratio", "tenure", "chemical_park", "remarks"):
        assert columns.value(name, 0) is None
    assert "groundwater_depth" not in town.known_attributes()
    assert "bearing_capacity" in town.known_attributes()


def test_parcels_and_halls_have_their_own_attributes(town):
    assert town.site_kinds() == ("parcels", "halls")
    assert "floor_area" not in town.columns("parcels")
    assert town.columns("halls").value("floor_area", 0) == 4000


def test_outlines_are_lonlat_by_id(town):
    outlines = town.geometry()
    assert outlines.crs == "OGC:CRS84"
    assert sorted(outlines.index) == list("ABCDEF")
    metres = outlines.to_crs("EPSG:4550").area
    assert metres.to_numpy() == pytest.approx(10_000, rel=1e-6)


def test_outlines_of_some_rows_come_in_their_order(town):
    rows = np.array([row(town, "D"), row(town, "A")])
    some = town.geometry(rows=rows)
    assert some.index.tolist() == ["D", "A"]
    assert some.loc["D"].equals(town.geometry().loc["D"])


def test_facilities_constraint_areas_and_context_are_lonlat(town):
    for frame in (town.facilities(), town.constraint_areas(), town.context()):
        assert frame.crs == "OGC:CRS84"
    assert town.facilities()["name_en"].tolist() == ["Town wharf"]
    assert town.constraint_areas()["layer"].tolist() == ["wetland"]
    assert town.context()["kind"].tolist() == ["land", "road"]
    assert town.facility_kinds()["wharf"].zh == "码头"
    assert town.constraint_layers()["wetland"].en == "wetland"
    assert town.excluding_layers() == ("wetland",)


def test_changing_a_frame_changes_nothing_in_the_catalogue(town):
    town.facilities()["name"] = "?"
    assert town.facilities()["name"].tolist() == ["小镇码头"]


def test_a_folder_without_a_catalogue_is_told(tmp_path):
    with pytest.raises(CatalogueNotFound, match=r"no manifest\.json"):
        open_catalogue(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"layout": 99}', "{"])
def test_a_spoilt_manifest_is_told(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CatalogueError, match="build the catalogue again"):
        open_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("parcels.arrow", lambda town: town.columns()),
        ("facilities.parquet", lambda town: town.facilities()),
        ("findings.parquet", lambda town: town.findings()),
        ("rings/parcels/parts.npy", lambda town: town.geometry()),
    ],
)
def test_a_file_that_lost_its_content_but_not_its_size_is_told(town, name, use):
    path = town.path / name
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(CatalogueError, match="build the catalogue again"):
        use(open_catalogue(town.path))


@pytest.mark.parametrize("letter", [b"\xff", b"["])
def test_spoilt_heads_of_files_are_told(town, letter):
    columns, outlines = town.path / "parcels.arrow", town.path / "rings/parcels/parts.npy"
    columns.write_bytes(columns.read_bytes().replace(b'{"sites"', b"{" + letter * 7))
    outlines.write_bytes(outlines.read_bytes().replace(b"{'descr'", b"(" + letter * 7))
    for use in (open_catalogue(town.path).columns, open_catalogue(town.path).geometry):
        with pytest.raises(CatalogueError, match="build the catalogue again"):
            use()


def test_the_manifest_comes_back_whole(town):
    opened = open_catalogue(town.path)
    assert opened.manifest == town.manifest
    assert opened.manifest.illustrative
    assert opened.manifest.counts == {
        "parcels": 6, "halls": 1, "facilities": 1, "constraints": 1, "context": 2, "findings": 0,
    }  # fmt: skip
    assert opened.manifest.bounds[0] == pytest.approx(122.1, abs=0.01)
