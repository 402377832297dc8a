"""Two answers side by side, told in one language: who comes, goes, moves and stays, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from sitesel.catalogue import Catalogue
from sitesel.exports.comparison import ComparedOut, MovesOut, StandingOut
from sitesel.exports.told import SiteTold, sites_told
from sitesel.language import Lang
from sitesel.selection import Change, Comparison, Selection, Standing
from sitesel.wording import (
    account,
    change_words,
    comparison_words,
    scenario_words,
    standing_words,
)

Kind = Literal["come", "go", "moved", "stayed"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SideTold(ComparedOut):
    """One of the two answers."""

    date: str | None = Field(description="Of the catalogue.")
    text: str = Field(description="What was asked, and the scenario it was put to.")
    account: str


class StandingTold(StandingOut):
    """Where a parcel ended up in one of the answers."""

    text: str


class ChangeTold(SiteTold):
    """One parcel in both answers."""

    change: Kind
    before: StandingTold
    after: StandingTold
    reasons: list[str] = Field(description="A sentence each.")


class ComparisonTold(_Told):
    """Two answers side by side in the words of one language."""

    before: SideTold
    after: SideTold
    counts: MovesOut
    text: str
    changes: list[ChangeTold] = Field(description="Those that come, go, move and stay.")


def comparison_told(
    comparison: Comparison, catalogue: Catalogue, lang: Lang, *, older: Catalogue | None = None
) -> dict[str, Any]:
    """Return a comparison in the words of one language, as `ComparisonTold` describes it.

    Parameters
    ----------
    comparison
        Of two answers.
    catalogue
        That they were made from.
    lang
        The language of the words.
    older
        That the first was made from, where it is another one.
    """
    sides = (comparison.before, older or catalogue), (comparison.after, catalogue)
    titles = {name: one.title for _, each in sides for name, one in each.scenarios().items()}

    def told(kind: Kind) -> list[dict[str, Any]]:
        changes: Sequence[Change] = getattr(comparison, kind)
        selection, of = sides[0 if kind == "go" else 1]  # what goes may be in the first alone
        rows = [selection.columns.row(change.parcel) for change in changes]
        sites = sites_told(of, selection.columns, rows, lang)
        return [
            {
                **sites[row],
                "change": kind,
                "before": _standing(change.before, lang),
                "after": _standing(change.after, lang),
                "reasons": change_words(change, comparison, lang),
            }
            for row, change in zip(rows, changes, strict=True)
        ]

    def side(selection: Selection, of: Catalogue) -> dict[str, Any]:
        title = selection.requirement.title
        return {
            "selection": selection.digest,
            "catalogue": selection.catalogue,
            "date": of.manifest.date,
            "title": {"zh": title.zh, "en": title.en},
            "scenario": selection.requirement.scenario,
            "counts": asdict(selection.counts),
            "text": scenario_words(selection, lang, titles),
            "account": account(selection, lang),
        }

    return {
        "before": side(*sides[0]),
        "after": side(*sides[1]),
        "counts": asdict(comparison.counts),
        "text": comparison_words(comparison, lang, titles),
        "changes": [change for kind in KINDS for change in told(kind)],
    }


def _standing(standing: Standing, lang: Lang) -> dict[str, Any]:
    return asdict(standing) | {"text": standing_words(standing, lang)}
