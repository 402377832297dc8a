"""One parcel of a selection, told in one language: how it stands to all that was asked."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sitesel.catalogue import Catalogue
from sitesel.exports.told import SiteTold, sites_told, way_out
from sitesel.language import Lang
from sitesel.selection import Selection
from sitesel.wording import explain

Verdict = Literal["holds", "fails", "unknown"]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LineTold(_Told):
    """One constraint, what was found, and whether it holds."""

    id: str
    verdict: Verdict
    needs: str
    found: str
    margin: str = Field(description="By how much it is missed; empty where that has no meaning.")
    text: str = Field(description="All of it in one sentence.")
    members: list[LineTold] = Field(description="Of a group.")


class ConstraintLineTold(LineTold):
    """One constraint of the requirement itself, and what would let the parcel in."""

    relaxable: bool
    relaxed: dict[str, Any] | None = Field(
        description="The constraint that would let the parcel in; null where it holds, or would "
        "have to go."
    )
    way: str = Field(description="What that constraint asks, in words; empty where it is null.")


class CriterionLineTold(_Told):
    """One criterion, what was found, and what it adds."""

    id: str
    prefers: str
    found: str
    value: float | None = Field(description="0 to 1; null when not known.")
    weight: float = Field(description="Share of all weights, 0 to 1.")
    share: float


class ExplanationTold(SiteTold):
    """Where one parcel ended up and why."""

    selection: str = Field(description="Digest of the selection.")
    disposition: Literal["candidate", "rejected", "undecided"]
    rank: int | None
    suitability: float | None
    interval: tuple[float, float] | None
    summary: str
    constraints: list[ConstraintLineTold]
    criteria: list[CriterionLineTold]
    notes: list[str] = Field(description="What rules tell of it without judging it.")


def explanation_told(
    selection: Selection, parcel: str, catalogue: Catalogue, lang: Lang
) -> dict[str, Any]:
    """Return how one parcel stands to a requirement, as `ExplanationTold` describes it.

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    """
    columns = selection.columns
    row = columns.row(parcel)
    site = sites_told(catalogue, columns, [row], lang)[row]
    told = explain(selection, parcel, catalogue, lang).to_dict()
    asked = {constraint.id: constraint for constraint in selection.requirement.constraints}
    for line in told["constraints"]:
        constraint = asked[line["id"]]
        fails = line["verdict"] == "fails"
        way = way_out(constraint, columns, row, lang) if fails else {"relaxed": None, "way": ""}
        line |= {"relaxable": constraint.relaxable, **way}
    return {"selection": selection.digest, **site, **told}
