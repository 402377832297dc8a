"""What a state has that its base has not: columns and outlines of the few rows that changed.

A folder holds, for each kind of sites that has any,

- `parcels.rows.npy` and `parcels.arrow`: the rows, rising, and their values of every attribute
  that was revised of one of them (all that is true now, so that no earlier state is needed);
- `parcels.NAME.arrow`: the same of a scenario, where it differs;
- `parcels.outlined.npy` and `rings/parcels/`: the rows whose outlines changed, and the outlines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sitesel.catalogue.outlines import Outlines
from sitesel.columns import Column, Columns, patched, unknown
from sitesel.errors import CatalogueError
from sitesel.schema import Schema, SiteKind

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Overlay:
    """What is another than in the base, of the sites of one kind.

    Parameters
    ----------
    rows
        Rising.
    columns
        One row for each of `rows`; only attributes that were revised.
    scenarios
        The same by the name of a scenario.
    outlined, outlines
        Rows with another outline, rising, and the outlines.
    """

    rows: Rows
    columns: Columns
    scenarios: Mapping[str, Columns] = field(default_factory=dict)
    outlined: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    outlines: Outlines | None = None

    def write(self, folder: Path) -> None:
        """Write it into a folder; the same content gives the same bytes."""
        kind = self.columns.sites
        np.save(folder / f"{kind}.rows.npy", np.ascontiguousarray(self.rows, np.int64))
        self.columns.write(folder / f"{kind}.arrow")
        for name, columns in self.scenarios.items():
            columns.write(folder / f"{kind}.{name}.arrow")
        if self.outlines is not None:
            np.save(folder / f"{kind}.outlined.npy", np.ascontiguousarray(self.outlined, np.int64))
            self.outlines.write(folder / "rings" / kind)

    @classmethod
    def open(cls, folder: Path, kind: SiteKind, scenarios: Mapping[str, object]) -> Overlay | None:
        """Open what `write` wrote; None where there is none of a kind.

        Raises
        ------
        CatalogueError
            A file is damaged.
        """
        path = folder / f"{kind}.rows.npy"
        if not path.is_file():
            return None
        outlined = folder / f"{kind}.outlined.npy"
        try:
            rows = np.load(path)
            redrawn = np.load(outlined) if outlined.is_file() else np.zeros(0, np.int64)
        except (OSError, ValueError) as error:
            raise CatalogueError(
                f"{path} can't be read ({error}); publish an earlier state again",
                f"{path} 无法读取（{error}）；请重新发布较早的版本",
            ) from error
        told = {name: folder / f"{kind}.{name}.arrow" for name in scenarios}
        return cls(
            rows=rows,
            columns=Columns.open(folder / f"{kind}.arrow"),
            scenarios={name: Columns.open(p) for name, p in told.items() if p.is_file()},
            outlined=redrawn,
            outlines=Outlines.open(folder / "rings" / kind) if len(redrawn) else None,
        )


class Patched(Mapping[str, Column]):
    """Columns with the values of some rows put over them, each when it is first asked for."""

    def __init__(
        self, under: Mapping[str, Column], over: Columns, rows: Rows, schema: Schema, count: int
    ) -> None:
        self._under = under
        self._over = {name: column for name, column in over.columns.items() if name in schema}
        self._rows = rows
        self._schema = schema
        self._count = count
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._over:
            return self._under[name]
        if name not in self._made:
            attribute = self._schema[name]
            under = self._under.get(name) or unknown(attribute, self._count)
            order = [key for key, _ in attribute.values]
            self._made[name] = patched(under, self._rows, self._over[name], order=order)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._under
        yield from (name for name in self._over if name not in self._under)

    def __len__(self) -> int:
        return len({*self._under, *self._over})
