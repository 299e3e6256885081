"""Persons, and their sealed entries and settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "person",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("numbered", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "entry",
        sa.Column("person", sa.Text, sa.ForeignKey("person.person"), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sa.Column("first", sa.LargeBinary, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "mark", name="entry_mark"),
    )
    op.create_index("entry_first", "entry", ["person", "first", "number"])
    op.create_table(
        "setting",
        sa.Column("person", sa.Text, sa.ForeignKey("person.person"), primary_key=True),
        sa.Column("mark", sa.LargeBinary, primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
