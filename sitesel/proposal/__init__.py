"""The proposal: one content model of an answer, that every document is written from."""

from sitesel.proposal.content import (
    OVERVIEW,
    IssueStatus,
    Opinion,
    Outcome,
    Override,
    OwnPoint,
    Proposal,
    Stance,
    map_keys,
)
from sitesel.proposal.departments import Departments, default_departments, read_departments
from sitesel.proposal.figures import ProjectFigures, read_figures
from sitesel.proposal.policies import Policies, read_policies
from sitesel.proposal.propose import propose

__all__ = [
    "OVERVIEW",
    "Departments",
    "IssueStatus",
    "Opinion",
    "Outcome",
    "Override",
    "OwnPoint",
    "Policies",
    "ProjectFigures",
    "Proposal",
    "Stance",
    "default_departments",
    "map_keys",
    "propose",
    "read_departments",
    "read_figures",
    "read_policies",
]
