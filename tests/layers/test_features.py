from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from sitesel.layers.features import Features, frame, geometries, known_crs, unique_names

RING_OF_TWO = shapely.to_wkb(shapely.from_wkt("POLYGON ((0 0, 1 0, 1 1, 0 0))")).replace(
    (4).to_bytes(4, "little"), (2).to_bytes(4, "little"), 1
)[: 1 + 4 + 4 + 4 + 32]


def test_a_ring_of_two_points_does_not_hide_the_other_rows() -> None:
    shapes, findings = geometries([box(0, 0, 1, 1).wkb, RING_OF_TWO, None], "parcels")
    assert [shape is None for shape in shapes] == [False, True, True]
    assert [(one.code, one.row) for one in findings] == [("geometry-unreadable", 1)]


def test_heights_and_measures_are_dropped_and_told() -> None:
    wkt = ["POINT Z (1 2 3)", "POINT M (1 2 9)", "POINT ZM (1 2 3 9)", "POINT (1 2)"]
    raw = [shapely.to_wkb(shapely.from_wkt(one), output_dimension=4) for one in wkt]
    shapes, findings = geometries(raw, "wharves")
    assert [shape.wkt for shape in shapes] == ["POINT (1 2)"] * 4
    assert {one.code: one.count for one in findings} == {
        "heights-dropped": 2,
        "measures-dropped": 2,
    }


def test_names_that_repeat_get_names_of_their_own() -> None:
    names, findings = unique_names(["a", "a", "a_2", "", "geometry"], "x")
    assert names == ["a", "a_2", "a_2_2", "column", "geometry_2"]
    assert [one.column for one in findings] == ["a_2", "a_2_2", "column", "geometry_2"]


@pytest.mark.parametrize(
    "told", [None, "", 'ENGCRS["Undefined Cartesian SRS",EDATUM["x"],CS[Cartesian,2]]', "no such"]
)
def test_what_means_that_nobody_knows_is_no_crs(told: str | None) -> None:
    assert known_crs(told) is None


def test_a_crs_with_heights_is_taken_in_two_dimensions() -> None:
    assert known_crs("EPSG:4979").to_epsg() == 4326


def features(**kwargs: object) -> Features:
    plain = {"names": (), "columns": (), "kinds": (), "crs": None, "notes": ()}
    return Features(**(plain | {"geometry": np.array([None], object)} | kwargs))


def test_a_date_that_is_none_is_missing_and_told() -> None:
    dates = np.array(["2024-02-31T00:00:00"], object)
    rows, findings = frame(
        features(names=("d",), columns=(dates,), kinds=("datetime64[ms]",)), "parcels"
    )
    assert rows["d"].isna().all()
    assert [(one.code, one.column) for one in findings] == [("date-unreadable", "d")]


def test_dates_with_different_offsets_become_utc() -> None:
    dates = np.array(["2024-01-01T08:00:00+08:00", "2024-01-01T00:00:00Z"], object)
    raw = features(
        names=("d",), columns=(dates,), kinds=("datetime64[ms]",), geometry=np.array([None] * 2)
    )
    assert frame(raw, "parcels")[0]["d"].nunique() == 1


def test_what_the_reader_warned_of_is_a_finding() -> None:
    _, findings = frame(features(notes=("Something odd in row 3",)), "parcels")
    assert [one.facts["note"] for one in findings] == ["Something odd in row 3"]
