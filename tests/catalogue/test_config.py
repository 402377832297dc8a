from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from sitesel.catalogue.config import (
    AttributeDeclared,
    BuildConfig,
    ConstraintSource,
    ContextSource,
    FacilitySource,
    LandSource,
    SiteSource,
)
from sitesel.catalogue.config_media import MediaSource
from sitesel.catalogue.config_network import (
    ChangeDeclared,
    NetworkConfig,
    ScenarioDeclared,
)
from sitesel.catalogue.config_shore import (
    DeepWaterSource,
    ExpansionConfig,
    FrontageConfig,
    FrontRoads,
    ShoreSource,
)
from sitesel.catalogue.families import resolved_schema
from sitesel.catalogue.mapping import ColumnMapping, Join, Split
from sitesel.catalogue.profile import read_profile, save_profile
from sitesel.catalogue.reading import read_config
from sitesel.errors import BuildConfigError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("parcels.geojson", "wharves.csv", "wetland.gpkg"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def config(folder: Path, text: str):
    path = folder / "build.yaml"
    path.write_text(dedent(text), "utf-8")
    return read_config(path)


def faults(folder: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(BuildConfigError) as error:
        config(folder, text)
    return [(fault.code, fault.line) for fault in error.value.faults]


WHOLE = """\
    title: {zh: 园区, en: Park}
    parcels:
      - path: parcels.geojson
        id: no
        land_use_system: third-survey
        columns:
          stated_area: {column: mj, unit: 亩}
          planning_use: dlbm
          plot_ratio: {lower: rjlx, upper: rjls}
          levelled: {constant: yes}
    facilities:
      - {path: wharves.csv, kind: wharf, label: {zh: 码头, en: wharf}}
    constraints:
      - {path: wetland.gpkg, name: wetland, excludes: no}
    radii: [500 m, 2 km]
    """


def test_a_config_is_read(folder):
    read = config(folder, WHOLE)
    assert read.title.en == "Park"
    assert read.parcels[0].columns["stated_area"].unit == "亩"
    assert read.parcels[0].columns["planning_use"].column == "dlbm"
    assert read.radii == (500, 2000)
    assert not read.constraints[0].excludes
    assert read.locate("a/b.shp") == folder / "a" / "b.shp"


def test_words_stay_as_they_are_written(folder):
    read = config(folder, WHOLE)
    assert read.parcels[0].id == "no"
    assert read.parcels[0].columns["levelled"].constant == "yes"


def test_families_are_resolved_for_the_layers_of_the_config(folder):
    schema = resolved_schema(config(folder, WHOLE))
    assert schema["distance_to_wharf"].label.zh == "到码头的距离"
    assert {"count_wharf_within_500m", "count_wharf_within_2km", "share_in_wetland"} <= set(schema)
    assert "area_in_wharf" not in schema


def test_all_faults_are_told_at_once_with_their_lines(folder):
    text = """\
        title: x
        illustrativ: true
        parcels:
          - path: parcel.geojson
            columns:
              stated_area: {column: mj, unit: kPa}
              planing_use: a
              area: b
              planning_use: c
              status: {column: d, values: {在售: lsted}}
              price: {column: e, constant: 3}
        """
    assert faults(folder, text) == [
        ("unknown-key", 2),
        ("no-file", 4),
        ("unit", 6),
        ("unknown-attribute", 7),
        ("measured", 8),
        ("no-land-use-system", 9),
        ("unknown-value", 10),
        ("mapping", 11),
    ]


def test_a_faulty_part_hides_no_other(folder):
    text = """\
        title: x
        parcels:
          - {path: parcels.geojson, columns: {area: b}, nothing: 1}
          - {columns: {name: a}}
          - {path: parcel.geojson, columns: {nme: a}}
        network:
          roads: {path: wetland.gpkg, columns: {klass: x}}
          modes: [car, bus]
          speeds: {motorwy: 90}
          within: [30 s]
          facilities: {car: [warf]}
          scenarios: {b: {title: x, change: {f: {headwy: 20 min}}}}
        rules: {sets: [nowhere, china-control-lines], layers: {red: [blue]}}
        facilities: {path: wharves.csv, kind: wharf}
        attributes: [{name: mine, kind: quantity, unit: blorps, label: m}]
        expansion: {available: [sold_out]}
        """
    assert faults(folder, text) == [
        ("measured", 3),
        ("unknown-key", 3),
        ("missing", 4),
        ("unknown-attribute", 5),
        ("no-file", 5),
        ("unknown-column", 7),
        ("literal_error", 8),
        ("unknown-road-class", 9),
        ("minutes", 10),
        ("unknown-kind", 11),
        ("unknown-key", 12),
        ("unknown-rule", 13),
        ("no-rule-set", 13),
        ("no-day", 13),
        ("unit", 15),
        ("unknown-value", 16),
    ]


OWN = (
    "title: x\nparcels: [{path: parcels.geojson, columns: {mine: a}}]\n"
    "attributes: [{name: mine, kind: "
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("parcels: {path: parcels.geojson}\n", [("missing", 1)]),
        ("title: x\nparcel: {path: parcels.geojson}\n", [("unknown-key", 2)]),
        ("title: x\nparcels: 3\n", [("tuple_type", 2)]),
        ("title: [1]\nparcels: {path: nowhere.shp}\n", [("words", 1), ("no-file", 2)]),
        (
            OWN + "quantty, label: x}]\n",
            [("literal_error", 3)],
        ),
        (
            OWN + "quantity, label: x, unit: blorps}]\n",
            [("unit", 3)],
        ),
    ],
)
def test_what_only_follows_from_a_fault_is_not_told(folder, text, expected):
    assert faults(folder, text) == expected


@pytest.mark.parametrize(
    ("network", "meant"),
    [
        ("scenarios: {b: {titel: x}}", "title"),
        ("scenarios: {b: {title: x, change: {f: {headwy: 1}}}}", "headway"),
        ("roads: [{path: wetland.gpkg, colums: {}}]", "columns"),
        ("roads: [{path: wetland.gpkg, columns: {id: {colum: x}}}]", "column"),
        ("ferry: {bording: 1 min}", "boarding"),
    ],
)
def test_a_misspelt_key_is_told_with_the_key_that_was_meant(folder, network, meant):
    with pytest.raises(BuildConfigError) as error:
        config(folder, f"title: x\nnetwork: {{{network}}}\n")
    assert f"did you mean {meant!r}?" in error.value.say("en")


def test_what_was_meant_is_suggested_in_both_languages(folder):
    with pytest.raises(BuildConfigError) as error:
        config(folder, WHOLE.replace("parcels.geojson", "parcel.geojson"))
    assert "did you mean 'parcels.geojson'?" in error.value.say("en")
    assert "是不是 'parcels.geojson'？" in error.value.say("zh")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("third-survey", "third_survey", "unknown-land-use-system"),
        ("name: wetland", "name: 湿地", "slug"),
        ("kind: wharf,", "kind_column: kind,", "kind"),
        ("500 m", "500 kg", "quantity"),
        ("excludes: no", "excludes: perhaps", "bool_parsing"),
        ("{zh: 园区, en: Park}", "[a]", "words"),
        ("constant: yes", "constant: perhaps", "unknown-value"),
        ("mj, unit: 亩", "mj, unit: furlongs", "unit"),
        ("plot_ratio:", "price:", "not-an-interval"),
        ("wetland, ex", "wetland, columns: {nam: x}, ex", "unknown-column"),
        ("radii:", "tolerances: {overlap: nan}\n    radii:", "finite_number"),
        ("radii:", "tolerances: {overlap: -1}\n    radii:", "greater_than_equal"),
        ("radii:", "<<: [a, b]\n    radii:", "bad-merge"),
        ("radii:", "deep_water: {path: wetland.gpkg, depth: 10 mm}\n    radii:", "quantity"),
    ],
)
def test_each_fault_is_named(folder, old, new, code):
    assert code in [found for found, _ in faults(folder, WHOLE.replace(old, new))]


def test_a_config_without_sites_is_a_fault(folder):
    assert faults(folder, "title: x\n") == [("no-sites", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "a: [\n",
        "title: x\ntitle: y\nparcels: []\n",
        "title: &t [*t]\n",
        "a: &a\n  <<: *a\n",
        f"title: {'[' * 5_000}{']' * 5_000}\n",
    ],
)
def test_what_is_no_config_is_told(folder, text):
    with pytest.raises(BuildConfigError):
        config(folder, text)


def test_a_missing_config_is_told(tmp_path):
    with pytest.raises(BuildConfigError, match="can't be read"):
        read_config(tmp_path / "none.yaml")


def test_a_saved_profile_gives_the_same_mapping_again(folder):
    source = config(folder, WHOLE).parcels[0]
    save_profile(source, folder / "bureau.yaml")
    again = config(
        folder,
        """\
        title: x
        parcels: {path: parcels.geojson, profile: bureau.yaml, columns: {price: jg}}
        """,
    ).parcels[0]
    assert again.id == "no"
    assert set(again.columns) == {*source.columns, "price"}
    assert again.columns["stated_area"] == source.columns["stated_area"]


def test_a_profile_tells_nothing_but_mappings(folder):
    (folder / "p.yaml").write_text(yaml.safe_dump({"path": "x"}))
    with pytest.raises(BuildConfigError, match="path"):
        read_profile("p.yaml", folder)
    with pytest.raises(BuildConfigError, match="no profile 'q'"):
        read_profile("q", folder)


def test_what_a_profile_has_wrong_is_told_at_its_name(folder):
    text = "title: x\nparcels:\n  - path: parcels.geojson\n    profile: nowhere\n"
    assert faults(folder, text) == [("profile", 4)]


def test_anchors_and_merges_work(folder):
    read = config(
        folder,
        """\
        title: x
        parcels:
          - &one {path: parcels.geojson, id: a}
          - {<<: *one, id: b}
        """,
    )
    assert [source.id for source in read.parcels] == ["a", "b"]
    assert read.parcels[1].path == "parcels.geojson"


EXAMPLE = Path(__file__).parents[2] / "parcels" / "build-example.yaml"


def test_the_example_has_nothing_wrong_but_the_files_that_it_makes_up():
    with pytest.raises(BuildConfigError) as error:
        read_config(EXAMPLE)
    assert {fault.code for fault in error.value.faults} == {"no-file", "profile"}


@pytest.mark.parametrize(
    "model", [BuildConfig, SiteSource, ColumnMapping, Split, Join, FacilitySource,
              ConstraintSource, LandSource, ContextSource, AttributeDeclared, NetworkConfig,
              ScenarioDeclared, ChangeDeclared, ShoreSource, DeepWaterSource, FrontageConfig,
              FrontRoads, ExpansionConfig, MediaSource],
    ids=lambda model: model.__name__,
)  # fmt: skip
def test_every_key_is_in_the_example(model):
    words = set(re.findall(r"\b([a-z_]+):", EXAMPLE.read_text("utf-8")))
    assert set(model.model_fields) <= words
