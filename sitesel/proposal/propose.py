"""The one door: an answer and the figures of a project go in, a proposal comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta, timezone

from sitesel.catalogue import Catalogue
from sitesel.exports.sites import called
from sitesel.language import Lang, Text
from sitesel.proposal.annex import annex
from sitesel.proposal.case import Case
from sitesel.proposal.content import (
    AppliedPolicy,
    Candidate,
    Cover,
    Issue,
    IssueStatus,
    NearMissLine,
    Opinion,
    Override,
    OwnPoint,
    Proposal,
    UndecidedLine,
)
from sitesel.proposal.days import day_said
from sitesel.proposal.departments import Departments, default_departments
from sitesel.proposal.evaluation import evaluations
from sitesel.proposal.figures import ProjectFigures
from sitesel.proposal.issues import counted_how, issues
from sitesel.proposal.need import need, search
from sitesel.proposal.policies import Policies
from sitesel.proposal.shortlist import comparison, shortlist
from sitesel.selection import Selection
from sitesel.wording import failing_words

CHINA = timezone(timedelta(hours=8))
"""Where the day of a proposal begins and ends: China has one time and no summer time."""
_HEADING = Text("投资项目选址方案", "Site proposal")
_MOST_UNDECIDED, _MOST_NEAR = 20, 5
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
        day=now.astimezone(CHINA).date(),
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
    undecided = tuple(_undecided(case))
    listed = issues(case, candidates, sheets, undecided)
    return Proposal(
        lang=lang,
        sites=selection.requirement.sites,
        cover=_cover(case, case.day + timedelta(days=valid_days), prepared_by),
        summary=tuple(_summary(case, candidates, listed)),
        need=need(case),
        search=search(case),
        shortlist=candidates,
        more=_more(case, len(candidates)),
        comparison=comparison(case, candidates),
        policies=tuple(_policies(case, candidates)),
        policies_said=_policies_said(case, candidates),
        issues=listed,
        issues_said=counted_how(case, listed),
        evaluations=sheets,
        near_misses=tuple(_near_misses(case)),
        undecided=undecided,
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


def _summary(
    case: Case, candidates: tuple[Candidate, ...], listed: tuple[Issue, ...]
) -> Iterator[str]:
    stop = case.words("。", ".")
    yield case.told["account"] + stop
    if not candidates:
        yield case.words(
            "没有地块满足全部约束；各项约束的结果和最接近的地块见后文。",
            "No site meets every constraint; what each does and the nearest misses follow.",
        )
    for one in candidates:
        brief = case.joined(list(one.brief))
        good = [p.label for p in sorted(one.contributions, key=lambda p: -p.share)
                if p.value is not None and p.value >= 0.5][:3]  # fmt: skip
        best = case.words(f"；主要优势：{'、'.join(good)}", f"; strong in {', '.join(good)}")
        score = case.words(
            f"，适宜度 {one.suitability_said}", f", suitability {one.suitability_said}"
        )
        yield (
            f"{one.rank_said}{case.words('：', ': ')}{one.name}{case.words('（', ' (')}{brief}"
            f"{case.words('）', ')')}{score if one.contributions else ''}"
            f"{best if good else ''}{stop}"
        )
        yield from _tested(case, one)
    if listed:
        yield _pending(case, listed)


def _pending(case: Case, listed: tuple[Issue, ...]) -> str:
    """Say how many points somebody has to settle, and by when."""
    still = [one for one in listed if one.status == "open"]
    if not still:
        return case.words(
            f"办理事项 {len(listed)} 项，均已办结或免办。",
            f"{len(listed)} points were to be settled; all are done or waived.",
        )
    last, rest = max(still, key=lambda one: one.due), len(listed) - len(still)
    done = case.words(f"（另有 {rest} 项已办或免办）", f" ({rest} more are done or waived)")
    return case.words(
        f"待办事项 {len(still)} 项{done if rest else ''}，最迟 {last.due_said} 前办结，"
        "责任部门见清单。",
        f"{len(still)} open points{done if rest else ''}, the last due by {last.due_said}; the "
        "list names who settles each.",
    )


def _tested(case: Case, one: Candidate) -> Iterator[str]:
    """Say how the figures of the project stand to the thresholds of one site."""
    stop, name = case.words("。", "."), f"{one.name}{case.words('：', ': ')}"
    met = [f"{test.label} {test.figure_said}" for test in one.standard if test.test == "meets"]
    if met:
        yield (
            name + case.words(f"达标 {len(met)} 项：", f"{len(met)} met: ") + case.then(met) + stop
        )
    missed = [
        case.words(
            f"{test.label} {test.figure_said}（门槛{test.threshold_said}，{test.margin_said}）",
            f"{test.label} {test.figure_said} (asked {test.threshold_said}, {test.margin_said})",
        )
        for test in one.standard
        if test.test == "misses"
    ]
    if missed:
        count = case.words(f"未达标 {len(missed)} 项：", f"{len(missed)} missed: ")
        yield name + count + case.then(missed) + stop


def _more(case: Case, told: int) -> str:
    more = case.selection.counts.candidates - told
    if more <= 0:
        return ""
    return case.words(
        f"另有 {more} 个候选未在此详述，见测算表的候选表。",
        f"{more} more candidates are not told here; the workbook lists them.",
    )


def _policies(case: Case, candidates: tuple[Candidate, ...]) -> Iterator[AppliedPolicy]:
    """Go through the policies of all candidates, each once, with the sites that it applies to."""
    by_id = {one.id: one for candidate in candidates for one in candidate.policies}
    for id_, one in by_id.items():
        sites = [c.name for c in candidates if any(own.id == id_ for own in c.policies)]
        until = case.words(f"至 {one.until}", f"until {one.until}") if one.until else ""
        dated = case.words("", " ").join([one.date, until]) if one.date else until
        told = {field.name: getattr(one, field.name) for field in fields(one)}
        yield AppliedPolicy(**told, sites=tuple(sites), dated=dated)


def _policies_said(case: Case, candidates: tuple[Candidate, ...]) -> str:
    if case.policies is None:
        return ""
    note = case.say(case.policies.note)
    if candidates and not any(one.policies for one in candidates):
        nothing = case.words(
            "政策表中没有适用于这些地点和产业的政策。",
            "The table of policies holds none that applies to these places and this industry.",
        )
        return f"{note} {nothing}".strip()
    return note


def _near_misses(case: Case) -> Iterator[NearMissLine]:
    none = case.words("放宽也无法满足", "no relaxing would do")
    for told in case.told["near_misses"][:_MOST_NEAR]:
        yield NearMissLine(
            parcel=told["parcel"],
            row=told["row"],
            name=told["name"],
            brief=tuple(told["facts"]),
            failing=tuple((one["text"], one["way"] or none) for one in told["failing"]),
            open=tuple(told["open"]),
        )


def _undecided(case: Case) -> Iterator[UndecidedLine]:
    """Go through the first undecided sites of the ledger."""
    if not case.selection.counts.undecided:
        return
    asked = {one.id: one for one in case.selection.requirement.constraints}
    schema, found = case.columns.schema, 0
    for line in case.selection.ledger():
        if line.disposition != "undecided":
            continue
        yield UndecidedLine(
            parcel=line.parcel,
            row=line.row,
            name=called(case.columns, line.row),
            unknown=tuple(
                failing_words(one, asked[one.constraint], schema, case.lang) for one in line.unknown
            ),
        )
        found += 1
        if found >= _MOST_UNDECIDED:
            return
