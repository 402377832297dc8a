"""The wire form of a selection: the contract that other systems rely on.

The JSON Schema of `SelectionOut` is published by the service at `/api/schema`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sitesel.catalogue import Catalogue
from sitesel.language import Lang
from sitesel.selection import Selection

Found = float | str | None


_STATE = Field(description="Where there is no number: the category that tells why.")
_PLACE = Field(description="The island or mainland that `state` is said of.")


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContributionOut(_Wire):
    """What one criterion adds to a candidate's suitability."""

    criterion: str
    attribute: str
    found: Found = Field(
        description="The attribute's value in `unit`; null when not known, `unreachable` where "
        "there is no way to get there."
    )
    unit: str | None
    value: float | None = Field(description="Of the value function, 0 to 1; null when not known.")
    weight: float = Field(description="Share of all weights, 0 to 1.")
    share: float = Field(description="What it adds; the shares add up to the suitability.")
    state: str | None = _STATE
    place: str | None = _PLACE


class CandidateOut(_Wire):
    """A parcel that meets every constraint."""

    parcel: str
    rank: int = Field(ge=1, description="From 1; parcels of equal suitability share a rank.")
    suitability: float = Field(ge=0, le=1)
    interval: tuple[float, float] = Field(
        description="Lowest and highest suitability that the unknown criteria allow."
    )
    contributions: list[ContributionOut]


class ReasonOut(_Wire):
    """How many parcels one constraint rejects, and for how many it can't be told."""

    constraint: str
    attribute: str
    needs: str = Field(description="In symbols, the same in every language.", examples=["≥ 20 m"])
    rejected: int = Field(ge=0)
    unknown: int = Field(ge=0, description="Parcels of which what it takes is not known.")
    unmeasured: int = Field(
        ge=0,
        description="Parcels of which it was not measured, as other constraints had rejected them "
        "already; not counted in `unknown`.",
    )


class FailingOut(_Wire):
    """One constraint that a parcel does not meet, or that can't be told."""

    constraint: str
    attribute: str
    needs: str
    found: Found = Field(
        description="Null when not known, `unreachable` where there is no way to get there, "
        "`not measured` where the parcel was rejected before."
    )
    unit: str | None
    margin: float | None = Field(description="By how much the value would have to change.")
    state: str | None = _STATE
    place: str | None = _PLACE


class NearMissOut(_Wire):
    """A rejected parcel with few failing constraints."""

    parcel: str
    failing: list[FailingOut]


class CountsOut(_Wire):
    """The counts add up: total = candidates + rejected + undecided."""

    total: int = Field(ge=0)
    candidates: int = Field(ge=0)
    rejected: int = Field(ge=0)
    undecided: int = Field(ge=0)


class SelectionOut(_Wire):
    """The whole answer. Same catalogue, same requirement, same version: same bytes."""

    digest: str = Field(description="Of everything else in this document.")
    catalogue: str = Field(description="Id of the catalogue that was judged.")
    version: str = Field(description="Of sitesel.")
    requirement: dict[str, Any] = Field(description="In the schema's units, defaults filled in.")
    counts: CountsOut
    reasons: list[ReasonOut]
    candidates: list[CandidateOut]
    near_misses: list[NearMissOut]


class DispositionOut(_Wire):
    """Where one parcel ended up, and why: a line of the ledger."""

    parcel: str
    disposition: Literal["candidate", "rejected", "undecided"]
    rank: int | None
    suitability: float | None
    interval: tuple[float, float] | None
    rejected_by: list[FailingOut]
    unknown: list[FailingOut]


def selection_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of a selection on the wire.

    >>> sorted(selection_schema()["required"])[:3]
    ['candidates', 'catalogue', 'counts']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sitesel selection",
        **SelectionOut.model_json_schema(),
    }


def wire_json(selection: Selection, catalogue: Catalogue, lang: Lang) -> bytes:  # noqa: ARG001
    """Return a selection as JSON; needs neither catalogue nor language."""
    return json.dumps(
        selection.wire(), ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()
