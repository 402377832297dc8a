from __future__ import annotations

from collections.abc import Iterator

import pytest

from sitesel.cli.exits import CannotWrite
from sitesel.cli.output import write_file


def interrupted() -> Iterator[bytes]:
    yield b"half"
    raise KeyboardInterrupt


def test_an_interrupt_leaves_the_older_file_and_no_part(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a.csv", interrupted())
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"


def test_a_whole_file_takes_the_older_ones_place(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"old")
    write_file(tmp_path / "a.csv", [b"ne", b"w"])
    assert (tmp_path / "a.csv").read_bytes() == b"new"


def test_a_folder_in_its_place_is_refused_without_a_trace(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(CannotWrite, match="can't write"):
        write_file(tmp_path / "a.csv", [b"new"])
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
