"""The one door: an answer and the figures of a project go in, a proposal comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sitesel.catalogue import Catalogue
from sitesel.language import Lang, Text
from sitesel.proposal.annex import annex
from sitesel.proposal.applied_policies import applied_policies, policies_said
from sitesel.proposal.case import Case
from sitesel.proposal.content import (
    Cover,
    IssueStatus,
    Opinion,
    Override,
    OwnPoint,
    Proposal,
)
from sitesel.proposal.days import day_said
from sitesel.proposal.departments import Departments, default_departments
from sitesel.proposal.evaluation import evaluations
from sitesel.proposal.figures import ProjectFigures
from sitesel.proposal.issues import counted_how, issues
from sitesel.proposal.need import need, search
from sitesel.proposal.others import near_misses, undecided
from sitesel.proposal.policies import Policies
from sitesel.proposal.shortlist import comparison, shortlist
from sitesel.proposal.summary import more, summary
from sitesel.selection import Selection
from sitesel.workdays import day_of

_HEADING = Text("投资项目选址方案", "Site proposal")
_NOBODY = ProjectFigures()


def propose(
    catalogue: Catalogue,
    selection: Selection,
    *,
    now: datetime,
    project: ProjectFigures = _NOBODY,
    lang: Lang = "zh",
    policies: Policies | None = None,
    departments: Departments | None = None,
    statuses: Mapping[str, IssueStatus] | None = None,
    opinions: Mapping[tuple[str, str], Sequence[Opinion]] | None = None,
    overrides: Mapping[tuple[str, str], Override] | None = None,
    points: Sequence[OwnPoint] = (),
    dues: Mapping[str, date] | None = None,
    top: int = 3,
    valid_days: int = 30,
    prepared_by: str = "",
    command: str = "",
) -> Proposal:
    """Make a proposal of an answer.

    Parameters
    ----------
    catalogue, selection
        What was judged, and the answer; the catalogue of the tier of whoever will read it.
    now
        Aware; the proposal is of the day that it is in China.
    project
        Its figures.
    lang
        Of the words.
    policies
        The bureau's table; without one nothing is said of policies.
    departments
        Who settles what; those that ship with sitesel when None.
    statuses
        Of issues, by their keys; others are open.
    opinions, overrides
        Of points of the access evaluation, by the parcel and `EvaluationLine.id`; an opinion on
        the whole sheet by the parcel and "".
    points
        That staff put on the issue list themselves.
    dues
        Days of issues that were told before or set by a person, by their keys: a day that was told
        is not put off; others are counted from the day of the proposal.
    top
        How many candidates are told at length.
    valid_days
        Until when it is valid, from its day.
    prepared_by
        Who makes it.
    command
        That makes it again; one is worked out when empty.

    Raises
    ------
    ValueError
        `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError(now)
    case = Case(
        catalogue=catalogue,
        selection=selection,
        project=project,
        lang=lang,
        day=day_of(now),
        departments=departments or default_departments(),
        policies=policies,
        top=top,
        statuses=statuses or {},
        opinions=opinions or {},
        overrides=overrides or {},
        points=points,
        dues=dues or {},
    )
    candidates = shortlist(case)
    sheets = tuple(evaluations(case, candidates))
    unknown = tuple(undecided(case))
    listed = issues(case, candidates, sheets, unknown)
    return Proposal(
        lang=lang,
        sites=selection.requirement.sites,
        cover=_cover(case, case.day + timedelta(days=valid_days), prepared_by),
        summary=tuple(summary(case, candidates, listed, sheets)),
        need=need(case),
        search=search(case),
        shortlist=candidates,
        more=more(case, len(candidates)),
        comparison=comparison(case, candidates),
        policies=tuple(applied_policies(case, candidates)),
        policies_said=policies_said(case, candidates),
        issues=listed,
        issues_said=counted_how(case, listed),
        evaluations=sheets,
        near_misses=tuple(near_misses(case)),
        undecided=unknown,
        annex=annex(case, command),
    )


def _cover(case: Case, until: date, prepared_by: str) -> Cover:
    manifest, selection, project = case.catalogue.manifest, case.selection, case.project
    title = project.title or selection.requirement.title
    return Cover(
        heading=case.say(_HEADING),
        title=case.say(title),
        investor=case.say(project.investor) if project.investor else "",
        industry=case.say(project.industry) if project.industry else "",
        prepared_by=prepared_by,
        day=case.day,
        day_said=day_said(case.lang, case.day),
        valid_until=until,
        valid_until_said=day_said(case.lang, until),
        catalogue_title=case.say(manifest.title),
        catalogue=selection.catalogue,
        catalogue_date=manifest.date or "",
        requirement_digest=selection.requirement.digest,
        digest=selection.digest,
        version=selection.version,
        notice=case.say(manifest.notice) if manifest.notice else "",
    )
