"""Names folded for searching: case, width and separators left out, as flat arrays of characters.

One array holds the characters of all names one after the other, so that a search looks at each
character at most once, whatever the number of names.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Rows = NDArray[np.int64]

EXACT, PREFIX, WORD, INSIDE = range(4)
"""How well a name matches, the best first."""


@dataclass(frozen=True, eq=False)
class Folded:
    """Many folded names.

    Parameters
    ----------
    codes
        Their characters (Unicode code points) one after the other.
    starts
        Shape (n + 1,): where each name begins.
    words
        Whether a word begins at each character: after a separator, or where letters, digits and
        Chinese characters change over.
    owner
        Shape (n,): what each name is the name of.
    anywhere
        Whether a name may match within a word; else only from the beginning of one.
    """

    codes: Codes
    starts: Rows
    words: NDArray[np.bool_]
    owner: NDArray[np.int64]
    anywhere: bool = True

    def found(self, asked: Codes, enough: int) -> tuple[Rows, NDArray[np.int8]]:
        """Return the names in which some characters occur, and how well each matches.

        Where there are `enough` names that begin with them, the others are not looked for.

        Examples
        --------
        >>> names = folded(pa.array(["DH-08 north", "08"]))
        >>> rows, rank = names.found(query("０8"), 20)
        >>> rows.tolist(), rank.tolist()
        ([1, 0], [0, 2])
        """
        if not len(asked) or not len(self.codes):
            return np.zeros(0, np.int64), np.zeros(0, np.int8)
        rows = self._beginning(asked)
        length = self.starts[rows + 1] - self.starts[rows]
        rank = np.where(length == len(asked), EXACT, PREFIX).astype(np.int8)
        if len(rows) >= enough:
            return rows, rank
        more, place = self.places(asked)
        inside = place > self.starts[more]
        more, place = more[inside], place[inside]
        word = np.where(self.words[place], WORD, INSIDE).astype(np.int8)
        if not self.anywhere:
            more, word = more[word == WORD], np.full(int((word == WORD).sum()), INSIDE, np.int8)
        rows, rank = np.concatenate([rows, more]), np.concatenate([rank, word])
        order = np.lexsort((rank, rows))
        rows, rank = rows[order], rank[order]
        first = np.append(True, np.diff(rows) > 0)[: len(rows)]
        rows, rank = rows[first], rank[first]
        best = np.argsort(rank, kind="stable")
        return rows[best], rank[best]

    def _beginning(self, asked: Codes) -> Rows:
        rows = np.flatnonzero(np.diff(self.starts) >= len(asked))
        for place, code in enumerate(asked):
            rows = rows[self.codes[self.starts[rows] + place] == code]
        return rows

    def places(self, asked: Codes) -> tuple[Rows, Rows]:
        """Return each place where some characters stand in one name: the name's row, the place."""
        last = len(self.codes) - len(asked)
        if last < 0:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        place = np.flatnonzero(self.codes[: last + 1] == asked[0])
        for further, code in enumerate(asked[1:].tolist(), start=1):
            place = place[self.codes[place + further] == code]
        row = np.searchsorted(self.starts, place, side="right") - 1
        whole = place + len(asked) <= self.starts[row + 1]
        return row[whole], place[whole]

    def within(self, rows: Rows) -> tuple[Folded, Rows]:
        """Return some of the names, and where their characters stand in `codes`."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.append(0, np.cumsum(lengths))
        place = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        part = Folded(self.codes[place], starts, self.words[place], self.owner[rows])
        return part, place


def folded(names: pa.StringArray, owner: NDArray[np.int64] | None = None) -> Folded:
    """Fold many names; missing ones match nothing.

    >>> names = folded(pa.array(["Ａ-12 号", None]))
    >>> "".join(map(chr, names.codes)), names.starts.tolist(), names.words.tolist()
    ('a12号', [0, 4, 4], [True, True, False, True])
    """
    plain = pc.utf8_lower(pc.utf8_normalize(pc.fill_null(names, ""), form="NFKC"))
    lengths = pc.utf8_length(plain).to_numpy(zero_copy_only=False).astype(np.int64)
    text = "".join(plain.to_pylist())
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    kinds = _kinds(codes)
    kept = kinds > 0
    row = np.repeat(np.arange(len(lengths)), lengths)
    before = np.append(0, kinds[:-1])[: len(kinds)]
    changed = (kinds != before) | np.append(True, np.diff(row) > 0)[: len(row)]
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(np.bincount(row[kept], minlength=len(lengths)), out=starts[1:])
    whose = np.arange(len(lengths)) if owner is None else owner
    return Folded(codes[kept], starts, changed[kept], whose)


def query(asked: str) -> Codes:
    """Fold what somebody looks for.

    >>> "".join(map(chr, query(" ＤＨ－08 ")))
    'dh08'
    """
    plain = unicodedata.normalize("NFKC", asked).lower()
    kept = "".join(letter for letter in plain if letter.isalnum())
    return np.frombuffer(kept.encode("utf-32-le", "ignore"), np.uint32)


_LATIN, _DIGIT, _HAN = 1, 2, 3
_FIRST_HAN = 0x2E80


def _kinds(codes: Codes) -> NDArray[np.int8]:
    """Tell letters (1), digits (2) and Chinese characters (3) from separators (0)."""
    table = np.zeros(int(codes.max(initial=0)) + 1, np.int8)
    for code in np.unique(codes).tolist():
        letter = chr(code)
        if letter.isalnum():
            han = code >= _FIRST_HAN and not letter.isdecimal()
            table[code] = _HAN if han else _DIGIT if letter.isdecimal() else _LATIN
    kinds: NDArray[np.int8] = table[codes]
    return kinds
