from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from dataclasses import replace

import fsspec
import pytest

from sitesel.catalogue import Draft, Manifest, Store, open_catalogue, snapshot
from sitesel.errors import CatalogueError, CatalogueNotFound
from sitesel.language import Text
from sitesel.schema import default_schema


def empty(title: str) -> Draft:
    return Draft(
        Manifest(title=Text.of(title), crs="EPSG:4550", schema=default_schema(), version="0"), {}
    )


def test_what_is_published_is_current(tmp_path):
    store = Store(tmp_path / "store")
    first, second = store.publish(empty("one")), store.publish(empty("two"))
    assert store.current().id == second.id
    assert store.ids() == sorted([first.id, second.id])
    assert store.catalogue(first.id).manifest.title == Text.of("one")


def test_publishing_the_same_again_keeps_one_folder(tmp_path):
    store = Store(tmp_path / "store")
    assert store.publish(empty("one")).id == store.publish(empty("one")).id
    assert len(store.ids()) == 1


def test_publishing_again_puts_a_damaged_copy_right(tmp_path):
    store = Store(tmp_path / "store")
    published = store.publish(empty("one"))
    path = published.path / "context.parquet"
    content = bytearray(path.read_bytes())
    content[10] ^= 255
    path.write_bytes(content)
    assert store.current().damaged() == ("context.parquet",)
    store.publish(empty("one"))
    assert store.current().damaged() == ()


def test_a_file_of_another_size_is_noticed_on_opening(tmp_path):
    published = Store(tmp_path / "store").publish(empty("one"))
    (published.path / "context.parquet").write_bytes(b"")
    with pytest.raises(CatalogueError, match="0 bytes where the manifest says"):
        open_catalogue(published.path)


def test_an_empty_store_says_how_to_fill_it(tmp_path):
    with pytest.raises(CatalogueNotFound, match="sitesel build"):
        Store(tmp_path / "nothing").current()


@pytest.mark.parametrize("identity", ["0123456789abcdef", "../../etc", "", "current"])
def test_an_unknown_id_is_told_with_the_known_ones(tmp_path, identity):
    store = Store(tmp_path / "store")
    known = store.publish(empty("one")).id
    with pytest.raises(CatalogueNotFound, match=known):
        store.catalogue(identity)


def test_a_spoilt_pointer_is_told(tmp_path):
    store = Store(tmp_path / "store")
    store.publish(empty("one"))
    (tmp_path / "store" / "current").write_text("../../etc\n")
    with pytest.raises(CatalogueError, match="does not name a catalogue"):
        store.current()


@pytest.mark.parametrize("fails_in", ["write_geoparquet", "findings_table"])
def test_a_build_that_fails_midway_leaves_the_old_catalogue(tmp_path, monkeypatch, fails_in):
    store = Store(tmp_path / "store")
    old = store.publish(empty("one"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, fails_in, fail)
    with pytest.raises(CatalogueError, match="No space left"):
        store.publish(empty("two"))
    assert store.current().id == old.id
    assert [p.name for p in (tmp_path / "store" / "catalogues").iterdir()] == [old.id]


def test_reports_that_fail_leave_the_old_catalogue(tmp_path):
    store = Store(tmp_path / "store")
    old = store.publish(empty("one"))

    def fail(*_: object) -> None:
        raise ValueError("no report")

    with pytest.raises(ValueError, match="no report"):
        store.publish(empty("two"), reports=fail)
    assert store.current().id == old.id


def test_a_build_killed_midway_leaves_the_old_catalogue_and_is_swept_up_by_the_next(tmp_path):
    store = Store(tmp_path / "store")
    old = store.publish(empty("one"))
    script = textwrap.dedent(
        f"""
        import os, signal
        from sitesel.catalogue import Draft, Manifest, Store, snapshot
        from sitesel.language import Text
        from sitesel.schema import default_schema
        snapshot.findings_table = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        manifest = Manifest(Text.of("two"), "EPSG:4550", default_schema(), "0")
        Store({str(tmp_path / "store")!r}).publish(Draft(manifest, {{}}))
        """
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False)
    assert ended.returncode == -signal.SIGKILL
    catalogues = tmp_path / "store" / "catalogues"
    assert len(list(catalogues.iterdir())) == 2
    assert store.ids() == [old.id]
    assert store.current().id == old.id
    new = store.publish(empty("two"))
    assert sorted(p.name for p in catalogues.iterdir()) == sorted([old.id, new.id])


def test_reports_are_written_with_the_catalogue(tmp_path):
    def report(manifest: Manifest, folder) -> None:
        (folder / "report.en.html").write_text(manifest.id)

    published = Store(tmp_path / "store").publish(empty("one"), reports=report)
    assert (published.path / "report.en.html").read_text() == published.id
    assert published.id == Store(tmp_path / "other").publish(empty("one")).id


def test_a_store_behind_a_url_is_read_through_a_cache(tmp_path, town):
    files = fsspec.filesystem("memory")
    files.put(str(town.path.parents[1]), "/bucket", recursive=True)
    store = Store("memory://bucket", cache=tmp_path / "cache")
    opened = store.current()
    assert opened.id == town.id
    assert opened.path.is_relative_to(tmp_path / "cache")
    assert opened.columns().ids == town.columns().ids
    assert store.ids() == [town.id]
    with pytest.raises(CatalogueError, match="read only"):
        store.publish(empty("one"))


def test_a_store_behind_a_url_needs_a_cache():
    with pytest.raises(CatalogueError, match="name a cache folder"):
        Store("memory://bucket")


def test_a_title_changes_the_id(tmp_path):
    store = Store(tmp_path)
    draft = empty("one")
    other = replace(draft, manifest=replace(draft.manifest, illustrative=True))
    assert store.publish(draft).id != store.publish(other).id
