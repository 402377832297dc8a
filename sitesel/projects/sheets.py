"""Access evaluation sheets of a project, parcel by parcel: what was found, said of it, and ruled.

What was found is kept with the proposal that found it; opinions and rulings are the project's, and
stay from one proposal to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sitesel.errors import EvaluationNotFound, EvaluationRefused
from sitesel.language import Lang, Text
from sitesel.people.accounts import folded
from sitesel.projects.opinions import WHOLE, OpinionGiven, opinions_of, standing_opinions
from sitesel.projects.overrides import OverrideMade, outcome_of, overrides_of
from sitesel.projects.proposals import MadeProposal, open_proposals
from sitesel.proposal import Outcome, Proposal
from sitesel.proposal.content import EvaluationLine

_SAID = ("group", "words", "basis", "evidence", "department")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A point of a sheet.

    Parameters
    ----------
    id, group, words, basis, evidence, department
        As `sitesel.proposal.content.EvaluationLine` has them, in both languages.
    found
        How it stands by what was found.
    opinions
        The last of each department, and before them those that they stand in place of.
    overrides
        All rulings, the first first; the last stands.
    """

    id: str
    group: Text
    words: Text
    basis: Text
    evidence: Text
    department: Text
    found: Outcome
    opinions: tuple[OpinionGiven, ...]
    overrides: tuple[OverrideMade, ...]

    @property
    def outcome(self) -> Outcome:
        """How it stands: by the last ruling, else by what was found."""
        return outcome_of(self.overrides[-1].outcome) if self.overrides else self.found

    def waits_for(self, department: Text | None = None) -> bool:
        """Tell whether it is open and the department in charge has said nothing of it.

        Parameters
        ----------
        department
            Whether it waits for this one; for any when None.
        """
        if self.outcome == "pass":
            return False
        if department is not None and not is_same(department, self.department):
            return False
        return not any(is_same(one.department, self.department) for one in self.opinions)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a project on a parcel; `opinions` are of the whole of it."""

    proposal: MadeProposal
    parcel: str
    title: Text
    lines: tuple[SheetLine, ...]
    opinions: tuple[OpinionGiven, ...]

    def line(self, identity: str) -> SheetLine:
        """Return a point by its id.

        Raises
        ------
        EvaluationRefused
            There is none.
        """
        for line in self.lines:
            if line.id == identity:
                return line
        raise EvaluationRefused(
            f"the sheet has no point {identity[:60]!r}", f"评估表中没有“{identity[:60]}”这一项"
        )


def is_same(one: Text, other: Text) -> bool:
    """Tell whether two names are of one department.

    >>> is_same(Text.of("消防"), Text("消防", "Fire")), is_same(Text.of("a"), Text.of("b"))
    (True, False)
    """
    names = {folded(one.zh), folded(one.en)} - {""}
    return bool(names & {folded(other.zh), folded(other.en)})


def sheets_kept(told: Mapping[Lang, Proposal]) -> dict[str, Any]:
    """Return the sheets of a proposal as they are kept: what was found, in both languages."""
    kept: dict[str, Any] = {}
    for zh, en in zip(told["zh"].evaluations, told["en"].evaluations, strict=True):
        kept[zh.parcel] = {
            "title": {"zh": zh.title, "en": en.title},
            "lines": [_kept(*each) for each in zip(zh.lines, en.lines, strict=True)],
        }
    return kept


def _kept(zh: EvaluationLine, en: EvaluationLine) -> dict[str, Any]:
    said = {name: {"zh": getattr(zh, name), "en": getattr(en, name)} for name in _SAID}
    return {"id": zh.id, "found": zh.ruled, **said}


def sheet_of(session: Session, project: int, parcel: str) -> Sheet:
    """Return the sheet of a project on a parcel: of its latest proposal that tells of it.

    Raises
    ------
    EvaluationNotFound
        None does.
    """
    asked = (
        select(MadeProposal)
        .where(MadeProposal.project_id == project, MadeProposal.status.in_(("ready", "closed")))
        .order_by(MadeProposal.id.desc())
    )
    for proposal in session.scalars(asked):
        if parcel in proposal.sheets:
            given, made = (
                opinions_of(session, project, parcel),
                overrides_of(session, project, parcel),
            )
            return _sheet(proposal, parcel, given, made)
    raise EvaluationNotFound(
        f"no proposal of project {project} tells {parcel[:60]!r} at length; make one that does",
        f"项目 {project} 没有详述 {parcel[:60]} 的方案；请先生成包含该地块的方案",
    )


def open_sheets(session: Session) -> Iterator[Sheet]:
    """Go through the sheets of open proposals: of each project and parcel the latest."""
    told: set[tuple[int, str]] = set()
    given: dict[int, Sequence[OpinionGiven]] = {}
    made: dict[int, Sequence[OverrideMade]] = {}
    for proposal in open_proposals(session):
        project = proposal.project_id
        if project not in given:
            given[project] = opinions_of(session, project)
            made[project] = overrides_of(session, project)
        for parcel in proposal.sheets:
            if (project, parcel) in told:
                continue
            told.add((project, parcel))
            yield _sheet(
                proposal,
                parcel,
                [one for one in given[project] if one.parcel == parcel],
                [one for one in made[project] if one.parcel == parcel],
            )


def _sheet(
    proposal: MadeProposal,
    parcel: str,
    given: Sequence[OpinionGiven],
    made: Sequence[OverrideMade],
) -> Sheet:
    kept = proposal.sheets[parcel]
    lines = tuple(
        SheetLine(
            id=line["id"],
            found=outcome_of(line["found"]),
            opinions=_in_order([one for one in given if one.line == line["id"]]),
            overrides=tuple(one for one in made if one.line == line["id"]),
            **{name: Text.of(line[name]) for name in _SAID},
        )
        for line in kept["lines"]
    )
    whole = _in_order([one for one in given if one.line == WHOLE])
    return Sheet(proposal, parcel, Text.of(kept["title"]), lines, whole)


def _in_order(given: Sequence[OpinionGiven]) -> tuple[OpinionGiven, ...]:
    """Put those that others stand in place of before those that stand."""
    stand = standing_opinions(given)
    return (*(one for one in given if one not in stand), *stand)
