"""Counts: how many parcels a requirement leaves, before anyone asks which."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.answered import counted
from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.seen import glanced
from sitesel.api.sent import DESCRIBED, RequirementSent
from sitesel.api.unchanged import as_json
from sitesel.exports.wire import CountsOut, ReasonOut

router = APIRouter(
    prefix="/api/counts",
    tags=["选址 / Selections"],
    dependencies=[glanced("counts")],
)


class TallyOut(BaseModel):
    """The counts and reasons of a selection, without its candidates."""

    model_config = ConfigDict(extra="forbid")

    catalogue: str = Field(description="Id of the catalogue that was judged.")
    requirement: str = Field(description="Digest of the requirement.")
    counts: CountsOut
    reasons: list[ReasonOut]


@router.post(
    "",
    response_model=TallyOut,
    openapi_extra=DESCRIBED,
    summary="只数宗数与原因 / Only counts and reasons",
)
def create_counts(
    wanted: RequirementSent, catalogue: CurrentCatalogue, request: Request
) -> Response:
    """Say how many parcels a requirement leaves, and how many each constraint rejects.

    The same numbers as in its selection, sooner. A requirement that asks for nothing leaves all.
    """
    requirement = wanted.read(catalogue.schema, request.headers, bare=True)
    tally = counted(catalogue, requirement)
    told = {
        "catalogue": tally.catalogue,
        "requirement": tally.requirement.digest,
        "counts": asdict(tally.counts),
        "reasons": [asdict(reason) for reason in tally.reasons],
    }
    return Response(as_json(told), media_type="application/json")
