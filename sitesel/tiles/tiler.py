"""The tiles of a catalogue: made when asked for, and kept while there is room."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sitesel.catalogue import Catalogue
from sitesel.schema import SiteKind
from sitesel.tiles.features import Place
from sitesel.tiles.ground import Ground
from sitesel.tiles.sites import SiteTiles
from sitesel.tiles.warm import warm

TileSet = Literal["parcels", "halls", "ground"]
SETS: tuple[TileSet, ...] = get_args(TileSet)
_MOST_BYTES = 64_000_000
_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A finished tile.

    Parameters
    ----------
    packed
        As gzip has it; nothing where the tile is empty.
    digest
        Of its content.
    """

    packed: bytes
    digest: str

    @classmethod
    def of(cls, content: bytes) -> Tile:
        """Pack a tile; the same content gives the same bytes."""
        packed = gzip.compress(content, _LEVEL, mtime=0) if content else b""
        return cls(packed, hashlib.sha256(content).hexdigest()[:16])

    @property
    def content(self) -> bytes:
        """The tile itself."""
        return gzip.decompress(self.packed) if self.packed else b""


class Tiler:
    """The tiles of a catalogue.

    Parameters
    ----------
    catalogue
        As those who ask may see it.
    most
        How many bytes of finished tiles are kept.
    """

    def __init__(self, catalogue: Catalogue, *, most: int = _MOST_BYTES) -> None:
        self.catalogue = catalogue
        self._most = most
        self._sites: dict[str, SiteTiles] = {}
        self._ground = Ground(catalogue)
        self._making: dict[str, Lock] = {name: Lock() for name in SETS}
        self._tiles: OrderedDict[tuple[str, Place, str | None], Tile] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def sites(self, kind: SiteKind) -> SiteTiles:
        """Return the sites of a kind, made ready the first time."""
        with self._making[kind]:
            if kind not in self._sites:
                self._sites[kind] = SiteTiles.of(self.catalogue, kind)
        return self._sites[kind]

    def kinds(self) -> tuple[SiteKind, ...]:
        """Return the kinds of sites that there are."""
        return self.catalogue.site_kinds()

    def ground(self) -> Ground:
        """Return the surroundings, made ready the first time."""
        with self._making["ground"]:
            _ = self._ground.layers
        return self._ground

    def warm(self) -> None:
        """Make everything ready, and load the kernels."""
        for name in SETS:
            self.tile(name, (0, 0, 0))
        warm()

    def tile(
        self,
        name: TileSet,
        tile: Place,
        *,
        selection: str | None = None,
        standings: NDArray[np.float32] | None = None,
    ) -> Tile:
        """Return a tile of a set.

        Parameters
        ----------
        name
            Of the set.
        tile
            Zoom, column, row.
        selection, standings
            The digest of a selection, and how each site stands in it (see `SiteTiles.tile`).
        """
        key = (name, tile, selection)
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return self._tiles[key]
        if name == "ground":
            content = self.ground().tile(tile)
        else:
            content = self.sites(name).tile(tile, standings)
        made = Tile.of(content)
        with self._lock:
            self._keep(key, made)
        return made

    def _keep(self, key: tuple[str, Place, str | None], made: Tile) -> None:
        if key not in self._tiles:
            self._bytes += len(made.packed) + 500  # the entry itself
        self._tiles[key] = made
        while self._bytes > self._most:
            self._bytes -= len(self._tiles.popitem(last=False)[1].packed) + 500
