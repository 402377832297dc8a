"""How rules stand to a requirement: what it puts parcels to, and how that judges them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitesel.catalogue.rule_changes import VERDICTS, Verdict, verdicts
from sitesel.catalogue.rules import EVALUATION, STATE_LABELS, Standing
from sitesel.columns import Columns
from sitesel.language import Text
from sitesel.requirement import Constraint, Group, Requirement, leaves, with_rules
from sitesel.rule import Rule
from sitesel.selection import judge, plan
from sitesel.selection.found import bits

STATES: Mapping[str, Text] = {
    **{str(state): label for state, label in STATE_LABELS.items()},
    "asked": Text("需求要求", "asked by the requirement"),
    "not_asked": Text("此需求不采用", "left out by the requirement"),
}
"""How a rule stands in a catalogue, or to the requirement that a parcel is held to."""
IN_USE = ("in_force", "asked")
"""The states in which a rule judges."""

Asked = Constraint | Group


@dataclass(frozen=True, eq=False)
class RulesAsked:
    """What a requirement makes of the rules of a catalogue, for some of its parcels.

    Parameters
    ----------
    requirement
        With the constraints of its rules.
    columns
        Of the parcels alone.
    fails, unknown
        By the top-level constraints that ask a rule, in the order written; (constraints, parcels).
    asked
        These constraints.
    """

    requirement: Requirement
    columns: Columns
    asked: tuple[Asked, ...]
    fails: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    def told(self, standing: Standing) -> dict[str, Any]:
        """Return state, threshold, severity and outcomes of one rule, as the requirement has it.

        Returns
        -------
        told
            `state`: `asked` where the requirement adds the rule or gives a threshold of its own;
            `not_asked` where it leaves out one in force, else the catalogue's. `threshold` and its
            `unit`, NaN where there is none. `outcome`, one a parcel: as the constraint judges, and
            `evaluate` where what was found asks for an evaluation that nobody has declared.
        """
        rule, name = standing.rule, standing.attribute or ""
        own = [k for k, one in enumerate(self.asked) if _asks(one, standing)]
        if not own:
            state = "not_asked" if standing.state == "in_force" else standing.state
            outcome: list[Verdict] = ["not_judged"] * self.columns.count
            return {"state": state, "outcome": outcome}
        limit = _limit(rule, name, [self.asked[k] for k in own])
        usual = standing.state == "in_force" and limit == rule.threshold
        fails: list[bool] = np.any(self.fails[own], axis=0).tolist()
        unknown: list[bool] = np.any(self.unknown[own], axis=0).tolist()
        broken = self._broken(rule, name, limit)
        judged = [
            _verdict(fail, open_, rule.severity == "evaluate" and over)
            for fail, open_, over in zip(fails, unknown, broken, strict=True)
        ]
        return {
            "state": "in_force" if usual else "asked",
            "threshold": np.nan if limit is None else limit,
            "unit": rule.unit or self.columns.schema[name].unit,
            # what is asked rejects, whatever the document says of its own weight
            "severity": "veto" if rule.severity == "note" else rule.severity,
            "relaxable": all(self.asked[k].relaxable for k in own),
            "outcome": judged,
        }

    def _broken(self, rule: Rule, name: str, limit: float | None) -> list[bool]:
        """Tell where what was measured breaks the threshold, without any evaluation."""
        alone = replace(rule, threshold=limit, severity="veto")
        against = VERDICTS.index("fails")
        broken: list[bool] = (verdicts(alone, self.columns[name]) == against).tolist()
        return broken


def rules_asked(
    requirement: Requirement, columns: Columns, rows: NDArray[np.int64], rules: Sequence[Standing]
) -> RulesAsked:
    """Judge some parcels by the rules that a requirement puts them to.

    Parameters
    ----------
    requirement
        Of the same catalogue; its rules are resolved where they are not yet.
    columns
        Of the whole catalogue.
    rows
        The parcels.
    rules
        Those wanted; each measured.
    """
    requirement = with_rules(requirement, columns.schema)
    few = columns.take(rows)
    asked = tuple(
        constraint
        for constraint in requirement.constraints
        if any(_asks(constraint, standing) for standing in rules)
    )
    none = np.zeros((len(asked), len(rows)), bool)
    if not asked:
        return RulesAsked(requirement, few, asked, none, none)
    planned = plan(replace(requirement, constraints=asked, criteria=()))
    judged, top = judge(few, planned), list(planned.screen.top)
    fails = bits(judged.fails[top], 0, len(rows)).astype(bool)
    unknown = bits(judged.unknown[top], 0, len(rows)).astype(bool)
    return RulesAsked(requirement, few, asked, fails, unknown)


def _asks(constraint: Asked, standing: Standing) -> bool:
    """Tell whether a constraint asks this rule and nothing else: what it found, or evaluation."""
    looked_at = {leaf.attribute for leaf in leaves((constraint,))}
    measured = standing.attribute
    return measured in looked_at and looked_at <= {measured, f"{EVALUATION}{standing.rule.id}"}


def _limit(rule: Rule, name: str, asked: Sequence[Asked]) -> float | None:
    """Return the strictest threshold; the rule's own where none is asked (as of the wind)."""
    within = rule.operator == "within"
    ends = [leaf.interval for leaf in leaves(asked) if leaf.attribute == name and leaf.interval]
    limits = [
        limit for each in ends if math.isfinite(limit := each.lower if within else each.upper)
    ]
    if not limits:
        return rule.threshold
    return max(limits) if within else min(limits)


def _verdict(fails: bool, unknown: bool, evaluate: bool) -> Verdict:  # noqa: FBT001
    if fails:
        return "fails"
    if unknown:
        return "evaluate" if evaluate else "unknown"
    return "holds"
