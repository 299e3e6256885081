"""A few of each fault; `make faults` does a thousand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.unit, pytest.mark.skipif(os.name == "nt", reason="processes are forked, and killed by SIGKILL")]


def test_no_acknowledged_row_is_lost_or_doubled(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.journal", "--kills", "12", "--few", "--out", str(tmp_path / "out")]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = json.loads((tmp_path / "out" / "journal.json").read_text(encoding="utf-8"))
    assert told["kills"] >= 12 and len(told["tallies"]) == 12
    for tally in told["tallies"]:
        assert (tally["lost"], tally["doubled"]) == (0, 0) and tally["times"] > 0 and tally["acknowledged"] > 0, tally
    said = {sentence for tally in told["tallies"] for sentence in tally["said"]}
    assert any("disk" in sentence for sentence in said) and any("open in another" in sentence for sentence in said)
    full = next(tally for tally in told["tallies"] if tally["fault"].startswith("disk full"))
    assert full["notes"]["read while full"] == full["notes"]["healed by itself"] == full["times"]
    opened = next(tally["notes"] | {"times": tally["times"]} for tally in told["tallies"] if tally["fault"].startswith("opened"))
    assert opened["opened for reading"] == opened["refused with a reason"] == opened["writes again"] == opened["times"]


def test_the_script_sees_a_journal_that_loses_rows(root: Path, tmp_path: Path) -> None:
    """A journal that says "kept" before it has written must be found out."""
    code = (
        "import sys; from pathlib import Path; from concurrent.futures import Future\n"
        "from unspiral.store.journal.sqlite import SqliteJournal; from unspiral.records.entry import Receipt\n"
        "from tests.faults import kills; from unspiral.store.journal.place import Place\n"
        "def lie(self, entry):\n"
        "    done = Future(); done.set_result(Receipt(entry.key, 1, '')); return done\n"
        "SqliteJournal.keep = lie\n"
        "print(kills.during_writing(Place.of(sys.argv[1]), 2, 1).lost)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "j")], cwd=root, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 0
