"""Shares: a link to the PDF of a proposal, marked with whom it was made for, good for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import ProposalRefused, ShareNotFound
from sitesel.language import Text
from sitesel.people import tokens
from sitesel.projects.proposals import MadeProposal
from sitesel.projects.written import Words, check
from sitesel.state import Base

LONGEST_DAYS = 90
_PLACE = {"made_for": Words(Text("分享对象", "whom it is made for"), 45, needed=True)}


class Share(Base):
    """That whoever has a link may see the PDF of a proposal."""

    __tablename__ = "share"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    made_for: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    files: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    expires: Mapped[datetime]
    ended: Mapped[datetime | None]
    views: Mapped[int]
    last_view: Mapped[datetime | None]
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    def is_good(self, now: datetime) -> bool:
        """Tell whether its link opens."""
        return self.ended is None and now < self.expires


def check_shareable(proposal: MadeProposal, made_for: str) -> str:
    """Check that a proposal can be shared, and return for whom, tidied.

    Raises
    ------
    ProposalRefused
        It is not ready, or tells what only staff may see.
    ProjectRefused
        Nobody, or too long a name, is told.
    """
    if proposal.status != "ready":
        raise ProposalRefused(
            "only a proposal that is ready and not closed can be shared",
            "只有已生成且未关闭的方案可以分享",
        )
    if proposal.tier == "staff":
        raise ProposalRefused(
            "the proposal tells what only staff may see; make one for investors and share that",
            "此方案含仅限内部的内容，不能分享；请另行生成面向投资方的方案",
        )
    return check({"made_for": made_for}, _PLACE)["made_for"]


def watermark(made_for: str, day: date) -> str:
    """Return the words on every page.

    >>> watermark("某公司", date(2026, 11, 21))
    '某公司 · 2026-11-21'
    """
    return f"{made_for} · {day}"


def share(
    session: Session,
    proposal: MadeProposal,
    made_for: str,
    files: Mapping[str, Mapping[str, Any]],
    *,
    days: int,
    who: str,
    now: datetime,
) -> tuple[Share, str]:
    """Share a proposal; return the share and its token, which is told this once.

    Parameters
    ----------
    files
        SHA-256 and size of each marked PDF, by name.
    """
    name, secret = tokens.name(), tokens.secret()
    made = Share(
        id=name, proposal_id=proposal.id, made_for=made_for, digest=tokens.digest(secret),
        files={name: dict(file) for name, file in files.items()},
        expires=now + timedelta(days=max(1, min(days, LONGEST_DAYS))), ended=None, views=0,
        last_view=None, who=who, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made, f"{name}.{secret}"


def shares_of(session: Session, proposal: int) -> Sequence[Share]:
    """Return the shares of a proposal, the newest first."""
    asked = select(Share).where(Share.proposal_id == proposal).order_by(Share.at.desc(), Share.id)
    return session.scalars(asked).all()


def share_named(session: Session, name: str) -> Share:
    """Return a share by its name, which opens nothing.

    Raises
    ------
    ShareNotFound
        There is none.
    """
    found = session.get(Share, name, with_for_update=True) if tokens.is_name(name) else None
    if found is None:
        raise ShareNotFound("no such share", "没有这个分享")
    return found


def opened(session: Session, token: str, *, now: datetime) -> Share:
    """Return the share that a link opens.

    Raises
    ------
    ShareNotFound
        It is unknown, over or ended; nobody is told which.
    """
    name, _, secret = token.partition(".")
    held = session.get(Share, name, with_for_update=True) if tokens.is_name(name) else None
    if held is None or not tokens.is_same(secret, held.digest) or not held.is_good(now):
        raise ShareNotFound(
            "this link is unknown, over or ended; ask who sent it for a new one",
            "链接无效、已到期或已终止；请联系发送人重新分享",
        )
    return held


def note_view(held: Share, now: datetime) -> None:
    """Count that somebody saw it."""
    held.views += 1
    held.last_view = now


def end(held: Share, now: datetime) -> bool:
    """End a share; return whether it was good until now."""
    was = held.is_good(now)
    if held.ended is None:
        held.ended = now
    return was
