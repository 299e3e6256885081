from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.blocks import drawn
from unspiral.act.trial.case import Case, case_of
from unspiral.act.trial.chance import again, estimate
from unspiral.act.trial.gls import answering
from unspiral.act.trial.interval import (
    Held,
    agreeing,
    distance,
    effects_of,
    held_against,
    if_taken,
    interval,
    largest,
    sizes,
    spent,
    within_reach,
)
from unspiral.act.trial.person import model_of
from unspiral.act.trial.power import Setting, made_up_trials
from unspiral.records import Effect

pytestmark = pytest.mark.unit
PUSH, ON = np.array([0.0, 1.0]), drawn(84, 7, "randomised", 1)


def case(push: float = 0.0, seed: int = 1) -> Case:
    model = model_of(PERSON)
    setting = Setting(model, PUSH, push, ON, 0.0, 0.0, 1.0, 0.0, seed)
    return case_of(model, made_up_trials(setting, 1, 3)[0], ON, ((0.0, 0.0),), PUSH, "bootstrap", seed)


def held(out: list[float], typical: list[float], weight: float = 1.0, estimate: float = 0.5) -> Held:
    tried = np.arange(len(out), dtype=float)
    return Held(
        tried, np.array([weight]), np.array([estimate]), np.array(out)[:, None], np.array(typical)[:, None], np.zeros(0, dtype=np.int64)
    )


def test_what_is_left_is_what_brute_force_leaves() -> None:
    # Made-up diaries counted one by one: p of a size = (1 + diaries at least as far) / (1 + diaries), and it is left where p > 0.05.
    c = case(-0.6)
    both = estimate(c.model, c.values[None], c.answered, c.acting, c.push, c.inverse)
    tried = float(both.beta[0]) + np.array([-3.0, 0.0, 3.0]) / float(np.sqrt(both.information[0]))
    found = held_against(c, both, tried, 39, 0.05)
    mine = sizes(c, both)
    for n, push in enumerate(tried):
        made = again(
            c.model,
            both.theta[0],
            c.answered,
            c.acting,
            c.push,
            c.inverse,
            replicates=39,
            seed=c.seed,
            added=push * both.response,
            stream=41,
        )
        theirs, true = sizes(c, made), push * found.weight
        for j in range(4):
            far = np.abs(theirs.size[:, j] - true[j]) / theirs.error[:, j]
            p = (1 + (far >= abs(mine.size[0, j] - true[j]) / mine.error[0, j]).sum()) / 40
            assert (found.out[n, j] <= 0.0) == (p > 0.05)
    assert (found.out[1] < 0.0).all()  # the estimate itself is always left


def test_sizes_are_those_of_the_responses() -> None:
    c = case(-0.6)
    both = estimate(c.model, c.values[None], c.answered, c.acting, c.push, c.inverse)
    found, one = sizes(c, both), sizes(c, both, push=1.0)
    assert found.size[0, 1] == pytest.approx(float(both.beta[0]) * both.response[0, ON == 1, 1].mean())
    # Held for ever, the response to a constant push: its last day in a long trial.
    long = answering(c.model, both.theta, c.push).kernel(2000)[0].sum(axis=0)
    assert one.size[0, 2:] == pytest.approx(long, rel=1e-4)
    assert found.error[0] == pytest.approx(np.abs(one.size[0]) / np.sqrt(both.information[0]))


def test_an_interval_runs_between_what_is_ruled_out() -> None:
    found = interval(held([1.0, -1.0, -2.0, -1.0, 3.0], [-0.5, 0.3, 1.1, 1.9, 2.7], estimate=1.1), 0)
    assert (found.low, found.high) == (pytest.approx(0.5), pytest.approx(3.25))
    assert found.estimate == pytest.approx(2.0)  # the size of which made-up diaries typically find 1.1
    turned = interval(held([1.0, -1.0, -2.0, -1.0, 3.0], [0.5, -0.3, -1.1, -1.9, -2.7], weight=-1.0, estimate=-1.1), 0)
    assert (turned.low, turned.high, turned.estimate) == (pytest.approx(-3.25), pytest.approx(-0.5), pytest.approx(-2.0))
    # The size freed from its bias is ruled out (4 of 0.5 to 3.25): the found one stands. That is ruled out too: the interval reaches it.
    kept = interval(held([1.0, -1.0, -2.0, -1.0, 3.0], [-3.0, -2.0, -1.0, 0.0, 1.1], estimate=1.1), 0)
    assert (kept.low, kept.estimate, kept.high) == (pytest.approx(0.5), pytest.approx(1.1), pytest.approx(3.25))
    wider = interval(held([1.0, -1.0, -2.0, -1.0, 3.0], [-3.0, -2.0, -1.0, 0.0, 3.6], estimate=3.6), 0)
    assert (wider.low, wider.estimate, wider.high) == (pytest.approx(0.5), pytest.approx(3.6), pytest.approx(3.6))
    # Left in two pieces: the interval holds both. The outermost size left: no end is known. Nothing left: neither is.
    apart = interval(held([1.0, -1.0, 1.0, -1.0, 1.0], [0.0, 1.0, 2.0, 3.0, 4.0]), 0)
    assert (apart.low, apart.high) == (pytest.approx(0.5), pytest.approx(3.5))
    assert interval(held([1.0, -1.0, -1.0], [0.0, 1.0, 2.0]), 0).high is None
    nowhere = interval(held([1.0, 1.0, 1.0], [0.0, 1.0, 2.0]), 0)
    assert (nowhere.low, nowhere.high) == (None, None)
    assert interval(held([np.inf, -1.0, np.inf], [0.0, 1.0, 2.0]), 0) == Effect(0.5, 0.0, 2.0)
    unsettled = interval(held([1.0, -1.0, 1.0], [0.0, 1.0, 2.0], estimate=np.nan), 0)
    assert (unsettled.low, unsettled.high) == (None, None)
    assert interval(held([-1.0, -1.0, -1.0], [0.0, 0.0, 0.0], weight=0.0, estimate=0.0), 0) == Effect(0.0, 0.0, 0.0)


def test_about_zero_an_interval_says_what_the_test_says() -> None:
    off, across = Effect(-1.0, -2.0, -0.5), Effect(-1.0, -2.0, 0.5)
    assert agreeing(off, False, sure=True) == Effect(-1.0, -2.0, 0.0)
    assert agreeing(across, True, sure=True) == Effect(-1.0, -2.0, 0.0)
    assert agreeing(across, True, sure=False) == across
    assert agreeing(Effect(1.0, None, 3.0), True, sure=True) == Effect(1.0, 0.0, 3.0)
    at_end = Effect(-0.1, -0.1, 3.0)  # widened to an estimate that was ruled out
    assert agreeing(at_end, True, sure=True) == at_end
    assert agreeing(Effect(1.0, 0.5, None), False, sure=False) == Effect(1.0, 0.0, None)


def test_the_bound_is_passed_by_alpha_of_all_diaries() -> None:
    far = np.arange(199.0)[:, None]  # with the diary itself 200; 10 of them may lie at or beyond
    assert spent(0.05, 199) == 10
    assert largest(far, 0.05)[0] == 189.0
    assert largest(far, 0.001)[0] == np.inf
    assert distance(np.array([1.0, np.nan, 2.0]), np.array([0.5, 1.0, 0.0]), np.array([0.0, 0.0, 2.0])).tolist() == [2.0, np.inf, 0.0]


def test_a_far_reaching_side_is_looked_at_further_out() -> None:
    # Tests with a level of nearly one leave everything: both sides are looked at again further out, and then nothing is said of them.
    c = case(-0.6)
    both = estimate(c.model, c.values[None], c.answered, c.acting, c.push, c.inverse)
    told: list[tuple[int, int]] = []
    found, timing = effects_of(c, both, [1, 0], ["depression"], None, 199, 0.001, (1.0, 1.0), lambda *now: told.append(now))
    assert told == [(9, 15), (12, 15), (15, 15)]  # 9 sizes near the estimate, and 3 further out on each side
    assert all((e.on_days.low, e.on_days.high) == (None, None) for e in found)
    assert found[0].level_on == 1.0
    assert (timing.how, timing.onset_ends) == ("given", None)


def test_an_end_that_is_billions_away_is_open() -> None:
    assert within_reach(Effect(-0.8, -95e6, 0.4)) == Effect(-0.8, None, 0.4)
    assert within_reach(Effect(-0.8, -1.4, 0.4)) == Effect(-0.8, -1.4, 0.4)


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
