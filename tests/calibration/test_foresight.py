"""Answers are kept back whole, and counted once for their day and once for all days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.calibration.foresight import AHEAD, foresee, known_and_kept_back
from tests.calibration.studies import STUDIES
from tests.calibration.study import Design, make

pytestmark = pytest.mark.unit

STUDY = replace(next(s for s in STUDIES if s.name == "forecast-one-200"), design=Design(1, 70), fitted={"starts": 1, "error": False})


def test_nothing_is_lost_and_nothing_is_known_too_early() -> None:
    panel = make(next(s for s in STUDIES if s.name == "forecast-diary-100x30"), 0)
    known, later = known_and_kept_back(panel)
    assert known.occasions + later.occasions == panel.occasions
    assert max(p.time[-1] for p in known.persons) < min(p.time[0] for p in later.persons)
    assert max(len(p.time) for p in later.persons) == AHEAD
    assert {p.name for p in later.persons} <= {p.name for p in known.persons}


def test_counts_are_whole() -> None:
    figures = foresee(STUDY, 1)["figures"]
    for inside, answers, below, above in figures.values():
        assert inside + below + above == answers
    single = np.array([v for name, v in figures.items() if name.endswith("ahead")])
    whole = np.array([v for name, v in figures.items() if name.endswith("all days")])
    np.testing.assert_array_equal(single.sum(axis=0), whole.sum(axis=0))
    assert whole[:, 1].tolist() == [AHEAD, AHEAD]
