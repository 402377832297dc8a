"""The roles that people have, and what each may see and do: the one table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from sitesel.language import Text
from sitesel.schema import Tier

Role = Literal["public", "investor", "staff", "reviewer", "keeper", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
Permission = Literal[
    "read_investor", "read_staff", "edit", "publish", "projects", "opinions", "users", "record"
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

ALLOWED: dict[Permission, frozenset[Role]] = {
    "read_investor": frozenset({"investor", "staff", "reviewer", "keeper", "admin"}),
    "read_staff": frozenset({"staff", "reviewer", "keeper", "admin"}),
    "edit": frozenset({"staff", "keeper", "admin"}),
    "publish": frozenset({"keeper", "admin"}),
    "projects": frozenset({"staff", "admin"}),
    "opinions": frozenset({"reviewer"}),  # a department's, so nobody else's, not even an admin's
    "users": frozenset({"admin"}),
    "record": frozenset({"admin"}),
}

ROLE_WORDS: dict[Role, Text] = {
    "public": Text("公众", "public"),
    "investor": Text("受邀投资方", "invited investor"),
    "staff": Text("招商人员", "investment-promotion staff"),
    "reviewer": Text("部门审核人", "department reviewer"),
    "keeper": Text("数据管理员", "data keeper"),
    "admin": Text("系统管理员", "administrator"),
}
PERMISSION_WORDS: dict[Permission, Text] = {
    "read_investor": Text("查看仅对受邀投资方开放的内容", "see what only invited investors see"),
    "read_staff": Text("查看内部内容", "see what only staff see"),
    "edit": Text("修改地块", "edit parcels"),
    "publish": Text("发布目录", "publish catalogues"),
    "projects": Text("管理项目", "manage projects"),
    "opinions": Text("出具部门意见", "give a department's opinion"),
    "users": Text("管理用户", "manage users"),
    "record": Text("查阅操作记录", "read the record"),
}


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return what a role may.

    >>> sorted(permissions_of("investor"))
    ['read_investor']
    """
    return frozenset(each for each, roles in ALLOWED.items() if role in roles)


def tier_of(permissions: Collection[Permission]) -> Tier:
    """Return the highest tier of attributes and documents that permissions let one see.

    >>> tier_of(permissions_of("reviewer")), tier_of({"edit"})
    ('staff', 'public')
    """
    if "read_staff" in permissions:
        return "staff"
    return "investor" if "read_investor" in permissions else "public"
