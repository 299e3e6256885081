"""Known designs: those that no number of people could make learnable are refused with reason and remedy, the others are accepted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.learn.designs import BOTH, answered, at_times, choose, noisy, people, with_column, with_inputs

from unspiral.errors import NotIdentified
from unspiral.learn.circumstances import Beside
from unspiral.records import Panel

pytestmark = pytest.mark.unit

TWO = BOTH + "; depression by depression, phq"


@cache
def made(name: str) -> Panel:
    return BUILT[name]()


def half(i: int) -> bool:
    return i % 2 == 0


BUILT = {
    "one": lambda: people(1, 80),
    "once": lambda: people(30, 1),
    "two": lambda: people(40, 2),
    "three": lambda: people(40, 3),
    "four": lambda: people(40, 4),
    "five": lambda: people(40, 5),
    "twelve": lambda: people(10, 12),
    "diary": lambda: people(8, 40),
    # One of many was asked three times: what holds for everybody would rest on that person alone.
    "one third wave": lambda: replace(
        people(40, 2), persons=(*people(40, 2).persons, replace(people(1, 3).persons[0], name="x"))
    ),
    "few answers": lambda: people(3, 3),
    "constant": lambda: with_column(people(40, 5), "sleep", lambda _, v: np.full(len(v), 3.0)),
    "same": lambda: with_column(people(40, 5), "sleep", lambda _, v: v[:, 1]),
    "sum": lambda: with_column(people(40, 5), "sleep", lambda _, v: 2.0 * v[:, 0] + v[:, 1] - 1.0),
    "sum and a person's own": lambda: with_column(people(40, 5), "sleep", lambda i, v: v[:, 1] + i),
    "a fact": lambda: with_column(people(40, 5), "age", lambda i, v: np.full(len(v), 20.0 + i)),
    "once only": lambda: answered(people(40, 5), lambda _, t: np.column_stack([t == t, t == 2])),
    "hardly": lambda: answered(people(40, 5), lambda i, t: np.column_stack([t == t, (t < 2) & (i == 3)])),
    "apart": lambda: answered(people(40, 8), lambda i, t: np.column_stack([t * 0 + half(i), t * 0 + (not half(i))]) > 0),
    "apart in time": lambda: answered(people(1, 80), lambda _, t: np.column_stack([t < 40, t >= 40])),
    "alternating": lambda: answered(people(40, 12), lambda _, t: np.column_stack([t % 2 == 0, t % 2 == 1])),
    "unplanned": lambda: at_times(people(8, 40), lambda i: np.arange(40) + 0.01 * i),
    "uneven": lambda: at_times(people(20, 10), lambda i: np.cumsum(np.random.default_rng(i).uniform(0.1, 3.0, 10))),
    "empty cells": lambda: answered(people(40, 6), lambda i, t: np.random.default_rng(i).random((len(t), 2)) > 0.3),
    "wave 3 dark": lambda: answered(people(40, 5), lambda _, t: np.column_stack([t != 2, t != 2])),
    "two indicators": lambda: with_column(people(40, 5), "phq", noisy),
    "two indicators, two waves": lambda: with_column(people(40, 2), "phq", noisy),
    "indicators of other people": lambda: answered(
        with_column(people(40, 6), "phq", noisy), lambda i, t: np.column_stack([t == t, t * 0 + half(i), t * 0 + (not half(i))]) > 0
    ),
    # One indicator at the first wave, the other at the second.
    "an indicator a wave": lambda: answered(
        with_column(people(40, 2), "phq", noisy), lambda _, t: np.column_stack([t == t, t == 0, t == 1])
    ),
    "still input": lambda: with_inputs(people(40, 5), lambda _, t: t * 0 + 2),
    "hit at the start": lambda: with_inputs(people(40, 5), lambda _, t: t == 0),
    "hit half at the start": lambda: with_inputs(people(40, 5), lambda i, t: (t == 0) * half(i)),
    "held from the start, fresh people": lambda: with_inputs(people(40, 5), lambda i, t: t * 0 + half(i)),
    "two alike": lambda: with_inputs(people(40, 5), *(lambda i, t: (t >= 2) * half(i),) * 2),
    "two in step": lambda: with_inputs(people(40, 5), lambda i, t: (t >= 2) * half(i), lambda i, t: 3 * (t >= 2) * half(i)),
    "two of their own": lambda: with_inputs(people(40, 5), lambda i, t: (t >= 2) * half(i), lambda i, t: (t >= 3) * (i % 3 == 0)),
    "held at the end": lambda: with_inputs(people(40, 5), lambda i, t: (t == 4) * half(i)),
    "everybody from wave 2": lambda: with_inputs(people(40, 5), lambda _, t: t >= 1),
    "everybody once": lambda: with_inputs(people(40, 5), lambda _, t: t == 2),
    "half from wave 2": lambda: with_inputs(people(40, 5), lambda i, t: (t >= 1) * half(i)),
    "one, late": lambda: with_inputs(people(1, 200), lambda _, t: t >= 150),
    "with age": lambda: replace(
        people(40, 5),
        persons=tuple(replace(p, covariates=np.array([20.0 + i])) for i, p in enumerate(people(40, 5).persons)),
        covariates=("age",),
    ),
    "two of them with age": lambda: replace(
        people(2, 60),
        persons=tuple(replace(p, covariates=np.array([20.0 + i])) for i, p in enumerate(people(2, 60).persons)),
        covariates=("age",),
    ),
    "one age": lambda: replace(
        people(40, 5), persons=tuple(replace(p, covariates=np.array([40.0])) for p in people(40, 5).persons), covariates=("age",)
    ),
    "dates": lambda: replace(people(1, 80), persons=tuple(replace(p, local=p.time) for p in people(1, 80).persons)),
    "weekends": lambda: replace(
        people(1, 200),
        persons=tuple(replace(p, local=p.time).at(np.flatnonzero(p.time % 7 >= 5)) for p in people(1, 200).persons),
    ),
    "one, once": lambda: with_inputs(people(1, 200), lambda _, t: t == 190),
}  # fmt: skip

U = "; u0 => pain (impulse)"
HELD = "; u0 => pain (sustained)"
FADING = "; u0 => pain (fading)"

REFUSED = {
    # name: (panel, loop, options, code, a word of the remedy)
    # Nobody is seen a second time: nothing moves.
    "one occasion each": ("once", BOTH, {}, "one-occasion", "occasions"),
    # Any straight line goes through two points: as many answers as numbers.
    "fewer answers than numbers": ("few answers", BOTH, {"traits": True, "t0": "joint"}, "too-few-answers", "fewer processes"),
    # Four covariances between two waves cannot hold a stable part, a returning part and noise.
    "traits at two waves": ("two", BOTH, {"traits": True, "t0": "separate"}, "traits-two-waves", "--no-traits"),
    # Stationarity takes the T0 covariance away, and still leaves the lag-one covariance to share between level and return.
    "traits at two waves, stationary": ("two", BOTH, {"traits": True, "t0": "stationary"}, "traits-two-waves", "--no-traits"),
    # The same sharing between noise of the answers and a quick return.
    "measurement error at two waves": ("two", BOTH, {"traits": False, "error": True}, "error-two-waves", "--no-error"),
    # One person with three occasions does not stand for forty with two.
    "measurement error on one person's third wave": (
        "one third wave", BOTH, {"traits": False, "error": True}, "error-two-waves", "--no-error"),
    # Three equally spaced waves give three autocovariances a process; level, noise, spread and return are four.
    "everything free at three waves, stationary": (
        "three", BOTH, {"traits": True, "error": True, "t0": "stationary"}, "error-confounded", "--no-error"),
    # A second indicator of one process does not help the other, which has one.
    "measurement error at two waves, the second indicator elsewhere": (
        "two indicators, two waves", TWO, {"traits": False, "error": True}, "error-two-waves", "second indicator"),
    # Two indicators of one thing without noise would have to agree to the last digit.
    "indicators without error": ("two indicators", TWO, {"error": False}, "indicators-no-error", "--error"),
    # One person begins once: a covariance of one draw.
    "spread of first states of one person": ("one", BOTH, {"t0": "separate"}, "t0-one-person", "--t0 stationary"),
    "joint law of one person": ("one", BOTH, {"t0": "joint"}, "t0-one-person", "--t0 stationary"),
    "traits of one person": ("one", BOTH, {"traits": True}, "traits-one-person", "--no-traits"),
    # The density of the first answers is a spike: the likelihood grows without end.
    "fixed first state without error": ("one", BOTH, {"t0": "point", "error": False}, "point-no-error", "--error"),
    # What never changes, what is there twice, and what is made of the others.
    "a column that never changes": ("constant", "pain <-> sleep", {}, "constant-column", "leave"),
    "a column twice": ("same", "depression <-> sleep", {}, "same-columns", "different"),
    "a sum of two others": ("sum", "pain <-> depression; sleep -> pain", {}, "columns-sum", "leave"),
    "the same but for each person's own constant": ("sum and a person's own", "depression <-> sleep", {}, "columns-sum", "leave"),
    # Age does not move within a person: it is no process.
    "a fact about a person as a process": ("a fact", "pain <-> age", {}, "never-moves", "--covariate 'age'"),
    "a process asked once": ("once only", BOTH, {}, "answered-once", "second answer"),
    "a process hardly ever asked": ("hardly", BOTH, {}, "column-too-few", "more answers"),
    # Half of the people answer one process, half the other: how they go together was never seen.
    "processes of different people": ("apart", BOTH, {}, "never-together", "answer both"),
    "processes of different years": ("apart in time", BOTH, {}, "never-together", "answer both"),
    # A mean for every moment of a diary leaves nothing to move.
    "wave means without waves": ("unplanned", BOTH, {"means": "wave"}, "waves-unplanned", "--means constant"),
    "wave means of one person": ("one", BOTH, {"means": "wave"}, "waves-unplanned", "--means constant"),
    # Loading, error, and the spread at a wave of its own: three numbers for one variance and one covariance.
    "an indicator for each wave": ("an indicator a wave", TWO, {"traits": False, "error": True}, "error-two-waves", "--no-error"),
    # What an input does shows where it changes.
    "an input that is always on": ("still input", BOTH + HELD, {}, "constant-input", "leave"),
    # Everybody is hit at their first row: the free T0 mean says the same.
    "an impulse where everybody begins": ("hit at the start", BOTH + U, {}, "input-at-start", "--t0 stationary"),
    # A push written at the last row acts after it; a fading one has not begun to act.
    "an input held after the last answer": ("held at the end", BOTH + HELD, {}, "input-no-trace", "after it was given"),
    "a fading input at the last answer": ("held at the end", BOTH + FADING, {}, "input-no-trace", "after it was given"),
    "two inputs alike": ("two alike", BOTH + HELD + "; u1 => pain (sustained)", {}, "inputs-confounded", "keep one"),
    "two inputs in step": ("two in step", BOTH + HELD + "; u1 => pain (sustained)", {}, "inputs-confounded", "keep one"),
    # Free means of every wave can do whatever an input common to all does.
    "a treatment of everybody beside wave means": (
        "everybody from wave 2", BOTH + HELD, {"means": "wave", "t0": "centred"}, "input-common", "--means constant"),
    "an event of everybody beside wave means": (
        "everybody once", BOTH + U, {"means": "wave", "t0": "centred"}, "input-common", "--means constant"),
    # With two people, a covariate is another name for who they are.
    "a covariate of two people": ("two of them with age", BOTH, {"beside": Beside({"age": "links"})}, "covariate-few-people", "people"),
    # Nobody differs in it.
    "a covariate that is the same for everybody": ("one age", BOTH, {"beside": Beside({"age": "levels"})}, "constant-covariate", ""),
    # A line through two points of each person is the return to the level.
    "a trend at two waves": (
        "two", BOTH, {"traits": False, "t0": "separate", "beside": Beside({}, trend=True)}, "trend-confounded", "--trend"),
    # Of seven days two were seen.
    "weekdays of weekends": ("weekends", BOTH, {"beside": Beside({}, weekday=True)}, "weekday-missing", ""),
}  # fmt: skip

ACCEPTED = {
    # Two waves of many people carry drift, diffusion and first states: the cross-lagged panel model.
    "cross-lagged panel, two waves": ("two", BOTH, {}),
    "two waves, joint law left open": ("two", BOTH, {"traits": False}),
    # From three waves on a level and a return differ: lag two against lag one.
    "traits at three waves": ("three", BOTH, {"traits": True, "t0": "centred"}),
    "traits at three waves, stationary": ("three", BOTH, {"traits": True, "t0": "stationary"}),
    "traits and first states in one matrix, three waves": ("three", BOTH, {"traits": True, "t0": "joint"}),
    # The quasi-simplex with rates that do not change in time is identified at three waves.
    "measurement error at three waves": ("three", BOTH, {"traits": False, "error": True, "t0": "separate"}),
    "measurement error at three waves, stationary": ("three", BOTH, {"traits": False, "error": True, "t0": "stationary"}),
    # The spread of first states moves towards the stationary one: that movement gives the return where stationarity would not.
    "everything free at three waves": ("three", BOTH, {"traits": True, "error": True, "t0": "separate"}),
    "everything free at four waves, stationary": ("four", BOTH, {"traits": True, "error": True, "t0": "stationary"}),
    "wave means and traits": ("five", BOTH, {"traits": True, "means": "wave", "t0": "centred"}),
    # One person, long enough.
    "a diary of one person": ("one", BOTH, {}),
    "a diary of one person with error": ("one", BOTH, {"error": True, "t0": "stationary"}),
    "a diary from a fixed first state": ("one", BOTH, {"error": True, "t0": "point"}),
    "diaries of several people, everything free": ("diary", BOTH, {"traits": True, "error": True, "t0": "joint"}),
    # Cells may be missing, times uneven, and each process asked at occasions of its own.
    "uneven times": ("uneven", BOTH, {"traits": True, "error": True}),
    "a third of the cells missing": ("empty cells", BOTH, {"traits": True}),
    "processes asked at alternating occasions": ("alternating", BOTH, {"traits": False, "t0": "stationary"}),
    "a wave nobody answered, constant means": ("wave 3 dark", BOTH, {"traits": True}),
    "one arrow only": ("three", "pain -> depression", {"traits": True}),
    "no arrow at all": ("three", "pain by pain; depression by depression", {"traits": True}),
    # Several indicators: at the same occasions, or of different people who follow the same loop.
    "two indicators": ("two indicators", TWO, {"error": True}),
    "indicators of different people": ("indicators of other people", TWO, {"error": True}),
    # What lies beside the loop.
    "a covariate on levels and links": ("with age", BOTH, {"beside": Beside({"age": "both"})}),
    "weekdays and a trend of one person": ("dates", BOTH, {"beside": Beside({}, weekday=True, trend=True)}),
    # Inputs that differ between people, or in time, or both.
    "an impulse to half of the people at the start": ("hit half at the start", BOTH + U, {}),
    "an impulse to everybody at the start, centred law": ("hit at the start", BOTH + U, {"t0": "centred"}),
    "a treatment of half beside wave means": ("half from wave 2", BOTH + HELD, {"means": "wave", "t0": "centred"}),
    "a treatment of everybody, constant means": ("everybody from wave 2", BOTH + HELD, {}),
    "a treatment held from the start by half": ("held from the start, fresh people", BOTH + HELD, {}),
    "two treatments with times of their own": ("two of their own", BOTH + HELD + "; u1 => pain (sustained)", {}),
    "one person's late treatment": ("one, late", BOTH + HELD, {}),
    "one person's single event": ("one, once", BOTH + FADING, {}),
}  # fmt: skip


@pytest.mark.parametrize(("panel", "text", "given", "code", "remedy"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_with_reason_and_remedy(panel: str, text: str, given: dict[str, object], code: str, remedy: str) -> None:
    with pytest.raises(NotIdentified) as caught:
        choose(made(panel), text, **given)
    assert caught.value.code == code
    assert remedy in caught.value.fix
    assert caught.value.what


@pytest.mark.parametrize(("panel", "text", "given"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_accepted(panel: str, text: str, given: dict[str, object]) -> None:
    choices, said = choose(made(panel), text, **given)
    assert not [v for v in said if v.level == "refuse" or v.code == "thin-design"]
    assert {k: getattr(choices, k) for k in given if k != "beside"} == {k: v for k, v in given.items() if k != "beside"}


def test_there_are_enough_of_both() -> None:
    assert len(REFUSED) >= 20
    assert len(ACCEPTED) >= 20
    assert len({code for *_, code, _ in REFUSED.values()}) >= 15
