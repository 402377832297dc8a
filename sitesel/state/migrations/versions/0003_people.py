"""People: accounts, who they are elsewhere, sessions, keys, invitations, and guesses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sitesel.state.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("full_name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("department", sa.String(60), nullable=True),
        sa.Column("password", sa.String(255), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("last_sign_in", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("folded", name="uq_account_folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        _of_account("identity"),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identity_issuer"),
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.String(64), nullable=False),
        _of_account("session"),
        *(sa.Column(name, Moment(), nullable=False) for name in ("made", "used", "expires")),
        sa.PrimaryKeyConstraint("digest", name="pk_session"),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(8), nullable=False),
        _of_account("api_key"),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("expires", Moment(), nullable=False),
        sa.Column("used", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(8), nullable=False),
        _of_account("invitation"),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("expires", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
    )
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", Moment(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attempt"),
    )
    for table in ("identity", "session", "api_key", "invitation"):
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def downgrade() -> None:
    """Take the people away."""
    for table in ("attempt", "invitation", "api_key", "session", "identity", "account"):
        op.drop_table(table)


def _of_account(table: str) -> sa.Column[int]:
    return sa.Column(
        "account_id",
        sa.Integer(),
        sa.ForeignKey("account.id", name=f"fk_{table}_account_id", ondelete="CASCADE"),
        nullable=False,
    )
