"""Synthetic attribute columns and a requirement on them, for the benchmark of judging."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sitesel.columns import CategoryColumn, Columns, IntervalColumn, QuantityColumn
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement import Constraint, Criterion, Group, Linear, Piecewise, Requirement, Target
from sitesel.schema import default_schema, family

CODES = ("1001", "100101", "100102", "100103", "110101", "0901", "1402")
STATUS = ("planned", "cleared", "standard_land", "listed", "sold", "let", "idle")
UNKNOWN = 0.03


def columns(n: int, seed: int = 0) -> Columns:
    """Return `n` parcels of eight attributes, one in 33 not known."""
    rng = np.random.default_rng(seed)

    def quantity(values: np.ndarray) -> QuantityColumn:
        values[rng.random(n) < UNKNOWN] = np.nan
        return QuantityColumn(values)

    def category(words: tuple[str, ...]) -> CategoryColumn:
        codes = rng.integers(0, len(words), n, dtype=np.int32)
        codes[rng.random(n) < UNKNOWN] = -1
        return CategoryColumn(codes, words)

    lower = np.round(rng.uniform(0.5, 1.5, n), 1)
    upper = lower + np.round(rng.uniform(0.1, 1.5, n), 1)
    lower[(blank := rng.random(n) < UNKNOWN)] = np.nan
    upper[blank] = np.nan
    schema = default_schema()
    for kind in ("wharf", "junction"):
        schema = schema.with_attributes(family("facilities", facility=(kind, Text.of(kind))))
    held = {
        "area": quantity(rng.lognormal(11.5, 1.2, n)),
        "bearing_capacity": quantity(rng.uniform(50, 250, n)),
        "price": quantity(rng.uniform(200, 800, n)),
        "distance_to_wharf": quantity(rng.exponential(5_000, n)),
        "distance_to_junction": quantity(rng.exponential(4_000, n)),
        "planning_use": category(CODES),
        "status": category(STATUS),
        "plot_ratio": IntervalColumn(
            lower,
            upper,
            rng.integers(0, 2, n, dtype=np.int8),
            rng.integers(0, 2, n, dtype=np.int8),
        ),
    }
    ids = pa.array([f"P{k:08d}" for k in range(n)])
    return Columns("parcels", ids, held, schema)


def requirement() -> Requirement:
    """Return eight single constraints, two of them in a group, and four criteria."""
    return Requirement(
        Text.of("benchmark"),
        constraints=(
            Constraint("size", "area", "at_least", Interval(50_000), unit="m2"),
            Constraint("ground", "bearing_capacity", "at_least", Interval(80), unit="kPa"),
            Constraint("price", "price", "at_most", Interval(upper=600)),
            Group(
                "reach",
                "any",
                (
                    Constraint("wharf", "distance_to_wharf", "at_most", Interval(upper=3_000)),
                    Constraint(
                        "junction", "distance_to_junction", "at_most", Interval(upper=2_000)
                    ),
                ),
            ),
            Constraint("use", "planning_use", "among", values=("100102", "100103"), kind="code"),
            Constraint("free", "status", "none_of", values=("sold", "let"), kind="category"),
            Constraint("ratio", "plot_ratio", "at_least", Interval(1.2), kind="interval"),
        ),
        criteria=(
            Criterion("size", "area", Target(200_000, 150_000, 400_000), 20),
            Criterion("wharf", "distance_to_wharf", Linear(0, 10_000), 30),
            Criterion("price", "price", Linear(200, 800), 25),
            Criterion(
                "ground", "bearing_capacity", Piecewise(((80, 0.0), (150, 0.7), (200, 1.0))), 15
            ),
        ),
        near_misses=0,
    )
