"""Which department settles what: a data file that a bureau keeps (`parcels/departments.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sitesel.datasets import dataset
from sitesel.errors import DepartmentsError
from sitesel.language import Text
from sitesel.schema import Attribute

_MOST_DAYS = 250
_KEYS = {"id", "label", "department", "days", "rules", "attributes", "groups"}


@dataclass(frozen=True, slots=True)
class Topic:
    """What one department settles, and within how many working days.

    Parameters
    ----------
    id, label
        Of the topic.
    department
        In charge.
    days
        Working days that it takes.
    rules, attributes, groups
        Ids of rules, names of attributes (`*` stands for any letters), groups of the schema.
    """

    id: str
    label: Text
    department: Text
    days: int
    rules: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Departments:
    """The topics in order; the last takes what no other names."""

    topics: tuple[Topic, ...]

    def of(self, attribute: Attribute | None, rule: str | None = None) -> Topic:
        """Return the topic that an attribute, or a rule, belongs to.

        Examples
        --------
        >>> from sitesel.schema import default_schema
        >>> default_departments().of(default_schema()["power_capacity"]).department.en
        'Power company'
        """
        if rule is not None:
            for topic in self.topics:
                if any(fnmatchcase(rule, pattern) for pattern in topic.rules):
                    return topic
        if attribute is not None:
            for topic in self.topics:
                if any(fnmatchcase(attribute.name, pattern) for pattern in topic.attributes):
                    return topic
            for topic in self.topics:
                if attribute.group in topic.groups:
                    return topic
        return self.topics[-1]


@cache
def default_departments() -> Departments:
    """Return the departments that ship with sitesel."""
    return read_departments(dataset("departments.yaml"))


def read_departments(source: Path | str) -> Departments:
    """Read a table of departments from a YAML file, or its text.

    Raises
    ------
    DepartmentsError
        Not YAML, or an entry that is none.
    """
    try:
        text = source.read_text("utf-8") if isinstance(source, Path) else source
        read = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise DepartmentsError(
            f"no YAML of departments: {error}", f"不是部门表 YAML：{error}"
        ) from error
    topics = read.get("topics") if isinstance(read, dict) else None
    if not isinstance(topics, list) or not topics:
        raise DepartmentsError(
            "a table of departments has a list `topics` with at least one entry",
            "部门表应有列表 topics，至少一项",
        )
    return Departments(tuple(_topic(entry, place) for place, entry in enumerate(topics, 1)))


def _topic(entry: Any, place: int) -> Topic:  # noqa: ANN401
    if not isinstance(entry, Mapping) or not {"id", "department"} <= set(entry):
        raise DepartmentsError(
            f"topic {place} needs `id` and `department`", f"第 {place} 项须有 id 和 department"
        )
    unknown = sorted(str(key) for key in set(entry) - _KEYS)
    days = entry.get("days", 10)
    if unknown or not isinstance(days, int) or not 0 < days <= _MOST_DAYS:
        raise DepartmentsError(
            f"topic {entry['id']!r}: `days` is 1 to {_MOST_DAYS}, and there is nothing called "
            f"{', '.join(unknown) or '…'}; known are {', '.join(sorted(_KEYS))}",
            f"事项 {entry['id']!r}：days 应为 1 至 {_MOST_DAYS}，可写 {', '.join(sorted(_KEYS))}",
        )
    lists = {
        key: tuple(map(str, entry.get(key) or ())) for key in ("rules", "attributes", "groups")
    }
    return Topic(
        id=str(entry["id"]),
        label=Text.of(entry.get("label") or str(entry["id"])),
        department=Text.of(entry["department"]),
        days=days,
        **lists,
    )
