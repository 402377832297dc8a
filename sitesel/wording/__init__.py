"""Words for what judging found: constraints, reasons, explanations, in Chinese and English."""

from sitesel.wording.account import account, counted, counts_words, reason_words
from sitesel.wording.asked import asked_words
from sitesel.wording.comparison import (
    KINDS,
    change_words,
    comparison_words,
    scenario_words,
    standing_words,
)
from sitesel.wording.explanation import (
    ConstraintLine,
    CriterionLine,
    Explanation,
    Verdict,
    explain,
    summary,
)
from sitesel.wording.notes import notes
from sitesel.wording.placement import (
    asked_title,
    placement_notes,
    placement_words,
    unplaced_words,
    use_words,
)
from sitesel.wording.reason import DISPOSITION, failing_words, margin_words, near_miss_words
from sitesel.wording.requirement import (
    AGGREGATION,
    constraint_words,
    criterion_words,
)
from sitesel.wording.rule import citation, cited
from sitesel.wording.unreachable import found_words, state_words
from sitesel.wording.value import category, date_words, difference, found, interval, quantity
from sitesel.wording.value_function import value_function_words

__all__ = [
    "AGGREGATION",
    "DISPOSITION",
    "KINDS",
    "ConstraintLine",
    "CriterionLine",
    "Explanation",
    "Verdict",
    "account",
    "asked_title",
    "asked_words",
    "category",
    "change_words",
    "citation",
    "cited",
    "comparison_words",
    "constraint_words",
    "counted",
    "counts_words",
    "criterion_words",
    "date_words",
    "difference",
    "explain",
    "failing_words",
    "found",
    "found_words",
    "interval",
    "margin_words",
    "near_miss_words",
    "notes",
    "placement_notes",
    "placement_words",
    "quantity",
    "reason_words",
    "scenario_words",
    "standing_words",
    "state_words",
    "summary",
    "unplaced_words",
    "use_words",
    "value_function_words",
]
