"""Record: entries that are only added to, and the seals of those taken out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sitesel.state.base import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SEARCHED = ("at", "who", "what", "of")

_NOT_NEXT = """
    new.number <> coalesce((SELECT max(number) FROM record_entries),
                           (SELECT max(number) FROM record_seals), 0) + 1
    OR new.previous <> coalesce(
        (SELECT digest FROM record_entries ORDER BY number DESC LIMIT 1),
        (SELECT digest FROM record_seals ORDER BY number DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000')
"""
_NOT_SEALABLE = """
    new.number <= coalesce((SELECT max(number) FROM record_seals), 0)
    OR NOT EXISTS (SELECT 1 FROM record_entries
                   WHERE number = new.number AND digest = new.digest)
"""
_NOT_SEALED = "old.number > coalesce((SELECT max(number) FROM record_seals), 0)"
_REFUSED = "the record is only added to"
# name, table, when, the condition to refuse
_TRIGGERS = (
    ("record_entries_follow", "record_entries", "INSERT", _NOT_NEXT),
    ("record_entries_stay_as_they_are", "record_entries", "UPDATE", "true"),
    ("record_entries_stay", "record_entries", "DELETE", _NOT_SEALED),
    ("record_seals_follow", "record_seals", "INSERT", _NOT_SEALABLE),
    ("record_seals_stay_as_they_are", "record_seals", "UPDATE", "true"),
    ("record_seals_stay", "record_seals", "DELETE", "true"),
)


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "record_entries",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("who", "what", "of", "told")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("previous", "digest")),
        sa.PrimaryKeyConstraint("number", name="pk_record_entries"),
    )
    for name in _SEARCHED:
        op.create_index(f"ix_record_entries_{name}", "record_entries", [name])
    op.create_table(
        "record_seals",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_record_seals"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, table, deed, refused in _TRIGGERS:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            )
        return
    for name, table, deed, refused in _TRIGGERS:
        kept = "old" if deed == "DELETE" else "new"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {refused} THEN RAISE EXCEPTION '{_REFUSED}'; END IF; RETURN {kept}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    for table in ("record_entries", "record_seals"):
        op.execute(
            f"CREATE TRIGGER {table}_stay_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION record_seals_stay()"
        )


def downgrade() -> None:
    """Take the record away, with all that it holds."""
    op.drop_table("record_entries")
    op.drop_table("record_seals")
    if op.get_bind().dialect.name != "sqlite":
        for name, *_ in _TRIGGERS:
            op.execute(f"DROP FUNCTION {name}()")
