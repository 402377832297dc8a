"""How open proposals stand to the published catalogue: checked once on each, told in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from pydantic import BaseModel, Field

from sitesel.api.answered import answered
from sitesel.api.dependencies import seen_at
from sitesel.catalogue.revisions.reservation import reservations
from sitesel.language import Text
from sitesel.projects.checking import Checked, check, keep, unchecked, words_of
from sitesel.projects.project import project_of
from sitesel.projects.proposals import MadeProposal, Standing
from sitesel.projects.requirements import requirement_of
from sitesel.requirement import read_requirement
from sitesel.selection import Selection
from sitesel.state import Database


class ShiftedOut(BaseModel):
    """A site that stands otherwise than it was proposed; places are counted from 1."""

    parcel: str
    name: str
    before: int | None = Field(description="Null where it was not among the candidates told.")
    now: int | None = Field(description="Null where it is no candidate any more.")
    disposition: str = Field(description="candidate, rejected, undecided or absent.")


class ProposalStandingOut(BaseModel):
    """How a proposal stands to the catalogue that it was last checked on."""

    standing: Standing
    words: Text
    catalogue: str
    lost: list[ShiftedOut]
    better: list[ShiftedOut]
    moved: list[ShiftedOut]


def check_open(request: Request, state: Database, current: str, *, only: int | None = None) -> None:
    """Check the open proposals that were not checked on the published catalogue, once for all."""
    with state.reading() as session:
        waiting = [each for each in unchecked(session, current) if only is None or each.id == only]
        asked = {
            each.id: requirement_of(session, each.project_id, each.requirement).asked()
            for each in waiting
        }
        called = {each.id: project_of(session, each.project_id).title for each in waiting}
        session.expunge_all()  # they are looked at when the session is over
    if not waiting:
        return
    answers: dict[tuple[str, str], Selection] = {}

    def answer(proposal: MadeProposal) -> Selection:
        key = (proposal.requirement_digest, proposal.tier)
        if key not in answers:
            catalogue = seen_at(request, proposal.tier).catalogue(current)
            wanted = read_requirement(asked[proposal.id], schema=catalogue.schema, bare=True)
            answers[key] = answered(catalogue, wanted)
        return answers[key]

    held = reservations(seen_at(request, "staff").catalogue(current))

    def of_project(proposal: MadeProposal) -> set[str]:
        title = called[proposal.id]
        return {each.site for each in held if each.sites == proposal.sites
                and each.project in (title.zh, title.en)}  # fmt: skip

    found: dict[int, Checked] = {
        each.id: check(each, current, answer, of_project(each)) for each in waiting
    }
    with state.writing() as session:
        keep(session, found, current)


def standing_out(proposal: MadeProposal) -> ProposalStandingOut:
    """Return how a proposal stands, as it goes on the wire."""
    told = proposal.standing_told

    def moved(name: str) -> list[ShiftedOut]:
        listed: Sequence[dict[str, Any]] = told.get(name, ())
        return [
            ShiftedOut(
                parcel=one["parcel"],
                name=one["name"],
                before=one["from"],
                now=one.get("to"),
                disposition=one.get("now", "candidate"),
            )
            for one in listed
        ]

    return ProposalStandingOut(
        standing=_standing(proposal.standing),
        words=words_of(proposal.standing, told),
        catalogue=proposal.checked,
        lost=moved("lost"),
        better=moved("better"),
        moved=moved("moved"),
    )


def _standing(told: str) -> Standing:
    known: tuple[Standing, ...] = ("unchanged", "reordered", "better", "lost", "unanswerable")
    return next(each for each in known if each == told)
