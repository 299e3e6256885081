"""What ``measure import`` prints."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from unspiral.doors.cli.measure_import_text import import_document, import_line, preview_document, preview_text
from unspiral.measure.imports.account import Account
from unspiral.measure.imports.kinds import Opened
from unspiral.measure.imports.outlet import Tally
from unspiral.measure.imports.preview import ColumnSeen, Preview

pytestmark = pytest.mark.unit

ROW = ("P", "0", "", "phq9", "0", "phq1", "3", "1", "a.csv")
SEEN = Preview(
    "table", (ColumnSeen("q" * 60, "a.csv", "item phq1", "numbers", "3", "How\nbad?", {str(i): "w" for i in range(9)}),), (ROW,), ("Said.",)
)


def test_a_preview_for_people() -> None:
    text = preview_text(SEEN, ("a.csv",), "a table")
    assert text.startswith("a.csv: a table.")
    for piece in ("q" * 45 + "...", "item phq1", "5 = w, ...", "P       0     phq1  3      phq9", "  - Said.", "Nothing was written."):
        assert piece in text
    assert "--save-map" in text
    assert "--save-map" not in preview_text(replace(SEEN, kind="apple"), ("export.zip",), "an Apple Health export")


def test_a_preview_for_scripts() -> None:
    document = preview_document(SEEN, ("a.csv",))
    assert document["schema"] == "unspiral.preview/1"
    assert document["first"] == [dict(zip(("person", "time", "end", "instrument", "form", "item", "value", "unit", "source"), ROW))]


def test_an_import() -> None:
    tally = Tally({"P"}, Counter({"pain": 2}), 2)
    account = Account()
    account.cell("missing", "pain", "9")
    assert import_line(tally, "o.csv") == "2 answers of 1 person to 1 item: o.csv"
    document = import_document(Opened("table", account, lambda _tick: iter(())), tally, ("Said.",), output="o.csv")
    assert document == {
        "schema": "unspiral.import/1",
        "kind": "table",
        "rows": 0,
        "answers": 2,
        "persons": 1,
        "items": {"pain": 2},
        "changed": {"missing": 1},
        "said": ("Said.",),
        "output": "o.csv",
    }
