"""The requirement: all that a client wants, as data about columns; it never sees geometry."""

from sitesel.requirement.area import AreaOfInterest
from sitesel.requirement.constraint import (
    GROUPS,
    OPERATORS,
    Constraint,
    Group,
    GroupKind,
    Operator,
    leaves,
)
from sitesel.requirement.criterion import Criterion, End
from sitesel.requirement.development import Building, Development, Setbacks
from sitesel.requirement.enquiry import Enquiry, Wanted
from sitesel.requirement.in_area import SHARE_IN_AREA, with_area
from sitesel.requirement.reading.enquiry import MOST_REQUIREMENTS, read_enquiry
from sitesel.requirement.reading.requirement import check, read_requirement
from sitesel.requirement.reading.template import templates
from sitesel.requirement.requirement import AGGREGATIONS, BASE, Aggregation, Requirement
from sitesel.requirement.rule_choice import RuleChoice
from sitesel.requirement.rules import MeasuredRule, rules_of, with_rules
from sitesel.requirement.value import (
    Categories,
    Decay,
    Linear,
    Piecewise,
    Step,
    Target,
    ValueFunction,
)
from sitesel.requirement.wharf import WharfNeed
from sitesel.requirement.wire import RequirementIn

__all__ = [
    "AGGREGATIONS",
    "BASE",
    "GROUPS",
    "MOST_REQUIREMENTS",
    "OPERATORS",
    "SHARE_IN_AREA",
    "Aggregation",
    "AreaOfInterest",
    "Building",
    "Categories",
    "Constraint",
    "Criterion",
    "Decay",
    "Development",
    "End",
    "Enquiry",
    "Group",
    "GroupKind",
    "Linear",
    "MeasuredRule",
    "Operator",
    "Piecewise",
    "Requirement",
    "RequirementIn",
    "RuleChoice",
    "Setbacks",
    "Step",
    "Target",
    "ValueFunction",
    "Wanted",
    "WharfNeed",
    "check",
    "leaves",
    "read_enquiry",
    "read_requirement",
    "rules_of",
    "templates",
    "with_area",
    "with_rules",
]
