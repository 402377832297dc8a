"""Who uses sitesel and what each may see and do."""

from sitesel.people.accounts import Account, Identity
from sitesel.people.invitations import Invitation
from sitesel.people.keys import Key
from sitesel.people.lockout import Attempt
from sitesel.people.person import NOBODY, Person
from sitesel.people.roles import PERMISSIONS, ROLES, Permission, Role
from sitesel.people.sessions import SignedIn

__all__ = [
    "NOBODY",
    "PERMISSIONS",
    "ROLES",
    "Account",
    "Attempt",
    "Identity",
    "Invitation",
    "Key",
    "Permission",
    "Person",
    "Role",
    "SignedIn",
]
