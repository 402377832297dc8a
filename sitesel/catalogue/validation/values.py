"""Columns as they came: values that are missing, ids that repeat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from sitesel.catalogue.validation.duplicates import value_codes
from sitesel.catalogue.validation.notice import WHOLE, Bools, Notice, Rows

NULL_WORDS = ("", "null", "<null>", "nan", "n/a", "#n/a", "-", "--", "—", "/", "未知", "不详")
"""What people write, in any case, for a value that they don't have."""
_NAMED = 6


def missing(values: pd.Series) -> Bools:
    """Tell the values that are missing: null, blank, or a word that says so.

    >>> missing(pd.Series(["M1", None, " ", "<Null>", "无"])).tolist()
    [False, True, True, True, False]
    """
    return np.asarray(values.isna()) | _null_words(values).notna().to_numpy()


def _null_words(values: pd.Series) -> pd.Series:
    """Return the words that stand for null, as they were written; null for the others."""
    if not (isinstance(values.dtype, pd.StringDtype) or values.dtype == object):
        return pd.Series(None, index=values.index, dtype="str")
    words = (
        values.where(values.map(lambda value: isinstance(value, str)))
        if values.dtype == object
        else values
    )
    written = words.astype("str").str.strip()
    return written.where(written.str.casefold().isin(NULL_WORDS))


def missing_values(frame: GeoDataFrame, columns: Sequence[str]) -> list[Notice]:
    """Tell for each column how many values are missing, and how that was written."""
    notices: list[Notice] = []
    for column in columns:
        words = _null_words(frame[column])
        count = int((frame[column].isna() | words.notna()).sum())
        if not count:
            continue
        if count == len(frame):
            notices.append(Notice("empty-column", WHOLE, {}, column, np.array([count])))
            continue
        spellings = [f"“{w}” × {n:,}" for w, n in _spellings(words) if w]
        listed = ", ".join(spellings[:_NAMED])
        facts = {
            "share": count / len(frame),
            "spelled": f", of them written {listed}" if listed else "",
            "spelled_zh": f"，其中写作 {listed}" if listed else "",
        }
        notices.append(Notice("missing-values", WHOLE, facts, column, np.array([count])))
    return notices


def _spellings(words: pd.Series) -> list[tuple[str, int]]:
    counts = words.dropna().value_counts()
    return sorted(zip(counts.index, counts.tolist(), strict=True), key=lambda w: (-w[1], w[0]))


def repeated_ids(
    frame: GeoDataFrame,
    rows: Rows,
    codes: Rows,
    stay: Bools,
    *,
    column: str,
    others: Sequence[str],
) -> list[Notice]:
    """Tell ids that are missing or occur more than once, and in what their rows differ.

    Parameters
    ----------
    frame
        All rows.
    rows, codes
        Positions of the sound rows, and the outline of each.
    stay
        Which of them stay; ids that only true duplicates repeat are told in sum alone.
    column
        The column that holds the ids.
    others
        The columns that the rows of an id may differ in.
    """
    absent = missing(frame[column].iloc[rows])
    told = np.array([absent.sum()])
    notices = [Notice("missing-id", WHOLE, {}, column, told)] if absent.any() else []
    rows, codes, stay = rows[~absent], codes[~absent], stay[~absent]
    kinds = value_codes(frame[column].iloc[rows])
    times = np.bincount(kinds, minlength=1)
    concerned = np.array([(times[kinds] > 1).sum()])
    if not concerned[0]:
        return notices
    if len(times) * 2 < len(rows):
        facts = {"distinct": len(times), "rows": len(rows)}
        return [*notices, Notice("not-an-id", WHOLE, facts, column, concerned)]
    facts = {"distinct": int((times > 1).sum()), "surplus": len(rows) - len(times)}
    notices.append(Notice("repeated-ids", WHOLE, facts, column, concerned))

    rows, codes, kinds = rows[stay], codes[stay], kinds[stay]
    again = np.bincount(kinds, minlength=1)[kinds] > 1
    rows, codes, kinds = rows[again], codes[again], kinds[again]
    ids, first, group, times = np.unique(
        kinds, return_index=True, return_inverse=True, return_counts=True
    )
    outlines = _distinct(group, codes, len(ids))
    differing: list[list[str]] = [[] for _ in ids]
    for other in others:
        varied = _distinct(group, value_codes(frame[other].iloc[rows]), len(ids)) > 1
        for i in np.flatnonzero(varied & (other != column)).tolist():
            differing[i].append(other)
    order = np.argsort(first, kind="stable")
    each = {
        "outlines": outlines[order],
        "differing": [", ".join(differing[i]) or "—" for i in order.tolist()],
    }
    return [*notices, Notice("repeated-id", rows[first[order]], each, column, times[order])]


def _distinct(group: Rows, values: Rows, groups: int) -> Rows:
    """Count the different values in each group."""
    pairs = np.unique(np.column_stack([group, values]), axis=0)
    return np.bincount(pairs[:, 0], minlength=groups)
