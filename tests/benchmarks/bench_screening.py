"""Screening and ranking against pandas, polars and DuckDB, each asked the same of the same columns.

Each gives for every parcel and every top-level constraint whether it fails and whether that is
unknown, how many each constraint rejects and leaves open, and the best 50 by guaranteed
suitability, equal ones by id. What they give is checked to be the same. The columns are in the
form each likes best (nulls and categories of its own), and loading them is not timed.

`python tests/benchmarks/bench_screening.py [n …]`
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from sitesel.columns import CategoryColumn, Columns, IntervalColumn, QuantityColumn
from sitesel.requirement import Requirement
from sitesel.selection import judge, plan, select, warm
from sitesel.suitability import best

sys.path.insert(0, str(Path(__file__).parent))
import columns as synthetic_columns
import synthetic

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 7
WANTED = ("100102", "100103")
GONE = ("sold", "let")
NAMES = ("size", "ground", "price", "reach", "use", "free", "ratio")
WEIGHTS = {"ground": 15 / 90, "price": 25 / 90, "size": 20 / 90, "wharf": 30 / 90}

Outcome = tuple[list[int], list[int], list[str]]  # rejected, unknown, the best 50


class Sitesel:
    """What this project does."""

    def __init__(self, held: Columns, requirement: Requirement) -> None:
        self.held, self.plan, self.limit = held, plan(requirement), requirement.limit

    def __call__(self) -> Outcome:
        judged = judge(self.held, self.plan)
        places, _, _ = best(judged.low, self.held.ids, judged.rows, self.limit)
        top = [self.held.ids[int(judged.rows[place])].as_py() for place in places]
        return judged.rejected.tolist(), judged.untold.tolist(), top


class Pandas:
    """Columns of booleans; values only of the candidates."""

    def __init__(self, table: pa.Table) -> None:
        self.frame = table.to_pandas()
        for name in ("planning_use", "status"):
            self.frame[name] = self.frame[name].astype("category")

    def __call__(self) -> Outcome:
        frame = self.frame
        blank = {name: frame[name].isna() for name in frame.columns if name != "id"}
        wharf, junction = (frame[f"distance_to_{k}"] for k in ("wharf", "junction"))
        far, off = wharf > 3_000, junction > 2_000
        no_wharf, no_junction = blank["distance_to_wharf"], blank["distance_to_junction"]
        class_unknown = (frame["planning_use"] == "1001") | blank["planning_use"]
        upper = frame["plot_ratio.upper"]
        fails = pd.DataFrame(
            {
                "size": frame["area"] < 50_000,
                "ground": frame["bearing_capacity"] < 80,
                "price": frame["price"] > 600,
                "reach": far & off,
                "use": ~(frame["planning_use"].isin(WANTED) | class_unknown),
                "free": frame["status"].isin(GONE),
                "ratio": (upper < 1.2) | ((upper == 1.2) & (frame["plot_ratio.upper_open"] == 1)),
            }
        )
        unknown = pd.DataFrame(
            {
                "size": blank["area"],
                "ground": blank["bearing_capacity"],
                "price": blank["price"],
                "reach": (no_wharf & (no_junction | off)) | (no_junction & far),
                "use": class_unknown,
                "free": blank["status"],
                "ratio": blank["plot_ratio.upper"],
            }
        )
        passing = frame[~(fails.any(axis=1) | unknown.any(axis=1))]
        area, capacity = passing["area"], passing["bearing_capacity"]
        values = {
            "size": (1 - (area - 200_000).abs() / 150_000).where(
                area < 200_000, 1 - (area - 200_000).abs() / 400_000
            ),
            "wharf": 1 - passing["distance_to_wharf"] / 10_000,
            "price": (800 - passing["price"]) / 600,
            "ground": pd.Series(
                np.interp(capacity, [80, 150, 200], [0, 0.7, 1]), passing.index
            ).where(capacity.notna()),
        }
        suitability = sum(
            values[name].clip(0, 1).fillna(0) * weight for name, weight in WEIGHTS.items()
        )
        ranked = passing.assign(suitability=suitability).nlargest(50, "suitability", keep="all")
        ranked = ranked.sort_values(["suitability", "id"], ascending=[False, True])
        return fails.sum().tolist(), unknown.sum().tolist(), ranked["id"].head(50).tolist()


class Polars:
    """Expressions over the whole table, run lazily by all cores."""

    def __init__(self, table: pa.Table) -> None:
        self.frame = pl.from_arrow(table).rechunk()

    def __call__(self) -> Outcome:
        c = pl.col
        meets = {
            "size": c("area") >= 50_000,
            "ground": c("bearing_capacity") >= 80,
            "price": c("price") <= 600,
            "reach": (c("distance_to_wharf") <= 3_000) | (c("distance_to_junction") <= 2_000),
            "use": pl.when(c("planning_use") == "1001")
            .then(None)
            .otherwise(c("planning_use").is_in(list(WANTED))),
            "free": ~c("status").is_in(list(GONE)),
            "ratio": (c("plot_ratio.upper") > 1.2)
            | ((c("plot_ratio.upper") == 1.2) & (c("plot_ratio.upper_open") == 0)),
        }
        judged = self.frame.lazy().select(
            "id",
            "area",
            "price",
            "distance_to_wharf",
            "bearing_capacity",
            *(expression.alias(f"{name}.meets") for name, expression in meets.items()),
        )
        told = judged.with_columns(
            *((~c(f"{name}.meets")).fill_null(False).alias(f"{name}.fails") for name in NAMES),
            *(c(f"{name}.meets").is_null().alias(f"{name}.unknown") for name in NAMES),
        ).collect()
        counts = told.select(
            *(c(f"{name}.fails").sum() for name in NAMES),
            *(c(f"{name}.unknown").sum() for name in NAMES),
        ).row(0)
        area, capacity = c("area"), c("bearing_capacity")
        value = {
            "size": pl.when(area < 200_000)
            .then(1 - (200_000 - area) / 150_000)
            .otherwise(1 - (area - 200_000) / 400_000),
            "wharf": 1 - c("distance_to_wharf") / 10_000,
            "price": (800 - c("price")) / 600,
            "ground": pl.when(capacity < 150)
            .then((capacity - 80) / 70 * 0.7)
            .otherwise(0.7 + (capacity - 150) / 50 * 0.3),
        }
        suitability = sum(
            value[name].clip(0, 1).fill_null(0) * weight for name, weight in WEIGHTS.items()
        )
        ranked = (
            told.lazy()
            .filter(pl.all_horizontal(*(c(f"{name}.meets") for name in NAMES)))
            .select("id", suitability.alias("suitability"))
            .top_k(50, by=["suitability", "id"], reverse=[False, True])
            .sort(["suitability", "id"], descending=[True, False])
            .collect()
        )
        return list(counts[:7]), list(counts[7:]), ranked["id"].to_list()


class DuckDB:
    """SQL, whose logic has three values anyway; the bits of all constraints in two integers."""

    def __init__(self, table: pa.Table) -> None:
        self.base = duckdb.connect()
        self.base.register("arrow", table)
        for name, words in (("use", synthetic_columns.CODES), ("status", synthetic_columns.STATUS)):
            listed = ", ".join(f"'{word}'" for word in words)
            self.base.execute(f"create type enum_{name} as enum ({listed})")
        self.base.execute(
            "create table parcels as select * replace "
            "(planning_use::enum_use as planning_use, status::enum_status as status) from arrow"
        )

    def __call__(self) -> Outcome:
        meets = {
            "size": "area >= 50000",
            "ground": "bearing_capacity >= 80",
            "price": "price <= 600",
            "reach": "distance_to_wharf <= 3000 or distance_to_junction <= 2000",
            "use": "case when planning_use = '1001' then null "
            "else planning_use in ('100102', '100103') end",
            "free": "status not in ('sold', 'let')",
            "ratio": '"plot_ratio.upper" > 1.2 '
            'or ("plot_ratio.upper" = 1.2 and "plot_ratio.upper_open" = 0)',
        }
        told = ", ".join(f"({meets[name]}) as m{k}" for k, name in enumerate(NAMES))
        fails = " | ".join(f"(coalesce(not m{k}, false)::utinyint << {k})" for k in range(7))
        unknown = " | ".join(f"((m{k} is null)::utinyint << {k})" for k in range(7))
        values = {
            "size": "case when area < 200000 then 1 - (200000 - area) / 150000 "
            "else 1 - (area - 200000) / 400000 end",
            "wharf": "1 - distance_to_wharf / 10000",
            "price": "(800 - price) / 600",
            "ground": "case when bearing_capacity < 150 then (bearing_capacity - 80) / 70 * 0.7 "
            "else 0.7 + (bearing_capacity - 150) / 50 * 0.3 end",
        }
        suitability = " + ".join(
            # `least` passes over nulls, a comparison does not
            f"coalesce(case when {values[name]} > 1 then 1 when {values[name]} < 0 then 0 "
            f"else {values[name]} end, 0) * {weight!r}::double"
            for name, weight in WEIGHTS.items()
        )
        self.base.execute(
            f"create or replace temp table ledger as select {fails} as fails, "  # noqa: S608
            f"{unknown} as unknown from (select {told} from parcels)"
        )
        sums = ", ".join(
            f"sum(({word} >> {k}) & 1)::bigint" for word in ("fails", "unknown") for k in range(7)
        )
        counts = self.base.execute(f"select {sums} from ledger").fetchone()  # noqa: S608
        ranked = self.base.execute(
            f"select id, {suitability} as suitability from parcels where "  # noqa: S608
            + " and ".join(f"({meets[name]})" for name in NAMES)
            + " order by suitability desc, id limit 50"
        ).fetchall()
        return list(counts[:7]), list(counts[7:]), [name for name, _ in ranked]


def measure(n: int) -> dict[str, Any]:
    """Return milliseconds, the least of some rounds, and ratios to ours."""
    held, requirement = synthetic_columns.columns(n), synthetic_columns.requirement()
    table = plain(held)
    warm()
    arrays = [part for column in held.columns.values() for part in _arrays(column)]
    contenders: dict[str, Callable[[], Any]] = {
        "sitesel": Sitesel(held, requirement),
        "reading once": lambda: [array.max() for array in arrays],
        "pandas": Pandas(table),
        "polars": Polars(table),
        "DuckDB": DuckDB(table),
        "select, near misses too": lambda: select(
            _Held(held), replace(requirement, near_misses=10)
        ),
    }
    expected = contenders["sitesel"]()
    for name in ("pandas", "polars", "DuckDB"):
        if contenders[name]() != expected:
            raise AssertionError(f"{name} comes to something else")
    times = {name: np.inf for name in contenders}
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            start = perf_counter()
            contender()
            times[name] = min(times[name], (perf_counter() - start) * 1e3)
    ours = times["sitesel"]
    return {
        "parcels": n,
        **{f"{name} ms": time for name, time in times.items()},
        "pandas ×": times["pandas"] / ours,
        "polars ×": times["polars"] / ours,
        "DuckDB ×": times["DuckDB"] / ours,
        "of reading once": ours / times["reading once"],
    }


class _Held:
    id = "benchmark"

    def __init__(self, held: Columns) -> None:
        self.held = held

    def columns(self, sites: str = "parcels") -> Columns:
        assert sites == "parcels"
        return self.held


def _arrays(column: Any) -> list[np.ndarray]:
    match column:
        case QuantityColumn(values):
            return [values]
        case CategoryColumn(codes):
            return [codes]
        case IntervalColumn(lower, upper, lower_open, upper_open):
            return [lower, upper, lower_open, upper_open]
    raise TypeError(column)


def plain(held: Columns) -> pa.Table:
    """Return the columns as an Arrow table as other tools know them: nulls, words, numbers."""
    arrays: dict[str, pa.Array] = {"id": held.ids}
    for name, column in held.items():
        match column:
            case QuantityColumn(values):
                arrays[name] = pa.array(values, mask=np.isnan(values))
            case CategoryColumn(codes, words):
                places = pa.array(codes, mask=codes < 0)
                arrays[name] = pa.DictionaryArray.from_arrays(places, pa.array(words))
            case IntervalColumn(lower, upper, lower_open, upper_open):
                arrays[f"{name}.lower"] = pa.array(lower, mask=np.isnan(lower))
                arrays[f"{name}.upper"] = pa.array(upper, mask=np.isnan(upper))
                arrays[f"{name}.lower_open"] = pa.array(lower_open)
                arrays[f"{name}.upper_open"] = pa.array(upper_open)
    return pa.table(arrays)


if __name__ == "__main__":
    sizes = [int(float(word)) for word in sys.argv[1:]] or SIZES
    print(synthetic.table([measure(n) for n in sizes]))
