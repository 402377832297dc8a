from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.build import build
from sitesel.catalogue.reading import read_config
from sitesel.catalogue.rule_changes import rule_book_of, rule_effects
from sitesel.errors import BuildConfigError
from tests.ruled_town import CONFIG, RULES, SOUTH, WEST, ruled_town


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """Return a folder with what the town is built from."""
    return ruled_town(tmp_path_factory.mktemp("rules")).parent


@pytest.fixture(scope="module")
def built(source, tmp_path_factory) -> Catalogue:
    return build(source / "build.yaml", Store(tmp_path_factory.mktemp("store")))


def numbers(catalogue, name):
    return catalogue.columns()[name].values.tolist()


def states(catalogue):
    return {each.rule.id: each.state for each in rule_book_of(catalogue).standings}


def test_each_rule_that_has_a_layer_is_an_attribute_with_its_rule(built):
    named = {a.name: a.rule.id for a in built.schema.values() if a.rule}
    assert named == {
        "overlap_farmland": "farmland",
        "separation_homes": "homes",
        "evaluation_homes": "homes",
        "outside_town": "town",
        "downwind_wind": "wind",
        "separation_schools": "schools",
    }
    assert built.schema["overlap_farmland"].label.en == "Farmland: overlap"


def test_the_version_of_the_day_is_measured_and_slivers_are_left_out(built):
    assert built.schema["overlap_farmland"].rule.sliver == 50
    assert numbers(built, "overlap_farmland") == pytest.approx([0, 5000, 10_000, 0], abs=1e-6)
    assert numbers(built, "area_in_farms")[0] == pytest.approx(20, abs=1e-6)


def test_a_class_may_be_layers_and_facilities_together(built):
    # A: 60 m to the house; D: 40 m to the estate; B and C between
    found = numbers(built, "separation_homes")
    assert found == pytest.approx([60, np.hypot(100, 40), 40, 40], abs=1e-6)


def test_what_lies_outside_the_boundary_is_measured(built):
    assert numbers(built, "outside_town") == pytest.approx([0, 0, 0, 10_000], abs=1e-6)


def test_the_wind_is_judged_by_the_nearest_home(built):
    columns = built.columns()
    told = [columns.value("downwind_wind", row) for row in range(4)]
    # the rarest wind comes from the east: A lies east of the house; C touches abeam of the estate
    assert told[0] is True
    assert told[3] is True


def test_a_hall_that_is_a_point_has_distances_and_no_area(built):
    halls = built.columns("halls")
    assert halls.value("separation_homes", 0) == pytest.approx(110)
    assert halls.value("overlap_farmland", 0) is None


def test_how_each_rule_stands_is_told(built):
    assert states(built) == {
        "farmland": "in_force",
        "homes": "in_force",
        "town": "unconfirmed",
        "wind": "in_force",
        "schools": "no_threshold",
        "forests": "no_layer",
    }


def test_a_rule_without_a_layer_is_a_finding_and_no_pass(built):
    (finding,) = [f for f in built.findings() if f.code == "rule-without-layer"]
    assert finding.column == "forests"
    assert "Forests" in finding.found("en")
    assert "林地" in finding.found("zh")


def test_wind_and_rules_are_in_the_manifest(built):
    record = next(s for s in built.manifest.sources if s.role == "wind")
    assert (record.rows, record.published) == (5, 5)
    assert rule_book_of(built).winds == (90,)


def test_building_again_gives_the_same_catalogue(built, source, tmp_path):
    assert build(source / "build.yaml", Store(tmp_path)).id == built.id


def variant(source, folder, old, new):
    for path in source.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    text = CONFIG.replace(old, new)
    assert text != CONFIG
    (folder / "build.yaml").write_text(text, "utf-8")
    return folder / "build.yaml"


def test_as_of_chooses_the_version_confirm_turns_on_and_sliver_goes_before_the_rules_own(
    source, tmp_path
):
    more = "  as_of: 2015-06-30\n  confirm: town\n  sliver: 10 m2\n  sets: local.yaml\n"
    config = variant(source, tmp_path, "  sets: local.yaml\n", more)
    made = build(config, Store(tmp_path / "store"))
    assert numbers(made, "overlap_farmland") == pytest.approx([20, 5000, 10_000, 0], abs=1e-6)
    assert made.schema["overlap_farmland"].rule.threshold == 6000
    assert states(made)["town"] == "not_yet"
    assert "outside_town" not in made.schema


def test_without_wind_the_rule_is_listed_and_unknown(source, tmp_path):
    made = build(variant(source, tmp_path, "wind: {path: wind.csv}\n", ""), Store(tmp_path / "s"))
    assert states(made)["wind"] == "no_wind"
    assert made.columns().value("downwind_wind", 0) is None
    assert [f.column for f in made.findings() if f.code == "rule-without-wind"] == ["wind"]


def faults(config) -> dict[str, tuple[int | None, str]]:
    with pytest.raises(BuildConfigError) as refused:
        read_config(config)
    return {fault.code: (fault.line, fault.text.en) for fault in refused.value.faults}


def test_words_that_mean_nothing_are_told_with_their_lines(source, tmp_path):
    lines = "  layers: {homez: house, homes: castle}\n  confirm: [farmlant]\n"
    old = "  layers: {homes: [house, estates], urban: urban_boundary, schools: school}\n"
    config = variant(source, tmp_path, old, lines)
    with pytest.raises(BuildConfigError) as refused:
        read_config(config)
    told = [(fault.line, fault.text.en) for fault in refused.value.faults]
    start = CONFIG.splitlines().index("rules:") + 1
    assert [line for line, _ in told] == [start + 2, start + 2, start + 3]
    assert "did you mean 'homes'" in told[0][1] or "did you mean 'homes'" in told[1][1]
    assert "did you mean 'farmland'" in told[2][1]


def test_a_rule_set_that_is_not_there_is_told_with_those_that_are(source, tmp_path):
    found = faults(variant(source, tmp_path, "sets: local.yaml", "sets: [china-control-line]"))
    assert "did you mean 'china-control-lines'" in found["no-rule-set"][1]


def test_the_faults_of_a_rule_set_are_told_with_its_own_lines(source, tmp_path):
    config = variant(source, tmp_path, "title: {zh: 小镇, en: Small town}", "title: 小镇")
    (tmp_path / "local.yaml").write_text(RULES.replace("6000 m2", "6 km"), "utf-8")
    line, told = faults(config)["rule-set"]
    assert line == CONFIG.splitlines().index("rules:") + 2
    assert "local.yaml" in told
    assert "line 10" in told


def test_rules_need_a_day(source, tmp_path):
    assert "no-day" in faults(variant(source, tmp_path, 'date: "2026-01-31"\n', ""))


def test_a_terrain_that_is_not_there_is_told(source, tmp_path):
    config = variant(source, tmp_path, "wind: {path: wind.csv}", "terrain: {path: dem.tif}")
    assert "no-file" in faults(config)


def test_a_changed_threshold_changes_verdicts_and_says_by_how_much(built):
    effects = rule_effects(built, date(2019, 12, 31), date(2020, 1, 1))
    (effect,) = effects
    assert effect.change.fields == ("effective_from", "effective_to", "threshold", "sliver")
    assert effect.counts == {("holds", "fails"): 1}
    (changed,) = effect.parcels
    assert changed.parcel == "B"
    assert (changed.before.verdict, changed.after.verdict) == ("holds", "fails")
    assert changed.after.found == pytest.approx(5000)


def test_a_rule_that_comes_into_force_is_judged_from_then_on(built):
    (effect,) = rule_effects(built, date(2020, 6, 1), date(2021, 6, 1))
    assert (effect.change.id, effect.before) == ("town", None)
    assert effect.counts == {("not_judged", "holds"): 3, ("not_judged", "fails"): 1}


def test_days_with_the_same_rules_have_no_effect(built):
    assert rule_effects(built, date(2022, 1, 1), date(2026, 1, 1)) == ()


def test_there_and_back_is_the_same_the_other_way_round(built):
    (there,) = rule_effects(built, date(2019, 12, 31), date(2020, 1, 1))
    (back,) = rule_effects(built, date(2020, 1, 1), date(2019, 12, 31))
    assert back.counts == {(new, old): many for (old, new), many in there.counts.items()}


def test_a_catalogue_without_rules_has_none(town):
    assert rule_book_of(town) is None
    assert rule_effects(town, date(2020, 1, 1), date(2021, 1, 1)) == ()


def test_terrain_is_measured_and_what_it_does_not_cover_is_told(source, tmp_path):
    rasterio = pytest.importorskip("rasterio")
    config = variant(source, tmp_path, "wind: {path: wind.csv}", "terrain: {path: dem.tif}")
    z = np.tile(np.arange(40, dtype=np.float32), (30, 1))  # 1 m up in 10 m east
    with rasterio.open(
        tmp_path / "dem.tif", "w", driver="GTiff", height=30, width=40, count=1, dtype="float32",
        crs="EPSG:4550", transform=rasterio.Affine(10, 0, WEST - 50, 0, -10, SOUTH + 200),
    ) as made:  # fmt: skip
        made.write(z, 1)
    made = build(config, Store(tmp_path / "store"))
    # D reaches beyond the raster
    expected = pytest.approx([9.5, 19.5, 29.5, np.nan], abs=1e-3, nan_ok=True)
    assert numbers(made, "terrain_elevation") == expected
    assert numbers(made, "terrain_slope")[:3] == pytest.approx([10, 10, 10])
    assert numbers(made, "terrain_cell") == [10, 10, 10, 10]
    assert next(s for s in made.manifest.sources if s.role == "terrain").sha256
    assert not [f for f in made.findings() if f.code == "terrain-unknown"]
    with rasterio.open(tmp_path / "dem.tif", "r+") as shifted:
        shifted.transform = rasterio.Affine(10, 0, WEST + 5000, 0, -10, SOUTH + 200)
    far = build(config, Store(tmp_path / "store"))
    assert np.isnan(numbers(far, "terrain_slope")).all()
    told = [(f.layer, f.count) for f in far.findings() if f.code == "terrain-unknown"]
    assert told == [("parcels", 4), ("halls", 1)]


def test_a_site_that_terrain_covers_in_part_stays_unknown_and_is_counted(source, tmp_path):
    rasterio = pytest.importorskip("rasterio")
    config = variant(source, tmp_path, "wind: {path: wind.csv}", "terrain: {path: dem.tif}")
    with rasterio.open(
        tmp_path / "dem.tif", "w", driver="GTiff", height=30, width=20, count=1, dtype="float32",
        crs="EPSG:4550", transform=rasterio.Affine(10, 0, WEST - 50, 0, -10, SOUTH + 200),
    ) as made:  # fmt: skip
        made.write(np.full((30, 20), 7, dtype=np.float32), 1)  # as far as the middle of B
    made = build(config, Store(tmp_path / "store"))
    for name in ("elevation", "elevation_min", "elevation_max", "slope", "slope_max"):
        values = numbers(made, f"terrain_{name}")
        assert np.isnan(values).tolist() == [False, True, True, True], name
    assert np.isnan(numbers(made, "terrain_cell")).tolist() == [False, False, True, True]
    told = {(f.code, f.layer): f.count for f in made.findings() if f.code.startswith("terrain")}
    assert told == {("terrain-unknown", "parcels"): 2, ("terrain-partly-known", "parcels"): 1}
