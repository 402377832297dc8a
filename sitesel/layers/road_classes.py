"""Road classes: what is assumed of speed and use where a source doesn't tell (schema/network)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args

import yaml

from sitesel.datasets import dataset
from sitesel.language import Text
from sitesel.units import parse_quantity

Mode = Literal["car", "truck", "truck_dg", "foot"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""Car, truck, truck with dangerous goods, on foot; the order of every array over modes."""

BIT = {mode: 1 << row for row, mode in enumerate(MODES)}
EVERY_MODE = (1 << len(MODES)) - 1


@dataclass(frozen=True, slots=True)
class RoadClass:
    """A class of roads.

    Parameters
    ----------
    name
        As OpenStreetMap's `highway` has it.
    label
        In both languages.
    speed
        km/h by mode; a mode without one may not use the class.
    join
        Bits of the modes at which a parcel may join.
    """

    name: str
    label: Text
    speed: Mapping[str, float]
    join: int

    @property
    def modes(self) -> int:
        """Bits of the modes that may use it."""
        return bits(self.speed)


@dataclass(frozen=True, slots=True)
class FerryDefaults:
    """What a ferry is taken for where its source doesn't tell: minutes, km/h, bits of modes.

    No wait is expected to be longer than `longest_wait`, whatever the source tells.
    """

    boarding: float
    unloading: float
    speed: float
    headway: float
    headway_per_sailing: float
    longest_wait: float
    vehicles: int
    dangerous_goods: bool


@dataclass(frozen=True, slots=True)
class NetworkAssumptions:
    """All that is assumed of networks, see `parcels/schema/network.yaml`.

    Parameters
    ----------
    classes
        By name.
    words
        Name of a class by the words other sources have for it.
    unknown_class, unknown_highway
        The class of a way whose class nobody knows, and of one of an OpenStreetMap extract.
    not_roads
        Values of `highway` that are no road to use.
    share_of_limit
        How much of a speed limit is driven on average.
    truck_weight, truck_height
        Tonnes and metres, that limits are held against.
    tunnel_categories_refused
        ADR tunnel categories that refuse dangerous goods.
    ferry
        Of ferries.
    quay_road, quay_area, quay_landmass
        Metres from a terminal to its road, from a route's end to a terminal's area, and from a
        landmass to what belongs to it.
    tolerance
        Metres within which an end lies on a line.
    """

    classes: Mapping[str, RoadClass]
    words: Mapping[str, str]
    unknown_class: str
    unknown_highway: str
    not_roads: frozenset[str]
    share_of_limit: float
    truck_weight: float
    truck_height: float
    tunnel_categories_refused: frozenset[str]
    ferry: FerryDefaults
    quay_road: float
    quay_area: float
    quay_landmass: float
    tolerance: float
    _plain: Mapping[str, str] = field(repr=False)

    def class_of(self, word: str) -> str | None:
        """Return the name of the class that a word means; None where nobody knows.

        >>> network_assumptions().class_of("省道"), network_assumptions().class_of(" Trunk Link ")
        ('primary', 'trunk_link')
        """
        return self._plain.get(_plain(word))


def bits(modes: Mapping[str, Any] | list[str] | tuple[str, ...]) -> int:
    """Return the bits of modes; dangerous goods go where trucks go.

    >>> bits(["truck"])
    6
    """
    told = set(modes) | ({"truck_dg"} if "truck" in modes else set())
    return sum(BIT[mode] for mode in MODES if mode in told)


@cache
def network_assumptions() -> NetworkAssumptions:
    """Return what is assumed of networks unless a build config says otherwise."""
    document = yaml.safe_load(dataset("schema/network.yaml").read_text("utf-8"))
    classes = {name: _road_class(name, entry) for name, entry in document["classes"].items()}
    words = {str(word): str(name) for word, name in document["words"].items()}
    plain = {_plain(word): name for word, name in words.items()}
    plain |= {_plain(name): name for name in classes if name not in {"ferry", "quay"}}
    plain |= {
        known.label.zh: name for name, known in classes.items() if known.label.zh not in plain
    }
    ferry, truck, quay = document["ferry"], document["truck"], document["quay"]
    return NetworkAssumptions(
        classes=classes,
        words=words,
        unknown_class=document["unknown_class"],
        unknown_highway=document["unknown_highway"],
        not_roads=frozenset(map(str, document["not_roads"])),
        share_of_limit=float(document["share_of_limit"]),
        truck_weight=parse_quantity(truck["weight"], "t"),
        truck_height=parse_quantity(truck["height"], "m"),
        tunnel_categories_refused=frozenset(document["tunnel_categories_refused"]),
        ferry=FerryDefaults(
            boarding=parse_quantity(ferry["boarding"], "min"),
            unloading=parse_quantity(ferry["unloading"], "min"),
            speed=parse_quantity(ferry["speed"], "km/h"),
            headway=parse_quantity(ferry["headway"], "min"),
            headway_per_sailing=float(ferry["headway_per_sailing"]),
            longest_wait=parse_quantity(ferry["longest_wait"], "min"),
            vehicles=bits(ferry["vehicles"]),
            dangerous_goods=bool(ferry["dangerous_goods"]),
        ),
        quay_road=parse_quantity(quay["road"], "m"),
        quay_area=parse_quantity(quay["area"], "m"),
        quay_landmass=parse_quantity(quay["landmass"], "m"),
        tolerance=parse_quantity(document["tolerance"], "m"),
        _plain=plain,
    )


def _road_class(name: str, entry: Mapping[str, Any]) -> RoadClass:
    speed: dict[str, float] = {mode: float(entry[mode]) for mode in MODES if mode in entry}
    if "truck" in speed:
        speed.setdefault("truck_dg", speed["truck"])
    return RoadClass(name, Text.of(entry["label"]), speed, bits(entry["join"]))


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().casefold())
