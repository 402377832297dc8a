"""One parcel put against all constraints and criteria of a requirement, in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from sitesel.columns import Columns
from sitesel.language import Lang, run_on
from sitesel.requirement import Constraint, Criterion, Group, Requirement
from sitesel.schema import SiteKind
from sitesel.selection import (
    NOT_MEASURED,
    Contribution,
    Disposition,
    DispositionKind,
    FailingConstraint,
    Judgeable,
    Measuring,
    Selection,
    select,
)
from sitesel.selection.found import why
from sitesel.selection.on_demand import measured_too
from sitesel.units import format_number
from sitesel.wording import value as words
from sitesel.wording.notes import notes
from sitesel.wording.reason import DISPOSITION, failing_words, margin_words
from sitesel.wording.requirement import constraint_words, criterion_words
from sitesel.wording.unreachable import found_words

Verdict = Literal["holds", "fails", "unknown"]
_AT_ONCE = 32  # judging keeps one bit for each constraint at the top


@dataclass(frozen=True, slots=True)
class ConstraintLine:
    """One constraint, what was found, and whether it holds.

    `text` says all of it in one sentence; `members` are those of a group.
    """

    id: str
    verdict: Verdict
    needs: str
    found: str
    margin: str
    text: str
    members: tuple[ConstraintLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion, what was found, its value (0 to 1), weight (share of all) and share."""

    id: str
    prefers: str
    found: str
    value: float | None
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a parcel ended up and why: every constraint and every criterion.

    `notes` are what rules tell of it without judging it.
    """

    parcel: str
    disposition: DispositionKind
    rank: int | None
    suitability: float | None
    interval: tuple[float, float] | None
    summary: str
    constraints: tuple[ConstraintLine, ...]
    criteria: tuple[CriterionLine, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for the wire."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _OneSite:
    id: str
    site: Columns

    def columns(self, sites: SiteKind = "parcels", scenario: str | None = None) -> Columns:
        del scenario  # the row is that of the selection's own
        if sites != self.site.sites:
            raise KeyError(sites)
        return self.site


def explain(selection: Selection, parcel: str, catalogue: Judgeable, lang: Lang) -> Explanation:
    """Say of one parcel how it stands to each constraint and criterion.

    Parameters
    ----------
    selection
        The whole answer; tells disposition and rank.
    parcel
        Id of a parcel (or hall) of the catalogue.
    catalogue
        That the selection was made from; what is on demand is measured of a rejected parcel too.
    lang
        The language of the words.

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    """
    requirement, columns = selection.requirement, selection.columns
    row = columns.row(parcel)
    skipped = selection.on_demand.unmeasured(row)
    if skipped and isinstance(catalogue, Measuring):
        # one parcel is soon measured, so that it shows what else would have rejected it
        columns, skipped = measured_too(catalogue, requirement, columns, np.array([row])), ()
    site = columns.slice(row, row + 1)
    [disposition] = selection.ledger(row, row + 1)
    alone = _OneSite(catalogue.id, site)
    failing = _failing(alone, requirement)
    rejected = [failing[c.id][1] for c in requirement.constraints if _fails(c, failing)]
    disposition = replace(disposition, rejected_by=tuple(rejected))
    return Explanation(
        parcel=parcel,
        disposition=disposition.disposition,
        rank=disposition.rank if requirement.criteria else None,
        suitability=disposition.suitability,
        interval=disposition.interval,
        summary=summary(disposition, lang, weighed=bool(requirement.criteria)),
        constraints=tuple(
            _constraint_line(constraint, failing, site, skipped, lang)
            for constraint in requirement.constraints
        ),
        criteria=tuple(
            _criterion_line(criterion, contribution, site, skipped, lang)
            for criterion, contribution in _contributions(alone, requirement)
        ),
        notes=tuple(notes(columns, row, lang, requirement=requirement)),
    )


def summary(disposition: Disposition, lang: Lang, *, weighed: bool = True) -> str:
    """Say in one sentence where a parcel ended up; where nothing is `weighed`, nobody is first.

    >>> gone = Disposition("A1", 0, "undecided", None, None, None, (), ())
    >>> summary(gone, "en")
    'undecided: 0 constraints can not be told'
    """
    zh, kind = lang == "zh", DISPOSITION[disposition.disposition].say(lang)
    if disposition.disposition == "rejected":
        count = len(disposition.rejected_by)
        if zh:
            return f"{kind}：{count} 条约束不满足"
        return f"{kind}: {count} constraint{' does' if count == 1 else 's do'} not hold"
    if disposition.disposition == "undecided":
        count = len(disposition.unknown)
        if zh:
            return f"{kind}：{count} 条约束因数据未知而无从判断"
        return f"{kind}: {count} constraint{'' if count == 1 else 's'} can not be told"
    if not weighed:
        return (
            f"{kind}：没有评价项，不分名次"
            if zh
            else f"{kind}: nothing is weighed, so there is no rank"
        )
    suitability = format_number(disposition.suitability or 0.0, lang)
    said = (
        f"{kind}：第 {disposition.rank} 名，适宜度 {suitability}"
        if zh
        else f"{kind}: rank {disposition.rank}, suitability {suitability}"
    )
    low, high = disposition.interval or (0.0, 0.0)
    if high > low:
        upper = format_number(high, lang)
        said += f"（未知项补齐后最高 {upper}）" if zh else f" (up to {upper} once all is known)"
    return said


def _nodes(constraints: tuple[Constraint | Group, ...]) -> list[Constraint | Group]:
    found: list[Constraint | Group] = []
    for constraint in constraints:
        found.append(constraint)
        if isinstance(constraint, Group):
            found += _nodes(constraint.members)
    return found


def _failing(
    alone: _OneSite, requirement: Requirement
) -> dict[str, tuple[Verdict, FailingConstraint]]:
    """Judge each constraint, those inside groups too, by itself."""
    verdicts: dict[str, tuple[Verdict, FailingConstraint]] = {}
    nodes = _nodes(requirement.constraints)
    for start in range(0, len(nodes), _AT_ONCE):
        some = tuple(nodes[start : start + _AT_ONCE])
        asked = replace(requirement, constraints=some, criteria=(), limit=0, near_misses=0)
        [stands] = select(alone, asked).ledger(0, 1)
        verdicts |= {f.constraint: ("fails", f) for f in stands.rejected_by}
        verdicts |= {f.constraint: ("unknown", f) for f in stands.unknown}
    return verdicts


def _fails(
    constraint: Constraint | Group, failing: dict[str, tuple[Verdict, FailingConstraint]]
) -> bool:
    return constraint.id in failing and failing[constraint.id][0] == "fails"


def _contributions(
    alone: _OneSite, requirement: Requirement
) -> list[tuple[Criterion, Contribution]]:
    """Weigh the parcel as if it were a candidate; what others there are changes nothing."""
    if not requirement.criteria:
        return []
    asked = replace(requirement, constraints=(), limit=1, near_misses=0)
    [candidate] = select(alone, asked).candidates
    by_id = {contribution.criterion: contribution for contribution in candidate.contributions}
    return [(criterion, by_id[criterion.id]) for criterion in requirement.criteria]


def _constraint_line(
    constraint: Constraint | Group,
    failing: dict[str, tuple[Verdict, FailingConstraint]],
    site: Columns,
    skipped: tuple[str, ...],
    lang: Lang,
) -> ConstraintLine:
    verdict: Verdict = "holds"
    fails: FailingConstraint | None = None
    if constraint.id in failing:
        verdict, fails = failing[constraint.id]
    needs = constraint_words(constraint, site.schema, lang)
    if isinstance(constraint, Group):
        members = (_constraint_line(m, failing, site, skipped, lang) for m in constraint.members)
        return ConstraintLine(constraint.id, verdict, needs, "", "", needs, tuple(members))
    attribute = site.schema[constraint.attribute]
    found = _found(constraint.attribute, site, skipped, lang)
    if fails is None:
        text = f"{needs}；{run_on('实为', found)}" if lang == "zh" else f"{needs}; found {found}"
        return ConstraintLine(constraint.id, verdict, needs, found, "", text)
    if constraint.attribute in skipped:
        fails = replace(fails, found=NOT_MEASURED)
    margin = margin_words(fails, constraint, attribute, lang)
    text = failing_words(fails, constraint, site.schema, lang)
    return ConstraintLine(constraint.id, verdict, needs, found, margin, text)


def _found(attribute: str, site: Columns, skipped: tuple[str, ...], lang: Lang) -> str:
    if attribute in skipped:
        return words.UNMEASURED.say(lang)
    state, place = why(site, attribute, 0)
    known = site.schema[attribute]
    return found_words(site.value(attribute, 0), state, place, known, site.schema, lang)


def _criterion_line(
    criterion: Criterion,
    contribution: Contribution,
    site: Columns,
    skipped: tuple[str, ...],
    lang: Lang,
) -> CriterionLine:
    return CriterionLine(
        id=criterion.id,
        prefers=criterion_words(criterion, site.schema, lang),
        found=_found(criterion.attribute, site, skipped, lang),
        value=contribution.value,
        weight=contribution.weight,
        share=contribution.share,
    )
