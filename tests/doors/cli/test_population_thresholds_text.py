from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.made import pair_fit
from tests.act.population.test_thresholds import found

from unspiral.doors.cli.population_thresholds_text import thresholds_text

pytestmark = pytest.mark.unit


def test_the_gap_comes_first_and_nothing_is_left_out() -> None:
    shown = thresholds_text(pair_fit(), found())
    assert shown.index("symptoms say") < shown.index("What the two readings take for granted")
    flat = " ".join(shown.split())
    assert all(" ".join(one.name.split()) in flat for one in found().readings)
    assert "says nothing about any one person" in flat and "Hazards were fitted" in flat
    assert max(len(line) for line in shown.splitlines()) <= 100


def test_what_cannot_be_said_is_a_dash() -> None:
    bare = replace(found().readings[0], symptoms=None, error=None, ratio=None)
    shown = thresholds_text(pair_fit(), replace(found(), readings=(bare,), fitted=None, fitted_gap=None, unfitted="too rare."))
    row = next(line for line in shown.splitlines() if line.startswith("chronic pain now"))
    assert row.split()[3] == "-" and row.split()[-1] == "-"
    assert "Hazards could not be fitted to the counts: too rare." in shown
