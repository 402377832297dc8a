from __future__ import annotations

import pytest

from sitesel.layers.characters import plausibility


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("三类工业用地", "gbk", "cp949"),
        ("三类工业用地", "gbk", "cp932"),
        ("三类工业用地", "gbk", "cp950"),
        ("三类工业用地", "utf-8", "gbk"),
        ("工業用地", "cp950", "gbk"),
        ("서울특별시 강남구", "cp949", "gbk"),
        ("東京都千代田区", "cp932", "gbk"),
        ("Московская область", "cp1251", "gbk"),
        ("Württemberg", "cp1252", "cp1251"),
    ],
)
def test_text_is_more_plausible_than_its_misreading(text: str, written: str, read: str) -> None:
    assert plausibility(text) > plausibility(text.encode(written).decode(read, "replace"))


def test_plain_ascii_says_nothing_either_way() -> None:
    assert plausibility("Lot 17-B, 3rd Ave.") == 0


def test_controls_count_against_a_text() -> None:
    assert plausibility("\x85\x93") < 0
