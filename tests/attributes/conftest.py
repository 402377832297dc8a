"""Networks drawn by hand: what the tests of access share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pyproj import CRS

from sitesel.attributes.network import FERRY, MODES, ROAD, Network

BLANK = {
    "kind": ROAD,
    "landmass": 0,
    "minutes": None,
    "only": MODES,
    "oneway": False,
    "why": {},
    "days_lost": 0.0,
    "last": (np.nan, np.nan),
    "boarding": 0.0,
    "via": (),
    "name": "",
    "joinable": None,
}


def _network(
    nodes: dict[str, tuple[float, float]],
    links: list[tuple[str, dict[str, Any]]],
    landmasses: tuple[str, ...] = (),
    crs: int = 4550,
) -> Network:
    """Draw a network: links such as ("ab", {}) between nodes of one letter, 1 minute a kilometre.

    `minutes` is one number, or there and back; `only` names the modes that may pass; `why` says
    why a mode may not. Without landmasses no link has one.
    """
    names = list(nodes)
    rows = [BLANK | options for _, options in links]
    tail = np.array([names.index(ends[0]) for ends, _ in links], np.int32)
    head = np.array([names.index(ends[1]) for ends, _ in links], np.int32)
    lines = [
        np.array([nodes[ends[0]], *row["via"], nodes[ends[1]]], float)
        for (ends, _), row in zip(links, rows, strict=True)
    ]
    kind = np.array([row["kind"] for row in rows], np.int8)
    long = np.array([np.hypot(*np.diff(line, axis=0).T).sum() for line in lines])
    length = np.where(kind == FERRY, 0.0, long)
    minutes = np.full((len(MODES), 2, len(links)), np.inf)
    joinable = np.zeros(len(links), np.uint8)
    why = np.zeros((len(MODES), len(links)), np.uint8)
    for k, row in enumerate(rows):
        told = long[k] / 1000 if row["minutes"] is None else row["minutes"]
        there, back = told if isinstance(told, tuple) else (told, told)
        for m, mode in enumerate(MODES):
            why[m, k] = row["why"].get(mode, 0 if mode in row["only"] else 1)
            if why[m, k] == 0:
                minutes[m, :, k] = there, np.inf if row["oneway"] else back
                joinable[k] |= (1 << m) * (row["kind"] == ROAD)
        if row["joinable"] is not None:
            joinable[k] = 15 * row["joinable"]
    return Network(
        nodes=np.array(list(nodes.values()), float),
        tail=tail,
        head=head,
        length=length,
        minutes=minutes,
        kind=kind,
        road_class=np.zeros(len(links), np.int16),
        classes=("road",),
        joinable=joinable,
        landmass=np.array([row["landmass"] if landmasses else -1 for row in rows], np.int32),
        landmasses=landmasses,
        days_lost=np.array([row["days_lost"] for row in rows], float),
        last_sailing=np.array([row["last"] for row in rows], float).T.copy(),
        boarding=np.array([row["boarding"] for row in rows], float),
        why_not=why,
        way=np.arange(len(links), dtype=np.int32),
        way_ids=tuple(ends for ends, _ in links),
        way_names=tuple(row["name"] for row in rows),
        xy=np.concatenate(lines),
        starts=np.append(0, np.cumsum([len(line) for line in lines])),
        crs=CRS.from_epsg(crs),
    )


@pytest.fixture(scope="session")
def draw():
    """Return what draws a network."""
    return _network


@pytest.fixture(scope="session")
def isles():
    """Return three islands: West and Mid joined by a bridge, East behind ferries, Rock by none.

    West a—b (2 km), bridge b—c (1 km), Mid c—d (2 km), a vehicle ferry d—e that refuses dangerous
    goods (60 min, boarding 15, 16 days lost, last sailing 17:30 there and 18:00 back), East e—f
    (2 km), and a passenger ferry f—g (30 min, 36.5 days lost, no timetable) to Far g—h (1 km).
    Rock is at (5000, 3000), with no road at all.
    """
    x, y = 400_000.0, 3_300_000.0
    place = {"a": 0, "b": 2, "c": 3, "d": 5, "e": 9, "f": 11, "g": 13, "h": 14}
    vehicles = ("car", "truck", "foot")
    return _network(
        {name: (x + 1000 * km, y) for name, km in place.items()},
        [
            ("ab", {"name": "西路"}),
            ("bc", {"kind": 1, "landmass": -1, "name": "大桥"}),
            ("cd", {"landmass": 1}),
            (
                "de",
                {
                    "kind": FERRY,
                    "landmass": -1,
                    "minutes": 60.0,
                    "only": vehicles,
                    "why": {"truck_dg": 2},
                    "days_lost": 16.0,
                    "last": (17.5, 18.0),
                    "boarding": 15.0,
                    "name": "东渡",
                },
            ),
            ("ef", {"landmass": 2}),
            (
                "fg",
                {
                    "kind": FERRY,
                    "landmass": -1,
                    "minutes": 30.0,
                    "only": ("foot",),
                    "days_lost": 36.5,
                },
            ),
            ("gh", {"landmass": 3}),
        ],
        ("West", "Mid", "East", "Far", "Rock"),
    )
