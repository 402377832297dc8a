"""The whole of a proposal in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sitesel.proposal.case import Case
from sitesel.proposal.content import AccessEvaluation, Candidate, Issue


def summary(
    case: Case,
    candidates: tuple[Candidate, ...],
    listed: tuple[Issue, ...],
    sheets: tuple[AccessEvaluation, ...],
) -> Iterator[str]:
    """Go through the sentences: the account, each candidate, what is still to be settled."""
    stop = case.words("。", ".")
    sites = "厂房" if case.columns.sites == "halls" else "地块"
    yield case.told["account"] + stop
    if not candidates:
        yield case.words(
            f"没有{sites}满足全部约束；各项约束的结果和最接近的{sites}见后文。",
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
    if overridden := sum(sheet.overridden for sheet in sheets):
        yield case.words(
            f"准入评估有 {overridden} 项经改判，改判人和理由见该表；改判不改变候选和名次。",
            f"{overridden} points of the access evaluation were overridden; the sheets name by "
            "whom and why. An override changes neither candidates nor ranks.",
        )


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


def more(case: Case, told: int) -> str:
    """Say how many candidates there are beside those told; nothing where there are none."""
    others = case.selection.counts.candidates - told
    if others <= 0:
        return ""
    return case.words(
        f"另有 {others} 个候选未在此详述，见测算表的候选表。",
        f"{others} more candidates are not told here; the workbook lists them.",
    )
