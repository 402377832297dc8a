"""The proposal: one content model of an answer, that every document is written from."""

from sitesel.proposal.content import OVERVIEW, Proposal, map_keys
from sitesel.proposal.figures import FiguresError, ProjectFigures, read_figures

__all__ = [
    "OVERVIEW",
    "FiguresError",
    "ProjectFigures",
    "Proposal",
    "map_keys",
    "read_figures",
]
