"""Which department somebody speaks for: an account names it, the table of departments knows it."""

from __future__ import annotations

from sitesel.language import Text
from sitesel.people.accounts import folded
from sitesel.proposal import Departments


def department_of(told: str, departments: Departments) -> Text:
    """Return the department that an account names: by a topic's id, or by its name.

    >>> from sitesel.proposal import default_departments
    >>> department_of("safety", default_departments()).en
    'Emergency Management Bureau'
    >>> department_of("应急管理局", default_departments()).en
    'Emergency Management Bureau'
    """
    name = folded(told)
    for topic in departments.topics:
        if name in {folded(topic.id), folded(topic.department.zh), folded(topic.department.en)}:
            return topic.department
    return Text.of(told.strip())
