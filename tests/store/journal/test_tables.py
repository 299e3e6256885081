"""The tables know what every entry has."""

from __future__ import annotations

from dataclasses import fields

import pytest

from unspiral.records.entry import Entry
from unspiral.store.journal import tables

pytestmark = pytest.mark.unit


def test_every_part_of_an_entry_has_its_column() -> None:
    assert {field.name for field in fields(Entry)} <= {column.name for column in tables.entry.columns}
    assert tables.entry.c.key.unique and not any(column.nullable for column in tables.entry.columns)
