from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sitesel.catalogue.revisions.history import history
from sitesel.catalogue.revisions.revision import Change
from sitesel.catalogue.revisions.shown import Told, adding, removing
from sitesel.errors import MediaNotFound, ParcelNotFound, RevisionRefused
from sitesel.language import Text
from tests.catalogue.test_media import PDF, picture, told
from tests.conftest import town_draft

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(60, 40))
    return path


def revised(store, *changes):
    return store.revise(changes, who="user:1", now=NOW)


def names(catalogue, site="A"):
    return [one.name for one in catalogue.media_of("parcels", site)]


def test_what_is_added_is_shown_from_then_on_and_taken_off_again(store, photo):
    built = store.current()
    title = Text("北望", "Looking north")
    about = Told(title=title, tier="investor", credit="甲")
    added = revised(store, adding(photo, "A", about, name="p.jpg", document="No 7"))
    (one,) = added.media_of("parcels", "A")
    assert (one.kind, one.title, one.width, one.tier, one.credit) == (
        "photo", title, 60, "investor", "甲",
    )  # fmt: skip
    assert added.media_named(one.name)[1].read_bytes() != b""
    assert added.visible_to("public").media_named(one.name) is None
    assert added.visible_to("investor").media_named(one.name) is not None
    assert built.media() == ()
    assert added.damaged() == ()
    later = revised(store, Change("B", "price", 1))
    assert names(later) == [one.name]
    off = revised(store, removing("A", one.name, note="旧"))
    assert (names(off), names(store.catalogue(added.id))) == ([], [one.name])
    kept = {"name": one.name, "kind": "photo", "title": {"zh": "北望", "en": "Looking north"},
            "tier": "investor"}  # fmt: skip
    assert [(r.attribute, r.old, r.new, r.document, r.note) for r in history(store, "A")] == [
        ("media", kept, None, None, "旧"),
        ("media", None, kept, "No 7", None),
    ]


def test_a_value_and_a_picture_are_published_together_or_not_at_all(store, photo):
    adds = adding(photo, "A", Told(), name="p.jpg")
    with pytest.raises(RevisionRefused):
        revised(store, adds, Change("A", "price", "cheap"))
    assert names(store.current()) == []
    made = revised(store, adds, Change("A", "price", 400))
    assert len(names(made)) == 1
    assert made.columns().value("price", 0) == 400


@pytest.mark.parametrize(
    ("body", "about", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Told(), "SVG/XML"),
        (b"<!doctype html><script>alert(1)</script>", Told(), "HTML"),
        (b"\xff\xd8\xff\xe0 cut short", Told(), "damaged"),
        (PDF, Told(kind="photo"), "PDF"),
        (picture(60, 40), Told(kind="panorama"), "twice as wide"),
        (picture(60, 40), Told(title=Text("a\u202eb", "b")), "steer"),
        (picture(60, 40), Told(credit="x" * 201), "200 characters"),
    ],
)
def test_what_no_catalogue_takes_is_refused_and_says_why(tmp_path, body, about, said):
    path = tmp_path / "file"
    path.write_bytes(body)
    with pytest.raises(RevisionRefused) as error:
        adding(path, "A", about, name="f.svg")
    assert said in error.value.say("en")


def test_where_and_by_whom_it_was_taken_is_not_kept(tmp_path, store):
    path = tmp_path / "p.jpg"
    path.write_bytes(picture(60, 40, exif=told()))
    assert b"SECRET CAMERA" in path.read_bytes()
    made = revised(store, adding(path, "A", Told(), name="p.jpg"))
    (one,) = made.media()
    assert (one.width, one.height) == (40, 60)  # how it is turned is kept
    kept = made.media_named(one.name)[1].read_bytes()
    assert b"SECRET CAMERA" not in kept


def test_the_same_file_twice_and_one_that_is_not_there_are_refused(store, photo):
    add = adding(photo, "A", Told(), name="p.jpg")
    revised(store, add)
    with pytest.raises(RevisionRefused, match="already"):
        revised(store, add)
    with pytest.raises(MediaNotFound):
        revised(store, removing("A", "none.jpg"))
    with pytest.raises(MediaNotFound):
        revised(store, removing("B", add.value.media.name))
    with pytest.raises(ParcelNotFound):
        revised(store, adding(photo, "Z", Told(), name="p.jpg"))


def test_a_build_keeps_what_was_added_and_leaves_off_what_was_taken_off(store, photo, tmp_path):
    made = town_draft()
    one = revised(store, adding(photo, "A", Told(), name="p.jpg")).media()[0]
    revised(store, Change("A", "price", 400))
    built = store.publish(draft_with(made, 999))
    assert names(built) == [one.name]
    assert built.columns().value("price", 0) == 400
    assert built.damaged() == ()
    assert [r.who for r in history(store, "A") if r.attribute == "media"] == ["user:1"]
    revised(store, removing("A", one.name))
    assert names(store.publish(draft_with(town_draft(), 888))) == []


def test_a_file_that_is_gone_or_another_is_told(store, photo):
    made = revised(store, adding(photo, "A", Told(), name="p.jpg"))
    path = made.media_named(names(made)[0])[1]
    path.write_bytes(b"another")
    assert store.current().damaged() == (path.name,)
    path.unlink()
    assert store.current().damaged() == (path.name,)


def draft_with(draft, price):
    draft.sites["parcels"].columns["price"].values[5] = price
    return draft
