"""The register of idle and inefficient land: what stands still, why it is listed, how it is freed.

The thresholds are data (`parcels/idle_land.yaml`), and what the register tells is a warning to be
looked into, not a finding of law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import yaml

from sitesel.catalogue.catalogue import Catalogue
from sitesel.columns import CategoryColumn, Columns, QuantityColumn, Value
from sitesel.datasets import dataset
from sitesel.language import Text

_EPOCH = date(1970, 1, 1)
_TOLD = ("name", "district", "town", "park", "area", "status", "idle_kind", "release_route",
         "available_from", "start_due", "built_share", "invested_share")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Idle:
    """A parcel of the register.

    Parameters
    ----------
    site
        Its id.
    told
        What is told of it, as far as the caller may see and it is known.
    reasons
        Why it is listed.
    reclaim_from
        From when on it may be reclaimed; None where no day of start is told.
    """

    site: str
    told: Mapping[str, Value]
    reasons: tuple[Text, ...]
    reclaim_from: date | None


@cache
def thresholds() -> Mapping[str, Any]:
    """Return from when on land is idle."""
    told: dict[str, Any] = yaml.safe_load(dataset("idle_land.yaml").read_text("utf-8"))
    return told


def register(catalogue: Catalogue, today: date) -> list[Idle]:
    """Return the idle and inefficient land, in catalogue order; as far as the caller may see."""
    columns = catalogue.columns()
    limits = thresholds()
    listed = _among(columns, limits["statuses"])
    due = _numbers(columns, "start_due")
    late = due < (today - timedelta(days=limits["idle_after_days"]) - _EPOCH).days
    built, invested = (_numbers(columns, name) for name in ("built_share", "invested_share"))
    short = (built < limits["least_built"]) | (invested < limits["least_invested"])
    started = (built > 0) | _among(columns, ["building"])
    watched = _among(columns, limits["watched"]) & late & (short | ~started)
    kinds = columns["idle_kind"] if "idle_kind" in columns.schema else None
    tagged = kinds.codes >= 0 if isinstance(kinds, CategoryColumn) else np.zeros_like(listed)
    rows = np.flatnonzero(listed | watched | tagged).tolist()
    return [_idle(columns, row, due[row], watched=bool(watched[row])) for row in rows]


def _idle(columns: Columns, row: int, due: float, *, watched: bool) -> Idle:
    told = {
        name: value
        for name in _TOLD
        if name in columns.schema and (value := columns.value(name, row)) is not None
    }
    limits, reasons = thresholds(), []
    for name in ("status", "idle_kind"):
        word = told.get(name)
        if isinstance(word, str) and (name != "status" or word in limits["statuses"]):
            attribute = columns.schema[name]
            reasons.append(
                Text(attribute.value_label(word, "zh"), attribute.value_label(word, "en"))
            )
    if watched:
        start = _EPOCH + timedelta(days=due)
        reasons.append(
            Text(
                f"约定 {start} 动工，逾期超过 {limits['idle_after_days']} 天",
                f"building was due to start on {start}, more than "
                f"{limits['idle_after_days']} days ago",
            )
        )
        reasons += _short(told, limits)
    reclaim = None
    if np.isfinite(due):
        reclaim = _EPOCH + timedelta(days=due + limits["reclaim_after_days"])
    return Idle(columns.ids[row].as_py(), told, tuple(reasons), reclaim)


def _short(told: Mapping[str, Value], limits: Mapping[str, Any]) -> list[Text]:
    found = []
    for name, least, zh, en in (
        ("built_share", "least_built", "已动工面积", "built on"),
        ("invested_share", "least_invested", "已投资", "invested"),
    ):
        share = told.get(name)
        if isinstance(share, float) and share < limits[least]:
            found.append(
                Text(
                    f"{zh} {share:g}%，不足 {limits[least]:.3g}%",
                    f"{en}: {share:g} %, less than {limits[least]:.3g} %",
                )
            )
    return found


def _among(columns: Columns, words: list[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    status = columns["status"] if "status" in columns.schema else None
    if not isinstance(status, CategoryColumn):
        return np.zeros(columns.count, np.bool_)
    return np.isin(status.codes, [i for i, word in enumerate(status.categories) if word in words])


def _numbers(columns: Columns, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    column = columns[name] if name in columns.schema else None
    if not isinstance(column, QuantityColumn):
        return np.full(columns.count, np.nan)
    return np.asarray(column.values)
