from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sitesel.errors import LayerError
from sitesel.layers.dbase import deleted_rows, read_header, text_sample

Dbf = Callable[..., bytes]


@pytest.fixture
def table(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "table.dbf"
        path.write_bytes(data)
        return path

    return write


def test_the_header_tells_fields_rows_and_language(
    dbf: Dbf, table: Callable[[bytes], Path]
) -> None:
    columns = [(b"NAME", "C", 20), (b"AREA", "N", 12)]
    header = read_header(table(dbf(columns, [[b"a", b"1"]], 0x4D)))
    assert [(f.name.value, f.kind, f.offset, f.width) for f in header.fields] == [
        (b"NAME", "C", 1, 20),
        (b"AREA", "N", 21, 12),
    ]
    assert (header.rows, header.row_length, header.language_driver) == (1, 33, 0x4D)


def test_a_name_of_ten_bytes_may_have_been_cut(dbf: Dbf, table: Callable[[bytes], Path]) -> None:
    columns = [("规划用途".encode()[:10], "C", 5), (b"SHORT", "C", 5)]
    header = read_header(table(dbf(columns, [], 0)))
    assert [field.name.full for field in header.fields] == [True, False]


def test_the_sample_holds_each_text_once_and_no_ascii(
    dbf: Dbf, table: Callable[[bytes], Path]
) -> None:
    rows = [["甲".encode("gbk"), b"1"], ["甲".encode("gbk"), b"2"], [b"B", b"3"]]
    path = table(dbf([(b"NAME", "C", 6), (b"N", "N", 3)], rows, 0))
    assert [text.value for text in text_sample(path, read_header(path))] == ["甲".encode("gbk")]


def test_a_text_as_wide_as_its_column_may_have_been_cut(
    dbf: Dbf, table: Callable[[bytes], Path]
) -> None:
    path = table(dbf([(b"NAME", "C", 4)], [["工业".encode("gbk")], ["工".encode("gbk")]], 0))
    assert sorted(text.full for text in text_sample(path, read_header(path))) == [False, True]


def test_deleted_rows_are_counted(dbf: Dbf, table: Callable[[bytes], Path]) -> None:
    data = bytearray(dbf([(b"A", "C", 3)], [[b"x"], [b"y"]], 0))
    data[-5] = ord("*")  # the mark of the last row
    path = table(bytes(data))
    assert deleted_rows(path, read_header(path)) == 1


def test_a_table_without_rows_has_an_empty_sample(dbf: Dbf, table: Callable[[bytes], Path]) -> None:
    path = table(dbf([(b"A", "C", 3)], [], 0))
    header = read_header(path)
    assert (text_sample(path, header), deleted_rows(path, header)) == ([], 0)


def test_a_table_that_says_more_rows_than_it_has_is_read_as_far_as_it_goes(
    dbf: Dbf, table: Callable[[bytes], Path]
) -> None:
    path = table(dbf([(b"A", "C", 4)], [["工业".encode("gbk")]] * 3, 0)[:-7])
    assert len(text_sample(path, read_header(path))) == 1


def test_a_header_that_is_cut_off_is_refused(dbf: Dbf, table: Callable[[bytes], Path]) -> None:
    with pytest.raises(LayerError, match="cut off"):
        read_header(table(dbf([(b"A", "C", 3)], [], 0)[:40]))
