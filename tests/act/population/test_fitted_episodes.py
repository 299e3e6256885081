"""Hazards and person effects that made some counts are found again from these counts."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.population.fitted_episodes import fitted_episodes, weekly_shares
from unspiral.act.population.threshold_readings import Rule

pytestmark = pytest.mark.identity
RULES = (Rule("pain", "chronic", 4.0, 0.0, 10.0, 12, 10, 4), Rule("depression", "episode", 10.0, 0.0, 27.0, 2, 2, 8))
YEAR = 365.25 / 7.0
BEGIN, END, PUSH = (0.25, 0.4), (1.5, 2.5), (2.0, 1.0)  # a year; by how much the other condition multiplies beginnings


def made(spread: float, persons: int = 4000, weeks: int = 400) -> np.ndarray:
    """Two conditions of many persons, week by week, by plain dice."""
    rng = np.random.default_rng(7)
    prone = np.exp(spread * rng.normal(size=(2, persons)))
    now = np.zeros((2, persons), dtype=bool)
    out = np.zeros((2, persons, weeks), dtype=bool)
    for week in range(weeks):
        out[:, :, week] = now
        after = now.copy()
        for k in (0, 1):
            rate = np.where(now[k], END[k], BEGIN[k] * prone[k] * np.where(now[1 - k], PUSH[k], 1.0))
            after[k] = now[k] ^ (rng.random(persons) < -np.expm1(-rate / YEAR))
        now = after
    return out


@pytest.mark.parametrize("spread", [0.0, 0.8])
def test_what_made_the_counts_is_found_again(spread: float) -> None:
    there = made(spread)
    found, gap, why = fitted_episodes("pain <-> depression", RULES, ("pain", "mood"), there, 104)
    assert found is not None and gap is not None and why == ""
    for k, rule in enumerate(RULES):
        begins, ends = found.hazard(f"{rule.course} begins"), found.hazard(f"{rule.course} ends")
        assert ends.per_year == pytest.approx(END[k], rel=0.06) and begins.per_year == pytest.approx(BEGIN[k], rel=0.12)
        assert begins.ratios[0].factor == pytest.approx(PUSH[k], rel=0.13)
        assert (begins.effects[0][1] if begins.effects else 0.0) == pytest.approx(spread, abs=0.2)
    assert found.course("depression").process == "mood" and found.hazard("pain begins").ratios[0].link == "mood->pain"
    shares = weekly_shares(found, RULES, there.shape[2] - 1)
    assert gap == pytest.approx(max(np.abs(s[104:] - x[:, 104:].mean(axis=0)).max() for s, x in zip(shares, there, strict=True)))
    assert gap < 0.02
    assert all(h.basis.row == "" and h.basis.why.startswith("from thresholds on pain <-> depression") for h in found.hazards)


def test_too_few_events_are_no_hazards() -> None:
    there = np.zeros((2, 300, 200), dtype=bool)
    there[0, :20, 120:130] = True
    found, gap, why = fitted_episodes("pain <-> depression", RULES, ("pain", "depression"), there, 104)
    assert found is None and gap is None and "too rarely" in why
