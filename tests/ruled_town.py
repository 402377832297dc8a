"""A small place with rules, drawn so that what each rule finds is seen."""

from __future__ import annotations

from pathlib import Path

from geopandas import GeoDataFrame
from shapely import Point, box

WEST, SOUTH = 413_000.0, 3_320_000.0
RULES = """\
rules:
  - &farmland
    id: farmland
    title: {zh: 农田, en: Farmland}
    document: {zh: 条例, en: Ordinance}
    clause: {zh: 第1条, en: Article 1}
    effective: {to: 2019-12-31}
    protects: farms
    operator: overlap
    threshold: 6000 m2
    severity: veto
    confirmed: true
    source: drawn up for a test
  - <<: *farmland
    effective: {from: 2020-01-01}
    threshold: 0 m2
    sliver: 50 m2
  - <<: *farmland
    id: homes
    title: {zh: 居住区, en: Homes}
    effective:
    protects: homes
    operator: within
    threshold: 150 m
    severity: evaluate
  - <<: *farmland
    id: town
    title: {zh: 边界, en: Boundary}
    effective: {from: 2021-01-01}
    protects: urban
    operator: outside
    threshold: 0
    confirmed: false
  - <<: *farmland
    id: wind
    title: {zh: 风向, en: Wind}
    effective:
    protects: homes
    operator: downwind
    threshold:
  - <<: *farmland
    id: schools
    title: {zh: 学校, en: Schools}
    effective:
    protects: schools
    operator: within
    threshold:
  - <<: *farmland
    id: forests
    title: {zh: 林地, en: Forests}
    effective:
    protects: forests
"""
CONFIG = """\
title: {zh: 小镇, en: Small town}
crs: EPSG:4550
date: "2026-01-31"
parcels: {path: parcels.gpkg, id: no}
halls: {path: halls.gpkg, id: no}
facilities:
  - {path: homes.gpkg, kind: house}
  - {path: schools.gpkg, kind: school}
constraints:
  - {path: farms.gpkg, name: farms}
  - {path: estates.gpkg, name: estates}
  - {path: town.gpkg, name: urban_boundary, excludes: false}
wind: {path: wind.csv}
rules:
  sets: local.yaml
  layers: {homes: [house, estates], urban: urban_boundary, schools: school}
"""


def square(x, width=100.0, y=0.0):
    return box(WEST + x, SOUTH + y, WEST + x + width, SOUTH + y + 100)


def save(folder, name, geometry, **columns):
    GeoDataFrame(columns, geometry=geometry, crs="EPSG:4550").to_file(folder / name)


def ruled_town(folder: Path) -> Path:
    """Write four parcels of 100 × 100 m in a row, and a config; return the config's path.

    Farmland lies under the last half of B and all of C, and a sliver of it reaches 0.2 m into A. A
    house stands 60 m west of A, an estate 40 m north of D. The town's boundary holds A, B and C.
    The wind blows least often from the east.
    """
    save(folder, "parcels.gpkg", [square(x) for x in (0, 100, 200, 300)], no=list("ABCD"))
    save(folder, "halls.gpkg", [Point(WEST + 50, SOUTH + 50)], no=["H"])
    save(folder, "farms.gpkg", [square(150, 150), box(WEST + 99.8, SOUTH, WEST + 100, SOUTH + 100)])
    save(folder, "homes.gpkg", [Point(WEST - 60, SOUTH + 50)])
    save(folder, "schools.gpkg", [Point(WEST + 400, SOUTH + 50)])
    save(folder, "estates.gpkg", [square(300, y=140)])
    save(folder, "town.gpkg", [square(0, 300)])
    (folder / "local.yaml").write_text(RULES, "utf-8")
    (folder / "wind.csv").write_text("direction,frequency\nN,30\nE,5\nS,25\nW,36\nC,4\n", "utf-8")
    (folder / "build.yaml").write_text(CONFIG, "utf-8")
    return folder / "build.yaml"
