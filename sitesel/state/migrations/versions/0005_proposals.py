"""Proposals of projects: what was made, its issues, opinions, overrides, and shares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sitesel.state.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = ("share", "evaluation_override", "evaluation_opinion", "issue", "proposal")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "proposal",
        *_of("proposal", "project"),
        sa.Column("requirement", sa.Integer(), nullable=False),
        sa.Column("requirement_digest", sa.String(64), nullable=False),
        sa.Column("catalogue", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("sites", sa.String(20), nullable=False),
        sa.Column("ranked", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("langs", sa.JSON(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(200), nullable=False),
        sa.Column("tier", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=True),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("standing", sa.String(20), nullable=False),
        sa.Column("standing_told", sa.JSON(), nullable=False),
        sa.Column("checked", sa.String(64), nullable=False),
        *_by(),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "issue",
        *_of("issue", "project"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_issue_proposal_id"),
        sa.Column("parcel", sa.String(200), nullable=False),
        *(
            sa.Column(f"{name}_{lang}", sa.Text(), nullable=False)
            for name in ("site", "what", "department")
            for lang in ("zh", "en")
        ),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_by(),
        sa.UniqueConstraint("project_id", "key", name="uq_issue_project_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "evaluation_opinion",
        *_of("evaluation_opinion", "project"),
        sa.Column("parcel", sa.String(200), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("department_zh", sa.String(200), nullable=False),
        sa.Column("department_en", sa.String(200), nullable=False),
        sa.Column("stance", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signed", sa.String(100), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        *_by(),
    )
    op.create_table(
        "evaluation_override",
        *_of("evaluation_override", "project"),
        sa.Column("parcel", sa.String(200), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        *_by(),
    )
    op.create_table(
        "share",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_share_proposal_id"),
        sa.Column("made_for", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("expires", Moment(), nullable=False),
        sa.Column("ended", Moment(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("last_view", Moment(), nullable=True),
        *_by(),
        sa.PrimaryKeyConstraint("id", name="pk_share"),
    )
    for table in _TABLES[1:]:
        op.create_index(f"ix_{table}_project_id", table, ["project_id"])
    op.create_index("ix_proposal_status", "proposal", ["status"])
    op.create_index("ix_issue_due", "issue", ["due"])
    op.create_index("ix_share_proposal_id", "share", ["proposal_id"])


def downgrade() -> None:
    """Take the proposals away."""
    for table in _TABLES:
        op.drop_table(table)


def _of(table: str, whole: str) -> list[sa.Column[int] | sa.Constraint]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(f"{whole}_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([f"{whole}_id"], [f"{whole}.id"], name=f"fk_{table}_{whole}_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _by() -> tuple[sa.Column[str], sa.Column[object]]:
    return (
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
