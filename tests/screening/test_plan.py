from __future__ import annotations

from sitesel.interval import Interval
from sitesel.requirement import Constraint, Group
from sitesel.screening import plan_screen


def test_members_stand_before_their_group_and_siblings_in_the_order_of_their_ids():
    b, a, c = (Constraint(name, "area", "at_least", Interval(1)) for name in "bac")
    plan = plan_screen((b, Group("g", "any", (c, a))))
    assert [node.constraint.id for node in plan.nodes] == ["b", "a", "c", "g"]
    assert plan.nodes[3].members == (1, 2)
    assert plan.top == (0, 3)


def test_the_order_written_is_kept_only_for_reading():
    b, a = (Constraint(name, "area", "at_least", Interval(1)) for name in "ba")
    one, other = plan_screen((a, b)), plan_screen((b, a))
    assert one.nodes == other.nodes
    assert (one.top, other.top) == ((0, 1), (1, 0))
