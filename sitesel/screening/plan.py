"""Constraints made ready for a kernel: a tree laid out flat, members before their group."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from sitesel.columns import (
    CategoryColumn,
    Column,
    Columns,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
)
from sitesel.errors import Fault, RequirementError
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement import SHARE_IN_AREA, Constraint, Group, leaves

RANGE, SPAN, MASK, TABLE, KNOWN_NUMBER, KNOWN_CATEGORY, KNOWN_TEXT, ALL, ANY, NONE = range(10)
_GROUPS = {"all": ALL, "any": ANY, "none": NONE}
HOLDS, FAILS, UNKNOWN = 0, 1, 2
DAYS_OF_A_YEAR = 365.0
WORD = 64
_LAST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True)
class Node:
    """One constraint or group, and where its members are in the plan."""

    constraint: Constraint | Group
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """The constraints of a requirement, flat; the same for every partition, and small to send.

    Parameters
    ----------
    nodes
        Members before their group. Siblings are in the order of their ids, so that the order in
        which constraints are written changes no sum.
    top
        Positions of the top-level constraints in `nodes`, in the order written.
    """

    nodes: tuple[Node, ...]
    top: tuple[int, ...]

    @property
    def constraints(self) -> tuple[Constraint | Group, ...]:
        """The top-level constraints, in the order written."""
        return tuple(self.nodes[position].constraint for position in self.top)


class Screen(NamedTuple):
    """A plan on the columns of one partition, as arrays; one entry a node.

    Addresses point into arrays that the caller keeps alive.
    """

    operator: NDArray[np.int64]
    address: NDArray[np.uint64]  # (nodes, 4)
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    open_ends: NDArray[np.uint8]  # (nodes, 2)
    scale: NDArray[np.float64]  # what a relative margin is relative to
    fails: NDArray[np.uint64]  # MASK: bit code + 1
    unknown: NDArray[np.uint64]
    member: NDArray[np.int64]
    first_member: NDArray[np.int64]  # (nodes + 1,)
    top: NDArray[np.int64]  # in the order of ids
    firm: NDArray[np.uint8]  # of each of `top`: not relaxable


Alive = list[object]


def plan_screen(constraints: Sequence[Constraint | Group]) -> ScreenPlan:
    """Lay constraints out flat."""
    nodes: list[Node] = []

    def place(constraint: Constraint | Group) -> int:
        members: tuple[int, ...] = ()
        if isinstance(constraint, Group):
            members = tuple(place(member) for member in sorted(constraint.members, key=_id))
        nodes.append(Node(constraint, members))
        return len(nodes) - 1

    at = {constraint.id: place(constraint) for constraint in sorted(constraints, key=_id)}
    return ScreenPlan(tuple(nodes), tuple(at[constraint.id] for constraint in constraints))


def _id(constraint: Constraint | Group) -> str:
    return constraint.id


def bind_screen(plan: ScreenPlan, columns: Columns) -> tuple[Screen, Alive]:
    """Put a plan on the columns of one partition.

    Returns
    -------
    screen, alive
        What a kernel takes, and the arrays that must outlive it.

    Raises
    ------
    RequirementError
        An attribute is not among the columns, or is of a kind that the operator does not judge.
    """
    check_attributes(plan, columns)
    size = len(plan.nodes)
    top = sorted(plan.top)
    members = [member for node in plan.nodes for member in node.members]
    screen = Screen(
        operator=np.zeros(size, np.int64),
        address=np.zeros((size, 4), np.uint64),
        lower=np.zeros(size),
        upper=np.zeros(size),
        open_ends=np.zeros((size, 2), np.uint8),
        scale=np.ones(size),
        fails=np.zeros(size, np.uint64),
        unknown=np.zeros(size, np.uint64),
        member=np.array(members, np.int64),
        first_member=np.cumsum([0, *(len(node.members) for node in plan.nodes)], dtype=np.int64),
        top=np.array(top, np.int64),
        firm=np.array([not plan.nodes[t].constraint.relaxable for t in top], np.uint8),
    )
    alive: Alive = []
    for position, node in enumerate(plan.nodes):
        if isinstance(node.constraint, Group):
            screen.operator[position] = _GROUPS[node.constraint.kind]
        else:
            _bind_leaf(screen, position, node.constraint, columns, alive)
    return screen, alive


def _bind_leaf(
    screen: Screen, position: int, leaf: Constraint, columns: Columns, alive: Alive
) -> None:
    column = columns[leaf.attribute]
    arrays: list[NDArray[np.generic]]
    if leaf.op == "is_known" and columns.measured is not None and _on_demand(leaf, columns):
        # whether it is known shows only once it is measured
        codes = np.where(columns.measured, _is_known(column), -1).astype(np.int32)
        screen.operator[position], arrays = MASK, [codes]
        screen.unknown[position], screen.fails[position] = 1 << 0, 1 << 1  # not measured; in vain
    elif leaf.op == "is_known":
        screen.operator[position], arrays = _known(column)
    elif isinstance(column, CategoryColumn):
        states = category_states(leaf, column.categories)
        if len(states) <= 64:
            screen.operator[position], arrays = MASK, [column.codes]
            screen.fails[position] = _mask(states == FAILS)
            screen.unknown[position] = _mask(states == UNKNOWN)
        else:
            screen.operator[position], arrays = TABLE, [column.codes, states]
    else:
        screen.operator[position], arrays = _bind_numbers(screen, position, leaf, column)
    kept = [_padded(array) if len(array) == columns.count else array for array in arrays]
    alive.extend(kept)
    screen.address[position, : len(kept)] = [array.ctypes.data for array in kept]


def _padded(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return a column as one run of memory, of at least a word of rows."""
    if len(array) >= WORD:
        return np.ascontiguousarray(array)
    rows = np.zeros(WORD, array.dtype)
    rows[: len(array)] = array
    return rows


def _bind_numbers(
    screen: Screen, position: int, leaf: Constraint, column: Column
) -> tuple[int, list[NDArray[np.generic]]]:
    wanted = cast("Interval", leaf.interval)
    limits = [abs(end) for end in (wanted.lower, wanted.upper) if math.isfinite(end)]
    screen.scale[position] = (
        DAYS_OF_A_YEAR if leaf.kind == "date" else max(limits, default=1.0) or 1.0
    )
    screen.lower[position], screen.upper[position] = wanted.lower, wanted.upper
    if isinstance(column, IntervalColumn):
        screen.open_ends[position] = wanted.lower_open, wanted.upper_open
        ends = [column.lower, column.upper, column.lower_open, column.upper_open]
        return SPAN, [np.asarray(end) for end in ends]
    # what is unreachable lies beyond the last number, and so beyond any limit
    screen.upper[position] = min(wanted.upper, _LAST)
    # among float64, more than x is at least the next number up
    if wanted.lower_open:
        screen.lower[position] = np.nextafter(wanted.lower, np.inf)
    if wanted.upper_open:
        screen.upper[position] = np.nextafter(wanted.upper, -np.inf)
    return RANGE, [cast("QuantityColumn", column).values]


def _known(column: Column) -> tuple[int, list[NDArray[np.generic]]]:
    match column:
        case QuantityColumn(values):
            return KNOWN_NUMBER, [values]
        case IntervalColumn(lower):
            return KNOWN_NUMBER, [lower]
        case CategoryColumn(codes):
            return KNOWN_CATEGORY, [codes]
        case TextColumn(words):
            return KNOWN_TEXT, [pc.is_valid(words).to_numpy(zero_copy_only=False).view(np.uint8)]


def _on_demand(leaf: Constraint, columns: Columns) -> bool:
    if leaf.attribute == SHARE_IN_AREA:  # measured of every site
        return False
    return leaf.attribute in columns.schema and columns.schema[leaf.attribute].on_demand


def _is_known(column: Column) -> NDArray[np.bool_]:
    match column:
        case QuantityColumn(values):
            return ~np.isnan(values)
        case IntervalColumn(lower):
            return ~np.isnan(lower)
        case CategoryColumn(codes):
            return codes >= 0
        case TextColumn(words):
            known: NDArray[np.bool_] = pc.is_valid(words).to_numpy(zero_copy_only=False)
            return known


def _mask(states: NDArray[np.bool_]) -> int:
    return sum(1 << place for place in np.flatnonzero(states).tolist())


def category_states(leaf: Constraint, categories: tuple[str, ...]) -> NDArray[np.uint8]:
    """Tell for each category whether it meets the constraint; first of all for "not known".

    A code covers its descendants; a code of which only some descendants are wanted can't be told.

    Examples
    --------
    >>> wanted = Constraint("use", "planning_use", "among", values=("100103",), kind="code")
    >>> category_states(wanted, ("100103", "100101", "1001")).tolist()  # 0 holds 1 fails 2 unknown
    [2, 0, 1, 2]
    """
    among = leaf.op == "among"
    named, others = (HOLDS, FAILS) if among else (FAILS, HOLDS)
    states = np.full(len(categories) + 1, others, np.uint8)
    states[0] = UNKNOWN
    if leaf.kind == "code":
        for place, code in enumerate(categories, start=1):
            if any(code.startswith(value) for value in leaf.values):
                states[place] = named
            elif any(value.startswith(code) for value in leaf.values):
                states[place] = UNKNOWN
    else:
        wanted = set(leaf.values)
        for place, category in enumerate(categories, start=1):
            if category in wanted:
                states[place] = named
    return states


def check_attributes(plan: ScreenPlan, columns: Columns) -> None:
    """Check that each constraint can be judged on these columns.

    Raises
    ------
    RequirementError
        Some can't; all of them are told.
    """
    faults = list(_faults(plan, columns))
    if faults:
        raise RequirementError(
            "the requirement does not fit this catalogue", "需求与本目录不符", faults
        )


def _faults(plan: ScreenPlan, columns: Columns) -> Iterator[Fault]:
    for leaf in leaves(plan.constraints):
        path = ("constraints", leaf.id, "attribute")
        if leaf.attribute not in columns:
            yield absent(leaf.attribute, path, columns)
        elif leaf.op != "is_known" and not _judges(leaf, columns[leaf.attribute]):
            yield Fault(
                "wrong-operator",
                path,
                None,
                Text(
                    zh=f"{leaf.attribute} 不能用 {leaf.op}；请查看 `sitesel attributes`",
                    en=f"{leaf.op} does not judge {leaf.attribute}; see `sitesel attributes`",
                ),
            )


def absent(attribute: str, path: tuple[str | int, ...], columns: Columns) -> Fault:
    """Say that a catalogue has no such attribute."""
    near = columns.schema.suggest(attribute)
    return Fault(
        "unknown-attribute",
        path,
        None,
        Text(
            zh=f"目录中没有属性 {attribute!r};"
            + (f"是否指 {near!r}?" if near else "请查看 `sitesel attributes`"),
            en=f"no attribute {attribute!r} in this catalogue; "
            + (f"did you mean {near!r}?" if near else "see `sitesel attributes`"),
        ),
    )


def _judges(leaf: Constraint, column: Column) -> bool:
    if isinstance(column, CategoryColumn):
        return leaf.op in ("among", "none_of")
    if leaf.op == "admits":
        return isinstance(column, IntervalColumn)
    return isinstance(column, QuantityColumn | IntervalColumn) and leaf.interval is not None
