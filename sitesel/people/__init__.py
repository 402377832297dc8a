"""Who uses sitesel and what each may see and do."""

from sitesel.people.person import NOBODY, Person
from sitesel.people.roles import PERMISSIONS, ROLES, Permission, Role

__all__ = ["NOBODY", "PERMISSIONS", "ROLES", "Permission", "Person", "Role"]
