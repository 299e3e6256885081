"""Fits that several tests look at; made once."""

from __future__ import annotations

import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Fit


@pytest.fixture(scope="session")
def one_person() -> Fit:
    """200 days of one person with a clear loop."""
    return fit_ml(simulate_panel(seed=5, occasions=200, uneven=True), parse("pain <-> depression"), error=False, starts=3)


@pytest.fixture(scope="session")
def cohort() -> Fit:
    """60 people at 6 planned waves, traits and a ladder."""
    return fit_ml(simulate_panel(seed=6, persons=60, occasions=6, trait=1.0), parse("pain <-> depression"), starts=2)
