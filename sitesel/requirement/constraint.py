"""What must hold, or the parcel is rejected: data about one column, or a group of such."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement.number import brackets, plain, symbol
from sitesel.schema import Kind

Operator = Literal[
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "between",
    "among",
    "none_of",
    "admits",
    "is_known",
]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
GroupKind = Literal["all", "any", "none"]
GROUPS: tuple[GroupKind, ...] = get_args(GroupKind)

_SIGNS = {"at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that must hold for an attribute.

    Parameters
    ----------
    id
        Unique in its requirement.
    attribute
        Name in the schema.
    op
        The operator. On an `interval` attribute a numeric operator asks that the permitted range
        holds *some* number of `interval`; `admits` asks that it holds the one number.
    interval
        For the numeric operators: the numbers that pass, in `unit` (days since 1970-01-01 for a
        date). `at_least 3` is `Interval(3)`, `admits 3` is `Interval(3, 3)`.
    values
        For `among` and `none_of`: categories, codes (a code covers its descendants), or a flag's
        `yes` and `no`; in the order given, without repeats.
    kind, unit
        Of the attribute in the schema that the requirement was read with.
    relaxable
        Whether the client would give way on it.
    title
        The client's own words for it, where there are any.

    Examples
    --------
    >>> Constraint("size", "area", "at_least", Interval(273_333.333_333), unit="m2").needs()
    '≥ 273333.333 m2'
    """

    id: str
    attribute: str
    op: Operator
    interval: Interval | None = None
    values: tuple[str, ...] = ()
    kind: Kind = "quantity"
    unit: str | None = None
    relaxable: bool = True
    title: Text | None = None

    def needs(self) -> str:
        """Say what is needed in symbols, the same in every language, in the schema's unit."""
        unit = f" {self.unit}" if self.unit and self.unit != "1" else ""
        if self.op == "is_known":
            return "known"
        if self.interval is None:
            return f"{'∈' if self.op == 'among' else '∉'} {{{', '.join(self.values)}}}"
        if self.op == "between":
            return f"∈ {brackets(self.interval, self.kind)}{unit}"
        if self.op == "admits":
            return f"∋ {symbol(self.interval.lower, self.kind)}{unit}"
        return f"{_SIGNS[self.op]} {symbol(self._limit(self.interval), self.kind)}{unit}"

    def canonical(self) -> dict[str, Any]:
        """Return the constraint as it would be written, in the schema's units."""
        written: dict[str, Any] = {"id": self.id, "attribute": self.attribute}
        written[self.op] = self._operand()
        return written | _about(self.relaxable, self.title)

    def _operand(self) -> bool | float | str | list[str] | dict[str, float | str]:
        if self.op == "is_known":
            return True
        if self.interval is None:
            return list(self.values)
        if self.op != "between":
            return plain(self._limit(self.interval), self.kind)
        ends, both = self.interval, {}
        if ends.lower > -math.inf:
            both["more_than" if ends.lower_open else "at_least"] = plain(ends.lower, self.kind)
        if ends.upper < math.inf:
            both["less_than" if ends.upper_open else "at_most"] = plain(ends.upper, self.kind)
        return both

    def _limit(self, interval: Interval) -> float:
        return interval.upper if self.op in ("at_most", "less_than") else interval.lower


@dataclass(frozen=True, slots=True)
class Group:
    """Constraints held together: all of them, any of them, or none of them must hold.

    Unknowns combine by strong Kleene logic: `any` with one that holds holds, whatever the others.
    """

    id: str
    kind: GroupKind
    members: tuple[Constraint | Group, ...]
    relaxable: bool = True
    title: Text | None = None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes the group looks at, without repeats."""
        return tuple(dict.fromkeys(leaf.attribute for leaf in leaves(self.members)))

    @property
    def attribute(self) -> str:
        """The attributes as one word for the wire: `shoreline_length, distance_to_wharf`."""
        return ", ".join(self.attributes)

    def needs(self) -> str:
        """Say what is needed in symbols, the same in every language, in the schema's units."""
        inner = (
            m.needs() if isinstance(m, Group) else f"{m.attribute} {m.needs()}"
            for m in self.members
        )
        return f"{self.kind}({'; '.join(inner)})"

    def canonical(self) -> dict[str, Any]:
        """Return the group as it would be written, in the schema's units."""
        written = {"id": self.id, self.kind: [member.canonical() for member in self.members]}
        return written | _about(self.relaxable, self.title)


def leaves(constraints: Sequence[Constraint | Group]) -> Iterator[Constraint]:
    """Go through the single constraints, those inside groups too, in the order written."""
    for constraint in constraints:
        if isinstance(constraint, Group):
            yield from leaves(constraint.members)
        else:
            yield constraint


def _about(relaxable: bool, title: Text | None) -> dict[str, Any]:  # noqa: FBT001
    written: dict[str, Any] = {"relaxable": relaxable}
    if title is not None:
        written["title"] = {"zh": title.zh, "en": title.en}
    return written
