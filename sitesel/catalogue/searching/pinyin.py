"""Names in pinyin and in initials, with the readings that places of the region go by.

A character's reading is looked up once, however many names it stands in; what is read otherwise
in a place's name is told here by the word.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypinyin
from numpy.typing import NDArray

from sitesel.catalogue.searching.folded import Codes, Folded, Rows, query

_FIRST_HAN = 0x2E80
# in names of places, where the dictionary's first reading is another
_CHARACTERS = {"长": "chang", "都": "du", "朝": "chao", "曾": "zeng", "单": "dan", "厦": "xia"}
# by the word; the longer of two goes first
_WORDS = {
    "重庆": "chong qing", "乐清": "yue qing", "六安": "lu an", "大厦": "da sha", "银行": "yin hang",
    "番禺": "pan yu", "蚌埠": "beng bu", "东阿": "dong e", "莘庄": "xin zhuang", "铅山": "yan shan",
    "尉犁": "yu li", "单县": "shan xian", "参茸": "shen rong", "台州": "tai zhou",
    "丽水": "li shui", "长兴": "chang xing", "会稽": "kuai ji", "船长": "chuan zhang",
}  # fmt: skip
# told both ways: the dictionary's, and as people there say it
_ALSO = {"六横": "lu heng", "岱山": "dai san", "嵊泗": "cheng si", "虾峙": "xia shi"}

Readings = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spoken:
    """Names as they are spoken: in full pinyin, and by the initial of each syllable."""

    full: Folded
    initials: Folded


def spoken(names: Folded) -> Spoken:
    """Return the names that have Chinese characters as they are spoken; all else stays.

    A name that people say in two ways is there twice.

    >>> import pyarrow as pa
    >>> from sitesel.catalogue.searching.folded import folded
    >>> told = spoken(folded(pa.array(["定海 A2", "north"])))
    >>> "".join(map(chr, told.full.codes)), "".join(map(chr, told.initials.codes))
    ('dinghaia2', 'dha2')
    """
    han = np.append(0, np.cumsum(names.codes >= _FIRST_HAN))
    part, _ = names.within(np.flatnonzero(np.diff(han[names.starts]) > 0))
    syllables, reading = _readings(part.codes)
    numbers = {said: number for number, said in enumerate(syllables)}

    def reread(place: Rows, said: str, onto: Readings) -> None:
        for further, syllable in enumerate(said.split()):
            onto[place + further] = numbers.setdefault(syllable, len(numbers))

    for word, said in _WORDS.items():
        reread(part.places(query(word))[1], said, reading)
    parts, readings = [part], [reading]
    for word, said in _ALSO.items():
        rows, place = part.places(query(word))
        if len(rows):
            other = reading.copy()
            reread(place, said, other)
            again, where = part.within(np.unique(rows))
            parts.append(again)
            readings.append(other[where])
    whole = list(numbers)
    initials = [syllable[:1] for syllable in whole]
    return Spoken(_written(parts, readings, whole), _written(parts, readings, initials))


def _readings(codes: Codes) -> tuple[list[str], Readings]:
    """Return the syllables that there are, and which of them each character is read as."""
    known, which = np.unique(codes, return_inverse=True)
    numbers: dict[str, int] = {}
    table = np.zeros(len(known), np.int64)
    for place, code in enumerate(known.tolist()):
        said = _said(chr(code)) if code >= _FIRST_HAN else chr(code)
        table[place] = numbers.setdefault(said, len(numbers))
    return list(numbers), table[which]


def _said(character: str) -> str:
    told = _CHARACTERS.get(character)
    if told is not None:
        return told
    plain: str = pypinyin.lazy_pinyin(character)[0]
    return plain


def _written(parts: list[Folded], readings: list[Readings], syllables: list[str]) -> Folded:
    """Write names by their syllables, at each of which a word may begin."""
    letters = np.frombuffer("".join(syllables).encode("utf-32-le"), np.uint32)
    lengths = np.array([len(one) for one in syllables], np.int64)
    begin = np.append(0, np.cumsum(lengths))[:-1]
    reading = np.concatenate(readings)
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    each = lengths[reading]
    first = np.append(0, np.cumsum(each))
    place = np.arange(first[-1]) + np.repeat(begin[reading] - first[:-1], each)
    words = np.zeros(first[-1], np.bool_)
    words[first[:-1]] = True
    starts = first[np.append(0, np.cumsum(sizes))]
    owner = np.concatenate([part.owner for part in parts])
    return Folded(letters[place], starts, words, owner, anywhere=False)
