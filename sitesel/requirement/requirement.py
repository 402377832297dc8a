"""All that a client wants of a site, as one value."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sitesel.language import Text
from sitesel.requirement.constraint import Constraint, Group
from sitesel.requirement.criterion import Criterion
from sitesel.schema import SiteKind

Aggregation = Literal["weighted_sum", "geometric_mean", "topsis"]
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

    def canonical(self) -> dict[str, Any]:
        """Return the requirement as it would be written: schema units, defaults filled.

        Reading it again gives the same requirement.
        """
        return {
            "title": {"zh": self.title.zh, "en": self.title.en},
            "sites": self.sites,
            "constraints": [constraint.canonical() for constraint in self.constraints],
            "criteria": [criterion.canonical() for criterion in self.criteria],
            "aggregation": self.aggregation,
            "limit": self.limit,
            "near_misses": self.near_misses,
        }

    @property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of the canonical form."""
        text = json.dumps(
            self.canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]
