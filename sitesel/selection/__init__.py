"""The one door: a catalogue and a requirement go in, the whole answer comes out."""

from sitesel.selection.answer import (
    NOT_MEASURED,
    UNREACHABLE_WORD,
    Candidate,
    Contribution,
    Counts,
    Disposition,
    DispositionKind,
    FailingConstraint,
    Found,
    NearMiss,
    Reason,
)
from sitesel.selection.comparison import (
    Change,
    ChangedConstraint,
    ChangedCriterion,
    Comparison,
    Moves,
    Standing,
    compare,
)
from sitesel.selection.judgement import Judgement, Plan, judge, merge, plan
from sitesel.selection.on_demand import Measuring, OnDemand
from sitesel.selection.placement import (
    MOST_CANDIDATES,
    Asked,
    Placed,
    Placement,
    Taken,
    Unplaced,
    Use,
    place,
)
from sitesel.selection.selection import Selection, select
from sitesel.selection.tally import Judgeable, Tally, tally
from sitesel.selection.warm import warm

__all__ = [
    "MOST_CANDIDATES",
    "NOT_MEASURED",
    "UNREACHABLE_WORD",
    "Asked",
    "Candidate",
    "Change",
    "ChangedConstraint",
    "ChangedCriterion",
    "Comparison",
    "Contribution",
    "Counts",
    "Disposition",
    "DispositionKind",
    "FailingConstraint",
    "Found",
    "Judgeable",
    "Judgement",
    "Measuring",
    "Moves",
    "NearMiss",
    "OnDemand",
    "Placed",
    "Placement",
    "Plan",
    "Reason",
    "Selection",
    "Standing",
    "Taken",
    "Tally",
    "Unplaced",
    "Use",
    "compare",
    "judge",
    "merge",
    "place",
    "plan",
    "select",
    "tally",
    "warm",
]
