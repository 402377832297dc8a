"""One figure, with what it takes to trace it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure or fact, with what it takes to trace it.

    Parameters
    ----------
    label
        What it is.
    said
        In words, as shown.
    value
        The number (or date, or word) itself, in `unit`; None when not known.
    unit
        The schema's spelling; None where there is none.
    attribute
        Of the catalogue, where it is a column of it; None where it was worked out.
    source
        Where it comes from, in words: the source and its row, how it was measured, or the sum.
    """

    label: str
    said: str
    value: float | str | bool | None = None
    unit: str | None = None
    attribute: str | None = None
    source: str = ""
