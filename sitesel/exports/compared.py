"""Two answers side by side, told in one language: who comes, goes, moves and stays, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sitesel.catalogue import Catalogue
from sitesel.exports.comparison import MovesOut
from sitesel.exports.told import SiteTold, sites_told
from sitesel.language import Lang
from sitesel.selection import Change, Comparison, Selection
from sitesel.wording import (
    account,
    change_words,
    comparison_words,
    scenario_words,
    standing_words,
)


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SideTold(_Told):
    """One of the two answers."""

    selection: str = Field(description="Digest; `/api/selections/{digest}` has the whole answer.")
    catalogue: str
    date: str | None = Field(description="Of the catalogue.")
    scenario: str | None = Field(description="Name of the scenario; null for the network as it is.")
    title: str = Field(description="Title of the requirement, and the scenario it was put to.")
    account: str


class ChangeTold(SiteTold):
    """One parcel in both answers."""

    before: str = Field(description="Where it ended up.")
    after: str
    why: list[str] = Field(description="A sentence for each reason.")


class ComparisonTold(_Told):
    """Two answers side by side in the words of one language."""

    before: SideTold
    after: SideTold
    counts: MovesOut
    summary: str
    come: list[ChangeTold]
    go: list[ChangeTold]
    moved: list[ChangeTold]
    stayed: list[ChangeTold]


def comparison_told(
    comparison: Comparison, catalogues: tuple[Catalogue, Catalogue], lang: Lang
) -> dict[str, Any]:
    """Return a comparison in the words of one language, as `ComparisonTold` describes it.

    Parameters
    ----------
    comparison
        Of two answers.
    catalogues
        That they were made from; one and the same, or two.
    lang
        The language of the words.
    """
    before, after = comparison.before, comparison.after
    titles = {
        name: one.title for catalogue in catalogues for name, one in catalogue.scenarios().items()
    }

    def told(changes: Sequence[Change], of: int) -> list[dict[str, Any]]:
        selection, catalogue = (before, after)[of], catalogues[of]
        rows = [selection.columns.row(change.parcel) for change in changes]
        sites = sites_told(catalogue, selection.columns, rows, lang)
        return [
            {
                **sites[row],
                "before": standing_words(change.before, lang),
                "after": standing_words(change.after, lang),
                "why": change_words(change, comparison, lang),
            }
            for row, change in zip(rows, changes, strict=True)
        ]

    def side(selection: Selection, catalogue: Catalogue) -> dict[str, Any]:
        return {
            "selection": selection.digest,
            "catalogue": selection.catalogue,
            "date": catalogue.manifest.date,
            "scenario": selection.requirement.scenario,
            "title": scenario_words(selection, lang, titles),
            "account": account(selection, lang),
        }

    counts = comparison.counts
    return {
        "before": side(before, catalogues[0]),
        "after": side(after, catalogues[1]),
        "counts": {name: getattr(counts, name) for name in ("come", "go", "moved", "stayed")},
        "summary": comparison_words(comparison, lang, titles),
        "come": told(comparison.come, 1),
        "go": told(comparison.go, 0),  # what is gone may be in the first catalogue alone
        "moved": told(comparison.moved, 1),
        "stayed": told(comparison.stayed, 1),
    }
