"""Screening and ranking against pandas, polars and DuckDB, each asked the same of the same columns.

Each gives for every parcel and every constraint, those in a group too, whether it fails and whether
that is unknown; where every parcel ends up; how many each constraint rejects and leaves open; and
the best 50 by guaranteed suitability, equal ones by id, with the highest possible suitability. What
they give is checked to be the same. The columns are in the
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

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
ROUNDS = 7
WANTED = ("100102", "100103")
GONE = ("sold", "let")
NAMES = ("size", "ground", "price", "reach", "use", "free", "ratio")
WEIGHTS = {"ground": 15 / 90, "price": 25 / 90, "size": 20 / 90, "wharf": 30 / 90}

LEAVES = ("size", "ground", "price", "wharf", "junction", "use", "free", "ratio")

# rejected and unknown by constraint; candidates, rejected and undecided; the best 50 and their ends
Outcome = tuple[list[int], list[int], list[int], list[tuple[str, float, float]]]


class Sitesel:
    """What this project does."""

    def __init__(self, held: Columns, requirement: Requirement) -> None:
        self.held, self.plan, self.limit = held, plan(requirement), requirement.limit

    def __call__(self) -> Outcome:
        judged = judge(self.held, self.plan)
        places, _, _ = best(judged.low, self.held.ids, judged.rows, self.limit)
        names = self.held.ids.take(pa.array(judged.rows[places])).to_pylist()
        top = list(zip(names, judged.low[places], judged.high[places], strict=True))
        candidates = len(judged.rows)
        where = [candidates, judged.count - candidates - judged.undecided, judged.undecided]
        return judged.rejected.tolist(), judged.untold.tolist(), where, top


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
                "wharf": far,
                "junction": off,
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
                "wharf": no_wharf,
                "junction": no_junction,
                "reach": (no_wharf & (no_junction | off)) | (no_junction & far),
                "use": class_unknown,
                "free": blank["status"],
                "ratio": blank["plot_ratio.upper"],
            }
        )
        top = list(NAMES)
        rejected, untold = fails[top].any(axis=1), unknown[top].any(axis=1)
        undecided = int((untold & ~rejected).sum())
        passing = frame[~(rejected | untold)]
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
        low, high = (
            sum(values[n].clip(0, 1).fillna(end) * weight for n, weight in WEIGHTS.items())
            for end in (0, 1)
        )
        ranked = passing.assign(low=low, high=high).nlargest(50, "low", keep="all")
        ranked = ranked.sort_values(["low", "id"], ascending=[False, True]).head(50)
        where = [len(passing), int(rejected.sum()), undecided]
        best_50 = list(ranked[["id", "low", "high"]].itertuples(index=False, name=None))
        return fails[top].sum().tolist(), unknown[top].sum().tolist(), where, best_50


class Polars:
    """Lazy expressions on all cores, whose booleans have three values: unknown is null."""

    def __init__(self, table: pa.Table) -> None:
        self.frame = pl.from_arrow(table).rechunk()

    def __call__(self) -> Outcome:
        c = pl.col
        meets = {
            "size": c("area") >= 50_000,
            "ground": c("bearing_capacity") >= 80,
            "price": c("price") <= 600,
            "wharf": c("distance_to_wharf") <= 3_000,
            "junction": c("distance_to_junction") <= 2_000,
            "use": pl.when(c("planning_use") == "1001")
            .then(None)
            .otherwise(c("planning_use").is_in(list(WANTED))),
            "free": ~c("status").is_in(list(GONE)),
            "ratio": (c("plot_ratio.upper") > 1.2)
            | ((c("plot_ratio.upper") == 1.2) & (c("plot_ratio.upper_open") == 0)),
        }
        told = (
            self.frame.lazy()
            .with_columns(expression.alias(f"{name}.meets") for name, expression in meets.items())
            .with_columns((c("wharf.meets") | c("junction.meets")).alias("reach.meets"))
            .with_columns(
                pl.all_horizontal(*(c(f"{name}.meets") for name in NAMES)).alias("stands")
            )
            .collect()
        )
        *counts, candidates, rejected, undecided = told.select(
            *((~c(f"{name}.meets")).sum().alias(f"{name}.fails") for name in NAMES),
            *(c(f"{name}.meets").null_count().alias(f"{name}.unknown") for name in NAMES),
            c("stands").sum().alias("candidates"),
            (~c("stands")).sum().alias("rejected"),
            c("stands").null_count().alias("undecided"),
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
        low, high = (
            sum(value[n].clip(0, 1).fill_null(end) * weight for n, weight in WEIGHTS.items())
            for end in (0, 1)
        )
        ranked = (
            told.lazy()
            .filter("stands")
            .select("id", low.alias("low"), high.alias("high"))
            .top_k(50, by=["low", "id"], reverse=[False, True])
            .sort(["low", "id"], descending=[True, False])
            .collect()
        )
        return counts[:7], counts[7:], [candidates, rejected, undecided], ranked.rows()


class DuckDB:
    """SQL, whose booleans have three values: fails is false, unknown is null."""

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
            "wharf": "distance_to_wharf <= 3000",
            "junction": "distance_to_junction <= 2000",
            "use": "case when planning_use = '1001' then null "
            "else planning_use in ('100102', '100103') end",
            "free": "status not in ('sold', 'let')",
            "ratio": '"plot_ratio.upper" > 1.2 '
            'or ("plot_ratio.upper" = 1.2 and "plot_ratio.upper_open" = 0)',
        }
        told = ", ".join(f"({meets[name]}) as {name}_" for name in LEAVES)
        every = " and ".join(f"{name}_" for name in NAMES)
        told = f"{told}, (wharf_ or junction_) as reach_, ({every}) as stands"
        values = {
            "size": "case when area < 200000 then 1 - (200000 - area) / 150000 "
            "else 1 - (area - 200000) / 400000 end",
            "wharf": "1 - distance_to_wharf / 10000",
            "price": "(800 - price) / 600",
            "ground": "case when bearing_capacity < 150 then (bearing_capacity - 80) / 70 * 0.7 "
            "else 0.7 + (bearing_capacity - 150) / 50 * 0.3 end",
        }
        columns = {
            "size": "area",
            "wharf": "distance_to_wharf",
            "price": "price",
            "ground": "bearing_capacity",
        }
        low, high = (
            " + ".join(
                # `least` passes over nulls
                f"case when {columns[name]} is null then {end} "
                f"else greatest(0, least(1, {values[name]})) end * {weight!r}::double"
                for name, weight in WEIGHTS.items()
            )
            for end in (0, 1)
        )
        self.base.execute(f"create or replace temp table ledger as select {told} from parcels")  # noqa: S608
        sums = [f"count(*) filter (not {name}_)" for name in NAMES]
        sums += [f"count(*) - count({name}_)" for name in NAMES]
        sums += ["count(*) filter (stands)", "count(*) filter (not stands)"]
        sums += ["count(*) - count(stands)"]
        *counts, candidates, rejected, undecided = self.base.execute(
            f"select {', '.join(sums)} from ledger"  # noqa: S608
        ).fetchone()
        ranked = self.base.execute(
            f"select id, {low} as low, {high} as high "  # noqa: S608
            "from parcels positional join ledger where stands order by low desc, id limit 50"
        ).fetchall()
        return counts[:7], counts[7:], [candidates, rejected, undecided], ranked


def same(one: Outcome, other: Outcome) -> bool:
    """Tell whether two outcomes are the same, suitability up to rounding."""
    names = [[name for name, _, _ in outcome[3]] for outcome in (one, other)]
    ends = [[end for _, *both in outcome[3] for end in both] for outcome in (one, other)]
    return one[:3] == other[:3] and names[0] == names[1] and np.allclose(*ends, 0, 1e-12)


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
        if not same(contenders[name](), expected):
            raise AssertionError(f"{name} comes to something else")
    times = dict.fromkeys(contenders, np.inf)
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
