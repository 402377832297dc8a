"""What a proposal says, in one language: the one content model that every face is written from.

Each figure that a reader may want to check carries its number, its unit and where it comes from
beside the words that are shown; faces (DOCX, PDF, XLSX, map) compute nothing.
"""

from sitesel.proposal.content.candidate import (
    AccessLine,
    Candidate,
    ContributionLine,
    CostLine,
    FirmLine,
    PlacedLine,
    PolicyLine,
    StandardLine,
    Test,
)
from sitesel.proposal.content.evaluation import (
    AccessEvaluation,
    EvaluationLine,
    Opinion,
    OpinionLine,
    Outcome,
    Override,
    OverrideLine,
    Stance,
)
from sitesel.proposal.content.figure import Figure
from sitesel.proposal.content.issue import Issue, IssueStatus, OwnPoint, PointKind
from sitesel.proposal.content.need import Need, NeededLine, WeighedLine
from sitesel.proposal.content.others import NearMissLine, UndecidedLine
from sitesel.proposal.content.pictures import OVERVIEW, map_keys
from sitesel.proposal.content.proposal import (
    Annex,
    AppliedPolicy,
    ComparedRow,
    Comparison,
    Cover,
    Proposal,
)
from sitesel.proposal.content.search import RuleLine, Search, SearchLine, SourceLine
from sitesel.proposal.content.site import Site

__all__ = [
    "OVERVIEW",
    "AccessEvaluation",
    "AccessLine",
    "Annex",
    "AppliedPolicy",
    "Candidate",
    "ComparedRow",
    "Comparison",
    "ContributionLine",
    "CostLine",
    "Cover",
    "EvaluationLine",
    "Figure",
    "FirmLine",
    "Issue",
    "IssueStatus",
    "NearMissLine",
    "Need",
    "NeededLine",
    "Opinion",
    "OpinionLine",
    "Outcome",
    "Override",
    "OverrideLine",
    "OwnPoint",
    "PlacedLine",
    "PointKind",
    "PolicyLine",
    "Proposal",
    "RuleLine",
    "Search",
    "SearchLine",
    "Site",
    "SourceLine",
    "Stance",
    "StandardLine",
    "Test",
    "UndecidedLine",
    "WeighedLine",
    "map_keys",
]
