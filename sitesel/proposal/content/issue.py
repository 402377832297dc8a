"""A point that somebody has to settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sitesel.language import Text

PointKind = Literal["fails", "unknown", "evaluate", "own"]
IssueStatus = Literal["open", "done", "waived"]


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """A point that staff put on the issue list of a project themselves.

    `parcel` is empty where it is of the project, `key` its own among all issues.
    """

    key: str
    parcel: str
    what: Text
    department: Text
    due: date


@dataclass(frozen=True, slots=True)
class Issue:
    """A point that somebody has to settle.

    `key` stays the same from one proposal to the next, so that a status can be kept by it; `days`
    is 0, and `days_said` empty, where a person set the day.
    """

    number: int
    key: str
    parcel: str
    site: str
    topic: str
    topic_label: str
    kind: PointKind
    kind_said: str
    what: str
    department: str
    days: int
    days_said: str
    due: date
    due_said: str
    status: IssueStatus
    status_said: str
