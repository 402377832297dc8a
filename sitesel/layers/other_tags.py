"""Tags that GDAL's OpenStreetMap driver leaves together in one column."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
from geopandas import GeoDataFrame

TOGETHER = "other_tags"
_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")


def tags_of(words: str) -> dict[str, str]:
    r"""Read tags as GDAL writes them.

    >>> tags_of('"amenity"=>"hospital","note"=>"the \\"old\\" one"')
    {'amenity': 'hospital', 'note': 'the "old" one'}
    """
    return {
        _ESCAPED.sub(r"\1", key): _ESCAPED.sub(r"\1", value) for key, value in _PAIR.findall(words)
    }


def with_tags(rows: GeoDataFrame, tags: Sequence[str]) -> GeoDataFrame:
    """Give rows a column for each of these tags that any row has and no column tells yet.

    A tag that no row has gets no column, so that a misspelt one is noticed.
    """
    wanted = [tag for tag in dict.fromkeys(tags) if tag not in rows]
    if TOGETHER not in rows or not wanted:
        return rows
    each = [tags_of(words) if isinstance(words, str) else {} for words in rows[TOGETHER]]
    found = {tag: [told.get(tag) for told in each] for tag in wanted}
    columns = {
        tag: pd.Series(values, index=rows.index, dtype="str")
        for tag, values in found.items()
        if any(value is not None for value in values)
    }
    return rows.assign(**columns)
