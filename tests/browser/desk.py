"""The desk of those who sign in: people of every role, a project with all its parts, its pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from sitesel.cli.state import database_at
from sitesel.people import Role, sessions
from sitesel.settings import Settings
from tests.browser.faces import Face
from tests.browser.visitor import Visitor
from tests.callers import GOOD, added

ROLES: tuple[Role, ...] = ("investor", "staff", "reviewer", "keeper", "admin")
TITLE = {"zh": "年产 20 万吨电池正极前驱体", "en": "Battery cathode precursor, 200 kt a year"}
PROJECT = {
    "title": TITLE,
    "investor": {"zh": "海辰新材料有限公司", "en": "Haichen New Materials"},
    "industry": {"zh": "化工新材料", "en": "Chemical materials"},
    "unit": "招商一处",
    "figures": {"land": "410 亩", "investment": "35 亿元", "output": "100 亿元", "jobs": 800},
}
ENQUIRY = {
    "name": "张伟",
    "organisation": "海辰新材料有限公司",
    "contact": "0580-2281234",
    "message": "拟建年产 20 万吨前驱体项目，约需 410 亩。\n何时可以供地？",
}
# who opens what; each is told by its words in both languages
PAGES: dict[str, tuple[Role | None, str]] = {
    "sign-in": (None, "/sign-in"),
    "invitation": (None, "/invitation"),
    "my-day": ("staff", "/staff"),
    "enquiries": ("staff", "/staff/enquiries"),
    "projects": ("staff", "/staff/projects"),
    "project": ("staff", "/staff/projects/1"),
    "follow-up": ("staff", "/staff/follow-up"),
    "account": ("staff", "/staff/account"),
    "users": ("admin", "/staff/users"),
    "record": ("admin", "/staff/record"),
    "proposal": ("staff", "/staff/projects/1/proposals/new"),
    "issues": ("staff", "/staff/issues"),
    "evaluations": ("reviewer", "/staff/evaluations"),
    "editor": ("staff", "/staff/parcels/DS-10"),
    "upload": ("keeper", "/staff/upload"),
    "register": ("staff", "/staff/register"),
}


class Desk:
    """People of a service, and what they do beside its pages.

    Parameters
    ----------
    store
        Of the service.
    address
        Of the service.
    """

    def __init__(self, store: Path, address: str) -> None:
        self.store, self.address = store, address
        self._programs: dict[Role | None, str] = {}

    def token(self, role: Role, *, name: str = "", password: str = "") -> str:
        """Return the secret of a new session of somebody, added where there is none of the name."""
        now = datetime.now(UTC)
        with database_at(Settings(store=self.store), self.store) as database:
            account = added(database, name or role, role, now=now, password=password)
            with database.writing() as session:
                return sessions.begin(session, session.merge(account), now=now)

    def lets_in(self, visitor: Visitor, role: Role, *, name: str = "", password: str = "") -> None:
        """Let a visitor be signed in."""
        token = self.token(role, name=name, password=password)
        cookie = {"name": "sitesel", "value": token, "url": self.address}
        visitor.context.add_cookies([cookie])  # type: ignore[list-item]

    def asks(self, method: str, path: str, body: Any = None, *, role: Role | None = "staff") -> Any:
        """Ask the service as a program of somebody would; return the answer."""
        headers = {"X-Sitesel": "1", "Accept-Language": "en"}
        if role is not None and role not in self._programs:
            self._programs[role] = self.token(role)
        cookies = {} if role is None else {"sitesel": self._programs[role]}
        with httpx2.Client(base_url=self.address, headers=headers, cookies=cookies) as client:
            answer = client.request(method, path, json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def need(self) -> dict[str, Any]:
        """Return a requirement that some parcels meet."""
        templates = self.asks("GET", "/api/templates", role=None)["templates"]
        found: dict[str, Any] = templates[0]["requirement"]
        return found

    def enquiry(self) -> str:
        """Let somebody enquire who looked at an answer; return the number."""
        digest = self.asks("POST", "/api/selections", self.need(), role=None)["digest"]
        sent = {**ENQUIRY, "selection": digest}
        return str(self.asks("POST", "/api/enquiries", sent, role=None)["id"])

    def project(self) -> int:
        """Add a project that has something in each of its parts; return its id."""
        today = datetime.now(UTC).date()
        sent = {**PROJECT, "on": _ago(today, 200)}
        number = int(self.asks("POST", "/api/projects", sent)["id"])
        path = f"/api/projects/{number}"
        self.asks("POST", f"{path}/stages", {"stage": "signed", "on": _ago(today, 190)})
        self.asks("POST", f"{path}/requirements", self.need())
        self.asks("POST", f"{path}/selections", {"requirement": 1})
        contact = {"name": "张伟", "telephone": "0580-2281234", "mail": "zhang@example.cn"}
        self.asks("POST", f"{path}/contacts", contact)
        self.asks("POST", f"{path}/notes", {"text": "关注岸线使用费。\n下周二来访。"})
        point = {"what": "蒸汽供应能否满足", "department": "发展和改革局", "due": _ago(today, 3)}
        self.asks("POST", f"{path}/issues", point)
        return number

    def furnish(self) -> None:
        """Put people, a project and an enquiry there, so that every page has something to show."""
        for role in ROLES:
            self.token(role, password=GOOD)
        self.project()
        self.enquiry()


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def opened(role: Role | None, path: str) -> Face:
    """Return a page of the desk as the one sees it who is signed in; see `Desk.furnish`."""

    def go(visitor: Visitor) -> None:
        if role is not None:
            sent = {"name": role, "password": GOOD}
            visitor.context.request.post(f"{visitor.address}/api/sign-in", data=sent)
        visitor.open(path)

    return Face("/about", go)


FACES = {f"staff-{name}": opened(*page) for name, page in PAGES.items()}
