"""The index of a catalogue's names, and what is found in it, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sitesel.catalogue.searching.folded import Codes, Folded, folded, query
from sitesel.catalogue.searching.named import HitKind, Named, named
from sitesel.catalogue.searching.pinyin import spoken
from sitesel.columns import TextColumn
from sitesel.schema import SITE_KINDS, SiteKind

if TYPE_CHECKING:
    from sitesel.catalogue.catalogue import Catalogue

Matched = Literal["name", "id", "number", "pinyin", "initials"]
LONGEST = 100
"""Characters that are looked for at most; no name is longer."""
_ORDER: tuple[HitKind, ...] = ("district", "place", "facility", "parcel", "hall")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    Parameters
    ----------
    named
        What it is; None of a site.
    sites, row
        Which site; the row is -1 of all else.
    matched
        By what it was found.
    """

    matched: Matched
    named: Named | None = None
    sites: SiteKind = "parcels"
    row: int = -1


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """All names of a catalogue, folded.

    What is found is told by a number: sites come first, parcels before halls, in catalogue
    order; `others` follow.
    """

    others: tuple[Named, ...]
    counts: tuple[int, int]
    fields: tuple[tuple[Matched, Folded], ...]

    def find(self, asked: str, limit: int) -> list[Hit]:
        """Return what somebody may have meant, best first.

        The whole name comes before its beginning, this before the beginning of a word, and this
        before what stands anywhere; then names, ids and numbers before pinyin and initials;
        districts and places before facilities and sites; short names before long ones.

        Parameters
        ----------
        asked
            In any case and width, with any separators; `LONGEST` characters are looked at.
        limit
            How many at most.
        """
        letters = query(asked[:LONGEST])
        latin = query(asked[:LONGEST].lower().replace("ü", "v"))
        parts = [
            self._in_field(place, field, latin if matched in _SPOKEN else letters, limit)
            for place, (matched, field) in enumerate(self.fields)
        ]
        table = np.concatenate(parts) if parts else np.zeros((0, 5), np.int64)
        order = np.lexsort(table.T[::-1])
        best: dict[int, Hit] = {}
        for *_, place, number in table[order][:, [1, 4]].tolist():
            if number not in best:
                best[number] = self._hit(self.fields[place][0], number)
                if len(best) == limit:
                    break
        return list(best.values())

    def _in_field(self, place: int, field: Folded, asked: Codes, limit: int) -> NDArray[np.int64]:
        """Return rank, field, kind, length and number of the best that a field has."""
        rows, rank = field.found(asked, 4 * limit)
        length = field.starts[rows + 1] - field.starts[rows]
        number = field.owner[rows]
        table = np.column_stack(
            [rank.astype(np.int64), np.full(len(rows), place), self._kinds(number), length, number]
        )
        if len(table) > 8 * limit:  # the best are enough; ties by catalogue order
            weight = (table[:, 0] * 8 + table[:, 2]) * 1_000 + np.minimum(table[:, 3], 999)
            table = table[np.argsort(weight, kind="stable")[: 8 * limit]]
        return table

    def _kinds(self, number: NDArray[np.int64]) -> NDArray[np.int64]:
        parcels, halls = self.counts
        of_others = np.array([_ORDER.index(one.kind) for one in self.others] or [0], np.int64)
        beyond = number - parcels - halls
        kinds = of_others[np.maximum(beyond, 0)]
        kinds = np.where(beyond < 0, _ORDER.index("hall"), kinds)
        return np.where(number < parcels, _ORDER.index("parcel"), kinds)

    def _hit(self, matched: Matched, number: int) -> Hit:
        parcels, halls = self.counts
        if number < parcels:
            return Hit(matched, sites="parcels", row=number)
        if number < parcels + halls:
            return Hit(matched, sites="halls", row=number - parcels)
        return Hit(matched, named=self.others[number - parcels - halls])


_SPOKEN = ("pinyin", "initials")


def search_index(catalogue: Catalogue) -> SearchIndex:
    """Return the index of a catalogue; made once and kept with it."""
    return catalogue.once("search", lambda: _made(catalogue))


def _made(catalogue: Catalogue) -> SearchIndex:
    others = tuple(named(catalogue))
    counts = [catalogue.columns(kind).count for kind in SITE_KINDS]
    texts: dict[str, list[pa.Array]] = {"name": [], "id": [], "number": []}
    for kind in SITE_KINDS:
        columns = catalogue.columns(kind)
        texts["id"].append(columns.ids)
        for name in ("name", "number"):
            column = columns.get(name)
            told = column.words if isinstance(column, TextColumn) else pa.nulls(len(columns.ids))
            texts[name].append(told.cast(pa.string()))
    sites = sum(counts)
    whose = [sites + place for place, one in enumerate(others) for _ in one.names]
    extra = pa.array([name for one in others for name in one.names], pa.string())
    names = _folded([*texts["name"], extra], sites, whose)
    speech = spoken(names)
    fields: list[tuple[Matched, Folded]] = [
        ("name", names),
        ("id", _folded(texts["id"], sites, [])),
        ("number", _folded(texts["number"], sites, [])),
        ("pinyin", speech.full),
        ("initials", speech.initials),
    ]
    return SearchIndex(others, (counts[0], counts[1]), tuple(fields))


def _folded(parts: Sequence[pa.Array], sites: int, more: Sequence[int]) -> Folded:
    """Fold the names of all sites, then those of others; what is not told has none."""
    chunks = [
        part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part for part in parts
    ]
    words = pa.concat_arrays([chunk.cast(pa.string()) for chunk in chunks])
    owner = np.concatenate([np.arange(sites), np.array(more, np.int64)])
    known = words.is_valid().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(known)
    return folded(words.take(pa.array(rows)), owner[rows])
