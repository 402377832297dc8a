"""Areas as stated against areas as measured: row by row, and the column as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries

from sitesel.attributes.shape import ellipsoid_area
from sitesel.catalogue.validation.notice import WHOLE, Bools, Floats, Notice, Outlines, Rows
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.language import Text
from sitesel.units import MU, factor

Verdict = Literal[
    "agrees", "wrong-unit", "constant-factor", "stale", "a-length", "not-an-area", "too-few"
]

_MOST = 0.5
_GROSS = 0.25
_GROSS_SHARE = 0.01
_RELATED = 0.8
_LENGTH = 0.75
_FEW = 3


@dataclass(frozen=True, slots=True)
class AreaUnit:
    """A unit that areas are stated in; `size` in m²."""

    name: str
    label: Text
    size: float


UNITS = (
    AreaUnit("m2", Text("平方米", "m²"), 1.0),
    AreaUnit("mu", Text("亩", "mu (亩)"), MU),
    AreaUnit("ha", Text("公顷", "hectares"), 10_000.0),
    AreaUnit("km2", Text("平方千米", "km²"), 1_000_000.0),
    AreaUnit("ft2", Text("平方英尺", "square feet"), 0.3048**2),
    AreaUnit("yd2", Text("平方码", "square yards"), 0.9144**2),
    AreaUnit("acre", Text("英亩", "acres"), 4046.8564224),
    AreaUnit("mile2", Text("平方英里", "square miles"), 1609.344**2),
    AreaUnit("tsubo", Text("坪", "tsubo (坪)"), 400 / 121),
)


def area_unit(spelling: str) -> AreaUnit:
    """Return the unit of area that people spell in many ways.

    Raises
    ------
    UnitError
        It is no unit, or not one of area.

    Examples
    --------
    >>> area_unit("亩").name, area_unit("公顷").name, area_unit("acre").size
    ('mu', 'ha', 4046.8564224)
    """
    size = factor(spelling, "m2")
    known = (unit for unit in UNITS if abs(unit.size / size - 1) < 1e-5)  # a survey foot is a foot
    return next(known, AreaUnit(spelling, Text.of(spelling), size))


def degree_units(latitude: float) -> tuple[AreaUnit, ...]:
    """Return what software states as an area when a layer was not projected for measuring.

    >>> {unit.name: float(round(unit.size, 2)) for unit in degree_units(60.0)}
    {'mercator': 0.25, 'degree2': 6216796171.52}
    """
    # metres a degree on WGS 84, to a few parts in ten thousand
    phi = np.radians(latitude)
    north = 111_132.954 - 559.822 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi)
    east = 111_412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi)
    # EPSG method 1024: a degree is 111319.49 m along the equator, and stretched north alike
    mercator = 111_319.490793**2 / np.cos(phi)
    return (
        AreaUnit("mercator", Text("Web 墨卡托平方米", "Web Mercator m²"), north * east / mercator),
        AreaUnit("degree2", Text("平方度", "square degrees"), north * east),
    )


def square_metres(values: pd.Series, unit: str) -> Floats:
    """Return stated areas in m²; NaN for what is no number.

    >>> square_metres(pd.Series(["2", "?", None]), "ha").tolist()
    [20000.0, nan, nan]
    """
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(float, na_value=np.nan)
    return np.asarray(numbers * area_unit(unit).size)


@dataclass(frozen=True, eq=False)
class AreaColumn:
    """What a column that should be an area turns out to be.

    Parameters
    ----------
    verdict
        `agrees`: most rows agree in the unit declared. `wrong-unit`: in another one.
        `constant-factor`: all are off by one factor that is no unit. `stale`: related to the
        measured area, but scattered. `a-length`: it grows like one. `not-an-area`: not related.
        `too-few`: fewer than three rows to compare.
    unit
        The unit that fits best.
    agree
        Share of the rows compared that agree in that unit.
    compared, agreeing
        How many rows have both areas, and how many of them agree.
    differ
        For each row, whether it disagrees in that unit; False where there is nothing to compare.
    gross
        For each row, whether it is off by more than a quarter.
    factor
        Median of stated over measured, in that unit.
    range
        Least and greatest of stated over measured, in that unit.
    correlation
        Of the logarithms.
    """

    verdict: Verdict
    unit: AreaUnit
    agree: float
    compared: int
    agreeing: int
    differ: Bools
    gross: Bools
    factor: float
    range: tuple[float, float]
    correlation: float

    @property
    def stale(self) -> bool:
        """Whether enough rows are grossly off for the column to be called out of date."""
        gross = int(self.gross.sum())
        return self.verdict == "stale" or (
            self.verdict in ("agrees", "wrong-unit")
            and self.compared >= _FEW
            and gross > 1
            and gross >= _GROSS_SHARE * self.compared
        )


def examine_area_column(
    values: Floats,
    measured: Floats,
    *,
    unit: str = "m2",
    latitude: float | None = None,
    tolerances: Tolerances | None = None,
) -> AreaColumn:
    """Find out whether a column is an area, in which unit, and which rows disagree.

    Parameters
    ----------
    values
        The column as stated; NaN where missing.
    measured
        Measured areas in m²; NaN where there is none.
    unit
        The unit that the column is declared to be in, as `sitesel.units` spells it.
    latitude
        Of the layer, degrees; to recognise areas taken in degrees or in Web Mercator.
    tolerances
        What difference is let pass.

    Examples
    --------
    >>> acres = np.array([1.0, 2.0, 3.0, 4.0])
    >>> found = examine_area_column(acres, acres * 4046.86)
    >>> found.verdict, found.unit.name
    ('wrong-unit', 'acre')
    """
    tolerances = tolerances or Tolerances()
    units = UNITS + (degree_units(latitude) if latitude is not None else ())
    declared = area_unit(unit)
    compared = (values > 0) & (measured > 0) & np.isfinite(values) & np.isfinite(measured)
    stated, true = values[compared], measured[compared]

    def differs(candidate: AreaUnit) -> Bools:
        off = np.abs(stated * candidate.size - true)
        return np.asarray((off > tolerances.area_share * true) & (off > tolerances.area))

    def agreement(candidate: AreaUnit) -> float:
        # relative alone: parcels of next to no area agree in every unit
        off = np.abs(stated * candidate.size - true)
        return float((off <= tolerances.area_share * true).mean()) if len(true) else 0.0

    best = declared
    if len(true) >= _FEW and agreement(declared) < _MOST:
        best = max(units, key=agreement)
        if agreement(best) < _MOST:
            best = declared
    ratio = stated * best.size / true
    correlation, power = _relation(stated, true)
    verdict = _verdict(best, declared, agreement(best), ratio, correlation, power)
    differ, gross = np.zeros((2, len(values)), dtype=np.bool_)
    differ[compared] = differs(best)
    gross[compared] = differs(best) & ((ratio < 1 / (1 + _GROSS)) | (ratio > 1 + _GROSS))
    agreeing = int(compared.sum() - differ.sum())
    return AreaColumn(
        verdict=verdict,
        unit=best,
        agree=agreeing / max(1, len(true)),
        compared=len(true),
        agreeing=agreeing,
        differ=differ,
        gross=gross,
        factor=float(np.median(ratio)) if len(true) else float("nan"),
        range=(float(ratio.min()), float(ratio.max())) if len(true) else (float("nan"),) * 2,
        correlation=correlation,
    )


def _verdict(
    best: AreaUnit,
    declared: AreaUnit,
    agree: float,
    ratio: Floats,
    correlation: float,
    power: float,
) -> Verdict:
    if len(ratio) < _FEW:
        return "too-few"
    if agree >= _MOST:
        return "agrees" if best is declared else "wrong-unit"
    middle = float(np.median(ratio))
    if (np.abs(ratio - middle) <= 0.02 * middle).mean() >= _MOST:
        return "constant-factor"
    if correlation < _RELATED:
        return "not-an-area"
    return "stale" if power > _LENGTH else "a-length"


def _relation(stated: Floats, true: Floats) -> tuple[float, float]:
    """Return the correlation of the logarithms, and the power of the area that stated grows with.

    An area grows with the first power, a length with the power of a half.
    """
    if len(true) < _FEW or stated.min() == stated.max() or true.min() == true.max():
        return 0.0, 0.0
    logs = np.log([stated, true])
    return float(np.corrcoef(logs)[0, 1]), float(logs[0].std() / logs[1].std())


def stated_areas(
    values: pd.Series,
    outlines: GeoSeries,
    rows: Rows,
    *,
    unit: str,
    latitude: float | None,
    tolerances: Tolerances,
) -> list[Notice]:
    """Tell the parcels whose stated area disagrees, and the column where it is at fault itself.

    Parameters
    ----------
    values
        The column, one value a row.
    outlines
        All outlines, in the measuring CRS.
    rows
        Positions of the rows that stay.
    unit, latitude, tolerances
        See `examine_area_column`.
    """
    column = str(values.name)
    numbers = pd.to_numeric(values.iloc[rows], errors="coerce").to_numpy(float, na_value=np.nan)
    kept: Outlines = np.asarray(outlines.array)[rows]
    plane = shapely.area(kept)
    found = examine_area_column(numbers, plane, unit=unit, latitude=latitude, tolerances=tolerances)
    declared = area_unit(unit)
    impossible = (numbers <= 0) | np.isinf(numbers)
    nothing = Notice(
        "stated-area-impossible", rows[impossible], {"stated": numbers[impossible]}, column
    )
    if found.verdict in ("constant-factor", "stale", "a-length", "not-an-area"):
        # every row would say the same again
        return [*_of_column(found, declared, column, tolerances, found.agreeing), nothing]
    differ = np.flatnonzero(found.differ)
    ellipsoid = ellipsoid_area(outlines.iloc[rows[differ]]).to_numpy()
    stated = numbers[differ] * found.unit.size
    off = np.abs(stated - ellipsoid)
    truly = (off > tolerances.area_share * ellipsoid) & (off > tolerances.area)
    differ, ellipsoid, stated = differ[truly], ellipsoid[truly], stated[truly]
    facts = {
        "stated": stated,
        "plane": plane[differ],
        "ellipsoid": ellipsoid,
        "difference": stated / plane[differ] - 1,
    }
    whole = _of_column(found, declared, column, tolerances, found.compared - len(differ))
    return [*whole, Notice("stated-area-differs", rows[differ], facts, column), nothing]


def _of_column(
    found: AreaColumn, declared: AreaUnit, column: str, tolerances: Tolerances, agreeing: int
) -> list[Notice]:
    gross = int(found.gross.sum())
    facts = {
        "agree": agreeing / max(1, found.compared),
        "agreeing": agreeing,
        "compared": found.compared,
        "tolerance": tolerances.area_share,
        "unit": found.unit.label.en,
        "unit_zh": found.unit.label.zh,
        "declared": declared.label.en,
        "declared_zh": declared.label.zh,
        "factor": found.factor,
        "gross": gross,
        "gross_share": gross / max(1, found.compared),
        "lowest": found.range[0],
        "highest": found.range[1],
        "correlation": found.correlation,
    }
    said = {
        "agrees": ["area-column-agrees"],
        "wrong-unit": ["area-column-wrong-unit"],
        "constant-factor": ["area-column-constant-factor"],
        "a-length": ["area-column-a-length"],
        "not-an-area": ["area-column-not-an-area"],
        "stale": [],
        "too-few": [],
    }[found.verdict]
    if found.stale:
        said = [*said, "area-column-stale"]
    counts = np.array([found.compared])
    return [Notice(code, WHOLE, facts, column, counts) for code in said]
