"""The log as a text table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measure.prompts.test_log import LOG, ONE

from unspiral.measure.prompts.write_log import COLUMNS, log_csv

pytestmark = pytest.mark.unit


def test_one_row_a_prompt_with_the_offset_of_each_time() -> None:
    lines = log_csv([replace(ONE, person="=1+1", offered=ONE.due, submission="-x", again=("+a", "b"))]).split("\n")
    assert lines[0] == ",".join(COLUMNS)
    assert lines[1] == (
        "'=1+1,made,1,evening,fixed,evening.2026-03-01.1,2026-03-01,2026-03-01T20:00:00+01:00,2026-03-02T00:00:00+01:00,Europe/Zurich,"
        f"{ONE.zone_data},2026-03-01T20:00:00+01:00,,,'-x,'+a b,pain mood sleep,,,,"
    )
    assert lines[2:] == [""]
    assert len(log_csv(LOG).splitlines()) == 4
