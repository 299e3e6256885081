from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.blocks import drawn
from unspiral.act.trial.case import Bound, Case, case_of
from unspiral.act.trial.chance import estimate
from unspiral.act.trial.gls import effect
from unspiral.act.trial.interval import if_taken, left_by_test, percentile
from unspiral.act.trial.person import model_of
from unspiral.act.trial.power import Setting, made_up_trials
from unspiral.records import Effect

pytestmark = pytest.mark.unit
PUSH, ON = np.array([0.0, 1.0]), drawn(84, 7, "randomised", 1)


def case(push: float = 0.0, seed: int = 1) -> Case:
    model = model_of(PERSON)
    setting = Setting(model, PUSH, push, ON, 0.0, 0.0, 1.0, 0.0, seed)
    return case_of(model, made_up_trials(setting, 1, 3)[0], ON, ((0.0, 0.0),), PUSH, "bootstrap", seed)


def test_the_interval_is_what_the_test_leaves() -> None:
    c, random = case(-0.6), np.random.default_rng(1)
    both = estimate(c.model, c.values[None], c.answered, c.acting, c.push, c.inverse)
    wide, narrow = (Bound(0.05, k * random.normal(size=999), k * random.normal(size=999)) for k in (1.0, 0.3))
    low, high = left_by_test(c, both, wide, [1])[1]
    inner = left_by_test(c, both, narrow, [1])[1]
    assert low < inner[0] < inner[1] < high
    # About 2 standard errors to each side, as the bound is that of a normal.
    beta, information, x = effect(c.model, both.theta, c.push, c.values[None], c.answered, c.acting[0])
    weight = float(x[0][ON == 1, 1].mean())
    assert (high - low) / 2.0 == pytest.approx(1.96 * weight / np.sqrt(information[0]), rel=0.35)
    assert low < weight * beta[0] < high


def test_an_estimate_is_freed_from_its_bias() -> None:
    draws = 0.8 + 0.1 * np.random.default_rng(1).normal(size=4001)  # made with 1.0, found at 0.8
    found = percentile(1.0, draws, 0.95)
    assert found.estimate == pytest.approx(1.2, abs=0.01)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.high
    open_ended = percentile(1.0, np.append(draws, np.full(400, np.nan)), 0.95)
    assert (open_ended.low, open_ended.high) == (None, None)


def test_what_was_not_taken_is_made_up_for() -> None:
    # Half of the on-days kept: the plan does half of what the treatment would do, and twice that is what it does.
    model = model_of(PERSON)
    full, half = (Setting(model, PUSH, -1.0, ON, 0.0, 0.0, share, 0.0, 1) for share in (1.0, 0.5))
    on, off = made_up_trials(full, 1, 9)[0], made_up_trials(full, 1, 9, size=0.0)[0]
    true = (on - off)[ON == 1, 1].mean()
    seen = (made_up_trials(half, 600, 9) - made_up_trials(half, 600, 9, size=0.0))[:, ON == 1, 1].mean()
    found = if_taken(Effect(float(seen), float(seen) - 0.2, float(seen) + 0.2), (0.5, 0.5))
    assert found is not None
    assert found.estimate == pytest.approx(true, rel=0.02)
    assert if_taken(Effect(-1.0, -2.0, 0.5), (1.0, 1.0)) is None
    ranged = if_taken(Effect(-1.0, -2.0, 0.5), (0.5, 0.8))
    assert ranged is not None
    assert (ranged.low, ranged.high) == (-4.0, 1.0)
