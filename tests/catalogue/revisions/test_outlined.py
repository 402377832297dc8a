"""Outlines that are revised against a whole build: not one value is another."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from textwrap import dedent

import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import Point, Polygon, box

from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from sitesel.catalogue.reading import read_config
from sitesel.catalogue.revisions.difference import Asked, difference
from sitesel.catalogue.revisions.history import history
from sitesel.catalogue.revisions.outlined import outlining
from sitesel.catalogue.revisions.revision import OUTLINE, Change
from sitesel.catalogue.shared import surroundings_for
from sitesel.catalogue.snapshot import lonlat
from sitesel.errors import RevisionConflict, RevisionRefused
from tests.catalogue.test_network_build import CONFIG, CRS, SOUTH, WEST, line, save, source, square

__all__ = ["source"]

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
FREE = ("W1", "W2", "E")


def outlines(**moved):
    """Return the outlines of the town, some of them others; W1, W2 and W3 stand in a row."""
    made = {
        "W0": square(-5),
        "W1": square(100),
        "W2": square(205),
        "W3": square(310),
        "W4": square(600, 150),
        "E": square(2500),
        "I": square(4000),
    }
    return made | moved


MOVED = {
    "W1": square(100, y=300),  # away from W0, which stays
    "W2": Polygon([(WEST + x, SOUTH + y) for x, y in [(205, 3), (305, 0), (320, 140), (204, 90)]]),
    "E": square(450, 130, 70),  # from one island to the other, and next to W4
    "W3": square(312),
}


def parcels(folder, name, shapes, id_="no"):
    """Write parcels as a catalogue holds them: in degrees, to 0.1 mm."""
    shown = GeoSeries(list(shapes.values()), crs=CRS)
    frame = GeoDataFrame(
        {id_: list(shapes), "zt": ["listed" if no in FREE else "sold" for no in shapes]},
        geometry=lonlat(shown),
        crs="OGC:CRS84",
    )
    frame.to_file(folder / name)
    return folder / name


@pytest.fixture(scope="module")
def town(source):
    save(source, "wetland.gpkg", [square(440, 60, 60), square(250, 30, 400)], mc=["a", "b"])
    save(source, "shore.gpkg", [line((-500, 120), (1000, 120))], lx=["自然岸线"])
    hall = [box(WEST + 500, SOUTH + 20, WEST + 560, SOUTH + 60), Point(WEST + 700, SOUTH)]
    save(source, "halls.gpkg", hall, no=["H", "P"])
    text = dedent(CONFIG).replace(
        "parcels: {path: parcels.gpkg, id: no}",
        "parcels: {path: sites.gpkg, id: no, columns: {status: zt}}\n"
        "expansion: {available: [listed], gap: 15 m}\n"
        "radii: [1 km]\n"
        "constraints: [{path: wetland.gpkg, name: wetland, label: 湿地, excludes: true}]\n"
        "shore: {path: shore.gpkg}",
    )
    (source / "town.yaml").write_text(text, "utf-8")
    return source


def built(town, folder, shapes):
    parcels(town, "sites.gpkg", shapes)
    return build(town / "town.yaml", folder)


@pytest.fixture(scope="module")
def store(town, tmp_path_factory):
    """Hold the town as it was, and what its sites were measured against."""
    folder = tmp_path_factory.mktemp("store")
    built(town, folder, outlines())
    return Store(folder)


@pytest.fixture(scope="module")
def shared(town, store):
    return surroundings_for(read_config(town / "town.yaml"), store.current())


@pytest.fixture(scope="module")
def anew(town, store, tmp_path_factory):
    made = built(town, tmp_path_factory.mktemp("anew"), outlines(**MOVED))
    parcels(town, "sites.gpkg", outlines())
    return made


def everything(catalogue):
    """Return all that a catalogue tells of its sites: values in each scenario, and outlines."""
    found = {}
    for kind in ("parcels", "halls"):
        ids = catalogue.columns(kind).ids.to_pylist()
        for scenario in (None, *catalogue.scenarios()):
            columns = catalogue.columns(kind, scenario)
            assert columns.ids.to_pylist() == ids
            for row, site in enumerate(ids):
                for name in columns:
                    found[kind, scenario, site, name] = columns.value(name, row)
        for site, shape in zip(ids, catalogue.outlines(kind).geometries(), strict=True):
            found[kind, site] = shape.wkt
    return found


def differing(one, other):
    ours, whole = everything(one), everything(other)
    assert set(ours) == set(whole)
    return {key: (ours[key], whole[key]) for key in whole if ours[key] != whole[key]}


def revise(store, shared, shapes, **more):
    changes = [outlining(site, shape, CRS, **more) for site, shape in metric(shapes).items()]
    return store.revise(changes, who="user:1", now=NOW, measure=shared.measured)


def metric(shapes):
    """Return outlines as a file would give them that has them to 0.1 mm."""
    drawn = GeoSeries(lonlat(GeoSeries(list(shapes.values()), crs=CRS)), crs="OGC:CRS84")
    return dict(zip(shapes, drawn.to_crs(CRS), strict=True))


@pytest.fixture
def copy(store, tmp_path):
    """Return the store again, to be changed."""
    shutil.copytree(store.path, tmp_path / "copy")
    return Store(tmp_path / "copy")


def test_an_upload_of_outlines_gives_what_a_whole_build_gives(town, copy, shared, anew):
    file = parcels(town, "new.gpkg", outlines(**MOVED))
    found = difference(copy.current(), file, Asked(whole=True, id="no"))
    assert sorted(each.site for each in found.moved) == ["E", "W1", "W2", "W3"]
    changes = found.changes(outlines=True)
    before = copy.current()
    made = copy.revise(changes, who="user:1", now=NOW, measure=shared.measured)
    assert len(differing(before, anew)) > 100
    assert differing(made, anew) == {}
    assert made.manifest.bounds == anew.manifest.bounds
    assert differing(copy.catalogue(before.id), before) == {}
    assert made.damaged() == ()
    assert Store(copy.path).current().outlines().geometries([0])[0].is_valid


def test_one_after_another_gives_the_same_as_all_at_once(copy, shared, anew):
    for site, shape in MOVED.items():
        made = revise(copy, shared, {site: shape})
    assert differing(made, anew) == {}
    assert [r.document for r in history(copy, "W2")] == [None]
    (revision,) = history(copy, "E")
    assert (revision.attribute, revision.who) == (OUTLINE, "user:1")
    assert revision.new.startswith("POLYGON")
    assert revision.old != revision.new


def test_there_and_back_is_as_it_was(copy, shared):
    before = copy.current()
    revise(copy, shared, MOVED)
    made = revise(copy, shared, {site: outlines()[site] for site in MOVED})
    assert differing(made, before) == {}
    assert made.manifest.bounds == before.manifest.bounds
    assert revise(copy, shared, {"E": outlines()["E"]}).id == made.id  # nothing to change


def test_a_status_and_an_outline_change_together(copy, shared):
    changes = [
        Change("W2", "status", "sold"),
        outlining("W2", metric(MOVED)["W2"], CRS),
        Change("W3", "price", 300),
    ]
    made = copy.revise(changes, who="user:1", now=NOW, measure=shared.measured)
    later = copy.revise([Change("W1", "status", "sold")], who="user:1", now=NOW)
    room = {site: made.columns().value("expansion_parcels", made.columns().row(site))
            for site in ("W1", "W2", "W3")}  # fmt: skip
    assert room == {"W1": None, "W2": "W1", "W3": None}
    assert later.columns().value("expansion_parcels", later.columns().row("W2")) is None
    assert later.outlines().geometries().tolist() == made.outlines().geometries().tolist()
    told = [each.attribute for each in history(copy, "W2")]
    assert sorted(told) == [OUTLINE, "status"]


def test_a_hall_moves_too(copy, shared):
    shape = box(WEST + 2500, SOUTH + 20, WEST + 2560, SOUTH + 60)
    made = revise(copy, shared, {"H": shape}, sites="halls")
    columns = made.columns("halls")
    row = columns.row("H")
    assert columns.value("landmass", row) == "东岛"
    assert columns.value("time_to_wharf_by_car", row) > 0
    cut = made.columns("halls", "suspended")
    assert cut.value("time_to_wharf_by_car", row) == columns.value("time_to_wharf_by_car", row)


def test_nobody_who_can_not_measure_moves_an_outline(copy):
    before = copy.current_id()
    with pytest.raises(RevisionRefused, match="another CRS"):
        copy.revise([outlining("E", MOVED["E"], "EPSG:4549")], who="user:1", now=NOW)
    with pytest.raises(RevisionRefused, match="SITESEL_CONFIG"):
        copy.revise([outlining("E", MOVED["E"], CRS)], who="user:1", now=NOW)
    assert copy.current_id() == before


def test_two_who_move_the_same_outline_are_told(copy, shared):
    seen = copy.current_id()
    revise(copy, shared, {"E": MOVED["E"]})
    with pytest.raises(RevisionConflict) as error:
        copy.revise([outlining("E", MOVED["W2"], CRS)], who="user:2", now=NOW, expects=seen,
                    measure=shared.measured)  # fmt: skip
    (clash,) = error.value.clashes
    assert clash["attribute"] == OUTLINE
    assert len({clash["seen"], clash["now"], clash["wanted"]}) == 3


def test_a_build_keeps_outlines_that_its_source_draws_as_before(town, copy, shared, anew):
    revise(copy, shared, {site: MOVED[site] for site in ("E", "W1", "W2")}, document="No 7")
    parcels(town, "sites.gpkg", outlines(W3=MOVED["W3"]))
    again = build(town / "town.yaml", copy)
    parcels(town, "sites.gpkg", outlines())
    assert differing(again, anew) == {}
    assert {r.document for r in history(copy, "E")} == {"No 7"}


def test_a_source_that_draws_it_anew_goes_before(town, copy, shared):
    revise(copy, shared, {"E": square(2600)})
    parcels(town, "sites.gpkg", outlines(E=MOVED["E"]))
    again = build(town / "town.yaml", copy)
    parcels(town, "sites.gpkg", outlines())
    shape = lonlat(GeoSeries([MOVED["E"]], crs=CRS))[0]
    assert again.outlines().geometries([again.columns().row("E")])[0].equals_exact(shape, 0.0)
    assert history(copy, "E") == []


def test_what_was_built_from_another_layer_or_config_is_refused(town, store):
    text = (town / "town.yaml").read_text("utf-8")
    (town / "other.yaml").write_text(text.replace("gap: 15 m", "gap: 20 m"), "utf-8")
    with pytest.raises(RevisionRefused, match="options of the build config"):
        surroundings_for(read_config(town / "other.yaml"), store.current())
    save(town, "dry.gpkg", [square(440, 60, 61)], mc=["a"])
    (town / "other.yaml").write_text(text.replace("wetland.gpkg", "dry.gpkg"), "utf-8")
    with pytest.raises(RevisionRefused, match=r"layers \(wetland\)"):
        surroundings_for(read_config(town / "other.yaml"), store.current())
