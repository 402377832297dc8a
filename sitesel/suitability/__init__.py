"""Suitability: value functions and weights → 0 to 1, best first."""

from sitesel.suitability.aggregation import shares, suitability
from sitesel.suitability.plan import ScorePlan, plan_score
from sitesel.suitability.ranking import best, ranks
from sitesel.suitability.robustness import Robustness, robustness

__all__ = [
    "Robustness",
    "ScorePlan",
    "best",
    "plan_score",
    "ranks",
    "robustness",
    "shares",
    "suitability",
]
