"""What the known questionnaires ask about: a stretch of days before the answer, by the name that a column is likely to have."""

from __future__ import annotations

import re

# Days that each asks about. Those that can be handed out with this program say so in their own files, and tests/loop/test_recall.py holds
# the two against each other. SF-36: the standard form asks about the past 4 weeks (its acute form about one week).
RECALL_DAYS: dict[str, float] = {
    "phq9": 14.0, "phq8": 14.0, "phq4": 14.0, "phq2": 14.0, "gad7": 14.0, "gad2": 14.0, "who5": 14.0, "isi": 14.0, "cesd": 7.0,
    "peg": 7.0, "startback": 14.0, "nihrtf": 7.0, "sf36": 28.0,
    "promisdepression": 7.0, "promisfatigue": 7.0, "promispaininterference": 7.0, "promissleepdisturbance": 7.0,
}  # fmt: skip
_NAME = re.compile(r"[^a-z0-9]+")


def recall_days(column: str) -> float | None:
    """Days before the answer that the questionnaire behind a column asks about; None for a column that looks like none of them.

    ``PHQ-9``, ``phq9_total`` and ``ces_d`` are known; ``pegasus`` is not.

    Args:
        column: of a table.
    """
    words = [w for w in _NAME.split(column.casefold()) if w]
    for k in range(1, len(words) + 1):
        head = "".join(words[:k])
        if head in RECALL_DAYS:
            return RECALL_DAYS[head]
        if head.removesuffix("20") in RECALL_DAYS and head.startswith("cesd"):
            return RECALL_DAYS["cesd"]
    return None
