"""Proposals of a project: each pins a catalogue and a requirement, and keeps what was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import ProposalNotFound, ProposalRefused
from sitesel.language import Text
from sitesel.state import Base

Status = Literal["making", "ready", "failed", "closed"]
STATUSES: tuple[Status, ...] = get_args(Status)
Standing = Literal["unchanged", "reordered", "better", "lost", "unanswerable"]
MOST_RANKED = 200
"""So many candidates are kept in their order; the rest are those that were ranked after them."""


class MadeProposal(Base):
    """A proposal that was made, or is being made.

    `ranked` holds the candidates in order; `inputs` what it was made with beside catalogue and
    requirement; `sheets` the access evaluation of each candidate told, in both languages;
    `standing` is how it stands to the catalogue `checked`.
    """

    __tablename__ = "proposal"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - no id is ever given again

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    requirement: Mapped[int]
    requirement_digest: Mapped[str] = mapped_column(String(64))
    catalogue: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    sites: Mapped[str] = mapped_column(String(20))
    ranked: Mapped[list[str]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    day: Mapped[date]
    langs: Mapped[list[str]] = mapped_column(JSON)
    top: Mapped[int]
    valid_days: Mapped[int]
    prepared_by: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), index=True)
    files: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    why: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    sheets: Mapped[dict[str, Any]] = mapped_column(JSON)
    standing: Mapped[str] = mapped_column(String(20))
    standing_told: Mapped[dict[str, Any]] = mapped_column(JSON)
    checked: Mapped[str] = mapped_column(String(64))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    @property
    def called(self) -> Text:
        """What it is called."""
        return Text.of(self.title)

    @property
    def shortlist(self) -> list[str]:
        """The candidates that it tells at length."""
        return self.ranked[: self.top]

    @property
    def valid_until(self) -> date:
        """The last day."""
        return self.day + timedelta(days=self.valid_days)


def proposal_of(session: Session, identity: int) -> MadeProposal:
    """Return a proposal by its id.

    Raises
    ------
    ProposalNotFound
        There is none.
    """
    found = session.get(MadeProposal, identity)
    if found is None:
        raise ProposalNotFound(
            f"no proposal {identity}; its project lists those there are",
            f"没有编号为 {identity} 的方案；项目页列出全部方案",
        )
    return found


def proposals_of(session: Session, project: int) -> Sequence[MadeProposal]:
    """Return the proposals of a project, the newest first."""
    asked = select(MadeProposal).where(MadeProposal.project_id == project)
    return session.scalars(asked.order_by(MadeProposal.id.desc())).all()


def open_proposals(session: Session) -> Sequence[MadeProposal]:
    """Return the proposals that are ready and not closed, the newest first."""
    asked = select(MadeProposal).where(MadeProposal.status == "ready")
    return session.scalars(asked.order_by(MadeProposal.id.desc())).all()


def close(proposal: MadeProposal) -> None:
    """Close a proposal: it stays as it is, and is checked no more.

    Raises
    ------
    ProposalRefused
        It is not ready.
    """
    if proposal.status != "ready":
        raise ProposalRefused(
            "only a proposal that is ready can be closed", "只有已生成的方案可以关闭"
        )
    proposal.status = "closed"


def latest_ready(session: Session, project: int) -> int | None:
    """Return the id of the last proposal of a project that was made; None where there is none."""
    asked = select(MadeProposal.id).where(
        MadeProposal.project_id == project, MadeProposal.status.in_(("ready", "closed"))
    )
    return session.scalar(asked.order_by(MadeProposal.id.desc()).limit(1))
