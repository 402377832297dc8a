"""All that a client wants of a site, as one value."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sitesel.language import Text
from sitesel.requirement.area import AreaOfInterest
from sitesel.requirement.constraint import Constraint, Group
from sitesel.requirement.criterion import Criterion
from sitesel.requirement.development import Development
from sitesel.requirement.rule_choice import IN_FORCE, RuleChoice
from sitesel.requirement.wharf import WharfNeed
from sitesel.schema import SiteKind

Aggregation = Literal["weighted_sum", "geometric_mean", "topsis"]
BASE = "base"
"""How the network without any scenario is called."""
AGGREGATIONS: tuple[Aggregation, ...] = get_args(Aggregation)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Constraints that must hold and criteria that are weighed.

    Parameters
    ----------
    title
        What it is for.
    sites
        Whether parcels or halls are wanted.
    constraints
        All must hold; in the order written.
    criteria
        In the order written; none means that all candidates are equally suitable.
    aggregation
        How the criteria come to one suitability.
    limit
        How many candidates are listed with their contributions.
    near_misses
        How many rejected parcels with the fewest failing constraints are listed.
    scenario
        Name of the changes to the network that it is put to; None for the network as it is.
    development
        What is to be built; measured on demand.
    wharf
        What a wharf must offer; measured on demand.
    area_of_interest
        Where to look; how much of a site lies inside is measured on demand.
    rules
        Which rules of a catalogue it is put to, while their constraints are still to be added (see
        `sitesel.requirement.rules`); None once they are, and where none is wanted.

    Examples
    --------
    >>> bare = Requirement(Text(zh="任意", en="Anything"))
    >>> bare.canonical()["sites"], len(bare.digest)
    ('parcels', 16)
    """

    title: Text
    sites: SiteKind = "parcels"
    constraints: tuple[Constraint | Group, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    aggregation: Aggregation = "weighted_sum"
    limit: int = 50
    near_misses: int = 10
    scenario: str | None = None
    development: Development | None = None
    wharf: WharfNeed | None = None
    rules: RuleChoice | None = IN_FORCE
    area_of_interest: AreaOfInterest | None = None

    def canonical(self) -> dict[str, Any]:
        """Return the requirement as it would be written: schema units, defaults filled.

        Reading it again gives the same requirement.
        """
        asked: dict[str, Any] = {}
        if self.scenario is not None:
            asked["scenario"] = self.scenario
        if self.development is not None:
            asked["development"] = self.development.canonical()
        if self.wharf is not None:
            asked["wharf"] = self.wharf.canonical()
        if self.area_of_interest is not None:
            asked["area_of_interest"] = self.area_of_interest.canonical()
        if self.rules != IN_FORCE:  # which goes without saying
            asked["rules"] = "none" if self.rules is None else self.rules.canonical()
        return {
            "title": {"zh": self.title.zh, "en": self.title.en},
            "sites": self.sites,
            **asked,
            "constraints": [constraint.canonical() for constraint in self.constraints],
            "criteria": [criterion.canonical() for criterion in self.criteria],
            "aggregation": self.aggregation,
            "limit": self.limit,
            "near_misses": self.near_misses,
        }

    def in_scenario(self, name: str | None) -> Requirement:
        """Return the requirement as it is in a scenario of the network.

        Parameters
        ----------
        name
            Of the scenario; `base` is the network as it is, None leaves what the requirement says.
        """
        return self if name is None else replace(self, scenario=None if name == BASE else name)

    @property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of the canonical form."""
        text = json.dumps(
            self.canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]
