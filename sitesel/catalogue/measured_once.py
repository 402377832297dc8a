"""What was measured for one requirement, kept for the next one that asks the same.

A visitor changes one thing at a time: with the same buildings and setbacks, or the same need of a
wharf, only the sites that were not measured yet are measured. What is measured of a site hangs on
no other site, so the answer is the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from sitesel.columns import Column, overlaid

Rows = NDArray[np.int64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    columns: Mapping[str, Column]
    shapes: Shapes | None
    done: NDArray[np.bool_]


class MeasuredOnce:
    """Columns and shapes of a catalogue by what they were measured for; the oldest give way.

    Parameters
    ----------
    most
        How many needs are kept.
    """

    def __init__(self, most: int = 24) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()

    def columns(
        self,
        need: Hashable,
        rows: Rows,
        count: int,
        measure: Callable[[Rows], Mapping[str, Column]],
    ) -> Mapping[str, Column]:
        """Return columns that are known of some rows at least.

        Parameters
        ----------
        need
            All that the columns hang on, beside the catalogue.
        rows
            Of which they are wanted.
        count
            Rows of the catalogue.
        measure
            Called with the rows that were not measured yet, if any.
        """
        kept = self._of(need, count)
        missing = rows[~kept.done[rows]]
        if not len(missing):
            return kept.columns
        found = measure(missing)
        columns = {name: overlaid(kept.columns.get(name), c, missing) for name, c in found.items()}
        self._keep(need, _Kept(columns, None, _done(kept, missing)))
        return columns

    def shapes(
        self, need: Hashable, rows: Rows, count: int, draw: Callable[[Rows], Shapes]
    ) -> Shapes:
        """Return the shapes of some rows; otherwise as `columns`."""
        kept = self._of(need, count)
        shapes = kept.shapes
        missing = rows[~kept.done[rows]]
        if shapes is None or len(missing):
            shapes = np.full(count, None, object) if shapes is None else shapes.copy()
            shapes[missing] = draw(missing)
            self._keep(need, _Kept({}, shapes, _done(kept, missing)))
        return shapes[rows]

    def _of(self, need: Hashable, count: int) -> _Kept:
        with self._lock:
            kept = self._kept.get(need)
            if kept is not None:
                self._kept.move_to_end(need)
        return kept or _Kept({}, None, np.zeros(count, np.bool_))

    def _keep(self, need: Hashable, kept: _Kept) -> None:
        with self._lock:
            self._kept[need] = kept
            self._kept.move_to_end(need)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _done(kept: _Kept, rows: Rows) -> NDArray[np.bool_]:
    done = kept.done.copy()
    done[rows] = True
    return done
