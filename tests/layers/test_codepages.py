from __future__ import annotations

import pytest

from sitesel.layers.codepages import codec_named, codec_of_language_driver


@pytest.mark.parametrize(
    "label",
    ["GBK", "gbk", "GB18030", "936", "ANSI 936", "OEM 936", "CP936", "cp-936", "GB2312",
     "gb_2312-80", "windows-936", "54936", " GBK\r\n", "EUC-CN", "x-gbk"],
)  # fmt: skip
def test_every_spelling_of_gbk_is_read_as_the_code_that_contains_it(label: str) -> None:
    assert codec_named(label) == "gb18030"


@pytest.mark.parametrize("label", ["65001", "UTF-8", "utf8", "UTF_8", "\ufeffUTF-8", "CP65001"])
def test_every_spelling_of_utf8_is_known(label: str) -> None:
    assert codec_named(label) == "utf-8"


@pytest.mark.parametrize(
    ("label", "codec"),
    [("CP949", "cp949"), ("EUC-KR", "cp949"), ("ks_c_5601-1987", "cp949"), ("CP932", "cp932"),
     ("Shift_JIS", "cp932"), ("932", "cp932"), ("Big5", "cp950"), ("950", "cp950"),
     ("1252", "cp1252"), ("ISO 88591", "cp1252"), ("ISO-8859-1", "cp1252"), ("1251", "cp1251"),
     ("windows-1250", "cp1250"), ("OEM 866", "cp866"), ("EUC-JP", "euc_jp")],
)  # fmt: skip
def test_other_code_pages_are_known(label: str, codec: str) -> None:
    assert codec_named(label) == codec


@pytest.mark.parametrize("label", ["", "system", "0", "地块", "LDID/77x"])
def test_a_label_that_says_nothing_is_none(label: str) -> None:
    assert codec_named(label) is None


def test_language_drivers_of_the_far_east_are_known() -> None:
    drivers = [0x4D, 0x7A, 0x4E, 0x79, 0x4F, 0x78, 0x13, 0x7B]
    codecs = [codec_of_language_driver(driver) for driver in drivers]
    assert codecs == ["gb18030"] * 2 + ["cp949"] * 2 + ["cp950"] * 2 + ["cp932"] * 2


def test_the_language_driver_that_means_this_machine_says_nothing() -> None:
    assert codec_of_language_driver(0x57) is None
