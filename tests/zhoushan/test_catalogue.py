from __future__ import annotations

from pathlib import Path

import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.build import build


def test_every_row_is_accounted_for(demonstration: Catalogue) -> None:
    parcels = [s for s in demonstration.manifest.sources if s.role == "parcels"]
    assert sum(s.rows for s in parcels) == 46
    assert sum(s.published for s in parcels) == demonstration.columns().count == 45
    assert sum(s.set_aside for s in parcels) == 1


def test_the_catalogue_says_that_it_is_illustrative(demonstration: Catalogue) -> None:
    notice = demonstration.manifest.notice
    assert demonstration.manifest.illustrative
    assert notice is not None
    assert "示范数据" in notice.zh
    assert "Illustrative data" in notice.en


def test_the_openstreetmap_land_is_credited(demonstration: Catalogue) -> None:
    land = next(s for s in demonstration.manifest.sources if s.role == "land")
    assert land.licence == "ODbL 1.0, © OpenStreetMap contributors"


@pytest.mark.parametrize(
    ("code", "parcel"),
    [
        ("duplicate", "DH-05"),
        ("stated-area-differs", "DH-11"),
        ("multi-part", "DH-04"),
        ("overlap", "PT-01"),
        ("invalid-geometry", "DS-07"),
        ("class-not-derivable", None),
        ("missing-values", None),
    ],
)
def test_the_report_tells_each_deliberate_fault(
    demonstration: Catalogue, code: str, parcel: str | None
) -> None:
    assert (code, parcel) in {(f.code, f.parcel) for f in demonstration.findings()}


def test_no_value_of_the_sources_is_left_unread(demonstration: Catalogue) -> None:
    lost = {"unreadable-value", "unmapped-value", "unknown-code", "impossible-value"}
    assert [f for f in demonstration.findings() if f.code in lost] == []


def test_the_same_layers_give_the_same_catalogue(
    demonstration: Catalogue, zhoushan: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    build(zhoushan / "build.yaml", store)
    assert store.current().id == demonstration.id


def test_ten_kinds_of_facilities_and_more_are_measured(demonstration: Catalogue) -> None:
    measured = [name for name in demonstration.columns() if name.startswith("distance_to_")]
    assert len(measured) >= 10


def test_units_of_the_sheets_become_those_of_the_schema(demonstration: Catalogue) -> None:
    columns = demonstration.columns()
    price = columns.value("price", columns.row("DH-01"))
    assert isinstance(price, float)
    assert 15 * 25 < price < 15 * 28  # CNY/m², from some 25 to 28 万元/亩


def test_parcels_on_the_liuheng_wait_for_their_bridge(demonstration: Catalogue) -> None:
    columns = demonstration.columns()
    assert columns.value("landmass", columns.row("PT-09")) == "六横岛 Liuheng Island"
    assert columns.value("fixed_link", columns.row("PT-09")) == "planned"
    assert columns.value("fixed_link", columns.row("DS-08")) == "bridged"
    assert columns.value("fixed_link", columns.row("DS-06")) == "none"
