from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from sitesel.columns import (
    FLAG,
    CategoryColumn,
    Columns,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
)
from sitesel.errors import CatalogueError, ParcelNotFound
from sitesel.interval import Interval
from sitesel.schema import default_schema


@pytest.fixture
def three() -> Columns:
    nan = np.nan
    return Columns(
        "parcels",
        pa.array(["A", "B", "C"]),
        {
            "area": QuantityColumn(np.array([1.0, 2.0, nan])),
            "available_from": QuantityColumn(np.array([0.0, 365.0, nan])),
            "planning_use": CategoryColumn(np.array([0, 1, -1], np.int32), ("1001", "100103")),
            "levelled": CategoryColumn(np.array([1, 0, -1], np.int32), FLAG),
            "plot_ratio": IntervalColumn(
                np.array([1.0, -np.inf, nan]),
                np.array([2.0, 3.0, nan]),
                np.array([0, 0, 0], np.int8),
                np.array([1, 0, 0], np.int8),
            ),
            "name": TextColumn(pa.array(["甲", "<b>", None])),
        },
        default_schema(),
    )


def values(columns: Columns, row: int) -> dict[str, object]:
    return {name: columns.value(name, row) for name in columns}


def test_what_is_written_is_opened_again(three, tmp_path):
    three.write(tmp_path / "a.arrow")
    opened = Columns.open(tmp_path / "a.arrow")
    assert [values(opened, row) for row in range(3)] == [values(three, row) for row in range(3)]
    assert opened.schema == three.schema
    assert opened.sites == "parcels"


def test_values_come_back_in_the_words_of_the_field(three):
    assert values(three, 0) == {
        "area": 1.0,
        "available_from": date(1970, 1, 1),
        "planning_use": "1001",
        "levelled": True,
        "plot_ratio": Interval(1, 2, upper_open=True),
        "name": "甲",
    }


def test_not_known_is_none_in_every_kind_of_column(three):
    assert set(values(three, 2).values()) == {None}


def test_opening_maps_the_file_and_copies_nothing(three, tmp_path):
    three.write(tmp_path / "a.arrow")
    before = pa.total_allocated_bytes()
    opened = Columns.open(tmp_path / "a.arrow")
    assert not opened["area"].values.flags.owndata
    assert pa.total_allocated_bytes() - before < 4096


def test_the_same_columns_give_the_same_bytes(three, tmp_path):
    three.write(tmp_path / "a.arrow")
    three.write(tmp_path / "b.arrow")
    assert (tmp_path / "a.arrow").read_bytes() == (tmp_path / "b.arrow").read_bytes()


def test_a_partition_has_the_rows_it_was_asked_for(three):
    part = three.slice(1, 3)
    assert part.ids.to_pylist() == ["B", "C"]
    assert values(part, 0) == values(three, 1)
    assert three.take(np.array([2, 0])).ids.to_pylist() == ["C", "A"]


def test_no_rows_are_written_and_opened(three, tmp_path):
    three.slice(0, 0).write(tmp_path / "none.arrow")
    assert Columns.open(tmp_path / "none.arrow").count == 0


def test_an_unknown_parcel_is_told(three):
    assert three.row("B") == 1
    with pytest.raises(ParcelNotFound, match="'D'"):
        three.row("D")


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "x.arrow").write_bytes(b"no arrow")
    with pytest.raises(CatalogueError, match="build the catalogue again"):
        Columns.open(tmp_path / "x.arrow")
