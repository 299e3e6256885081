from __future__ import annotations

import pytest

from unspiral.measure.diary import DiaryBuilder
from unspiral.records.diary import COLUMNS

pytestmark = pytest.mark.unit


def test_rows_come_back_as_they_went_in():
    rows = [
        ("P1", "2024-03-09", "", "", "", "pain_avg", "4", "1", "a.csv"),
        ("P2", "2024-03-09T21:30:00+01:00", "2024-03-09T21:31:00+01:00", "phq9", "f1", "phq1", "", "", "a.csv"),
    ]
    builder = DiaryBuilder()
    builder.add_rows(rows)
    diary = builder.build()
    assert list(diary.rows()) == rows
    assert len(diary) == 2
    assert tuple(column.name for column in diary.columns()) == COLUMNS
