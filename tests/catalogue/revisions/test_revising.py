from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from sitesel.catalogue import Draft, Store, open_catalogue
from sitesel.catalogue.revisions.revision import Change
from sitesel.columns import Columns
from sitesel.errors import CatalogueError, ParcelNotFound, RevisionRefused
from sitesel.interval import Interval
from sitesel.requirement import read_requirement
from sitesel.selection import select
from tests.conftest import town_draft

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def revise(store, *changes, now=NOW, **more):
    return store.revise([Change(*change, **more) for change in changes], who="user:3", now=now)


def column(catalogue, name, kind="parcels"):
    columns = catalogue.columns(kind)
    return [columns.value(name, row) for row in range(columns.count)]


def test_a_change_is_current_and_the_state_before_stays_as_it_was(store):
    before = store.current()
    after = revise(store, ("A", "status", "成交"), ("C", "price", "40 万元/亩"))
    assert store.current().id == after.id != before.id
    assert column(after, "status") == ["sold", "listed", None, "sold", "listed", "listed"]
    assert column(after, "price") == [375.0, 300.0, 600.0, 450.0, 375.0, 420.0]
    again = store.catalogue(before.id)
    assert column(again, "status")[0] == "listed"
    assert column(again, "price")[2] is None
    assert after.damaged() == ()


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("name", "新名", "新名"),
        ("remarks", "第一条备注", "第一条备注"),
        ("available_from", "2027年3月1日", date(2027, 3, 1)),
        ("price", 512.5, 512.5),
        ("price", None, None),
        ("plot_ratio", "[0.8, 1.6)", Interval(0.8, 1.6, upper_open=True)),
        ("plot_ratio", {"lower": 1.2, "upper": None}, Interval(1.2)),
        ("plot_ratio", "", None),
        ("planning_use", "100101", "100101"),
        ("planning_use", "一类工业用地", "100101"),
        ("levelled", "否", False),
        ("water_supply", "到红线", "at_boundary"),
        ("district", "dinghai", "dinghai"),
    ],
)
def test_values_of_every_kind_are_changed_in_their_row_alone(store, name, given, value):
    before = column(store.current(), name)
    after = column(revise(store, ("B", name, given)), name)
    assert after[1] == value
    assert after[:1] + after[2:] == before[:1] + before[2:]


def test_a_revised_catalogue_answers_as_one_built_with_the_new_values(store, tmp_path):
    revise(store, ("B", "price", 900), ("E", "plot_ratio", "≥3"))
    revised = revise(store, ("B", "status", "sold"), ("E", "price", 380))
    draft = town_draft()
    sites = draft.sites["parcels"]
    columns = dict(sites.columns.columns)
    columns["price"].values[[1, 4]] = 900, 380
    columns["status"].codes[1] = 1
    ratio = columns["plot_ratio"]
    ratio.lower[4], ratio.upper[4], ratio.upper_open[4] = 3, np.inf, 0
    built = Store(tmp_path / "built").publish(draft)
    for name in revised.schema.of("parcels"):
        if not revised.schema[name].on_demand:
            assert column(revised, name) == column(built, name), name
    asked = read_requirement({
        "title": "x",
        "constraints": [
            {"attribute": "price", "at_most": 500},
            {"attribute": "status", "among": ["listed"]},
        ],
        "criteria": [{"attribute": "price", "value": {"linear": {"best": 0, "worst": 900}}}],
    }, revised.schema)  # fmt: skip
    told = [select(catalogue, asked).candidates for catalogue in (revised, built)]
    assert [each.parcel for each in told[0]] == [each.parcel for each in told[1]] == ["A", "E", "F"]


def test_the_revision_tells_who_when_old_new_and_on_which_document(store):
    state = store.revise(
        [Change("A", "price", 400, document="浙自然资规〔2026〕7号", note="调价")],
        who="user:3",
        now=NOW,
    ).revised.state
    (revision,) = state.revisions
    assert (revision.who, revision.when) == ("user:3", "2026-11-21T08:00:00.000+00:00")
    assert (revision.site, revision.attribute, revision.old, revision.new) == (
        "A",
        "price",
        375.0,
        400.0,
    )
    assert (revision.document, revision.note) == ("浙自然资规〔2026〕7号", "调价")


def test_the_same_change_of_the_same_state_gives_the_same_id_and_bytes(store, tmp_path):
    other = Store(tmp_path / "other")
    other.publish(town_draft())
    one, two = (revise(each, ("A", "price", 400), ("D", "name", "丁")) for each in (store, other))
    assert one.id == two.id
    for path in one.folder.iterdir():
        assert path.read_bytes() == (two.folder / path.name).read_bytes()
    assert revise(store, ("A", "price", 401)).id != revise(other, ("A", "price", 402)).id


def test_a_state_writes_only_what_changed(store):
    after = revise(store, ("A", "price", 400))
    assert sorted(path.name for path in after.folder.iterdir()) == [
        "parcels.arrow",
        "parcels.rows.npy",
        "state.json",
    ]
    over = Columns.open(after.folder / "parcels.arrow")
    assert (over.ids.to_pylist(), list(over)) == (["A"], ["price"])


def test_changing_nothing_publishes_nothing(store):
    before = store.current()
    assert revise(store, ("A", "price", "25 万元/亩")).id == before.id
    assert store.ids() == [before.id]


def test_an_attribute_that_the_base_does_not_know_is_added(tmp_path):
    draft = town_draft()
    schema = {n: a for n, a in draft.manifest.schema.items() if n != "remarks"}
    store = Store(tmp_path)
    kept = type(draft.manifest.schema)(schema, draft.manifest.schema.groups)
    sites = {
        kind: replace(
            own, columns=Columns(kind, own.columns.ids, own.columns.columns, kept.of(kind))
        )
        for kind, own in draft.sites.items()
    }
    store.publish(replace(draft, manifest=replace(draft.manifest, schema=kept), sites=sites))
    assert "remarks" not in store.current().schema
    revise(store, ("B", "remarks", "有高压线"))
    after = revise(store, ("A", "price", 1))
    assert column(after, "remarks") == [None, "有高压线", None, None, None, None]
    assert "remarks" in after.visible_to("public").schema


def test_halls_are_revised_too(store):
    after = revise(store, ("H1", "status", "已租"), sites="halls")
    assert column(after, "status", "halls") == ["let"]
    assert column(after, "status")[0] == "listed"


def test_who_may_not_see_an_attribute_does_not_see_its_revision(store):
    after = revise(store, ("A", "price", 400)).visible_to("public")
    assert after.columns().value("price", 0) == 400
    assert after.id == store.current_id()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("A", "prise", 1), "did you mean 'price'"),
        (("A", "area", 1), "is measured"),
        (("A", "rent", 1), "no attribute 'rent' of parcels"),
        (("A", "price", "cheap"), "not a number"),
        (("A", "price", -1), "between 0 and 200,000 CNY/m²$"),
        (("A", "price", float("nan")), "not a finite number"),
        (("A", "price", float("inf")), "not a finite number"),
        (("A", "price", True), "write a number|not a number"),
        (("A", "price", [1]), "write a number"),
        (("A", "status", "gone"), "it is one of planned"),
        (("A", "plot_ratio", "2-1"), "write '≥ 1.2'"),
        (("A", "plot_ratio", {"lower": "x"}), "write '≥ 1.2'"),
        (("A", "plot_ratio", {"lower": 31}), "between 0 and 30$"),
        (("A", "planning_use", "0601x"), "2023 classification"),
        (("A", "available_from", "soon"), "a day like"),
        (("A", "levelled", "perhaps"), "yes or no"),
        (("A", "name", "x" * 4001), "4000 characters"),
        (("A", "name", "a\x1b[31mb"), "control characters"),
        (("A", "share_in_area", 5), "is measured"),
    ],
)
def test_what_can_not_be_is_refused_in_words_and_nothing_is_published(store, change, says):
    before = store.current_id()
    with pytest.raises(RevisionRefused, match=says) as refused:
        revise(store, ("B", "price", 7), change)
    assert refused.value.say("zh") != refused.value.say("en")
    assert store.current_id() == before


def test_bounds_are_told_in_the_units_that_people_write(store):
    with pytest.raises(RevisionRefused) as refused:
        revise(store, ("A", "tenure_years", 99))
    assert refused.value.say("zh").endswith("应为 0 至 70 年")
    assert refused.value.say("en").endswith("it lies between 0 and 70 years")


def test_a_parcel_that_is_not_there_is_told(store):
    with pytest.raises(ParcelNotFound, match="Z"):
        revise(store, ("A", "price", 1), ("Z", "price", 1))


def test_a_store_without_a_catalogue_says_so(tmp_path):
    with pytest.raises(CatalogueError, match="sitesel build"):
        revise(Store(tmp_path / "none"), ("A", "price", 1))


@pytest.mark.parametrize("spoil", ["state", "rows", "arrow"])
def test_a_damaged_state_is_told_and_the_one_before_still_opens(store, spoil):
    before = store.current_id()
    after = revise(store, ("A", "price", 400))
    path = {
        "state": after.folder / "state.json",
        "rows": after.folder / "parcels.rows.npy",
        "arrow": after.folder / "parcels.arrow",
    }[spoil]
    content = path.read_bytes()
    if spoil == "state":
        path.write_bytes(content.replace(b"400.0", b"900.0"))
        with pytest.raises(CatalogueError, match="not what its id says"):
            store.current()
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 255]))
        assert store.current().damaged() == (f"{after.id}/{path.name}",)
        path.write_bytes(b"")
        with pytest.raises(CatalogueError, match="0 bytes"):
            store.current()
    assert store.catalogue(before).damaged() == ()


def test_a_state_opens_by_its_folder(store):
    after = revise(store, ("A", "price", 400))
    assert open_catalogue(after.folder).columns().value("price", 0) == 400
    assert json.loads((after.folder / "state.json").read_text())["id"] == after.id


def test_a_catalogue_without_halls_is_revised(tmp_path):
    draft = town_draft()
    store = Store(tmp_path)
    store.publish(Draft(draft.manifest, {"parcels": draft.sites["parcels"]}))
    assert column(revise(store, ("F", "price", 1)), "price")[5] == 1
    with pytest.raises(ParcelNotFound):
        revise(store, ("H1", "status", "let"), sites="halls")
