"""Ids for constraints and criteria that were written without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sitesel.requirement.constraint import Constraint, Group
from sitesel.requirement.criterion import Criterion
from sitesel.requirement.reading.document import Node
from sitesel.requirement.reading.faults import Faults

_BETWEEN = {"all": "_and_", "any": "_or_", "none": "_or_"}


def identified(constraints: Sequence[Constraint | Group]) -> tuple[Constraint | Group, ...]:
    """Give every constraint and group an id: its attribute, then the operator, then a number.

    >>> loose = [Constraint("", "area", "at_least"), Constraint("", "area", "at_most")]
    >>> [constraint.id for constraint in identified(loose)]
    ['area', 'area_at_most']
    """
    taken = {c.id for c in _all(constraints) if c.id}
    return tuple(_identified(constraint, taken) for constraint in constraints)


def identified_criteria(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Give every criterion an id: its attribute, then a number."""
    taken = {c.id for c in criteria if c.id}
    return tuple(c if c.id else replace(c, id=_free((c.attribute,), taken)) for c in criteria)


def repeated(pairs: Iterable[tuple[str | None, Node]], faults: Faults) -> None:
    """Collect a fault for every written id that was there before."""
    seen: dict[str, int | None] = {}
    for name, node in pairs:
        if not name:
            continue
        if name in seen:
            line = seen[name]
            en = "" if line is None else f" (first on line {line})"
            zh = "" if line is None else f"(首次在第 {line} 行)"
            faults.add(
                "duplicate-id",
                node.place,
                f"the id {name!r} is there twice{en}; give one of them another",
                f"id {name!r} 重复{zh}；请改其中一个",
            )
        else:
            seen[name] = node.place.line


def _all(constraints: Sequence[Constraint | Group]) -> Iterable[Constraint | Group]:
    for constraint in constraints:
        yield constraint
        if isinstance(constraint, Group):
            yield from _all(constraint.members)


def _identified(constraint: Constraint | Group, taken: set[str]) -> Constraint | Group:
    if isinstance(constraint, Constraint):
        if constraint.id:
            return constraint
        name = constraint.attribute
        return replace(constraint, id=_free((name, f"{name}_{constraint.op}"), taken))
    if constraint.id:
        name = constraint.id
    else:
        first, *more = constraint.attributes
        shown = [first, *more] if len(more) < 3 else [first, f"{len(more)}_more"]
        joined = _BETWEEN[constraint.kind].join(shown)
        name = _free((f"no_{joined}" if constraint.kind == "none" else joined,), taken)
    members = tuple(_identified(member, taken) for member in constraint.members)
    return replace(constraint, id=name, members=members)


def _free(wishes: tuple[str, ...], taken: set[str]) -> str:
    name = next((wish for wish in wishes if wish not in taken), None)
    number = 2
    while name is None:
        wish = f"{wishes[-1]}_{number}"
        name = None if wish in taken else wish
        number += 1
    taken.add(name)
    return name
