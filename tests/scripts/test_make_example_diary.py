"""The made-up diary is made again, byte for byte, by the script that says it made it."""

from __future__ import annotations

import numpy as np
import pytest
from scripts.make_example_diary import AWAY, EVENINGS, SEED, as_csv, diary, plan

from unspiral.evidence.example import example_diary_path

pytestmark = pytest.mark.unit


def test_the_packaged_diary_is_what_the_script_writes() -> None:
    assert as_csv(diary(SEED)).encode() == example_diary_path().read_bytes()


def test_another_seed_is_another_diary() -> None:
    assert as_csv(diary(SEED + 1)) != as_csv(diary(SEED))


def test_company_comes_in_one_fortnight_of_every_two_and_holidays_are_gaps() -> None:
    for seed in range(1, 20):
        time, company = plan(seed)
        assert time[0] == 0.0
        assert time[-1] < EVENINGS
        for first, last in AWAY:
            assert not ((time >= first) & (time < last)).any()
        for start in range(0, EVENINGS, 28):
            means = [set(company[(time >= a) & (time < a + 14)]) for a in (start, start + 14)]
            assert sorted(len(m) for m in means) == [1, 1]
            assert set.union(*means) == {0.0, 1.0}
        assert set(np.diff(time)) >= {1.0, 2.0}
