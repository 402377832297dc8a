"""Which rules of its catalogue a requirement is put to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """By default every confirmed rule that binds any project, and rejects or wants an evaluation.

    Parameters
    ----------
    only
        Ids; only these. None for all that are in force.
    without
        Ids to leave out.
    also
        Ids to add, of rules that nobody has confirmed, that are notes, or that bind others.
    classes
        What kinds of project it is: rules that bind these are added.
    distances
        The client's own threshold for a rule, in the rule's unit; naming one adds the rule.

    Examples
    --------
    >>> RuleChoice().canonical(), RuleChoice(without=("slope",)).canonical()
    ('in_force', {'without': ['slope']})
    """

    only: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    distances: tuple[tuple[str, float], ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """Ids of the rules that are asked for by name."""
        return frozenset((*(self.only or ()), *self.also, *(rule for rule, _ in self.distances)))

    def canonical(self) -> str | dict[str, Any]:
        """Return the choice as it would be written."""
        written: dict[str, Any] = {}
        if self.only is not None:
            written["only"] = list(self.only)
        for key in ("without", "also", "classes"):
            if getattr(self, key):
                written[key] = list(getattr(self, key))
        if self.distances:
            written["distances"] = dict(self.distances)
        return written or "in_force"


IN_FORCE = RuleChoice()
