"""Parcels, facilities and constraint areas made up for measurements; seeded, nothing stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from geopandas import GeoSeries
    from numpy.typing import NDArray

PITCH = 60.0  # metres from one parcel to the next
CRS = "EPSG:4550"
ORIGIN = (400_000.0, 3_300_000.0)


def numbers(n: int, columns: int, *, seed: int = 7, unknown: float = 0.05) -> NDArray[np.float64]:
    """Return quantities in columns, shape (columns, n), some NaN."""
    rng = np.random.default_rng(seed)
    values = rng.gamma(2.0, 1_000.0, (columns, n))
    values[rng.random((columns, n)) < unknown] = np.nan
    return values


def codes(n: int, categories: int, *, seed: int = 8, unknown: float = 0.05) -> NDArray[np.int32]:
    """Return positions in a list of categories, -1 where not known."""
    rng = np.random.default_rng(seed)
    found = rng.integers(0, categories, n, dtype=np.int32)
    found[rng.random(n) < unknown] = -1
    return found


def side(n: int) -> float:
    """Return the side in metres of the square over which `n` parcels lie."""
    return PITCH * float(np.ceil(np.sqrt(n)))


def parcels(n: int, *, seed: int = 1) -> GeoSeries:
    """Return `n` eight-sided parcels of about 45 m, row by row over a square."""
    import shapely
    from geopandas import GeoSeries

    rng = np.random.default_rng(seed)
    columns = int(np.ceil(np.sqrt(n)))
    row, column = np.divmod(np.arange(n), columns)
    outline = np.array([[-1, -1], [0, -1], [1, -1], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0]])
    half = rng.uniform(16.0, 28.0, (n, 1, 2))
    xy = outline * half + rng.uniform(-4.0, 4.0, (n, 8, 2))
    xy[..., 0] += ORIGIN[0] + PITCH * (column[:, None] + 0.5)
    xy[..., 1] += ORIGIN[1] + PITCH * (row[:, None] + 0.5)
    xy = np.concatenate([xy, xy[:, :1]], axis=1)
    rings = np.arange(0, 9 * n + 1, 9)
    shapes = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, xy.reshape(-1, 2), (rings, np.arange(n + 1))
    )
    return GeoSeries(shapes, crs=CRS)


def points(count: int, extent: float, *, seed: int) -> GeoSeries:
    """Return facilities as points over a square of side `extent`."""
    import shapely
    from geopandas import GeoSeries

    rng = np.random.default_rng(seed)
    return GeoSeries(shapely.points(rng.uniform(0, extent, (count, 2)) + ORIGIN), crs=CRS)


def lines(count: int, extent: float, *, seed: int, vertices: int = 20) -> GeoSeries:
    """Return facilities as wandering lines."""
    import shapely
    from geopandas import GeoSeries

    rng = np.random.default_rng(seed)
    steps = rng.normal(0, 200, (count, vertices, 2)) + rng.normal(0, 150, (count, 1, 2))
    start = rng.uniform(0, extent, (count, 1, 2)) + ORIGIN
    return GeoSeries(shapely.linestrings(start + np.cumsum(steps, axis=1)), crs=CRS)


def areas(
    count: int, extent: float, *, seed: int, vertices: int = 40, apart: bool = False
) -> GeoSeries:
    """Return star-shaped areas that cover about a fifth, strewn about or each in its own cell."""
    import shapely
    from geopandas import GeoSeries

    rng = np.random.default_rng(seed)
    columns = int(np.ceil(np.sqrt(count)))
    cell = extent / columns
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False) + rng.uniform(0, 0.1, (count, 1))
    radius = rng.uniform(0.6, 1.4, (count, 1)) * rng.uniform(0.8, 1.2, (count, vertices))
    xy = 0.26 * cell * np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    if apart:
        row, column = np.divmod(np.arange(count), columns)
        xy += cell * (np.stack([column, row], axis=-1)[:, None] + 0.5)
        xy += rng.uniform(-0.06, 0.06, (count, 1, 2)) * cell
    else:
        xy += rng.uniform(0, extent, (count, 1, 2))
    return GeoSeries(shapely.polygons(xy + ORIGIN), crs=CRS)


def table(figures: list[dict[str, Any]]) -> str:
    """Lay figures out in columns, one line each, the same keys in each."""
    rows = [list(figures[0]), *([_words(v) for v in line.values()] for line in figures)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _words(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2e}" if 0 < abs(value) < 1e-3 else f"{value:,.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
