"""Projects: figures, stages, requirements, selections, contacts, documents, notes, enquiries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sitesel.state.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PARTS = (
    "enquiry_handled",
    "project_note",
    "project_document",
    "contact",
    "project_selection",
    "requirement_version",
    "stage_step",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.Column(f"{name}_{lang}", sa.String(200), nullable=False)
            for name in ("title", "investor", "industry")
            for lang in ("zh", "en")
        ),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("touched", sa.JSON(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name="fk_project_owner_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stage_step",
        *_part("stage_step"),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        *_by(),
        sa.Column("note", sa.String(500), nullable=False),
    )
    op.create_table(
        "requirement_version",
        *_part("requirement_version"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("title_zh", sa.String(500), nullable=False),
        sa.Column("title_en", sa.String(500), nullable=False),
        *_by(),
        sa.Column("note", sa.String(500), nullable=False),
        sa.UniqueConstraint("project_id", "number", name="uq_requirement_version_project_id"),
    )
    op.create_table(
        "project_selection",
        *_part("project_selection"),
        sa.Column("requirement", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.String(200), nullable=True),
        sa.Column("catalogue", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("tier", sa.String(20), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        *_by(),
    )
    op.create_table(
        "contact",
        *_part("contact"),
        *(
            sa.Column(name, sa.String(length), nullable=False)
            for name, length in (
                ("name", 100),
                ("organisation", 200),
                ("position", 100),
                ("telephone", 200),
                ("mail", 200),
                ("note", 500),
            )
        ),
        *_by(),
    )
    op.create_table(
        "project_document",
        *_part("project_document"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("tier", sa.String(20), nullable=False),
        *_by(),
        sa.Column("removed", Moment(), nullable=True),
    )
    op.create_table(
        "project_note", *_part("project_note"), sa.Column("text", sa.Text(), nullable=False), *_by()
    )
    op.create_table(
        "enquiry_handled",
        sa.Column("enquiry", sa.String(40), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_enquiry_handled_project_id"
        ),
        sa.Column("status", sa.String(20), nullable=False),
        *_by(),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("enquiry", name="pk_enquiry_handled"),
    )
    op.create_index("ix_project_stage", "project", ["stage"])
    op.create_index("ix_project_owner_id", "project", ["owner_id"])
    for table in _PARTS:
        op.create_index(f"ix_{table}_project_id", table, ["project_id"])


def downgrade() -> None:
    """Take the projects away."""
    for table in (*_PARTS, "project"):
        op.drop_table(table)


def _part(table: str) -> list[sa.Column[int] | sa.Constraint]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=f"fk_{table}_project_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _by() -> tuple[sa.Column[str], sa.Column[object]]:
    return (
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
