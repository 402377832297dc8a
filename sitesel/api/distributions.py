"""Distributions: how values lie among all parcels, and among those that are still in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.answered import counted
from sitesel.api.dependencies import CurrentCatalogue, Sorts
from sitesel.api.seen import glanced
from sitesel.api.sent import RequirementSent
from sitesel.api.unchanged import as_json
from sitesel.columns import Columns
from sitesel.errors import RequirementError
from sitesel.exports.wire import CountsOut
from sitesel.schema import Kind
from sitesel.screening.plan import absent
from sitesel.selection.distribution import MOST_BINS, MOST_VALUES, Distribution, End, distributions
from sitesel.selection.edges import Scale

router = APIRouter(
    prefix="/api/distributions",
    tags=["选址 / Selections"],
    dependencies=[glanced("distributions")],
)
MOST_ATTRIBUTES = 24
Numbers = Annotated[int, Field(ge=0)]


class DistributionsSent(BaseModel):
    """A requirement, and the attributes that are looked at."""

    model_config = ConfigDict(extra="forbid")

    requirement: RequirementSent
    attributes: list[Annotated[str, Field(max_length=200)]] = Field(
        max_length=MOST_ATTRIBUTES, description="Names of `/api/attributes`, each told once."
    )
    bins: int = Field(40, ge=2, le=MOST_BINS, description="Most bins of a distribution.")


class ValueCountOut(BaseModel):
    """How many parcels have one value of a category."""

    value: str = Field(description="A category or code; `yes` and `no` of a flag.")
    all: Numbers
    others: Numbers


class DistributionOut(BaseModel):
    """How the values of one attribute are distributed.

    `all…` counts every parcel, `others…` those that no constraint on *another* attribute rejects:
    what a limit on this attribute has to choose from. A group that looks at other attributes too
    is a constraint on another attribute. `known`, `unknown`, `unreachable` and `unlimited` add up
    to all parcels.
    """

    attribute: str
    kind: Kind
    unit: str | None
    end: End | None = Field(
        description="Of a permitted range, which comes as two distributions: its lower and its "
        "upper end. `at_least` needs room under the upper end, `at_most` above the lower one."
    )
    known: Numbers = Field(description="Parcels with a value, or with a number in some bin.")
    unknown: Numbers
    unreachable: Numbers = Field(description="No way to get there: no number, and known.")
    unlimited: Numbers = Field(description="The permitted range has no limit at this end.")
    range: tuple[float, float] | None = Field(
        description="Least and greatest number, in `unit`; of a date days since 1970-01-01."
    )
    scale: Scale | None = Field(
        description="`log` where the bins grow with the numbers, so that none is wasted."
    )
    edges: list[float] | None = Field(
        description="Round numbers in `unit` (days since 1970-01-01 of a date: first days of a "
        "week, month or year), one more than bins. A bin holds the numbers from its edge up to "
        "the next, the last one that edge too. Where a few numbers lie far out, the first or the "
        "last bin is wider than the others and reaches as far as they do."
    )
    all: list[Numbers]
    others: list[Numbers]
    others_known: Numbers
    others_unknown: Numbers
    others_unreachable: Numbers
    others_unlimited: Numbers
    values: list[ValueCountOut] | None = Field(
        description="Of a category, code or flag: the values that parcels have, in the schema's "
        f"order, else the most frequent first; {MOST_VALUES:,} at most."
    )
    values_left_out: Numbers = Field(description="How many more values there are.")


class DistributionsOut(BaseModel):
    """Distributions in the order asked for."""

    catalogue: str
    requirement: str = Field(description="Digest of the requirement.")
    counts: CountsOut
    distributions: list[DistributionOut]


@router.post(
    "",
    response_model=DistributionsOut,
    summary="属性的分布 / How values are distributed",
)
def create_distributions(
    sent: DistributionsSent, catalogue: CurrentCatalogue, sorts: Sorts, request: Request
) -> Response:
    """Tell how the values of some attributes lie, and what the other constraints leave of them."""
    requirement = sent.requirement.read(catalogue.schema, request.headers, bare=True)
    names = list(dict.fromkeys(sent.attributes))
    _check(names, catalogue.columns(requirement.sites))
    tally = counted(catalogue, requirement, also=names)
    told = {
        "catalogue": tally.catalogue,
        "requirement": tally.requirement.digest,
        "counts": asdict(tally.counts),
        "distributions": [_wire(one) for one in distributions(tally, names, sent.bins, sorts)],
    }
    return Response(as_json(told), media_type="application/json")


def _check(names: list[str], columns: Columns) -> None:
    faults = [
        absent(name, ("attributes", place), columns)
        for place, name in enumerate(names)
        if name not in columns.schema
    ]
    if faults:
        raise RequirementError(
            "what is asked about does not fit this catalogue:", "所问与本目录不符：", faults
        )


def _wire(one: Distribution) -> dict[str, Any]:
    told = asdict(one)
    told["scale"] = None if one.edges is None else one.edges.scale
    told["edges"] = None if one.edges is None else list(one.edges.edges)
    return told
