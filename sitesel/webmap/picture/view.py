"""What part of the world a picture shows, and where on it a place lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Bounds = tuple[float, float, float, float]
Floats = NDArray[np.float64]

_LATITUDE = 110_946.0  # m a degree of the meridian, at 30°; off by less than 0.4 % anywhere
_LONGITUDE = 111_320.0  # m a degree of the equator
_FINEST, _COARSEST = 0.05, 20_000.0  # m a pixel
_OUTSIDE = 24  # pixels beyond the edge that are still drawn, for strokes and signs


@dataclass(frozen=True, slots=True)
class View:
    """North up, the same scale everywhere along the middle parallel.

    Parameters
    ----------
    lon, lat
        The middle; degrees.
    metres_per_pixel
        The scale.
    width, height
        Of the picture; pixels.

    Examples
    --------
    >>> view = View.of((122.0, 30.0, 122.1, 30.1), 400, 400)
    >>> [round(n) for n in view.pixels(np.array([[122.05, 30.05]]))[0].tolist()]
    [200, 200]
    """

    lon: float
    lat: float
    metres_per_pixel: float
    width: int
    height: int

    @classmethod
    def of(cls, bounds: Bounds, width: int, height: int, *, foot: float = 0.0) -> View:
        """Return the view that shows all of a box, as large as it can be shown.

        The lowest pixels, as many as `foot`, are for something else.
        """
        west, south, east, north = bounds
        lon, lat = (west + east) / 2, (south + north) / 2
        across = max(east - west, 1e-7) * _LONGITUDE * _cosine(lat)
        along = max(north - south, 1e-7) * _LATITUDE
        scale = max(across / width, along / (height - foot))
        return cls.at(lon, lat, scale, width, height, foot=foot)

    @classmethod
    def at(
        cls,
        lon: float,
        lat: float,
        metres_per_pixel: float,
        width: int,
        height: int,
        *,
        foot: float = 0.0,
    ) -> View:
        """Return the view of a place at a scale, which is kept within reason."""
        scale = min(max(metres_per_pixel, _FINEST), _COARSEST)
        return cls(lon, lat - foot / 2 * scale / _LATITUDE, scale, width, height)

    @property
    def bounds(self) -> Bounds:
        """What is drawn of the world: a little more than is seen; degrees."""
        across = (self.width / 2 + _OUTSIDE) * self.metres_per_pixel
        along = (self.height / 2 + _OUTSIDE) * self.metres_per_pixel
        dx, dy = across / (_LONGITUDE * _cosine(self.lat)), along / _LATITUDE
        return self.lon - dx, self.lat - dy, self.lon + dx, self.lat + dy

    @property
    def frame(self) -> Bounds:
        """What is drawn, in pixels."""
        return -_OUTSIDE, -_OUTSIDE, self.width + _OUTSIDE, self.height + _OUTSIDE

    def pixels(self, places: Floats) -> Floats:
        """Return where places of longitude and latitude lie, pixels from the upper left."""
        x = (places[:, 0] - self.lon) * _LONGITUDE * _cosine(self.lat) / self.metres_per_pixel
        y = (places[:, 1] - self.lat) * _LATITUDE / self.metres_per_pixel
        return np.column_stack([self.width / 2 + x, self.height / 2 - y])

    def drawn(self, shapes: NDArray[Any]) -> NDArray[Any]:
        """Return shapes in pixels, clipped to what is seen, without what is too fine to see.

        What lies outside becomes empty.
        """
        there = shapely.transform(shapes, self.pixels)
        clipped = shapely.clip_by_rect(there, *self.frame)
        slim: NDArray[Any] = shapely.simplify(clipped, 0.35, preserve_topology=False)
        return slim


def _cosine(lat: float) -> float:
    return max(math.cos(math.radians(lat)), 0.01)
