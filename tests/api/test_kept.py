from __future__ import annotations

import os
import stat

import pytest

from sitesel.api.kept import Kept


def test_the_oldest_give_way_a_few_at_once(tmp_path):
    kept = Kept(tmp_path / "k", most=40)
    for i in range(40):
        kept.write(f"{i:02}.json", b"x")
        os.utime(tmp_path / "k" / f"{i:02}.json", (i, i))
    assert len(kept.names()) == 40
    kept.write("40.json", b"x")
    assert kept.names() == [f"{i:02}.json" for i in range(3, 41)]


def test_what_somebody_else_took_away_makes_no_other_give_way(tmp_path):
    kept = Kept(tmp_path / "k", most=10)
    for i in range(10):
        kept.write(f"{i}", b"x")
    for i in range(5):
        (tmp_path / "k" / f"{i}").unlink()
    kept.write("a", b"x")
    assert kept.names() == ["5", "6", "7", "8", "9", "a"]


def test_writing_again_makes_no_other_give_way(tmp_path):
    kept = Kept(tmp_path / "k", most=3)
    for name in ("one", "two", "three", "one", "one"):
        kept.write(name, b"x")
    assert kept._count == 3
    assert kept.names() == ["one", "three", "two"]


def test_what_is_private_is_read_by_its_owner_alone(tmp_path):
    kept = Kept(tmp_path / "k", private=True)
    kept.write("one", b"x")
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "k" / "one").stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_content_and_no_part(tmp_path, monkeypatch):
    kept = Kept(tmp_path / "k")
    kept.write("one", b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept.write("one", b"new")
    assert kept.read("one") == b"old"
    assert [path.name for path in (tmp_path / "k").iterdir()] == ["one"]


def test_nothing_is_there_before_the_first(tmp_path):
    assert Kept(tmp_path / "k").names() == []
    assert Kept(tmp_path / "k").read("one") is None
