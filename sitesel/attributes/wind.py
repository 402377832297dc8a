"""Wind: how often it blows from where, and from where it blows least often.

Directions are those the wind comes **from**, degrees clockwise from north, as weather services
tell them. Calm has no direction and counts for none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_POINTS = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
    "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip
# weather services write 北东北, surveyors 北北东, and people 东北偏北
_CHINESE = (
    ("北",), ("北东北", "北北东", "东北偏北"), ("东北", "北东"), ("东东北", "东北东", "东北偏东"),
    ("东",), ("东东南", "东南东", "东南偏东"), ("东南", "南东"), ("南东南", "南南东", "东南偏南"),
    ("南",), ("南西南", "南南西", "西南偏南"), ("西南", "南西"), ("西西南", "西南西", "西南偏西"),
    ("西",), ("西西北", "西北西", "西北偏西"), ("西北", "北西"), ("北西北", "北北西", "西北偏北"),
)  # fmt: skip
_STEP = 360 / len(_POINTS)
_BEARINGS = {point: i * _STEP for i, point in enumerate(_POINTS)} | {
    word: i * _STEP for i, words in enumerate(_CHINESE) for word in words
}
_CALM = frozenset(("C", "CALM", "静风", "静", "无风"))
_DEGREES = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SAME = 1e-9  # of the frequencies: two nearer than this are told as a tie


@dataclass(frozen=True, eq=False)
class WindRose:
    """How often the wind blows from each direction.

    Parameters
    ----------
    directions
        Degrees clockwise from north that the wind comes from, 0 to under 360, ascending, each
        once; shape (n,).
    frequencies
        Per cent of the time (or any other unit, the same for all), 0 or more; shape (n,).
    """

    directions: Floats
    frequencies: Floats

    @property
    def least_frequent(self) -> tuple[float, ...]:
        """The directions it blows from least often, ascending; several when they tie."""
        least = self.frequencies.min()
        rarest = self.frequencies <= least + _SAME * max(1.0, abs(least))
        return tuple(self.directions[rarest].tolist())


def wind_rose(directions: Sequence[float], frequencies: Sequence[float]) -> WindRose | None:
    """Return the wind rose of a table; None where the table tells no direction.

    Parameters
    ----------
    directions
        Degrees clockwise from north that the wind comes from; a direction given twice is added
        up; a row without one (NaN: calm, not told) does not count.
    frequencies
        How often; rows without a number do not count.

    Examples
    --------
    >>> wind_rose([0, 90, 180, 270], [30, 4, 40, 26]).least_frequent
    (90.0,)
    """
    where = np.mod(np.asarray(directions, dtype=np.float64), 360)
    often = np.asarray(frequencies, dtype=np.float64)
    known = np.isfinite(where) & np.isfinite(often)
    if not known.any():
        return None
    each, of = np.unique(where[known], return_inverse=True)
    total = np.bincount(of, weights=often[known]).astype(np.float64)
    return WindRose(each, total)


def wind_direction(word: str | float) -> float | None:
    """Return the degrees of a direction: one of 16 points, Chinese words or a number.

    None for calm.

    Raises
    ------
    ValueError
        It is none of these.

    Examples
    --------
    >>> [wind_direction(word) for word in ("NNE", "北东北", "东南风", 90)]
    [22.5, 22.5, 135.0, 90.0]
    """
    text = str(word).strip().removesuffix("°").removesuffix("风").upper()
    text = text if text not in ("静", "无") else f"{text}风"
    if text in _CALM:
        return None
    if text in _BEARINGS:
        return _BEARINGS[text]
    if _DEGREES.fullmatch(text) and 0 <= float(text) <= 360:
        return float(text) % 360
    raise ValueError(word)


def wind_point(degrees: float) -> tuple[str, str]:
    """Return the nearest of the 16 points, in Chinese and in English letters.

    >>> wind_point(22.5), wind_point(359)
    (('北东北', 'NNE'), ('北', 'N'))
    """
    place = round(degrees / _STEP) % len(_POINTS)
    return _CHINESE[place][0], _POINTS[place]
