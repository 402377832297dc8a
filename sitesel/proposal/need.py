"""What the client needs, and how the land was searched for it."""

from __future__ import annotations

from sitesel.catalogue.rule_changes import rule_book_of
from sitesel.catalogue.rules import Standing
from sitesel.evidence.asked_rules import STATES
from sitesel.exports.origin import ROLES
from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import (
    Figure,
    Need,
    NeededLine,
    RuleLine,
    Search,
    SearchLine,
    SourceLine,
    WeighedLine,
)
from sitesel.proposal.days import day_said
from sitesel.proposal.figures import LABELS
from sitesel.requirement import leaves
from sitesel.units import format_number, format_quantity
from sitesel.wording import criterion_words
from sitesel.wording.rule import written

_A_YEAR = ("output", "added_value", "tax")
_YI = 10_000  # 10⁴ CNY in 亿元
_FROM_CLIENT = Text("项目方提供", "told by the project")
_SEVERAL = Text(
    "一宗地可能同时不满足几项约束，因此各行之和可以大于淘汰总数；“唯一”是只因该项而未入选的宗数。",
    "One site may fail several constraints, so the rows can add up to more than the rejected; "
    "“alone” counts those that nothing else keeps out.",
)


def need(case: Case) -> Need:
    """Say what the client needs."""
    told = case.told
    criteria = {one.id: one for one in case.selection.requirement.criteria}
    weights = sum(one.weight for one in criteria.values()) or 1.0
    schema = case.columns.schema
    return Need(
        project=tuple(_project(case)),
        asked=told["asked"],
        constraints=tuple(
            NeededLine(one["constraint"], one["text"], one["rule"] or "", one["relaxable"])
            for one in told["reasons"]
        ),
        criteria=tuple(
            WeighedLine(
                id=one.id,
                label=case.say(one.title or schema[one.attribute].label),
                prefers=_prefers(case, one.id),
                weight=one.weight / weights,
                weight_said=f"{one.weight / weights:.0%}",
            )
            for one in criteria.values()
        ),
    )


def _project(case: Case) -> list[Figure]:
    said = []
    for name, called in (
        ("investor", Text("投资方", "Investor")), ("industry", Text("产业", "Industry")),
    ):  # fmt: skip
        named = getattr(case.project, name)
        if named is not None:
            said.append(
                Figure(case.say(called), case.say(named), None, None, None, case.say(_FROM_CLIENT))
            )
    for name, number, unit in case.project.told():
        words = _amount(case, name, number, unit)
        label = case.say(LABELS[name])
        said.append(Figure(label, words, number, unit, None, case.say(_FROM_CLIENT)))
    return said


def _amount(case: Case, name: str, number: float, unit: str) -> str:
    """Say a figure as people do: money in 亿元, floors in m², what is of a year as of a year."""
    plain, a_year = format_number(number, case.lang, 6), case.words("/年", " a year")
    match name:
        case "jobs":
            return plain + case.words(" 人", " people")
        case "floor_area":
            return f"{plain} m²"
        case "energy":
            return f"{plain} {case.words('吨标煤', 'tce')}{a_year}"
        case "emissions":
            tonnes = format_number(number / 1000, case.lang, 6)
            return f"{tonnes} {case.words('吨', 't')}{a_year}"
    words = format_quantity(number, unit, case.lang)
    if unit == "10^4 CNY" and number >= _YI and case.lang == "zh":
        words = f"{format_number(number / _YI, case.lang)} 亿元"
    return words + (a_year if name in _A_YEAR else "")


def _prefers(case: Case, criterion: str) -> str:
    asked = next(one for one in case.selection.requirement.criteria if one.id == criterion)
    return criterion_words(asked, case.columns.schema, case.lang)


def search(case: Case) -> Search:
    """Say how the land was searched: what each constraint did, by which rules, of what sources."""
    told, counts = case.told, case.selection.counts
    return Search(
        account=told["account"],
        total=counts.total,
        candidates=counts.candidates,
        rejected=counts.rejected,
        undecided=counts.undecided,
        lines=tuple(
            SearchLine(
                one["constraint"], one["text"], one["rule"] or "", one["relaxable"],
                one["rejected"], one["unknown"], one["unmeasured"], one["frees"],
            )
            for one in told["reasons"]
        ),
        several=case.say(_SEVERAL),
        rules=tuple(_rules(case)),
        sources=tuple(_sources(case)),
    )  # fmt: skip


def _rules(case: Case) -> list[RuleLine]:
    book = rule_book_of(case.catalogue)
    classes = classes_of(case)
    lines = []
    for standing in book.standings if book else ():
        rule = standing.rule
        state = state_of(case, standing)
        if state not in ("in_force", "asked") and not rule.binds(classes):
            continue
        lines.append(
            RuleLine(
                id=rule.id,
                title=case.say(rule.title),
                document=case.say(rule.document),
                clause=case.say(rule.clause),
                state=case.say(STATES[state]),
                effective=_effective(case, standing),
                rejected=_rejected_by(case, standing),
            )
        )
    return lines


def state_of(case: Case, standing: Standing) -> str:
    """Return how a rule stands to the requirement: `asked` where that names it."""
    own = [one for one in case.selection.requirement.constraints if _asks(case, one.id, standing)]
    if own:
        return "in_force" if standing.state == "in_force" else "asked"
    return "not_asked" if standing.state == "in_force" else standing.state


def classes_of(case: Case) -> frozenset[str]:
    """Return the classes that the project is of: told, or those of the rules that are asked."""
    named = {
        word
        for one in leaves(case.selection.requirement.constraints)
        if (rule := case.columns.schema[one.attribute].rule) is not None
        for word in rule.classes
    }
    return frozenset(named | set(case.project.classes))


def _asks(case: Case, constraint: str, standing: Standing) -> bool:
    asked = [one for one in case.selection.requirement.constraints if one.id == constraint]
    return any(
        (rule := case.columns.schema[leaf.attribute].rule) is not None
        and rule.id == standing.rule.id
        for leaf in leaves(asked)
    )


def _rejected_by(case: Case, standing: Standing) -> int:
    counts = [
        reason.rejected
        for reason in case.selection.reasons
        if _asks(case, reason.constraint, standing)
    ]
    return max(counts, default=0)


def _effective(case: Case, standing: Standing) -> str:
    since = standing.rule.effective_from
    if since is None:
        return ""
    said = day_said(case.lang, since)
    return case.words(f"{said}起", f"since {said}")


def clause_said(case: Case, document: str, clause: str) -> str:
    """Say where a rule is written."""
    return written(document, clause, case.lang)


def _sources(case: Case) -> list[SourceLine]:
    manifest = case.catalogue.manifest
    labels = case.catalogue.constraint_layers()
    kinds = case.catalogue.context_kinds()
    lines = []
    for record in manifest.sources:
        named = labels.get(record.name) or kinds.get(record.name) or ROLES.get(record.name)
        named = named or Text.of(record.name)
        lines.append(
            SourceLine(
                name=case.say(named),
                file=record.source,
                date=record.date or manifest.date or "",
                rows=record.published,
                licence=record.licence or case.words("未注明", "not told"),
                sha256=record.sha256[:16],
            )
        )
    return lines
