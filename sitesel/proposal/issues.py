"""The issue list: each point that is failed, unknown or open, with department and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import (
    AccessEvaluation,
    Candidate,
    Issue,
    IssueStatus,
    PointKind,
    UndecidedLine,
)
from sitesel.proposal.days import day_said
from sitesel.proposal.departments import Topic
from sitesel.proposal.evaluation import NEED, RULE, STANDARD
from sitesel.proposal.sentences import SUPPLIES, supplies_open
from sitesel.requirement import leaves, rules_of
from sitesel.workdays import add_working_days, covered

KINDS: dict[PointKind, Text] = {
    "fails": Text("不满足", "failed"),
    "unknown": Text("未知", "not known"),
    "evaluate": Text("待评估", "to be evaluated"),
    "own": Text("自列", "added"),
}
STATUSES: dict[IssueStatus, Text] = {
    "open": Text("待办", "open"),
    "done": Text("已办", "done"),
    "waived": Text("免办", "waived"),
}
_PROJECT = Text("项目本身", "the project")
_OWN = Text("自列事项", "added by the staff")
_ALL = Text("全部候选", "all candidates")


@dataclass(frozen=True, slots=True)
class _Point:
    key: str
    parcel: str
    site: str
    kind: PointKind
    what: str
    topic: Topic


def issues(
    case: Case,
    candidates: Sequence[Candidate],
    sheets: Sequence[AccessEvaluation],
    undecided: Sequence[UndecidedLine],
) -> tuple[Issue, ...]:
    """List the points by due date, and within one by the order of the shortlist.

    A point that is the same for all candidates (a figure that the project has not told, a rule
    without a layer) is listed once.
    """
    points: dict[str, _Point] = {}
    for point in _points(case, candidates, sheets, undecided):
        points.setdefault(point.key, point)
    listed = [*(_issue(case, one) for one in points.values()), *_own(case, candidates)]
    # stable: the shortlist's order stays within a day
    ordered = sorted(listed, key=lambda one: one.due)
    return tuple(replace(one, number=number) for number, one in enumerate(ordered, 1))


def _own(case: Case, candidates: Sequence[Candidate]) -> Iterator[Issue]:
    """Go through the points that staff put on the list."""
    names = {one.parcel: one.name for one in candidates}
    for point in case.points:
        status = case.statuses.get(point.key, "open")
        yield Issue(
            number=0,
            key=point.key,
            parcel=point.parcel,
            site=names.get(point.parcel, point.parcel) or case.say(_PROJECT),
            topic="own",
            topic_label=case.say(_OWN),
            kind="own",
            kind_said=case.say(KINDS["own"]),
            what=case.say(point.what),
            department=case.say(point.department),
            days=0,
            days_said="",
            due=point.due,
            due_said=day_said(case.lang, point.due),
            status=status,
            status_said=case.say(STATUSES[status]),
        )


def _issue(case: Case, point: _Point) -> Issue:
    counted = add_working_days(case.day, point.topic.days)
    due = case.dues.get(point.key, counted)
    days = point.topic.days if due == counted else 0
    status = case.statuses.get(point.key, "open")
    return Issue(
        number=0,
        key=point.key,
        parcel=point.parcel,
        site=point.site,
        topic=point.topic.id,
        topic_label=case.say(point.topic.label),
        kind=point.kind,
        kind_said=case.say(KINDS[point.kind]),
        what=point.what,
        department=case.say(point.topic.department),
        days=days,
        days_said=case.words(f"{days} 个工作日", f"{days} working days") if days else "",
        due=due,
        due_said=day_said(case.lang, due),
        status=status,
        status_said=case.say(STATUSES[status]),
    )


def _points(
    case: Case,
    candidates: Sequence[Candidate],
    sheets: Sequence[AccessEvaluation],
    undecided: Sequence[UndecidedLine],
) -> Iterator[_Point]:
    for candidate, sheet in zip(candidates, sheets, strict=True):
        yield from _evaluated(case, candidate, sheet)
        yield from _unknown(case, candidate)
        yield from _supplies(case, candidate)
    for one in undecided:
        yield from _untold(case, one)


def _evaluated(case: Case, candidate: Candidate, sheet: AccessEvaluation) -> Iterator[_Point]:
    tests = {f"{STANDARD}:{one.attribute}": one for one in candidate.standard}
    for line in sheet.lines:
        if line.outcome == "pass":
            continue
        group, _, name = line.id.partition(":")
        kind: PointKind = "fails" if line.outcome == "fail" else "evaluate"
        what = case.words(f"{line.words}：{line.evidence}", f"{line.words}: {line.evidence}")
        where, site = candidate.parcel, candidate.name
        if group == RULE:
            measured = rules_of(case.columns.schema).get(name)
            topic = case.departments.of(measured.attribute if measured else None, name)
            if measured is None:  # no layer for it: nothing was measured anywhere
                where, site = "", case.say(_ALL)
        elif group == NEED:
            kind = "fails" if line.outcome == "fail" else "unknown"
            asked = next(c for c in case.selection.requirement.constraints if c.id == name)
            leaf = next(iter(leaves((asked,))))
            topic = case.departments.of(case.columns.schema[leaf.attribute])
        else:
            topic = case.departments.of(case.columns.schema[name])
            test = tests[line.id]
            if test.test == "no_figure":
                where, site = "", case.say(_PROJECT)
                needs = "" if test.formula == test.label else test.formula
                what = case.words(
                    f"{test.label}：项目未提供{f'（{needs}）' if needs else ''}，无法与门槛比较",
                    f"{test.label}: not told by the project{f' ({needs})' if needs else ''}, so "
                    "that no threshold can be tested",
                )
        yield _Point(f"{where or '*'}/{line.id}", where, site, kind, what, topic)


def _unknown(case: Case, candidate: Candidate) -> Iterator[_Point]:
    """Go through the criteria that count as the least they can be, as nothing is known."""
    criteria = {one.id: one.attribute for one in case.selection.requirement.criteria}
    for one in candidate.contributions:
        if one.value is None:
            attribute = case.columns.schema[criteria[one.id]]
            yield _Point(
                f"{candidate.parcel}/criterion:{one.id}", candidate.parcel, candidate.name,
                "unknown",
                case.words(
                    f"查明{one.label}（现 {one.found}）", f"find out {one.label} ({one.found})"
                ),
                case.departments.of(attribute),
            )  # fmt: skip


def _supplies(case: Case, candidate: Candidate) -> Iterator[_Point]:
    unknown = [
        name
        for name in SUPPLIES
        if name in case.columns and case.columns.value(name, candidate.row) is None
        and case.columns.sites in case.columns.schema[name].sites
    ]  # fmt: skip
    by_topic: dict[Topic, list[str]] = {}
    for name in supplies_open(case, candidate.row):
        by_topic.setdefault(case.departments.of(case.columns.schema[name]), []).append(name)
    for topic, names in by_topic.items():
        told = [
            f"{case.say(case.columns.schema[name].label)}"
            f"{case.words('（', ' (')}{case.attribute_said(name, candidate.row)}"
            f"{case.words('）', ')')}"
            for name in names
        ]
        yield _Point(
            f"{candidate.parcel}/supply:{topic.id}", candidate.parcel, candidate.name, "evaluate",
            case.joined(told) + case.words("：明确接入时间和容量", ": settle when and how much"),
            topic,
        )  # fmt: skip
    if unknown:
        labels = case.joined([case.say(case.columns.schema[name].label) for name in unknown])
        yield _Point(
            f"{candidate.parcel}/supply:unknown", candidate.parcel, candidate.name, "unknown",
            case.words(f"查明接入情况：{labels}", f"find out how far they have come: {labels}"),
            case.departments.topics[-1],
        )  # fmt: skip


def _untold(case: Case, one: UndecidedLine) -> Iterator[_Point]:
    [stands] = case.selection.ledger(one.row, one.row + 1)
    asked = {each.id: each for each in case.selection.requirement.constraints}
    for failing, words in zip(stands.unknown, one.unknown, strict=True):
        leaf = next(iter(leaves((asked[failing.constraint],))))
        attribute = case.columns.schema[leaf.attribute]
        rule = attribute.rule.id if attribute.rule else None
        yield _Point(
            f"{one.parcel}/constraint:{failing.constraint}", one.parcel, one.name, "unknown",
            case.words(f"查明后方可判断：{words}", f"can be judged once it is known: {words}"),
            case.departments.of(attribute, rule),
        )  # fmt: skip


def counted_how(case: Case, listed: Sequence[Issue]) -> tuple[str, ...]:
    """Say how days were counted, and that holidays of a year are not known yet where that is so."""
    if not listed:
        return ()
    first = day_said(case.lang, case.day)
    said = [
        case.words(
            f"办理期限按工作日计，自 {first} 次日起算，已扣除法定节假日并计入调休上班日。",
            f"Days are working days after {first}; public holidays are left out "
            "and the weekend days worked in their stead are counted.",
        )
    ]
    last = max(one.due for one in listed)
    until = covered()[1]
    if last.year > until:
        said.append(
            case.words(
                f"{until + 1} 年起的放假安排尚未公布或未收录：该年日期只扣除周末，公布后请重算。",
                f"The public holidays from {until + 1} on are not known yet: of its days only "
                "weekends are left out; count again once they are.",
            )
        )
    return tuple(said)
