"""The tables of a journal in an encrypted file, as the last of its migrations leaves them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# Rows are added, never changed: a correction is a row whose first is the key of the entry's first version.
entry = Table(
    "entry",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("first", Text, nullable=False),
    Column("replaces", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("said_at", Text, nullable=False),
    Column("kept_at", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index("entry_first", "first", "number"),
    Index("entry_day", "kind", "day"),
    sqlite_autoincrement=True,  # numbers of erased entries are never given again
)

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("set_at", Text, nullable=False),
)
