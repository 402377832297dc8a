"""Sites that an upload adds and takes away, against a whole build of a layer that has the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import Point

from sitesel.catalogue import Store
from sitesel.catalogue.amending import Wanted, amended
from sitesel.catalogue.build import build
from sitesel.catalogue.reading import read_config
from sitesel.catalogue.revisions.difference import Asked, difference
from sitesel.catalogue.revisions.history import history, pasts
from sitesel.catalogue.revisions.revision import ADDED, GONE, Change
from sitesel.catalogue.snapshot import lonlat
from sitesel.errors import CatalogueError, RevisionConflict, RevisionRefused, UploadRefused
from sitesel.interval import Interval
from tests.catalogue.revisions.test_outlined import differing, outlines, source, town
from tests.catalogue.test_network_build import CRS, SOUTH, WEST, square

__all__ = ["source", "town"]

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
COLUMNS = """\
id: no, columns: {status: status, price: price, stated_area: stated_area, name: name, \
available_from: available_from, levelled: levelled, plot_ratio: plot_ratio}"""
NEW = {"N1": square(720, y=300), "N2": square(2300, 120, 60)}
SAID = {
    "N1": {"status": "listed", "price": 300.5, "stated_area": 1e4, "name": "007",
           "available_from": "2027-03-01", "levelled": "是", "plot_ratio": "[0.7, 1.8)"},
    "N2": {"status": "held", "plot_ratio": "≥ 1.2", "levelled": "否"},
}  # fmt: skip


def file(path, shapes, id_="no"):
    """Write parcels with what is said of them, as a catalogue holds their outlines."""
    others = {"status": "sold", "price": 100.0, "stated_area": None, "name": "旧"}
    told = [SAID.get(site, others) for site in shapes]
    names = ("status", "price", "stated_area", "name", "available_from", "levelled", "plot_ratio")
    shown = lonlat(GeoSeries(list(shapes.values()), crs=CRS))
    frame = {name: [each.get(name) for each in told] for name in names}
    made = GeoDataFrame({id_: list(shapes), **frame}, geometry=shown, crs="OGC:CRS84")
    made.to_file(path)
    return path


def less(*sites, **more):
    return {site: shape for site, shape in (outlines() | more).items() if site not in sites}


@pytest.fixture(scope="module")
def config(town):
    """Hold the config of the town, whose sites lie in a file of their own."""
    text = (town / "town.yaml").read_text("utf-8")
    told = "{path: sites.gpkg, id: no, columns: {status: zt}}"
    assert told in text
    text = text.replace(told, f"{{path: listed.gpkg, {COLUMNS}}}")
    (town / "listed.yaml").write_text(text, "utf-8")
    file(town / "listed.gpkg", outlines())
    (town / "amended.yaml").write_text(text.replace("listed.gpkg", "amended.gpkg"), "utf-8")
    file(town / "amended.gpkg", less("W4", **NEW))
    return town / "listed.yaml"


@pytest.fixture(scope="module")
def upload(config):
    return file(config.parent / "upload.gpkg", less("W4", **NEW))


@pytest.fixture(scope="module")
def anew(config, tmp_path_factory):
    return build(config.parent / "amended.yaml", tmp_path_factory.mktemp("anew"))


@pytest.fixture
def store(config, tmp_path):
    build(config, tmp_path / "store")
    return Store(tmp_path / "store")


def asked(store, upload, *, whole=True):
    return difference(store.current(), upload, Asked(whole=whole, id="no"))


def published(store, config, upload, *, add=True, remove=True, found=None):
    wanted = Wanted(add, remove, "No 9", "月报")
    found = found or asked(store, upload)
    made = amended(store, read_config(config), found, wanted, who="user:1", now=NOW)
    return store.amend(made)


def test_what_is_added_and_taken_away_is_as_a_build_would_make_it(store, config, upload, anew):
    before = store.current()
    found = asked(store, upload)
    assert (found.new, found.gone) == (("N1", "N2"), ("W4",))
    made = published(store, config, upload)
    assert differing(made, anew) == {}
    assert store.current_id() == made.id
    assert store.catalogue(before.id).columns().ids.to_pylist() == before.columns().ids.to_pylist()


def test_a_build_carries_it_over_with_all_revised_before_and_after(store, config, upload, anew):
    limit = Interval(1.5)
    told = [Change("W1", "plot_ratio", str(limit)), Change("W4", "price", 8)]
    store.revise(told, who="user:2", now=NOW)
    published(store, config, upload)
    store.revise([Change("N1", "price", 9)], who="user:3", now=NOW)
    built = build(config, store)
    told = {key[2:]: pair for key, pair in differing(built, anew).items() if key[1] is None}
    assert told == {("W1", "plot_ratio"): (limit, None), ("N1", "price"): (9.0, 300.5)}
    assert [each.who for each in history(store, "N1")] == ["user:3", "user:1"]
    assert build(config, store).id == built.id
    (gone,) = history(store, "W4")
    assert (gone.attribute, gone.old["values"]["price"]) == (GONE, 8.0)


def test_each_is_a_revision_with_who_when_and_on_what(store, config, upload):
    published(store, config, upload)
    (added,) = history(store, "N1")
    assert (added.attribute, added.old, added.who, added.document, added.note) == (
        ADDED, None, "user:1", "No 9", "月报",
    )  # fmt: skip
    assert added.new["values"]["plot_ratio"]["upper_open"] is True
    latest = next(pasts(store))
    assert [(each.site, each.attribute) for each in latest.revisions] == [
        ("W4", GONE), ("N1", ADDED), ("N2", ADDED),
    ]  # fmt: skip


def test_what_the_list_lacks_stays_where_it_is_not_to_be_taken_away(store, config, upload):
    made = published(store, config, upload, remove=False)
    assert set(made.columns().ids.to_pylist()) == {*outlines(), *NEW}


def test_what_was_added_can_be_taken_away_and_what_was_taken_away_added(store, config, upload):
    first = everything_of(store.current())
    published(store, config, upload)
    back = file(config.parent / "back.gpkg", outlines())
    published(store, config, back)
    assert everything_of(store.current()) == first
    build(config, store)
    assert everything_of(store.current()) == first


def everything_of(catalogue):
    columns = catalogue.columns()
    return {
        (site, name): columns.value(name, row)
        for row, site in enumerate(columns.ids.to_pylist())
        for name in columns
    }


def test_a_site_that_the_source_lists_by_now_goes_by_the_source(store, config, upload):
    published(store, config, upload)
    own = (config.parent / "listed.gpkg").read_bytes()
    try:
        SAID["N2"]["price"] = 77.0
        file(config.parent / "listed.gpkg", less("W4", N2=NEW["N2"]))
        built = build(config, store)
        kept = [(each.site, each.attribute) for each in next(pasts(store)).revisions]
    finally:
        del SAID["N2"]["price"]
        (config.parent / "listed.gpkg").write_bytes(own)
    columns = built.columns()
    assert columns.value("price", columns.row("N2")) == 77.0
    assert kept == [("N1", ADDED)]


def test_what_somebody_else_changed_meanwhile_is_a_conflict(store, config, upload):
    before = store.current()
    found = asked(store, upload)
    made = amended(store, read_config(config), found, Wanted(add=True, remove=True), who="user:1",
                   now=NOW)  # fmt: skip
    changed = store.revise([Change("W4", "price", 8)], who="user:2", now=NOW)
    with pytest.raises(RevisionConflict, match="W4"):
        store.amend(made)
    assert store.current_id() == changed.id
    with pytest.raises(RevisionConflict, match="W4"):
        published(store, config, upload, found=found)
    assert before.id != changed.id


def test_a_change_of_another_parcel_meanwhile_is_kept(store, config, upload):
    found = asked(store, upload)
    made = amended(store, read_config(config), found, Wanted(add=True), who="user:1", now=NOW)
    store.revise([Change("W2", "price", 8)], who="user:2", now=NOW)
    columns = store.amend(made).columns()
    assert columns.value("price", columns.row("W2")) == 8.0
    assert "N1" in columns.ids.to_pylist()


def test_a_build_that_did_not_know_of_it_is_not_published(store, config, upload):
    found = asked(store, upload)
    made = amended(store, read_config(config), found, Wanted(add=True), who="user:1", now=NOW)
    published(store, config, upload, add=False)
    now = store.current_id()
    with pytest.raises(RevisionRefused, match="built again meanwhile"):
        store.amend(made)
    assert store.current_id() == now


def test_layers_that_changed_since_are_refused(store, config, upload):
    before = store.current_id()
    with pytest.raises(RevisionRefused, match="other layers"):
        published(store, config.parent / "amended.yaml", upload)
    assert store.current_id() == before


def test_a_new_parcel_without_an_outline_is_refused(store, config):
    before = store.current_id()
    sheet = config.parent / "sheet.csv"
    sheet.write_text("no,price\nN1,3\n", "utf-8")
    with pytest.raises(UploadRefused, match=r"no outline that can be used \(N1\)"):
        published(store, config, sheet, remove=False)
    assert store.current_id() == before


def test_what_can_not_be_taken_away_is_refused_and_told(tmp_path):
    shapes = outlines()
    file(tmp_path / "nameless.gpkg", shapes)
    config = tmp_path / "nameless.yaml"
    config.write_text("title: 无编号\nparcels: {path: nameless.gpkg}\n", "utf-8")
    store = Store(tmp_path / "store")
    ids = build(config, store).columns().ids.to_pylist()  # made from the outlines
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("\n".join(["no", *ids[1:]]), "utf-8")
    with pytest.raises(UploadRefused, match=f"not be as asked \\({ids[0]}\\)"):
        published(store, config, sheet)
    assert store.current().columns().ids.to_pylist() == ids


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_what_breaks_off_on_the_way_leaves_what_was_published(
    store, config, upload, monkeypatch, at
):
    before = store.revise([Change("W1", "plot_ratio", "1.5")], who="user:2", now=NOW)
    found = asked(store, upload)
    steps = []

    def breaking(step):
        def run(*words, **more):
            steps.append(step)
            if len(steps) == at:
                raise OSError("the power is gone")
            return step(*words, **more)

        return run

    with monkeypatch.context() as patch:  # the catalogue, what is carried over, what is new
        patch.setattr(store, "_put", breaking(store._put))
        patch.setattr(store, "_point_to", breaking(store._point_to))
        with pytest.raises(CatalogueError, match="untouched"):
            published(store, config, upload, found=found)
    assert len(steps) == at
    assert store.current_id() == before.id
    assert store.current().damaged() == ()
    assert "N1" in published(store, config, upload, found=found).columns().ids.to_pylist()


def test_halls_are_added_and_taken_away_too(store, config):
    shown = lonlat(GeoSeries([Point(WEST + 650, SOUTH + 30)], crs=CRS))
    path = config.parent / "new-halls.gpkg"
    GeoDataFrame({"no": ["H2"]}, geometry=shown, crs="OGC:CRS84").to_file(path)
    found = difference(store.current(), path, Asked("halls", whole=True, id="no"))
    assert (found.new, found.gone) == (("H2",), ("H", "P"))
    made = published(store, config, path, found=found)
    assert made.columns("halls").ids.to_pylist() == ["H2"]
    assert made.outlines("halls").geometries()[0].equals_exact(shown[0], 0.0)
    assert made.columns().count == len(outlines())
    assert build(config, store).columns("halls").ids.to_pylist() == ["H2"]
