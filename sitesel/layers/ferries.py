"""Ferries: between which terminals, how long, how often, for whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.crs import LON_LAT
from sitesel.errors import UnknownCrs
from sitesel.findings import Finding
from sitesel.layers.cells import Cells, Floats, timetable_of
from sitesel.layers.layer import Layer, ReadOptions
from sitesel.layers.plausible import LONGEST_HEADWAY, LONGEST_SAILING, plausible
from sitesel.layers.read import read_layer
from sitesel.layers.road_classes import BIT, EVERY_MODE, MODES
from sitesel.layers.terminal_names import TerminalNames

_VEHICLES = {
    "car": ("car",), "cars": ("car",), "小汽车": ("car",), "小客车": ("car",), "客车": ("car",),
    "轿车": ("car",), "小车": ("car",), "汽车": ("car",), "bus": ("car",),
    "truck": ("truck", "truck_dg"), "trucks": ("truck", "truck_dg"), "lorry": ("truck", "truck_dg"),
    "hgv": ("truck", "truck_dg"), "货车": ("truck", "truck_dg"), "卡车": ("truck", "truck_dg"),
    "truck_dg": ("truck_dg",), "危险品车": ("truck_dg",), "危货车": ("truck_dg",),
    "foot": ("foot",), "passenger": ("foot",), "passengers": ("foot",), "pedestrian": ("foot",),
    "旅客": ("foot",), "行人": ("foot",), "乘客": ("foot",), "人": ("foot",), "客": ("foot",),
    "vehicle": ("car", "truck", "truck_dg"), "vehicles": ("car", "truck", "truck_dg"),
    "车辆": ("car", "truck", "truck_dg"), "车": ("car", "truck", "truck_dg"),
    "all": MODES, "全部": MODES, "车客渡": MODES, "客滚": MODES, "ro-ro": MODES,
}  # fmt: skip
FERRY_COLUMNS = (
    "id", "name", "from", "to", "from_lon", "from_lat", "to_lon", "to_lat", "sailing", "headway",
    "timetable", "timetable_back", "first", "last", "vehicles", "dangerous_goods", "days_lost",
    "boarding", "unloading", "open_from", "assumed", "source",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ferries:
    """Ferry lines from terminal to terminal and back; one row a line.

    Parameters
    ----------
    table
        One row a line, with the columns

        - `id`, `name`, `source`: text;
        - `tail`, `head`: ids of its terminals, empty where its ends are given as places;
        - `tail_x`, `tail_y`, `head_x`, `head_y`: its ends in `crs`, NaN where terminals are named;
        - `sailing`, `headway`, `boarding`, `unloading`: minutes, NaN where not told;
        - `timetable`, `timetable_back`: departures in hours after midnight, from tail and from
          head; empty where not told;
        - `first`, `last`: hours after midnight, NaN where not told;
        - `allowed`, `refused`: bits of the modes that it takes or refuses; the others are not told;
        - `dangerous_goods`: 1 takes them, 0 refuses them, -1 not told;
        - `days_lost`: days a year on which it does not sail, NaN where not told;
        - `open_from`: days since 1970-01-01, NaN where it sails;
        - `assumed`: whether its figures are;
        - `length`: sailed metres, NaN where not told; `row`: in the source.
    shapes
        The course of each, from tail to head in `crs`; None for a straight line.
    terminals
        Columns `id`, `name`; points or areas in `crs`.
    crs
        Of all places.
    findings
        What was noticed.
    name
        Of the layer.
    set_aside
        Ids of the lines that the source has and `table` has not.
    """

    table: pd.DataFrame
    shapes: NDArray[np.object_]
    terminals: GeoDataFrame
    crs: CRS
    findings: tuple[Finding, ...] = ()
    name: str = ""
    set_aside: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.table)


@dataclass(frozen=True)
class FerryOptions:
    """What a person tells about a table of ferries.

    Parameters
    ----------
    columns
        Column of the source by what it tells, see `FERRY_COLUMNS`; a column of that very name
        needs no mapping.
    terminals
        Points or areas; `terminal_columns` maps `id` and `name`.
    crs
        Of the places; longitude and latitude where not told.
    read
        How the table is read.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    terminals: str | Path | None = None
    terminal_columns: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    read_terminals: ReadOptions = field(default_factory=ReadOptions)


def read_ferries(source: str | Path, options: FerryOptions | None = None) -> Ferries:
    """Read ferries from a table or a line layer. A faulty row is told and set aside.

    A row that draws its course may leave out how long and how often it sails, which is then
    assumed; a row of a table may not.

    Raises
    ------
    LayerError
        A source can't be read, or a mapped column is not there.
    """
    options = options or FerryOptions()
    layer = read_layer(source, options.read)
    crs = layer.frame.crs or CRS.from_user_input(options.crs or LON_LAT)
    terminals = None
    if options.terminals is not None:
        terminals = terminals_of(
            read_layer(options.terminals, options.read_terminals),
            options.terminal_columns,
            crs=CRS.from_user_input(options.crs or LON_LAT),
        )
    placed = layer.with_frame(layer.frame.set_crs(crs)) if layer.frame.crs is None else layer
    return ferries_of(placed, options.columns, terminals)


def terminals_of(
    layer: Layer, columns: Mapping[str, str], *, crs: CRS | None = None
) -> GeoDataFrame:
    """Take ferry terminals, points or areas, from a layer: columns `id`, `name`, geometry.

    A terminal without an id has its name for one.
    """
    known = {str(column) for column in layer.frame.columns}
    cells = Cells(layer, {k: k for k in ("id", "name") if k in known} | dict(columns))
    places = layer.frame.crs or crs
    if places is None:
        raise UnknownCrs(
            f"{layer.name} does not tell its coordinate reference system; declare it (`crs:`)",
            f"{layer.name} 没有写明坐标系；请在配置中写明（`crs:`）",
        )
    names = cells.texts("name")
    ids = [own or name for own, name in zip(cells.texts("id"), names, strict=True)]
    table = {"id": ids, "name": names}
    shapes = layer.frame.geometry.to_numpy()
    return GeoDataFrame(table, geometry=GeoSeries(shapes, crs=places), crs=places)


def no_terminals(crs: CRS) -> GeoDataFrame:
    """Return a frame of no terminals."""
    table = {"id": pd.Series([], dtype="str"), "name": pd.Series([], dtype="str")}
    return GeoDataFrame(table, geometry=GeoSeries([], crs=crs), crs=crs)


def no_ferries(crs: CRS, name: str = "") -> Ferries:
    """Return no ferries."""
    return Ferries(ferry_table({}, 0), np.empty(0, object), no_terminals(crs), crs, name=name)


def ferry_table(told: Mapping[str, object], rows: int) -> pd.DataFrame:
    """Return the table of `Ferries` from the columns that are told; the others are not told."""
    untold: dict[str, object] = {
        **dict.fromkeys(("id", "name", "source", "tail", "head"), ""),
        **dict.fromkeys(("tail_x", "tail_y", "head_x", "head_y", "length"), np.nan),
        **dict.fromkeys(("sailing", "headway", "boarding", "unloading"), np.nan),
        **dict.fromkeys(("first", "last", "days_lost", "open_from"), np.nan),
        "allowed": 0, "refused": 0, "dangerous_goods": -1, "assumed": False, "row": -1,
    }  # fmt: skip
    columns: dict[str, object] = {}
    for name, nothing in untold.items():
        values = told.get(name, nothing)
        scalar = isinstance(values, str | int | float)
        columns[name] = np.full(rows, values) if scalar else values
    for name in ("timetable", "timetable_back"):
        columns[name] = pd.Series(told.get(name, [()] * rows), dtype=object)
    return pd.DataFrame(columns, index=pd.RangeIndex(rows))


def ferries_of(
    layer: Layer, columns: Mapping[str, str], terminals: GeoDataFrame | None = None
) -> Ferries:
    """Take ferries from the rows of a table or of a line layer in a known CRS.

    Parameters
    ----------
    layer
        A line is a ferry's course; a row without geometry tells its terminals or their places.
    columns
        Column of the layer by what it tells, see `FERRY_COLUMNS`.
    terminals
        Columns `id`, `name`, geometry. A ferry names one by its id, or by its name in either
        language; what names none, or several, is told.
    """
    known = {str(column) for column in layer.frame.columns}
    cells = Cells(layer, {n: n for n in FERRY_COLUMNS if n in known} | dict(columns))
    crs = layer.frame.crs or CRS.from_user_input(LON_LAT)
    terminals = no_terminals(crs) if terminals is None else terminals.to_crs(crs)
    rows = len(cells)
    untimed: tuple[float, ...] = ()
    allowed, refused = _vehicles(cells)
    told: dict[str, object] = {
        "id": cells.texts("id"),
        "name": cells.texts("name"),
        "source": cells.texts("source"),
        "tail": cells.texts("from"),
        "head": cells.texts("to"),
        "allowed": allowed,
        "refused": refused,
        "dangerous_goods": cells.flags("dangerous_goods"),
        "days_lost": _at_most(cells, "days_lost", cells.numbers("days_lost", "d", above=0), 366),
        "open_from": cells.days("open_from"),
        "assumed": cells.flags("assumed") == 1,
        "first": cells.hours("first"),
        "last": cells.hours("last"),
        "timetable": cells.read("timetable", timetable_of, untimed),
        "timetable_back": cells.read("timetable_back", timetable_of, untimed),
        "row": layer.frame.index.to_numpy(),
    }
    told |= _times(cells)
    shapes = _courses(layer)
    told |= _ends(cells, shapes)
    told["length"] = np.where(shapely.is_missing(shapes), np.nan, shapely.length(shapes))
    if crs.is_geographic:
        told["length"] = np.full(rows, np.nan)
    table = ferry_table(told, rows)
    table["id"] = _ids(cells, table)
    usable = _landing(cells, table, shapes, terminals) & _usable(cells, table, shapes)
    set_aside = tuple(table["id"][~usable])
    if not usable.all():
        table, shapes = table[usable].reset_index(drop=True), shapes[usable]
    expected = [each for each in layer.findings if each.code != "table-without-geometry"]
    findings = (*expected, *cells.findings)
    return Ferries(table, shapes, terminals, crs, findings, layer.name, set_aside)


def _courses(layer: Layer) -> NDArray[np.object_]:
    shapes = layer.frame.geometry.to_numpy().copy()
    merged = shapely.line_merge(shapes)
    shapes = np.where(shapely.get_type_id(shapes) == 5, merged, shapes)
    shapes[shapely.get_type_id(shapes) != 1] = None
    return np.asarray(shapely.force_2d(shapes), object)


def _ends(cells: Cells, shapes: NDArray[np.object_]) -> dict[str, Floats]:
    drawn = ~shapely.is_missing(shapes)
    ends: dict[str, Floats] = {}
    for end, word, vertex in (("tail", "from", 0), ("head", "to", -1)):
        points = shapely.get_point(shapes, vertex)
        for axis, place, take in (("x", "lon", shapely.get_x), ("y", "lat", shapely.get_y)):
            told = cells.numbers(f"{word}_{place}", "degree")
            ends[f"{end}_{axis}"] = np.where(drawn & np.isnan(told), take(points), told)
    return ends


def _vehicles(cells: Cells) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the bits that each ferry takes; a ferry that tells any refuses the others."""

    def meaning(cell: object) -> int:
        taken = 0
        for word in re.split(r"[\s,;，；、/|+]+", str(cell).strip().casefold()):
            if word:
                if word not in _VEHICLES:
                    raise ValueError(word)
                for mode in MODES:
                    taken |= BIT[mode] * (mode in _VEHICLES[word])
        return taken

    allowed = np.array(cells.read("vehicles", meaning, 0), np.int64)
    return allowed, np.where(allowed == 0, 0, EVERY_MODE & ~allowed)


def _at_most(cells: Cells, name: str, values: Floats, most: float) -> Floats:
    high = values > most
    if high.any():
        row = int(np.flatnonzero(high)[0])
        cells.tell("network-unreadable", row, name, int(high.sum()), value=f"{values[row]:g}")
    return np.where(high, np.nan, values)


def _times(cells: Cells) -> dict[str, Floats]:
    """Return what is told in minutes."""
    times = {name: cells.minutes(name) for name in ("sailing", "headway", "boarding", "unloading")}
    for name, least in (("sailing", 0.0), ("boarding", -1.0), ("unloading", -1.0)):
        times[name] = plausible(cells, name, times[name], "min", least=least, most=LONGEST_SAILING)
    times["headway"] = plausible(cells, "headway", times["headway"], "min", most=LONGEST_HEADWAY)
    return times


def _ids(cells: Cells, table: pd.DataFrame) -> list[str]:
    ids = []
    for row, (word, name) in enumerate(zip(table["id"], table["name"], strict=True)):
        ids.append(str(word or name or f"{cells.layer.name}-{table['row'][row] + 1}"))
    repeated = pd.Series(ids).duplicated().to_numpy()
    for row in np.flatnonzero(repeated).tolist():
        cells.tell("ferry-id-repeated", row, "id", id=ids[row])
    return ids


def _landing(
    cells: Cells, table: pd.DataFrame, shapes: NDArray[np.object_], terminals: GeoDataFrame
) -> NDArray[np.bool_]:
    """Put the ids of terminals where the table names them; tell of ends that are nowhere."""
    known = TerminalNames.of(terminals["id"], terminals["name"])
    usable = np.ones(len(table), np.bool_)
    drawn = ~shapely.is_missing(shapes)
    for end, word in (("tail", "from"), ("head", "to")):
        ids: list[str] = []
        placed = np.isfinite(table[f"{end}_x"]) & np.isfinite(table[f"{end}_y"])
        for row, named in enumerate(table[end]):
            meant = known.meant(named) if named else ()
            ids.append(meant[0] if len(meant) == 1 else named)
            facts = {"ferry": table["id"][row], "id": named}
            if named and len(meant) > 1:
                cells.tell("ferry-terminal-ambiguous", row, word, **facts, among=", ".join(meant))
            elif named and not meant and placed[row]:
                if known.ids:  # without terminals they are words about its ends
                    cells.tell("ferry-terminal-by-line", row, word, **facts)
            elif named and not meant:
                cells.tell("ferry-terminal-unknown", row, word, **facts)
            elif not named and not placed[row]:
                cells.tell("ferry-end-missing", row, word, ferry=table["id"][row])
            usable[row] &= len(meant) == 1 or bool(placed[row])
        table[end] = pd.Series(ids, dtype=object)
    nowhere = (table["tail"] != "") & (table["tail"] == table["head"]) & ~drawn
    for row in np.flatnonzero(nowhere).tolist():
        cells.tell("ferry-goes-nowhere", row, "to", ferry=table["id"][row])
        usable[row] = False
    return usable


def _usable(cells: Cells, table: pd.DataFrame, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell of what makes the times of a row unusable, and of what is not told."""
    usable = np.ones(len(table), np.bool_)
    drawn = ~shapely.is_missing(shapes)
    timed = np.array([bool(times) for times in table["timetable"]], np.bool_)
    for row in range(len(table)):
        if np.isnan(table["sailing"][row]) and not drawn[row]:
            cells.tell("ferry-sailing-missing", row, "sailing", ferry=table["id"][row])
            usable[row] = False
        if np.isnan(table["headway"][row]) and not timed[row] and not drawn[row]:
            cells.tell("ferry-headway-missing", row, "headway", ferry=table["id"][row])
            usable[row] = False
        if table["last"][row] < table["first"][row]:
            cells.tell("ferry-hours-turned", row, "last", ferry=table["id"][row])
    return usable
