"""Columns of a source become attributes: units, codes, intervals; what can't be read is told."""

# ruff: noqa: PD011  # `values` here is no pandas attribute

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sitesel import land_use
from sitesel.catalogue.config import SiteSource
from sitesel.catalogue.limits import LimitsReader
from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.spelling import Spelled, flag
from sitesel.catalogue.union import category
from sitesel.columns import (
    FLAG,
    CategoryColumn,
    Column,
    QuantityColumn,
    TextColumn,
)
from sitesel.findings import Finding
from sitesel.schema import Attribute, Schema

_CODE = re.compile(r"[A-Za-z]{0,2}\d[\dA-Za-z]*")


def declared(
    frame: pd.DataFrame, source: SiteSource, schema: Schema, ids: Sequence[str]
) -> tuple[dict[str, Column], list[Finding]]:
    """Read the attributes that a source declares.

    Parameters
    ----------
    frame
        Rows of the source; the index is the row in it.
    source
        What its columns mean.
    schema
        The attributes of this kind of site.
    ids
        Id of each row, for the findings.

    Returns
    -------
    columns, findings
        Columns by attribute; values that can't be read or can't be are unknown, with a finding.
    """
    columns: dict[str, Column] = {}
    findings: list[Finding] = []
    for name, mapping in source.columns.items():
        reading = _DeclaredReader(frame, schema[name], mapping, source, ids)
        columns[name] = reading.column()
        findings += reading.findings
        if (
            name == "planning_use"
            and mapping.column
            and "planning_use_stated" not in source.columns
        ):
            columns["planning_use_stated"] = _text(reading.spelled())
    return columns, findings


def numbers(
    frame: pd.DataFrame, attribute: Attribute, mapping: ColumnMapping, source: SiteSource
) -> NDArray[np.float64]:
    """Read a quantity alone, in the attribute's unit; what can't be read is not known."""
    reading = _DeclaredReader(frame, attribute, mapping, source, [""] * len(frame))
    column = reading.column()
    return column.values if isinstance(column, QuantityColumn) else np.full(len(frame), np.nan)


class _DeclaredReader(LimitsReader):
    """Reads an attribute of any kind."""

    def column(self) -> Column:
        match self.attribute.kind:
            case "quantity":
                return QuantityColumn(self.bounded(self.numbers(self.mapping.column)))
            case "date":
                return QuantityColumn(self.days())
            case "interval":
                return self.interval()
            case "category":
                return self._category()
            case "code":
                return self._code()
            case "flag":
                return self._flag()
            case "text":
                return _text(self.spelled())

    def _category(self) -> CategoryColumn:
        seen = self.spelled()
        known = {word.casefold(): key for key, text in self.attribute.values
                 for word in (text.en, text.zh, key)}  # fmt: skip
        mapped = {raw.strip().casefold(): value for raw, value in self.mapping.values.items()}
        meant: list[str | None] = []
        faulty = []
        for i, word in enumerate(seen.words):
            plain = word.casefold()
            if plain in mapped:
                meant.append(mapped[plain])
            elif not known:
                meant.append(word)
            elif plain in known:
                meant.append(known[plain])
            else:
                meant.append(None)
                faulty.append(i)
        self.tell("unmapped-value", seen, faulty)
        return category(seen, meant, order=[key for key, _ in self.attribute.values])

    def _flag(self) -> CategoryColumn:
        values = self.each(self.spelled(), lambda word: float(flag(word)))
        return CategoryColumn(np.where(np.isnan(values), -1, values).astype(np.int32), FLAG)

    def _code(self) -> CategoryColumn:
        seen = self.spelled()
        own = self.source.land_use_system if isinstance(self.source, SiteSource) else None
        system = self.mapping.system or own or land_use.CURRENT
        if self.mapping.constant is not None:
            system = land_use.CURRENT
        mapped = {raw.strip().casefold(): value for raw, value in self.mapping.values.items()}
        names = {land_use.label(code, "zh"): code for code in land_use.codes()}
        meant: list[str | None] = []
        strange: list[int] = []
        lost: list[int] = []
        wide: list[int] = []
        for i, word in enumerate(seen.words):
            if word.casefold() in mapped:
                meant.append(mapped[word.casefold()])
                continue
            match = _CODE.match(word)
            own = match[0] if match else word
            if land_use.is_known(own, system):
                code = land_use.to_2023(own, system)
                (lost if code is None else wide if _is_wide(code, system) else []).append(i)
                meant.append(code)
            elif word in names:
                meant.append(names[word])
            else:
                meant.append(None)
                strange.append(i)
        systems = dict.fromkeys(range(len(seen.words)), system)
        self.tell("unknown-code", seen, strange, facts={"system": systems})
        self.tell("code-without-equivalent", seen, lost, facts={"system": systems})
        codes = {i: str(meant[i]) for i in wide}
        self.tell("class-not-derivable", seen, wide, facts={"system": systems, "code": codes})
        return category(seen, meant)


def _text(seen: Spelled) -> TextColumn:
    words = pa.array([*seen.words, None], pa.string())
    rows = np.where(seen.codes < 0, len(seen.words), seen.codes)
    return TextColumn(words.take(pa.array(rows)))


def _is_wide(code: str, system: str) -> bool:
    """Tell whether a code of another system leaves open which class of the 2023 code is meant."""
    if system == land_use.CURRENT:
        return False
    return any(other != code and other.startswith(code) for other in land_use.codes())
