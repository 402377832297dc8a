"""Which role somebody has by what a provider of OpenID Connect says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sitesel.errors import OidcSettingsError
from sitesel.people.roles import ROLES, Role


@dataclass(frozen=True, slots=True)
class Given:
    """A role, and of which department a department reviewer is."""

    role: Role
    department: str | None = None


@dataclass(frozen=True, slots=True)
class RoleMap:
    """Which value of which claim has which role.

    Examples
    --------
    >>> roles = read_role_map("realm.groups", "chief=admin, land=staff, fire=reviewer:应急管理局")
    >>> roles.given({"realm": {"groups": ["land", "fire"]}})
    Given(role='staff', department=None)
    >>> roles.given({"realm.groups": "fire"})
    Given(role='reviewer', department='应急管理局')
    >>> roles.given({"groups": ["land"]}) is None
    True
    """

    claim: str
    roles: tuple[tuple[str, Given], ...]

    def __bool__(self) -> bool:
        """Tell whether the provider says who has which role."""
        return bool(self.roles)

    def given(self, claims: Mapping[str, Any]) -> Given | None:
        """Return the first role that fits; None where none does."""
        said = self.said(claims)
        held = {said} if isinstance(said, str) else set()
        if isinstance(said, list):
            held = {value for value in said if isinstance(value, str)}
        return next((given for value, given in self.roles if value in held), None)

    def said(self, claims: Mapping[str, Any]) -> object:
        """Return the value of the claim, which may lie in others (`realm_access.roles`)."""
        if self.claim in claims:
            return claims[self.claim]
        found: object = claims
        for part in self.claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found


def read_role_map(claim: str, told: str) -> RoleMap:
    """Read `value=role,value=role`; a department reviewer's is `value=reviewer:department`.

    Raises
    ------
    OidcSettingsError
        It is not so spelled.
    """
    roles = []
    for part in filter(None, (each.strip() for each in told.split(","))):
        value, _, said = part.rpartition("=")
        name, _, department = said.partition(":")
        role = next((each for each in ROLES[1:] if each == name.strip()), None)
        if not value.strip() or role is None or (role == "reviewer") != bool(department.strip()):
            known = ", ".join(ROLES[1:])
            raise OidcSettingsError(
                f"SITESEL_OIDC_ROLES: {part!r} is not value=role, of {known}; "
                "a reviewer's is value=reviewer:department",
                f"SITESEL_OIDC_ROLES：{part!r} 应写作 值=角色，角色为 {known}；"
                "部门审核人写作 值=reviewer:部门",
            )
        roles.append((value.strip(), Given(role, department.strip() or None)))
    return RoleMap(claim, tuple(roles))
