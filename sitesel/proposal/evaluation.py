"""The access evaluation (准入评估) of a project on a site: point by point, with evidence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sitesel.catalogue.rule_changes import rule_book_of
from sitesel.catalogue.rules import Standing
from sitesel.evidence.asked_rules import STATES
from sitesel.evidence.exclusions import exclusions
from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import (
    AccessEvaluation,
    Candidate,
    EvaluationLine,
    Opinion,
    OpinionLine,
    Outcome,
    OverrideLine,
    Stance,
)
from sitesel.proposal.days import day_said
from sitesel.proposal.departments import Topic
from sitesel.proposal.need import classes_of
from sitesel.requirement import Constraint, Group
from sitesel.schema import Attribute
from sitesel.units import format_quantity
from sitesel.wording import cited, explain

OUTCOMES: dict[Outcome, Text] = {
    "pass": Text("通过", "pass"),
    "fail": Text("不通过", "fail"),
    "evaluate": Text("需评估", "to be evaluated"),
}
STANCES: dict[Stance, Text] = {
    "agree": Text("同意", "agrees"),
    "disagree": Text("不同意", "disagrees"),
    "with_conditions": Text("有条件同意", "agrees on conditions"),
}
RULE, STANDARD, NEED = "rule", "standard", "need"
_GROUPS = {
    NEED: Text("项目需求", "The project's needs"),
    RULE: Text("管控规则", "Rules"),
    STANDARD: Text("标准地指标", "Standard-land indicators"),
}
_OF_RULE: dict[str, Outcome] = {"holds": "pass", "fails": "fail"}
_OF_NEED: dict[str, Outcome] = {"holds": "pass", "fails": "fail", "unknown": "evaluate"}
_OF_TEST: dict[str, Outcome] = {"meets": "pass", "misses": "fail", "no_figure": "evaluate"}
_CLIENT = Text("需求", "requirement")
_LAND = Text("地块出让条件", "conditions of the land")


def evaluations(case: Case, candidates: tuple[Candidate, ...]) -> Iterator[AccessEvaluation]:
    """Go through the sheets of the shortlist."""
    ruled = exclusions(
        case.catalogue,
        [one.parcel for one in candidates],
        sites=case.columns.sites,
        requirement=case.selection.requirement,
    ).to_dict("records")
    for one in candidates:
        own = [told for told in ruled if told["parcel"] == one.parcel]
        found = (*_needs(case, one), *_rules(case, one.row, own), *_standard(case, one))
        lines = tuple(_ruled(case, one.parcel, line) for line in found)
        count = {kind: sum(line.outcome == kind for line in lines) for kind in OUTCOMES}
        opinions = _opinions(case, one.parcel, "")
        heard = {told.department for told in opinions}
        heard |= {told.department for line in lines for told in line.opinions}
        departments = dict.fromkeys(line.department for line in lines)
        overridden = sum(line.override is not None for line in lines)
        too = case.words(f"；其中改判 {overridden} 项", f"; {overridden} overridden")
        yield AccessEvaluation(
            parcel=one.parcel,
            title=one.name,
            summary=case.words(
                f"共 {len(lines)} 项：通过 {count['pass']}，不通过 {count['fail']}，"
                f"需评估 {count['evaluate']}",
                f"{len(lines)} points: {count['pass']} pass, {count['fail']} fail, "
                f"{count['evaluate']} to be evaluated",
            )
            + (too if overridden else ""),
            passed=count["pass"],
            failed=count["fail"],
            to_evaluate=count["evaluate"],
            lines=lines,
            overridden=overridden,
            opinions=opinions,
            to_sign=tuple(name for name in departments if name not in heard),
        )


def _ruled(case: Case, parcel: str, line: EvaluationLine) -> EvaluationLine:
    """Add to a point what departments say of it, and how somebody ruled on it."""
    opinions = _opinions(case, parcel, line.id)
    override = case.overrides.get((parcel, line.id))
    if override is None:
        return replace(line, opinions=opinions)
    day = day_said(case.lang, override.on)
    was, now = (case.say(OUTCOMES[outcome]) for outcome in (line.ruled, override.outcome))
    return replace(
        line,
        opinions=opinions,
        outcome=override.outcome,
        outcome_said=case.words(f"改判{now}", f"{now}, overridden"),
        override=OverrideLine(
            outcome=override.outcome,
            reason=override.reason,
            who=override.who,
            on=override.on,
            said=case.words(
                f"{override.who}于{day}由“{was}”改判为“{now}”，理由：{override.reason}",
                f"Overridden from “{was}” to “{now}” by {override.who} on {day}: {override.reason}",
            ),
        ),
    )


def _opinions(case: Case, parcel: str, point: str) -> tuple[OpinionLine, ...]:
    return tuple(_opinion(case, one) for one in case.opinions.get((parcel, point), ()))


def _opinion(case: Case, told: Opinion) -> OpinionLine:
    department, day = case.say(Text.of(told.department)), day_said(case.lang, told.on)
    stance, text = case.say(STANCES[told.stance]), told.text.strip()
    return OpinionLine(
        department=department,
        stance=told.stance,
        stance_said=stance,
        text=text,
        signed=told.signed,
        on=told.on,
        on_said=day,
        said=case.words(
            f"{department}：{stance}{f'。{text}' if text else ''}（{told.signed}，{day}）",
            f"{department} {stance}{f': {text}' if text else ''} ({told.signed}, {day})",
        ),
    )


def _needs(case: Case, candidate: Candidate) -> Iterator[EvaluationLine]:
    asked = {one.id: one for one in case.selection.requirement.constraints}
    told = explain(case.selection, candidate.parcel, case.catalogue, case.lang)
    for line in told.constraints:
        constraint = asked[line.id]
        if _rule_of(case, constraint) is not None:
            continue  # told with the rules
        members = [f"{one.needs}：{one.found}" for one in line.members if one.found]
        found = line.found or case.then(members)
        yield _line(
            case, f"{NEED}:{line.id}", NEED, line.needs, case.say(_CLIENT),
            f"{found}{case.words('，', ', ') + line.margin if line.margin else ''}",
            _OF_NEED[line.verdict], case.departments.of(_attribute_of(case, constraint)),
        )  # fmt: skip


def _rule_of(case: Case, constraint: Constraint | Group) -> str | None:
    names = constraint.attributes if isinstance(constraint, Group) else (constraint.attribute,)
    rules = [rule.id for name in names if (rule := case.columns.schema[name].rule) is not None]
    return rules[0] if rules and len(rules) == len(names) else None


def _attribute_of(case: Case, constraint: Constraint | Group) -> Attribute | None:
    names = constraint.attributes if isinstance(constraint, Group) else (constraint.attribute,)
    return case.columns.schema[names[0]] if names else None


def _rules(case: Case, row: int, told: list[dict[str, Any]]) -> Iterator[EvaluationLine]:
    book, classes = rule_book_of(case.catalogue), classes_of(case)
    by_id = {one["rule"]: one for one in told}
    for standing in book.standings if book else ():
        rule, own = standing.rule, by_id.get(standing.rule.id)
        if not rule.binds(classes) and (own is None or own["state"] not in ("in_force", "asked")):
            continue
        if standing.state in ("not_yet", "ended"):
            continue
        outcome: Outcome = "evaluate" if own is None else _OF_RULE.get(own["outcome"], "evaluate")
        attribute = None if own is None else case.columns.schema[standing.attribute or ""]
        yield _line(
            case, f"{RULE}:{rule.id}", RULE, _asked(case, standing, own),
            cited(rule, case.lang), _evidence(case, standing, own, row),
            outcome, case.departments.of(attribute, rule.id),
        )  # fmt: skip


def _asked(case: Case, standing: Standing, own: dict[str, Any] | None) -> str:
    """Say what a rule asks: its title, and the number that it was judged by."""
    title = case.say(standing.rule.title)
    if own is None or own["outcome"] == "not_judged" or math.isnan(own["threshold"]):
        return title
    said = format_quantity(float(own["threshold"]), own["unit"], case.lang)
    operator = standing.rule.operator
    if operator == "within":
        return case.words(f"{title}：距离至少 {said}", f"{title}: at least {said} away")
    if operator == "outside":
        return case.words(f"{title}：界外至多 {said}", f"{title}: at most {said} outside")
    return case.words(f"{title}：占用至多 {said}", f"{title}: at most {said} of it taken")


def _evidence(case: Case, standing: Standing, own: dict[str, Any] | None, row: int) -> str:
    if own is None or standing.attribute is None:
        return case.say(STATES[standing.state])
    label = case.say(case.columns.schema[standing.attribute].label)
    title = case.say(standing.rule.title)
    label = label.removeprefix(title).lstrip("：: ")  # the title stands beside it
    said = case.attribute_said(standing.attribute, row)
    told = f"{label} {said}".strip()
    if own["outcome"] == "not_judged":
        told += case.words("；", "; ") + case.say(STATES[own["state"]])
    return told


def _standard(case: Case, candidate: Candidate) -> Iterator[EvaluationLine]:
    for one in candidate.standard:
        if one.test == "no_threshold":
            continue
        asked = case.words(f"{one.label}{one.threshold_said}", f"{one.label} {one.threshold_said}")
        found = one.test_said if one.figure is None else one.figure_said
        evidence = case.then([found, one.margin_said]) if one.margin_said else found
        yield _line(
            case, f"{STANDARD}:{one.attribute}", STANDARD, asked, case.say(_LAND), evidence,
            _OF_TEST[one.test], case.departments.of(case.columns.schema[one.attribute]),
        )  # fmt: skip


def _line(
    case: Case,
    id_: str,
    group: str,
    words: str,
    basis: str,
    evidence: str,
    outcome: Outcome,
    topic: Topic,
) -> EvaluationLine:
    return EvaluationLine(
        id=id_,
        group=case.say(_GROUPS[group]),
        words=words,
        basis=basis,
        evidence=evidence,
        outcome=outcome,
        outcome_said=case.say(OUTCOMES[outcome]),
        department=case.say(topic.department),
        ruled=outcome,
    )
