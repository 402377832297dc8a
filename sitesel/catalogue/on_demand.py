"""What is measured of a catalogue for one requirement: what fits, and which wharf will do."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.attributes.buildable import buildable
from sitesel.attributes.floor_area import max_floor_area
from sitesel.attributes.largest_rectangle import largest_rectangle
from sitesel.attributes.network import CLOSED, ROAD
from sitesel.attributes.packing import fitting, packing
from sitesel.catalogue.matching_wharves import BY_MODE, WHARF, wharf_columns, wharf_groups
from sitesel.catalogue.measured_once import MeasuredOnce
from sitesel.catalogue.suggestion import unknown_word
from sitesel.columns import FLAG, CategoryColumn, Column, IntervalColumn, QuantityColumn
from sitesel.crs import named_crs, to_crs
from sitesel.errors import RequirementError
from sitesel.requirement import Requirement, leaves
from sitesel.requirement.development import Development
from sitesel.schema import SiteKind

if TYPE_CHECKING:
    from sitesel.catalogue.catalogue import Catalogue

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

FIT = (
    "buildable_area", "footprint_fits", "buildings_placed", "largest_rectangle_area",
    "largest_rectangle_width", "largest_rectangle_depth", "max_floor_area",
)  # fmt: skip

_SHORE_KINDS = ("shore", "coast", "coastline", "shoreline")


def measured(catalogue: Catalogue, requirement: Requirement, rows: Rows) -> dict[str, Column]:
    """Measure the attributes on demand that a requirement names.

    Parameters
    ----------
    catalogue
        With the outlines of the sites.
    requirement
        Its `development` is what should fit, its `wharf` what a wharf must offer.
    rows
        Of the sites to be measured.

    Returns
    -------
    columns
        By attribute, as long as the catalogue has sites; not known outside of `rows`, and
        everywhere where the requirement does not say what to measure for.
    """
    named = [
        *(leaf.attribute for leaf in leaves(requirement.constraints)),
        *(criterion.attribute for criterion in requirement.criteria),
    ]
    wanted = [name for name in dict.fromkeys(named) if name in (*FIT, *WHARF, *BY_MODE)]
    return measure(catalogue, requirement, rows, wanted)


def measure(
    catalogue: Catalogue, requirement: Requirement, rows: Rows, names: Iterable[str]
) -> dict[str, Column]:
    """Measure some attributes on demand; see `measured`."""
    sites, wanted = requirement.sites, list(names)
    rows = np.asarray(rows, np.int64)
    count, scenario = catalogue.columns(sites).count, requirement.scenario
    found: dict[str, Column] = {}
    development = requirement.development
    fit = [name for name in wanted if name in FIT]
    if fit and development is not None and sites == "parcels" and len(rows):
        # whether all fits is known sooner where nobody asks how many do
        for part in (_PLACED if "buildings_placed" in fit else _FITS, *_PARTS):
            if part.names & set(fit):
                need = part.need(development, scenario)
                measure_part = partial(part.measure, catalogue, development, scenario)
                found |= _once(catalogue).columns(need, rows, count, measure_part)
        found = {name: found[name] for name in fit}
    # with the distance to a wharf comes which wharf it is, and why there may be none
    for group in wharf_groups(wanted):
        need = ("wharf", sites, group, requirement.wharf, scenario)
        measure_group = partial(wharf_columns, catalogue, requirement, names=group)
        found |= _once(catalogue).columns(need, rows, count, measure_group)
    return {n: _unknown(n, catalogue, sites) for n in wanted if n not in found} | found


def _once(catalogue: Catalogue) -> MeasuredOnce:
    return catalogue.once("measured on demand", MeasuredOnce)


def buildable_land(
    catalogue: Catalogue, development: Development, rows: Rows, scenario: str | None = None
) -> GeoSeries:
    """Return the land of parcels that a development may stand on, in the measuring CRS.

    Buildings keep off the layers that the development names, or else off those of the catalogue
    that can't be built on.

    Parameters
    ----------
    catalogue
        With the outlines of the parcels, and what lies around them.
    development
        Its setbacks, and what it keeps clear of.
    rows
        Of the parcels.
    scenario
        Whose roads count.

    Returns
    -------
    buildable
        As `sitesel.attributes.buildable.buildable` says; indexed by id.

    Raises
    ------
    RequirementError
        The development keeps clear of a layer that the catalogue does not have.
    """
    _check_layers(development.clear_of, catalogue)
    crs = named_crs(catalogue.manifest.crs)
    parcels = to_crs(catalogue.geometry("parcels", rows), crs)
    layers = development.clear_of or catalogue.excluding_layers()
    return buildable(
        parcels,
        development.setbacks,
        roads=catalogue.once(f"roads:{scenario or ''}", lambda: _roads(catalogue, scenario, crs)),
        shores=catalogue.once("shores", lambda: _shores(catalogue, crs)),
        clear_of=catalogue.once(
            f"areas:{','.join(layers)}", lambda: _areas(catalogue, layers, crs)
        ),
    )


def _areas(catalogue: Catalogue, layers: tuple[str, ...], crs: CRS) -> GeoSeries | None:
    """Return the areas of some constraint layers; None where there is none."""
    areas = catalogue.constraint_areas()
    off = areas.geometry[areas["layer"].isin(list(layers))]
    return to_crs(off, crs) if len(off) else None


def _check_layers(layers: Iterable[str], catalogue: Catalogue) -> None:
    """Refuse a layer that is not there: keeping clear of nothing would look like a yes."""
    known = catalogue.constraint_layers()
    for layer in layers:
        if layer not in known:
            meant = unknown_word(layer, known)
            raise RequirementError(
                f"no constraint layer {layer!r} to keep clear of; {meant.en}",
                f"没有可避让的管控图层 {layer!r}；{meant.zh}",
            )


def _roads(catalogue: Catalogue, scenario: str | None, crs: CRS) -> GeoSeries | None:
    """Return roads of the network, or else of the context; None where none are known."""
    network = catalogue.network(scenario)
    lines: list[GeoSeries] = []
    if network is not None:
        used = (network.why_not != CLOSED).any(axis=0) & (network.kind == ROAD)
        links = np.flatnonzero(used & (np.diff(network.starts) > 1))
        if len(links):
            sizes = np.diff(network.starts)[links]
            ends = np.cumsum(sizes)
            at = np.repeat(network.starts[:-1][links] - ends + sizes, sizes)
            xy = np.asarray(network.xy)[at + np.arange(len(at))]
            owner = np.repeat(np.arange(len(links)), sizes)
            lines.append(GeoSeries(shapely.linestrings(xy, indices=owner), crs=network.crs))
    context = catalogue.context()
    roads = context.geometry[context["kind"] == "road"] if len(context) else context.geometry
    if len(roads):
        lines.append(roads)
    return _joined(lines, crs)


def _shores(catalogue: Catalogue, crs: CRS) -> GeoSeries | None:
    """Return the coast of the land, and shores of the context; None where none is known."""
    context = catalogue.context()
    if not len(context):
        return None
    land = context.geometry[context["kind"] == "land"]
    drawn = context.geometry[context["kind"].isin(_SHORE_KINDS)]
    return _joined([layer for layer in (land, drawn) if len(layer)], crs)


def _joined(layers: list[GeoSeries], crs: CRS) -> GeoSeries | None:
    if not layers:
        return None
    shapes = [to_crs(layer, crs).to_numpy() for layer in layers]
    return GeoSeries(np.concatenate(shapes), crs=crs)


@dataclass(frozen=True, slots=True)
class _Part:
    """Attributes that are measured together, and what of a development they hang on."""

    names: frozenset[str]
    hangs_on: Callable[[Development], Hashable]
    measure: Callable[[Catalogue, Development, str | None, Rows], dict[str, Column]]

    def need(self, development: Development, scenario: str | None) -> Hashable:
        """Return all that the attributes hang on."""
        return self.names, self.hangs_on(development), scenario


def _buildable_area(
    catalogue: Catalogue, development: Development, scenario: str | None, rows: Rows
) -> dict[str, Column]:
    land = _land_of(catalogue, development, scenario, rows)
    count = catalogue.columns("parcels").count
    return {"buildable_area": _full(land.area.to_numpy(), rows, count)}


def _packed(
    catalogue: Catalogue, development: Development, scenario: str | None, rows: Rows
) -> dict[str, Column]:
    count = catalogue.columns("parcels").count
    codes, placed = np.full(len(rows), -1, np.int32), np.full(len(rows), np.nan)
    if development.buildings or development.yard:
        land = _land_of(catalogue, development, scenario, rows)
        answers, _ = packing(
            land, development.buildings, yard=development.yard, spacing=development.spacing
        )
        codes = answers["fits"].astype("Int8").fillna(-1).to_numpy().astype(np.int32)
        placed = answers["placed"].to_numpy()
    return {
        "footprint_fits": _coded(codes, FLAG, rows, count),
        "buildings_placed": _full(placed, rows, count),
    }


def _fitting(
    catalogue: Catalogue, development: Development, scenario: str | None, rows: Rows
) -> dict[str, Column]:
    count = catalogue.columns("parcels").count
    codes = np.full(len(rows), -1, np.int32)
    if development.buildings or development.yard:
        land = _land_of(catalogue, development, scenario, rows)
        fits = fitting(
            land, development.buildings, yard=development.yard, spacing=development.spacing
        )
        codes = fits.astype("Int8").fillna(-1).to_numpy().astype(np.int32)
    return {"footprint_fits": _coded(codes, FLAG, rows, count)}


def _largest(
    catalogue: Catalogue, development: Development, scenario: str | None, rows: Rows
) -> dict[str, Column]:
    count = catalogue.columns("parcels").count
    land = _land_of(catalogue, development, scenario, rows)
    largest = largest_rectangle(land, development.aspect)
    known = land.notna().to_numpy()
    found: dict[str, Column] = {}
    for part in ("area", "width", "depth"):
        # where nothing is left the largest rectangle has no area, and that is known
        values = np.where(known, np.nan_to_num(largest[part].to_numpy()), np.nan)
        found[f"largest_rectangle_{part}"] = _full(values, rows, count)
    return found


def _floor(
    catalogue: Catalogue, development: Development, scenario: str | None, rows: Rows
) -> dict[str, Column]:
    del scenario  # changes no planning limit
    count = catalogue.columns("parcels").count
    return {"max_floor_area": _full(_floor_area(catalogue, development, rows), rows, count)}


def _land_of(
    catalogue: Catalogue, development: Development, scenario: str | None, rows: Rows
) -> GeoSeries:
    """Return the buildable land of some parcels, drawn once for one kind of setbacks."""
    shapes = _once(catalogue).shapes(
        ("land", _ground(development), scenario),
        rows,
        catalogue.columns("parcels").count,
        lambda some: buildable_land(catalogue, development, some, scenario).to_numpy(),
    )
    ids = catalogue.columns("parcels").ids.take(pa.array(rows)).to_pylist()
    return GeoSeries(shapes, index=ids, crs=named_crs(catalogue.manifest.crs))


def _ground(development: Development) -> Hashable:
    return development.setbacks, development.clear_of


_FITS = _Part(frozenset({"footprint_fits"}), lambda whole: whole, _fitting)
_PLACED = _Part(frozenset({"footprint_fits", "buildings_placed"}), lambda whole: whole, _packed)
_PARTS = (
    _Part(frozenset({"buildable_area"}), _ground, _buildable_area),
    _Part(
        frozenset(name for name in FIT if name.startswith("largest_rectangle")),
        lambda whole: (_ground(whole), whole.aspect),
        _largest,
    ),
    _Part(frozenset({"max_floor_area"}), lambda whole: whole.buildings, _floor),
)


def _floor_area(catalogue: Catalogue, development: Development, rows: Rows) -> Floats:
    columns = catalogue.columns("parcels")
    unknown = np.full(len(rows), np.nan)
    uppers: dict[str, tuple[Floats, NDArray[np.bool_]]] = {}
    for name in ("plot_ratio", "building_density", "height_limit"):
        column = columns.columns.get(name)
        if isinstance(column, IntervalColumn):
            uppers[name] = column.upper[rows], column.upper_open[rows] == 1
        else:
            uppers[name] = unknown, np.zeros(len(rows), bool)
    area = columns.columns.get("area")
    return max_floor_area(
        area.values[rows] if isinstance(area, QuantityColumn) else unknown,
        uppers["plot_ratio"][0],
        uppers["building_density"][0] / 100,
        *uppers["height_limit"],
        development.buildings,
    )


def _full(values: Floats, rows: Rows, count: int) -> QuantityColumn:
    whole = np.full(count, np.nan)
    whole[rows] = values
    return QuantityColumn(whole)


def _coded(
    codes: NDArray[np.int32], categories: tuple[str, ...], rows: Rows, count: int
) -> CategoryColumn:
    whole = np.full(count, -1, np.int32)
    whole[rows] = codes
    return CategoryColumn(whole, categories)


def _unknown(name: str, catalogue: Catalogue, sites: SiteKind) -> Column:
    count, none = catalogue.columns(sites).count, np.zeros(0, np.int64)
    if name in ("footprint_fits", *WHARF[1:]) or name.startswith(("matching", "access")):
        categories = FLAG if name == "footprint_fits" else ()
        return _coded(np.zeros(0, np.int32), categories, none, count)
    return _full(np.zeros(0), none, count)
