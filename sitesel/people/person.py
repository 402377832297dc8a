"""Whoever asks: what they are called, and what they may."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitesel.people.roles import Permission, Role, permissions_of, tier_of
from sitesel.schema import Tier


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever asks.

    Parameters
    ----------
    id
        Of the account; None for the public.
    name
        The name that the account signs in with; empty for the public.
    role
        Of the account.
    scopes
        Of a key: what of its owner's permissions it was given; None for all.
    department
        Of a department reviewer, as `parcels/departments.yaml` names it.
    who
        As the record names who did something: `user:3`, `key:ab12cd34`, `public`.

    Examples
    --------
    >>> NOBODY.tier, Person(3, "li", "staff").who, Person(3, "li", "staff").may("users")
    ('public', 'user:3', False)
    """

    id: int | None = None
    name: str = ""
    role: Role = "public"
    scopes: frozenset[Permission] | None = None
    department: str | None = None
    who: str = ""
    permissions: frozenset[Permission] = field(init=False)
    tier: Tier = field(init=False)

    def __post_init__(self) -> None:
        allowed = permissions_of(self.role)
        given = allowed if self.scopes is None else self.scopes & allowed
        object.__setattr__(self, "permissions", given)
        object.__setattr__(self, "tier", tier_of(given))
        if not self.who:
            who = "public" if self.id is None else f"user:{self.id}"
            object.__setattr__(self, "who", who)

    def may(self, *permissions: Permission) -> bool:
        """Tell whether one of several permissions is given."""
        return not self.permissions.isdisjoint(permissions)


NOBODY = Person()
