"""Roads, bridges and ferries as one directed graph: who may pass each link, and how long it takes.

A link is an undirected stretch between two nodes; what differs by direction or by mode stands in
arrays over directions and modes. A network is built once a scenario (`network_build`) and mapped
into memory from then on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.errors import CatalogueError, SiteselError
from sitesel.layers.road_classes import MODES, Mode

__all__ = [
    "BRIDGE", "CLOSED", "DANGEROUS_GOODS", "FERRY", "LIMITS", "MAY_PASS", "MODES", "NOT_FOR_MODE",
    "NOWHERE", "QUAY", "ROAD", "Arcs", "Mode", "Network", "UnknownMode", "mode_row",
]  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ints32 = NDArray[np.int32]
Flags = NDArray[np.bool_]

ROAD, BRIDGE, FERRY, QUAY = 0, 1, 2, 3
"""Kinds of link; a quay joins a ferry terminal to a road."""

MAY_PASS, NOT_FOR_MODE, DANGEROUS_GOODS, LIMITS, CLOSED = 0, 1, 2, 3, 4
"""Why a mode may not pass a link: it may; not for this mode; dangerous goods refused; weight or
height limit; closed or not yet open."""

NOWHERE = -1
"""Landmass of a link over water, or whose landmass is not told."""

_FOLDER_ARRAYS = "arrays"


class UnknownMode(SiteselError):
    """A way of travelling that sitesel doesn't know."""

    code = "unknown-mode"


def mode_row(mode: str) -> int:
    """Return the row of a mode in the arrays over modes.

    Raises
    ------
    UnknownMode
        There is none of that name.

    Examples
    --------
    >>> mode_row("truck_dg")
    2
    """
    for row, known in enumerate(MODES):
        if known == mode:
            return row
    raise UnknownMode(
        f"no mode {mode!r}; the modes are {', '.join(MODES)}",
        f"没有出行方式 {mode!r}；可用的有 {'、'.join(MODES)}",
    )


class Arcs(NamedTuple):
    """The directed graph of one mode in compressed rows, as compiled searches take it.

    Parameters
    ----------
    starts
        First arc out of each node, and the end; shape (n + 1,).
    tail, head
        Node that each arc leaves, and the node it leads to; shape (a,). Ordered by tail, then by
        head, then by link.
    minutes
        Shape (a,); all finite.
    link
        The link that each arc runs along; shape (a,).
    forward
        Whether it runs along the link from its tail to its head; shape (a,). In a reversed graph
        this still tells how the link is travelled, not how the search goes.
    """

    starts: Ints32
    tail: Ints32
    head: Ints32
    minutes: Floats
    link: Ints32
    forward: Flags


@dataclass(frozen=True, eq=False)
class Network:
    """Roads, bridges, ferries and quays; one row a link.

    Parameters
    ----------
    nodes
        Shape (n, 2), metres in `crs`.
    tail, head
        Node at each end of each link; shape (k,).
    length
        Metres; shape (k,). Of a ferry 0: what is sailed is nowhere told as road distance.
    minutes
        Shape (4 modes, 2 directions, k); direction 0 runs from tail to head. Infinite where the
        mode may not pass. Of a ferry boarding, expected wait, sailing and unloading.
    kind
        ROAD, BRIDGE, FERRY or QUAY; shape (k,).
    road_class
        Position in `classes`; shape (k,).
    classes
        Names of the road classes.
    joinable
        Bit `1 << mode` of each mode at which a parcel may join; shape (k,). Never at a ferry, a
        bridge, a tunnel, a motorway.
    landmass
        Position in `landmasses`; shape (k,); -1 over water, or where it is not told.
    landmasses
        Names of the landmasses.
    days_lost
        Days a year on which a ferry does not sail; 0 for roads, NaN where not told; shape (k,).
    last_sailing
        Hours after midnight by direction, NaN without a timetable; shape (2, k). May exceed 24.
    boarding
        Minutes before a sailing that one has to be at the quay; 0 for roads; shape (k,).
    why_not
        Why a mode may not pass, see `MAY_PASS` and the following; shape (4, k). Of several
        reasons the first of: closed, not for this mode, limits, dangerous goods.
    way
        Position in `way_ids` of the way that each link is a piece of; shape (k,).
    way_ids, way_names
        Of each way; a name may be empty.
    xy, starts
        Vertices of the polylines, shape (v, 2), from tail to head, and the first of each link with
        the end; shape (k + 1,).
    crs
        Projected, metres.
    toll, assumed
        Whether a toll is paid, and whether the way's figures are assumed rather than known; shape
        (k,). None stands for nowhere.
    """

    nodes: Floats
    tail: Ints32
    head: Ints32
    length: Floats
    minutes: Floats
    kind: NDArray[np.int8]
    road_class: NDArray[np.int16]
    classes: tuple[str, ...]
    joinable: NDArray[np.uint8]
    landmass: Ints32
    landmasses: tuple[str, ...]
    days_lost: Floats
    last_sailing: Floats
    boarding: Floats
    why_not: NDArray[np.uint8]
    way: Ints32
    way_ids: tuple[str, ...]
    way_names: tuple[str, ...]
    xy: Floats
    starts: Ints
    crs: CRS
    toll: Flags | None = None
    assumed: Flags | None = None

    def __len__(self) -> int:
        return len(self.tail)

    def arcs(self, mode: str, *, reverse: bool = False) -> Arcs:
        """Return the directed graph of a mode.

        Parameters
        ----------
        mode
            One of `MODES`.
        reverse
            Turn every arc round, so that a search from the facilities finds the time **to** them.

        Raises
        ------
        UnknownMode
            There is none of that name.
        """
        minutes = self.minutes[mode_row(mode)]
        passable = np.isfinite(minutes)
        there, back = np.flatnonzero(passable[0]), np.flatnonzero(passable[1])
        link = np.concatenate([there, back]).astype(np.int32)
        forward = np.arange(len(link)) < len(there)
        tail = np.where(forward ^ reverse, self.tail[link], self.head[link])
        head = np.where(forward ^ reverse, self.head[link], self.tail[link])
        weight = np.concatenate([minutes[0, there], minutes[1, back]])
        order = np.lexsort((~forward, link, head, tail))
        counts = np.bincount(tail, minlength=len(self.nodes))
        return Arcs(
            np.append(0, np.cumsum(counts)).astype(np.int32),
            tail[order].astype(np.int32),
            head[order].astype(np.int32),
            weight[order],
            link[order],
            forward[order],
        )

    def write(self, folder: Path) -> None:
        """Write the network into a folder, made where needed; the same network, the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        about: dict[str, object] = {"crs": self.crs.to_wkt(), _FOLDER_ARRAYS: []}
        arrays = []
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                np.save(folder / f"{field.name}.npy", np.ascontiguousarray(value))
                arrays.append(field.name)
        about |= {_FOLDER_ARRAYS: arrays, "classes": self.classes, "landmasses": self.landmasses}
        text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / "about.json").write_text(text + "\n", "utf-8")
        ways = pa.table(
            {
                "id": pa.array(self.way_ids, pa.string()),
                "name": pa.array(self.way_names, pa.string()),
            }
        )
        sink = pa.OSFile(str(folder / "ways.arrow"), "wb")
        with sink, pa.ipc.new_file(sink, ways.schema) as writer:
            writer.write_table(ways, max_chunksize=max(1, len(ways)))

    @classmethod
    def open(cls, folder: Path) -> Network:
        """Map a network that `write` made into memory.

        Raises
        ------
        CatalogueError
            The folder is not there, or holds no network.
        """
        try:
            about = json.loads((folder / "about.json").read_text("utf-8"))
            arrays = {name: _mapped(folder / f"{name}.npy") for name in about[_FOLDER_ARRAYS]}
            with pa.memory_map(str(folder / "ways.arrow")) as source:
                ways = pa.ipc.open_file(source).read_all()
            return cls(
                **arrays,
                classes=tuple(about["classes"]),
                landmasses=tuple(about["landmasses"]),
                way_ids=tuple(ways["id"].to_pylist()),
                way_names=tuple(ways["name"].to_pylist()),
                crs=CRS.from_wkt(about["crs"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:  # Arrow's too are ValueErrors
            raise CatalogueError(
                f"{folder} holds no network ({error}); build the catalogue again",
                f"{folder} 中没有可用的交通网络（{error}）；请重新构建目录",
            ) from error


def _mapped(path: Path) -> NDArray[Any]:
    empty = np.load(path, allow_pickle=False) if path.stat().st_size < 256 else None
    if empty is not None and empty.size == 0:  # nothing to map
        return np.asarray(empty)
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
