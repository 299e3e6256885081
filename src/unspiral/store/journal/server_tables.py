"""The tables of journals on a server. Whoever reads the database sees that somebody wrote something at some moment, and nothing else."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

person = Table(
    "person",
    metadata,
    Column("person", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("numbered", BigInteger, nullable=False),  # the highest number given: those of erased entries are never given again
)

entry = Table(
    "entry",
    metadata,
    Column("person", Text, ForeignKey("person.person"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "mark", LargeBinary, nullable=False
    ),  # of the key: the same key has the same mark, and only the person's secret leads from one to the other
    Column("first", LargeBinary, nullable=False),  # mark of the key of the first version
    Column("generation", Integer, nullable=False),  # of the data key
    Column("sealed", LargeBinary, nullable=False),  # the entry, encrypted
    Column("kept_at", Text, nullable=False),
    UniqueConstraint("person", "mark", name="entry_mark"),
    Index("entry_first", "person", "first", "number"),
)

setting = Table(
    "setting",
    metadata,
    Column("person", Text, ForeignKey("person.person"), primary_key=True),
    Column("mark", LargeBinary, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
