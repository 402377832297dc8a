"""The names of encodings: code pages, labels and language drivers, as software writes them."""

from __future__ import annotations

import codecs
import re

_CODE_PAGES = {
    "936": "gb18030", "20936": "gb18030", "54936": "gb18030", "52936": "gb18030",
    "950": "cp950", "949": "cp949", "51949": "cp949", "1361": "johab", "932": "cp932",
    "943": "cp932", "51932": "euc_jp", "65001": "utf-8", "1208": "utf-8", "1200": "utf-16-le",
    "28591": "cp1252", "88591": "cp1252", "88592": "iso8859-2", "88595": "iso8859-5",
    "885915": "iso8859-15", "20127": "ascii", "10000": "mac_roman", "874": "cp874",
}  # fmt: skip
_SPELLINGS = {
    "gb": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "gb231280": "gb18030",
    "gb18030": "gb18030", "euccn": "gb18030", "hzgb2312": "gb18030", "chinesegb": "gb18030",
    "big5": "cp950", "big5hkscs": "big5hkscs", "euckr": "cp949", "ksc5601": "cp949",
    "ksc56011987": "cp949", "uhc": "cp949", "shiftjis": "cp932", "sjis": "cp932",
    "windows31j": "cp932", "utf8": "utf-8", "utf8bom": "utf-8", "unicode": "utf-8",
    "latin1": "cp1252", "iso88591": "cp1252", "usascii": "ascii", "ascii": "ascii",
}  # fmt: skip
# byte 29 of a dbf, after Esri's and dBASE's lists; 0x57 is "the machine's own" and says nothing
_LANGUAGE_DRIVERS = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x26: "cp866", 0x4D: "gb18030",
    0x4E: "cp949", 0x4F: "cp950", 0x50: "cp874", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852",
    0x65: "cp866", 0x78: "cp950", 0x79: "cp949", 0x7A: "gb18030", 0x7B: "cp932", 0x7C: "cp874",
    0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
}  # fmt: skip


def codec_named(label: str) -> str | None:
    """Return the Python codec that a label means, in any spelling met in practice.

    GBK, GB 2312 and code page 936 are all read as GB 18030, which contains them; ISO 8859-1 is
    read as Windows 1252, as browsers do. None where the label says nothing usable.

    Examples
    --------
    >>> [codec_named(label) for label in ("ANSI 936", "OEM 936", "CP936", "65001", "GB2312")]
    ['gb18030', 'gb18030', 'gb18030', 'utf-8', 'gb18030']
    >>> codec_named("system") is None
    True
    """
    plain = re.sub(r"[^0-9a-z]", "", label.lower().removeprefix("\ufeff")).removeprefix("x")
    if plain in _SPELLINGS:
        return _SPELLINGS[plain]
    number = re.fullmatch(r"(?:ansi|oem|cp|windows|win|ms|ibm|iso|codepage)*(\d{3,6})", plain)
    if number and number[1] in _CODE_PAGES:
        return _CODE_PAGES[number[1]]
    for name in (label.strip(), plain, f"cp{number[1]}" if number else ""):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return None


def codec_of_language_driver(ldid: int) -> str | None:
    """Return the codec that a dbf's language driver id means; None where it says nothing."""
    return _LANGUAGE_DRIVERS.get(ldid)
