"""The log of prompts as a text table: one row a prompt, every cell text, exactly as it is read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from unspiral.measure.exports.formula import escaped
from unspiral.records.prompt import Prompt

COLUMNS = (
    "person", "schedule", "version", "rule", "kind", "prompt", "day", "due", "expires", "zone", "zone_data", "offered", "opened",
    "submitted", "submission", "again", "items", "left_out", "answered", "reason", "paused",
)  # fmt: skip


def log_csv(prompts: Iterable[Prompt]) -> str:
    """The log as comma-separated text.

    Args:
        prompts: in the order in which the rows shall stand.

    Returns:
        A header and one line for each prompt; times with their offset, lists with blanks between. ``read_log`` gives the same prompts
        back, and these give the same text. Cells that a spreadsheet would compute start with an apostrophe.

    Source: tests/measure/prompts/test_read_log.py.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in prompts:
        writer.writerow([escaped(cell) for cell in _cells(one)])
    return stream.getvalue()


def _cells(one: Prompt) -> tuple[str, ...]:
    return (
        one.person, one.schedule, str(one.version), one.rule, one.kind, one.id, one.day.isoformat(), _time(one.due), _time(one.expires),
        one.zone, one.zone_data, _time(one.offered), _time(one.opened), _time(one.submitted), one.submission, " ".join(one.again),
        " ".join(one.items), " ".join(one.left_out), " ".join(one.answered), one.reason, "yes" if one.paused else "",
    )  # fmt: skip


def _time(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
