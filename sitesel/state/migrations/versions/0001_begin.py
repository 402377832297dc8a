"""Begin: no tables yet."""

from __future__ import annotations

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to make."""


def downgrade() -> None:
    """Nothing to take back."""
