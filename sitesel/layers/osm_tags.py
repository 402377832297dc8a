"""What the tags of an OpenStreetMap way say of speed, limits and who may pass.

Source: https://wiki.openstreetmap.org/wiki/Key:access, Key:maxspeed, Key:maxweight,
Key:maxheight, Key:oneway, Key:duration, Hazmat.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from sitesel.layers.cells import minutes_of
from sitesel.layers.plausible import FASTEST
from sitesel.layers.road_classes import BIT, NetworkAssumptions
from sitesel.layers.way_lines import BACKWARD, BOTH, FORWARD
from sitesel.units import UnitError

Tags = Mapping[str, str]

# the most special first; what a more special key says counts
_KEYS = (
    ("car", ("motorcar", "motor_vehicle", "vehicle", "access")),
    ("truck", ("hgv", "motor_vehicle", "vehicle", "access")),
    ("foot", ("foot", "access")),
)
_LETS_PASS = {
    "yes", "permissive", "designated", "destination", "customers", "official", "delivery",
    "discouraged", "public", "ferry", "permit",
}  # fmt: skip
_REFUSES = {
    "no", "private", "agricultural", "forestry", "agricultural;forestry", "military", "emergency",
    "restricted", "psv", "bus", "residents",
}  # fmt: skip
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zA-Z/]*)")
_FEET = re.compile(r"(\d+(?:\.\d+)?)\s*(?:'|ft|′)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|''|in|″))?")
_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_TONNES = {
    "": 1.0, "t": 1.0, "mt": 1.0, "ton": 1.0, "tons": 1.0, "kg": 0.001,
    "st": 0.90718474, "lt": 1.0160469088, "lb": 0.00045359237, "lbs": 0.00045359237,
    "cwt": 0.0508023454,
}  # fmt: skip


def access_of(tags: Tags) -> tuple[int, int]:
    """Return the bits of the modes that tags let pass, and of those that they refuse.

    >>> access_of({"access": "no", "foot": "yes"}), access_of({"hgv": "no"})
    ((8, 7), (0, 6))
    """
    allowed = refused = 0
    for mode, keys in _KEYS:
        bit = (BIT["truck"] | BIT["truck_dg"]) if mode == "truck" else BIT[mode]  # type: ignore[index]
        for key in keys:
            word = tags.get(key)
            if word in _LETS_PASS:
                allowed |= bit
                break
            if word in _REFUSES:
                refused |= bit
                break
    return allowed, refused


def direction_of(tags: Tags) -> int:
    """Return in which direction vehicles may go; roundabouts and motorways go one way.

    >>> direction_of({"oneway": "-1"}), direction_of({"junction": "roundabout"})
    (-1, 1)
    """
    word = tags.get("oneway", "").strip().casefold()
    if word in {"yes", "true", "1"}:
        return FORWARD
    if word in {"-1", "reverse"}:
        return BACKWARD
    if word:  # no, alternating, reversible: at some hour one may go each way
        return BOTH
    implied = (
        tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    )
    return FORWARD if implied else BOTH


def speed_of(word: str | None) -> float:
    """Return a speed limit in km/h; NaN where there is none or only a zone's (`RU:urban`).

    One that nobody drives is none.

    >>> speed_of("50"), round(speed_of("30 mph"), 1), speed_of("RU:urban"), speed_of("90;30")
    (50.0, 48.3, nan, 30.0)
    """
    speeds = [_measure(part, _KMH) for part in (word or "").split(";")]
    told = [speed for speed in speeds if 0 < speed <= FASTEST]
    return min(told) if told else math.nan


def weight_of(*words: str | None) -> float:
    """Return the least of weight limits in tonnes; NaN where there is none.

    >>> weight_of("3,5"), weight_of("12000 lbs", None), round(weight_of("16 st"), 1)
    (3.5, 5.44310844, 14.5)
    """
    return _least(_measure(word, _TONNES) for word in words)


def height_of(*words: str | None) -> float:
    r"""Return the least of height limits in metres; NaN where there is none.

    >>> height_of("4.2 m"), round(height_of("13'8\""), 3), height_of("default")
    (4.2, 4.166, nan)
    """
    return _least(_height(word) for word in words)


def _height(word: str | None) -> float:
    feet = _FEET.fullmatch((word or "").strip())
    if feet is not None:
        return float(feet[1]) * 0.3048 + float(feet[2] or 0) * 0.0254
    return _measure(word, {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048})


def _measure(word: str | None, units: Mapping[str, float]) -> float:
    found = _NUMBER.fullmatch((word or "").strip())
    if found is None or found[2].casefold() not in units:
        return math.nan
    return float(found[1].replace(",", ".")) * units[found[2].casefold()]


def _least(values: object) -> float:
    told = [value for value in values if value > 0]  # type: ignore[attr-defined]
    return min(told) if told else math.nan


def dangerous_goods_of(tags: Tags, assumptions: NetworkAssumptions) -> int:
    """Return 1 where dangerous goods are let pass, 0 where refused, -1 where it isn't told."""
    category = tags.get("hazmat:adr_tunnel_cat") or tags.get("tunnel:category") or ""
    if category.strip().upper() in assumptions.tunnel_categories_refused:
        return 0
    word = tags.get("hazmat")
    if word in _LETS_PASS:
        return 1
    return 0 if word in _REFUSES else -1


def duration_of(tags: Tags) -> float:
    """Return how long a ferry sails in minutes; NaN where not told.

    >>> duration_of({"duration": "06:25"}), duration_of({"duration": "soon"})
    (385.0, nan)
    """
    return _minutes(tags.get("duration"))


def interval_of(tags: Tags) -> float:
    """Return the minutes between two sailings; NaN where not told."""
    minutes = _minutes(tags.get("interval") or tags.get("headway"))
    return minutes if minutes > 0 else math.nan


def _minutes(word: str | None) -> float:
    try:
        minutes = minutes_of(word) if word else math.nan
    except (ValueError, UnitError):
        return math.nan
    return minutes
