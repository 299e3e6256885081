"""Which columns look like a questionnaire about days gone by; the files of the questionnaires say the same number of days."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from unspiral.loop.recall import RECALL_DAYS, recall_days

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("column", "days"),
    [("phq8", 14.0), ("PHQ-9", 14.0), ("phq9_total", 14.0), ("ces_d", 7.0), ("CESD-20", 7.0), ("cesd20_sum", 7.0), ("peg", 7.0),
     ("sf36_bp", 28.0), ("pegasus", None), ("pain", None), ("phq", None), ("mood_phq8", None), ("", None)],
)  # fmt: skip
def test_columns_are_known_by_their_name(column: str, days: float | None) -> None:
    assert recall_days(column) == days


def test_the_files_of_the_questionnaires_ask_about_as_many_days(root: Path) -> None:
    found: dict[str, float] = {}
    for file in sorted((root / "src" / "unspiral" / "measure" / "questionnaires" / "files").glob("*.toml")):
        days = tomllib.loads(file.read_text(encoding="utf-8")).get("recall", {}).get("days")
        known = recall_days(file.stem)
        if known is not None:
            assert known == days, file.stem
            found[file.stem] = known
        else:
            assert days is None or days <= 1 or file.stem in ("fabq", "tsk17", "global_change"), file.stem
    assert {"phq9", "phq8", "phq2", "cesd20", "peg", "gad7", "who5", "isi"} <= set(found)
    assert RECALL_DAYS["sf36"] == 28.0
