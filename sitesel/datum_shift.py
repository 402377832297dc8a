"""Transformation parameters that a survey office gives: four in the plane, seven in space.

They take Xi'an 1980, Beijing 1954 or a city's own system to CGCS2000. The parameters are measured
for one place and often confidential; none come with sitesel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from sitesel.errors import ConfigError, UnknownCrs
from sitesel.language import Text

_ELLIPSOID_CGCS2000 = "+a=6378137 +rf=298.257222101"


class DatumShift(Protocol):
    """What brings shapes from one datum to another."""

    @property
    def name(self) -> Text:
        """What it is called."""
        ...

    def applied(self, shapes: GeoSeries) -> GeoSeries:
        """Return the shapes on the other datum."""
        ...


@dataclass(frozen=True, slots=True)
class FourParameters:
    r"""Two shifts, a rotation and a scale in the plane.

    .. math::
       N' = \Delta N + (1 + m)(N \cos\alpha - E \sin\alpha) \qquad
       E' = \Delta E + (1 + m)(N \sin\alpha + E \cos\alpha)

    with eastings without the number of their zone, before and after. Offices differ in the sign of
    the rotation: try the parameters on a control point.

    Parameters
    ----------
    to
        The projected CRS that the parameters lead to, `EPSG:4529`.
    north, east
        Shifts ΔN and ΔE, metres.
    rotation
        α from north to east, arc seconds.
    scale
        m, parts per million.
    """

    to: str
    north: float
    east: float
    rotation: float = 0.0
    scale: float = 0.0

    @property
    def name(self) -> Text:
        """What it is called."""
        return Text(zh="四参数", en="four parameters")

    def applied(self, shapes: GeoSeries) -> GeoSeries:
        """Return the shapes in the CRS that the parameters lead to; a height is dropped.

        >>> from shapely import Point
        >>> moved = FourParameters("EPSG:4529", north=1, east=100).applied(
        ...     GeoSeries([Point(41_500_000, 3_300_000)], crs="EPSG:2365"))
        >>> moved.crs.to_epsg(), moved[0].wkt
        (4529, 'POINT (41500100 3300001)')
        """
        target = CRS.from_user_input(self.to)
        if target.is_geographic:
            raise ConfigError(
                f"four parameters lead to plane coordinates, {self.to} is geographic; name a zone"
                " such as EPSG:4529",
                f"四参数的目标应为平面坐标系，{self.to} 是经纬度坐标系；请写某一带，如 EPSG:4529",
            )
        angle, stretch = np.radians(self.rotation / 3600), 1 + self.scale * 1e-6
        prefix = _zone_prefix(target)

        def moved(e: NDArray[np.float64], n: NDArray[np.float64]) -> tuple[Any, Any]:
            e = e - np.floor(e / 1e6) * 1e6
            north = self.north + stretch * (n * np.cos(angle) - e * np.sin(angle))
            east = self.east + stretch * (n * np.sin(angle) + e * np.cos(angle))
            return east + prefix, north

        shapes_moved = shapely.transform(shapes.to_numpy(), moved, interleaved=False)
        return GeoSeries(shapes_moved, index=shapes.index, name=shapes.name, crs=target)


@dataclass(frozen=True, slots=True)
class SevenParameters:
    """Three shifts, three rotations and a scale in space (Bursa-Wolf); three parameters: no turn.

    Parameters
    ----------
    dx, dy, dz
        Shifts, metres.
    rx, ry, rz
        Rotations, arc seconds.
    scale
        Parts per million.
    convention
        How the rotations are signed: `coordinate_frame` (usual in China, EPSG method 9607) or
        `position_vector` (`towgs84`, EPSG 9606). Required where there is a rotation.
    """

    dx: float
    dy: float
    dz: float
    rx: float = 0.0
    ry: float = 0.0
    rz: float = 0.0
    scale: float = 0.0
    convention: Literal["coordinate_frame", "position_vector"] | None = None

    def __post_init__(self) -> None:
        turned = (self.rx, self.ry, self.rz) != (0.0, 0.0, 0.0)
        known = (
            ("coordinate_frame", "position_vector")
            if turned
            else ("coordinate_frame", "position_vector", None)
        )
        if self.convention not in known:
            raise ConfigError(
                "seven parameters with rotations need `convention: coordinate_frame` or"
                " `position_vector`; with the wrong one the rotations turn the other way",
                "带旋转的七参数须写明 `convention: coordinate_frame`(国内常用)或"
                " `position_vector`，否则旋转方向可能相反",
            )

    @property
    def name(self) -> Text:
        """What it is called."""
        turned = (self.rx, self.ry, self.rz, self.scale) != (0.0, 0.0, 0.0, 0.0)
        return Text("七参数", "seven parameters") if turned else Text("三参数", "three parameters")

    def applied(self, shapes: GeoSeries) -> GeoSeries:
        """Return the shapes in CGCS2000 longitude and latitude; a height is dropped."""
        if shapes.crs is None or shapes.crs.geodetic_crs is None:
            raise UnknownCrs(
                "seven parameters start from a known zone; declare the CRS of the layer",
                "七参数须从已知坐标系出发；请在配置中写明该图层的坐标系",
            )
        unprojected = Transformer.from_crs(shapes.crs, shapes.crs.geodetic_crs, always_xy=True)
        ellipsoid = shapes.crs.ellipsoid
        source = f"+a={ellipsoid.semi_major_metre!r} +rf={ellipsoid.inverse_flattening!r}"
        convention = self.convention or "position_vector"
        pipeline = Transformer.from_pipeline(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
            f" +step +proj=cart {source}"
            f" +step +proj=helmert +x={self.dx!r} +y={self.dy!r} +z={self.dz!r}"
            f" +rx={self.rx!r} +ry={self.ry!r} +rz={self.rz!r} +s={self.scale!r}"
            f" +convention={convention}"
            f" +step +inv +proj=cart {_ELLIPSOID_CGCS2000}"
            " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
        )

        def moved(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
            lon, lat = unprojected.transform(x, y)
            lon, lat, _ = pipeline.transform(lon, lat, np.zeros_like(lon))
            return lon, lat

        shapes_moved = shapely.transform(shapes.to_numpy(), moved, interleaved=False)
        return GeoSeries(shapes_moved, index=shapes.index, name=shapes.name, crs="EPSG:4490")


def datum_shift(parameters: Mapping[str, Any]) -> FourParameters | SevenParameters:
    """Read the parameters as a config gives them.

    Raises
    ------
    ConfigError
        Names that neither kind has, values missing or not numbers.

    Examples
    --------
    >>> datum_shift({"to": "EPSG:4529", "north": 3.1, "east": 117.2}).name.en
    'four parameters'
    """
    kind: Any = FourParameters if "to" in parameters else SevenParameters
    known = [field.name for field in fields(kind)]
    words = ("to", "convention")
    try:
        values = {key: value if key in words else float(value) for key, value in parameters.items()}
        shift: FourParameters | SevenParameters = kind(**values)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"transformation parameters {dict(parameters)} can't be read: four parameters are"
            " `to, north, east, rotation, scale`, seven are `dx, dy, dz, rx, ry, rz, scale,"
            f" convention`; expected here: {', '.join(known)}",
            f"无法识别转换参数 {dict(parameters)}：四参数为 `to, north, east, rotation, scale`，"
            "七参数为 `dx, dy, dz, rx, ry, rz, scale, convention`；"
            f"此处应有：{'、'.join(known)}",
        ) from error
    return shift


def _zone_prefix(crs: CRS) -> float:
    parameters = crs.coordinate_operation.params if crs.coordinate_operation else []
    eastings = [float(p.value) for p in parameters if p.name.lower() == "false easting"]
    return eastings[0] // 1e6 * 1e6 if eastings else 0.0
