"""Ways from any line layer, by a mapping of its columns."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.errors import UnknownCrs
from sitesel.layers.cells import Cells, flag_of
from sitesel.layers.ferries import FERRY_COLUMNS, Ferries, ferries_of, no_ferries
from sitesel.layers.layer import Layer
from sitesel.layers.plausible import FASTEST, plausible
from sitesel.layers.road_classes import EVERY_MODE, MODES, bits, network_assumptions
from sitesel.layers.way_lines import BACKWARD, BOTH, BRIDGE, FORWARD, ROAD, TUNNEL, WayOptions, Ways
from sitesel.units import parse_quantity

Flags = NDArray[np.bool_]

_FERRY = 3
_KINDS = {
    "road": ROAD, "street": ROAD, "道路": ROAD, "公路": ROAD, "路": ROAD,
    "bridge": BRIDGE, "viaduct": BRIDGE, "桥": BRIDGE, "桥梁": BRIDGE, "大桥": BRIDGE,
    "tunnel": TUNNEL, "隧道": TUNNEL,
    "ferry": _FERRY, "轮渡": _FERRY, "渡轮": _FERRY, "航线": _FERRY, "渡口": _FERRY,
}  # fmt: skip
_DIRECTIONS = {
    "yes": FORWARD, "true": FORWARD, "1": FORWARD, "f": FORWARD, "ft": FORWARD, "forward": FORWARD,
    "单向": FORWARD, "单行": FORWARD, "是": FORWARD, "正向": FORWARD,
    "-1": BACKWARD, "t": BACKWARD, "tf": BACKWARD, "reverse": BACKWARD, "backward": BACKWARD,
    "逆向": BACKWARD, "反向": BACKWARD,
    "no": BOTH, "false": BOTH, "0": BOTH, "b": BOTH, "both": BOTH, "双向": BOTH, "否": BOTH,
}  # fmt: skip
_UNTOLD = False
_FERRY_ONLY = frozenset(FERRY_COLUMNS) - {"id", "name", "dangerous_goods", "open_from"}
_WITHOUT = ("none", "无", "不限", "unlimited", "no limit", "unsigned", "-")


def ways_of_lines(
    layer: Layer, options: WayOptions | None = None, terminals: GeoDataFrame | None = None
) -> Ways:
    """Take ways, and ferries, from the rows of a line layer in a known CRS.

    Parameters
    ----------
    layer
        Lines; of a multi-line each part is one. What is no line is told and left out.
    options
        Its mapping. A mapped value that can't be read is told and counts as not told.
    terminals
        That ferries among the lines may name, see `ferries_of`.

    Raises
    ------
    UnknownCrs
        The layer's CRS is not told.
    LayerError
        A mapped column is not there.
    """
    options = options or WayOptions()
    if layer.frame.crs is None:
        raise UnknownCrs(
            f"{layer.name} does not tell its coordinate reference system; declare it (`crs:`)",
            f"{layer.name} 没有写明坐标系；请在配置中写明（`crs:`）",
        )
    cells = Cells(layer, {k: v for k, v in options.columns.items() if k not in _FERRY_ONLY})
    kind = _kinds(cells)
    table = _table(cells, kind, options)
    ferries = _ferries(layer, options, kind == _FERRY, terminals)
    shapes = layer.frame.geometry.to_numpy().copy()
    lines = np.isin(shapely.get_type_id(shapes), (1, 2, 5)) & ~shapely.is_empty(shapes)
    if not lines.all():
        cells.tell("way-without-line", int(np.flatnonzero(~lines)[0]), count=int((~lines).sum()))
    rows = np.flatnonzero(lines & (kind != _FERRY))
    parts, of = shapely.get_parts(shapely.force_2d(shapes[rows]), return_index=True)
    sized = shapely.length(parts) > 0
    if not sized.all():
        cells.tell("way-without-length", int(rows[of[~sized][0]]), count=int((~sized).sum()))
    parts, of = parts[sized], of[sized]
    kept = np.isin(np.arange(len(table)), rows[of]) | (kind == _FERRY)
    xy, at = shapely.get_coordinates(parts, return_index=True)
    starts = np.append(0, np.cumsum(np.bincount(at, minlength=len(parts)))).astype(np.int64)
    return Ways(
        table.iloc[rows[of]].reset_index(drop=True),
        xy,
        starts,
        np.full(len(xy), -1, np.int64),
        layer.frame.crs,
        ferries,
        (*layer.findings, *cells.findings),
        layer.name,
        tuple(table["id"][~kept]),
    )


def _ferries(
    layer: Layer, options: WayOptions, rows: Flags, terminals: GeoDataFrame | None
) -> Ferries:
    if not rows.any():
        return no_ferries(layer.frame.crs, layer.name)
    columns = {k: v for k, v in options.columns.items() if k in FERRY_COLUMNS}
    some = replace(layer, frame=layer.frame[rows], findings=())
    return ferries_of(some, columns, terminals)


def _table(cells: Cells, kind: NDArray[np.int8], options: WayOptions) -> pd.DataFrame:
    allowed, refused = _modes(cells)
    rows = cells.layer.frame.index.to_numpy().tolist()
    ids = [
        word or f"{cells.layer.name}-{row + 1}"
        for word, row in zip(cells.texts("id"), rows, strict=True)
    ]
    return pd.DataFrame(
        {
            "id": ids,
            "name": cells.texts("name"),
            "road_class": _classes(cells, options),
            "kind": np.where(kind == _FERRY, ROAD, kind).astype(np.int8),
            "level": np.nan_to_num(cells.numbers("layer", "1")).astype(np.int16),
            "oneway": np.array(cells.read("oneway", _direction, BOTH), np.int8),
            **{name: _speeds(cells, name) for name in ("speed", "limit")},
            "truck_limit": np.full(len(cells), np.nan),
            "toll": np.array(cells.read("toll", _toll, _UNTOLD), np.bool_),
            "max_weight": np.array(cells.read("max_weight", _weight, np.nan), float),
            "max_height": np.array(cells.read("max_height", _height, np.nan), float),
            "dangerous_goods": np.array(cells.read("dangerous_goods", _dangerous, -1), np.int8),
            "allowed": allowed,
            "refused": refused,
            "open_from": cells.days("open_from"),
        },
        index=pd.RangeIndex(len(cells)),
    )


def _kinds(cells: Cells) -> NDArray[np.int8]:
    """Return the kind of each row: by the column `kind`, else by flags."""
    kind = np.array(cells.read("kind", _kind, ROAD), np.int8)
    kind[(kind == ROAD) & np.array(cells.read("bridge", _built, _UNTOLD), np.bool_)] = BRIDGE
    kind[(kind == ROAD) & np.array(cells.read("tunnel", _built, _UNTOLD), np.bool_)] = TUNNEL
    return kind


def _kind(cell: object) -> int:
    word = str(cell).strip().casefold()
    if word not in _KINDS:
        raise ValueError(word)
    return _KINDS[word]


def _built(cell: object) -> bool:
    """Read whether there is a bridge or tunnel; `viaduct` and the like are one."""
    try:
        return flag_of(cell) == 1
    except ValueError:
        return True


def _classes(cells: Cells, options: WayOptions) -> list[str]:
    """Return the class of each row; a word that means none is kept, for the build to tell of."""
    assumptions = network_assumptions()
    default = options.road_class or assumptions.unknown_class
    known: dict[str, str] = {"": default}
    classes = []
    for word in cells.texts("class"):
        if word not in known:
            named = options.classes.get(word, word)
            known[word] = assumptions.class_of(named) or named
        classes.append(known[word])
    return classes


def _direction(cell: object) -> int:
    word = str(cell).strip().casefold().removesuffix(".0")
    if word not in _DIRECTIONS:
        raise ValueError(word)
    return _DIRECTIONS[word]


def _speeds(cells: Cells, name: str) -> NDArray[np.float64]:
    return plausible(cells, name, cells.numbers(name, "km/h", above=0), "km/h", most=FASTEST)


def _toll(cell: object) -> bool:
    """Read whether a toll is paid: yes or no, or an amount."""
    try:
        return flag_of(cell) == 1
    except ValueError:
        if re.match(r"\s*\d", str(cell)):
            return True
        raise


def _weight(cell: object) -> float:
    return _limit(cell, "t")


def _height(cell: object) -> float:
    return _limit(cell, "m")


def _limit(cell: object, unit: str) -> float:
    if isinstance(cell, str) and cell.strip().casefold() in _WITHOUT:
        return float(np.nan)
    most = parse_quantity(cell if isinstance(cell, int | float) else str(cell), unit)
    if not most > 0:
        raise ValueError(cell)
    return most


def _dangerous(cell: object) -> int:
    """Read whether dangerous goods are let pass: yes or no, or an ADR tunnel category."""
    word = str(cell).strip()
    if re.fullmatch("[A-Ea-e]", word):
        return int(word.upper() not in network_assumptions().tunnel_categories_refused)
    return flag_of(cell)


def _modes(cells: Cells) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the bits that a column `modes` lets pass; it refuses the others."""
    known: set[str] = set(MODES)

    def meaning(cell: object) -> int:
        words = {
            word for word in re.split(r"[\s,;，；、|/]+", str(cell).strip().casefold()) if word
        }
        if not words <= known:
            raise ValueError(cell)
        return bits(tuple(words))

    allowed = np.array(cells.read("modes", meaning, 0), np.uint8)
    return allowed, np.where(allowed == 0, 0, EVERY_MODE & ~allowed).astype(np.uint8)
