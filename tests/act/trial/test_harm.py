"""The rule about harm by itself: three answered days in a row, from the usual level that the plan knows, or from the off-days so far."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from unspiral.act.trial.harm import OFF, RUN, harm_of, shifts, worst_runs
from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial

pytestmark = pytest.mark.unit


def test_three_answered_days_in_a_row() -> None:
    plan = plan_trial(
        stated_person("pain", 1.5, 0.4, level=4.0), treatment="walking", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=42, block=7,
        seed=2, simulations=0,
    )  # fmt: skip
    bad = 4.01 + abs(plan.stop.harm)
    assert harm_of(plan, np.array([bad] * (RUN - 1))) == []
    assert [v.code for v in harm_of(plan, np.array([bad, bad, np.nan, bad]))] == ["stop-harm"]
    assert harm_of(plan, np.array([bad, bad, 4.0, bad])) == []
    higher = replace(plan, stop=replace(plan.stop, direction=-1, harm=-plan.stop.harm))
    assert harm_of(higher, np.array([bad] * RUN)) == []


def test_without_a_usual_level_the_off_days_so_far_count() -> None:
    answers = np.full((1, OFF + RUN), 5.0)
    on = np.zeros(OFF + RUN, dtype=np.int64)
    assert np.isnan(shifts(answers, on, None)[0, :OFF]).all()
    assert (shifts(answers, on, None)[0, OFF:] == 0.0).all()
    assert worst_runs(np.array([[1.0, 2.0, 3.0]]), 1)[0] == 1.0


def test_it_loads_neither_search_nor_learning() -> None:
    code = "import sys, unspiral.act.trial.harm; print([m for m in sys.modules if m.startswith(('scipy', 'unspiral.learn'))])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
