from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent, indent

import pytest

from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.families import resolved_schema
from sitesel.catalogue.reading import read_config
from sitesel.errors import BuildConfigError


def config(folder: Path, network: str) -> BuildConfig:
    for name in ("parcels.geojson", "wharves.csv", "roads.geojson", "ferries.csv", "people.csv"):
        (folder / name).write_bytes(b"")
    text = dedent(
        """\
        title: x
        parcels: {path: parcels.geojson}
        facilities: {path: wharves.csv, kind: wharf, label: {zh: 码头, en: wharf}}
        network:
        """
    )
    (folder / "build.yaml").write_text(text + indent(dedent(network), "  "), "utf-8")
    return read_config(folder / "build.yaml")


def faults(folder: Path, network: str) -> list[tuple[str, int | None]]:
    with pytest.raises(BuildConfigError) as error:
        config(folder, network)
    return [(fault.code, fault.line) for fault in error.value.faults]


def test_times_and_speeds_are_read_with_their_units(tmp_path):
    network = config(
        tmp_path,
        """\
        roads: {path: roads.geojson}
        join: 1.5 km
        join_speed: 12 公里/小时
        within: [30 min, 1 h]
        speeds: {motorway: 100 km/h}
        """,
    ).network
    assert network is not None
    assert (network.join, network.join_speed, network.within) == (1500, 12, (30, 60))
    assert network.speeds == {"motorway": 100}
    assert network.modes == ("car", "truck", "truck_dg", "foot")


def test_a_scenario_keeps_its_day_and_its_changes(tmp_path):
    network = config(
        tmp_path,
        """\
        ferries: {path: ferries.csv}
        scenarios:
          bridge: {title: 大桥, date: 2027-12-31, open: big, change: {f: {headway: 0.5 h}}}
        """,
    ).network
    assert network is not None
    bridge = network.scenarios["bridge"]
    assert (bridge.date, bridge.open) == (dt.date(2027, 12, 31), ("big",))
    assert bridge.change["f"].headway == 30


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("{within: [30 min]}", ("network", 4)),
        ("roads: {path: roads.geojson}\nmodes: [car, bus]", ("literal_error", 6)),
        ("roads: {path: roads.geojson}\njoin: 2 min", ("quantity", 6)),
        ("roads: {path: roads.geojson}\njoin_speed: 0 km/h", ("greater_than", 6)),
        ("roads: {path: roads.geojson}\nwithin: [30 s]", ("minutes", 6)),
        ("roads: {path: roads.geojson}\nfacilities: {car: [warf]}", ("unknown-kind", 6)),
        ("roads: {path: roads.geojson, columns: {klass: x}}", ("unknown-column", 5)),
        ("roads: {path: road.geojson}", ("no-file", 5)),
        ("ferries: {path: ferries.csv, columns: {sailing: {column: s, unit: km}}}", ("unit", 5)),
        ("ferries: {path: ferries.csv, columns: {headway: {column: s, unit: mni}}}", ("unit", 5)),
        ("ferries: {path: ferries.csv, columns: {from: {column: s, unit: h}}}", ("no-unit", 5)),
        ("roads: {path: roads.geojson, columns: {speed: {column: s, unit: h}}}", ("unit", 5)),
        ("roads: {path: roads.geojson, columns: {max_weight: {column: s, unit: m}}}", ("unit", 5)),
        ("roads: {path: roads.geojson}\nspeeds: {motorway: 900}", ("less_than_equal", 6)),
        (
            "ferries: {path: ferries.csv}\nscenarios: {b: {title: x, change: {f: {headway: 0}}}}",
            ("greater_than", 6),
        ),
        (
            "ferries: {path: ferries.csv}\nscenarios: {b: {title: x, change: {f: {sailing: 2 d}}}}",
            ("less_than_equal", 6),
        ),
        ("roads: {path: roads.geojson}\nscenarios: {base: {title: x}}", ("base", 6)),
        ("roads: {path: roads.geojson}\nscenarios: {b: {title: x, date: 2027}}", ("day", 6)),
        ("roads: {path: roads.geojson}\nspeed: {motorway: 90}", ("unknown-key", 6)),
        ("roads: {path: roads.geojson}\nspeeds: {motorwy: 90}", ("unknown-road-class", 6)),
        (
            "ferries: {path: ferries.csv, datum: gcj02, columns: {from_lon: x}}",
            ("shifted-ferries", 5),
        ),
        (
            "roads: {path: roads.geojson}\nmodes: [car]\nfacilities: {truck: [wharf]}",
            ("mode-left-out", 7),
        ),
    ],
)
def test_each_fault_has_its_line(tmp_path, network, expected):
    assert faults(tmp_path, network) == [expected]


@pytest.mark.parametrize(
    ("role", "name", "unit"),
    [("ferries", "sailing", "h"), ("ferries", "days_lost", "天"), ("roads", "speed", "m/s"),
     ("population", "population", "万人"), ("population", "population", "人")],
)  # fmt: skip
def test_units_of_the_right_dimension_are_taken(tmp_path, role, name, unit):
    columns = f"columns: {{{name}: {{column: x, unit: {unit}}}}}"
    network = {
        "ferries": f"ferries: {{path: ferries.csv, {columns}}}",
        "roads": f"roads: {{path: roads.geojson, {columns}}}",
        "population": f"ferries: {{path: ferries.csv}}\npopulation: {{path: p.csv, {columns}}}",
    }[role]
    (tmp_path / "p.csv").write_bytes(b"")
    assert config(tmp_path, network).network is not None


def test_the_schema_has_what_is_measured_along_the_network(tmp_path):
    read = config(
        tmp_path,
        """\
        roads: {path: roads.geojson}
        modes: [truck, car]
        facilities: {truck: []}
        within: [30 min]
        population: {path: people.csv, lon: x, lat: y, columns: {workers: w}}
        """,
    )
    names = [name for name, a in resolved_schema(read).items() if a.group == "access"]
    assert names == [
        "distance_to_network_by_car",
        "time_to_wharf_by_car",
        "road_distance_to_wharf_by_car",
        "reached_wharf_by_car",
        "crossings_to_wharf_by_car",
        "cut_off_from_wharf_by_car",
        "last_departure_to_wharf_by_car",
        "access_to_wharf_by_car",
        "count_wharf_within_30min_by_car",
        "workers_within_30min_by_car",
        "distance_to_network_by_truck",
        "workers_within_30min_by_truck",
    ]


def test_without_a_network_nothing_is_added(tmp_path):
    read = config(tmp_path, "roads: {path: roads.geojson}").model_copy(update={"network": None})
    assert not [a for a in resolved_schema(read).values() if a.group == "access"]


def test_what_is_assumed_can_be_told_otherwise(tmp_path):
    read = config(
        tmp_path,
        """\
        roads: {path: roads.geojson}
        truck: {weight: 31 t}
        ferry: {boarding: 15 min}
        """,
    )
    assert read.network is not None
    assumed = read.network.assumptions()
    assert (assumed.truck_weight, assumed.ferry.boarding) == (31, 15)
    assert assumed.truck_height == 4.5
