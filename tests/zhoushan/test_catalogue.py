from __future__ import annotations

from pathlib import Path

import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.build import build
from sitesel.columns import UNREACHABLE


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
    assert columns.value("landmass", columns.row("PT-09")) == "六横岛"
    assert columns.schema["landmass"].value_label("六横岛", "en") == "Liuheng Island"
    assert columns.value("fixed_link", columns.row("PT-09")) == "planned"
    assert columns.value("fixed_link", columns.row("DS-08")) == "bridged"
    assert columns.value("fixed_link", columns.row("DS-06")) == "none"


def access(catalogue: Catalogue, parcel: str, name: str, scenario: str | None = None) -> object:
    columns = catalogue.columns(scenario=scenario)
    return columns.value(name, columns.row(parcel))


def test_no_lorry_leaves_the_islet_without_a_ferry(demonstration: Catalogue) -> None:
    assert access(demonstration, "SS-02", "access_to_container_terminal_by_truck") == "no_ferry"
    assert access(demonstration, "SS-02", "time_to_container_terminal_by_truck") == UNREACHABLE
    # its own wharf is on the islet
    assert access(demonstration, "SS-02", "reached_wharf_by_truck") == "wharf-6"


def test_one_parcel_alone_has_no_way_by_lorry(demonstration: Catalogue) -> None:
    columns = demonstration.columns()
    away = [
        parcel
        for row, parcel in enumerate(columns.ids.to_pylist())
        if columns.value("time_to_container_terminal_by_truck", row) == UNREACHABLE
    ]
    assert away == ["SS-02"]


def test_a_ferry_may_refuse_dangerous_goods(demonstration: Catalogue) -> None:
    name = "petrochemical_firm_by_truck_dg"
    assert access(demonstration, "DS-06", f"access_to_{name}") == "dangerous_goods_refused"
    assert access(demonstration, "PT-08", f"access_to_{name}") == "reachable"


def test_every_parcel_joins_a_road_on_its_own_island(demonstration: Catalogue) -> None:
    columns = demonstration.columns()
    gaps = [columns.value("distance_to_network_by_truck", row) for row in range(columns.count)]
    assert all(isinstance(gap, float) and 6 <= gap <= 12.1 for gap in gaps)


def test_the_liuheng_bridge_takes_the_ferry_out_of_the_way(demonstration: Catalogue) -> None:
    crossings = "crossings_to_container_terminal_by_truck"
    time = "time_to_container_terminal_by_truck"
    assert access(demonstration, "PT-09", crossings) == 1
    assert access(demonstration, "PT-09", crossings, "liuheng_bridge") == 0
    now, then = (access(demonstration, "PT-09", time, s) for s in (None, "liuheng_bridge"))
    assert isinstance(now, float)
    assert isinstance(then, float)
    assert now > 100
    assert then < 30


def test_fog_leaves_islands_without_a_bridge_alone(demonstration: Catalogue) -> None:
    name = "access_to_container_terminal_by_truck"
    assert access(demonstration, "PT-09", name, "fog") == "no_ferry"
    assert access(demonstration, "DH-01", name, "fog") == "reachable"
    # on a day of no fog Liuheng is cut off on the days that its surest ferry loses in a year
    lost = access(demonstration, "PT-09", "cut_off_from_container_terminal_by_truck")
    assert lost == pytest.approx(100 * 15 / 365)


def test_the_last_ferry_of_a_timetable_is_told(demonstration: Catalogue) -> None:
    last = access(demonstration, "DS-06", "last_departure_to_hospital_by_car")
    assert isinstance(last, float)
    assert 15 < last < 17  # the ferry sails at 16:50


def test_control_lines_are_rules_with_what_they_find(demonstration: Catalogue) -> None:
    assert access(demonstration, "DH-02", "overlap_permanent_basic_farmland") > 100  # type: ignore[operator]
    assert access(demonstration, "DH-12", "overlap_ecological_red_line") > 100  # type: ignore[operator]
    assert access(demonstration, "DH-17", "outside_urban_development_boundary") > 100  # type: ignore[operator]
    assert access(demonstration, "DS-08", "outside_recognised_chemical_park") == 0


def test_fronts_measure_what_the_sheets_state(demonstration: Catalogue) -> None:
    columns = demonstration.columns()
    for row in range(columns.count):
        stated = columns.value("shoreline_length", row)
        if stated:
            measured = columns.value("shore_frontage", row)
            assert measured == pytest.approx(stated, rel=0.1)  # stated to ten metres


def test_people_within_an_hour_are_counted_over_bridges_alone(demonstration: Catalogue) -> None:
    name = "population_within_60min_by_car"
    assert access(demonstration, "SS-02", name) == 0
    assert access(demonstration, "DS-06", name) == 50_000  # those of its own island
    assert access(demonstration, "DH-01", name) > 500_000  # type: ignore[operator]


def test_every_picture_says_that_it_is_drawn(demonstration: Catalogue) -> None:
    media = demonstration.visible_to("public").media()
    kinds = [one.kind for one in media]
    assert [kinds.count(kind) for kind in ("panorama", "plan", "document", "photo")] == [2, 4, 1, 0]
    assert all(one.illustrative and "示意" in one.title.zh for one in media)
    assert sum(one.bytes for one in media) < 300_000
