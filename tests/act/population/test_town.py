from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.act.population.example import POLICY, TURN, declared, markov, town

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.reference import lives
from unspiral.act.population.town import below

pytestmark = pytest.mark.identity
core: Any = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")


def test_counts_are_those_of_the_lives_that_were_told() -> None:
    laid = town(declared(), 104)
    there, events, amount, _, apart, _ = core.Town(**laid.given).simulate(4, 0, 50, 1)
    states, weeks = laid.given["states"], 105
    there = there.reshape(2, states, weeks)
    wanted = np.zeros_like(there)
    rings = np.zeros((2, len(laid.hazards)), dtype=int)
    days = np.zeros((2, states))
    last: dict[tuple[int, int], tuple[float, int]] = {}
    told = list(lives(laid.given, 4, 0, 50))
    for event in told:
        before = last.get((event.person, event.arm))
        if before is not None:
            wanted[event.arm, before[1], int(np.ceil(before[0] / 7.0)) : int(np.ceil(event.day / 7.0))] += 1
            days[event.arm, before[1]] += event.day - before[0]
            rings[event.arm, event.clock] += 1
        last[event.person, event.arm] = (event.day, event.state)
    for (_, arm), (day, state) in last.items():
        wanted[arm, state, int(np.ceil(day / 7.0)) :] += 1
        days[arm, state] += 728.0 - day
    assert np.array_equal(there, wanted)
    assert np.array_equal(events.reshape(2, len(laid.hazards), weeks).sum(axis=2), rings)
    per_day = laid.given["per_day"].reshape(len(laid.outcomes), states)
    assert amount.reshape(2, -1) / 2.0**20 == pytest.approx(days @ per_day.T, abs=1e-4)
    assert apart.reshape(2, -1)[1] == pytest.approx(np.diff(amount.reshape(2, -1), axis=0)[0])


@pytest.mark.parametrize("episodes", [markov(), declared()], ids=["markov", "person effects"])
def test_a_million_persons_keep_to_the_forward_equation(episodes: Any) -> None:
    persons, weeks = 1_000_000, 130
    laid = town(episodes, weeks, nodes=3)
    joint, people = joint_of(episodes), classes(episodes, 3)
    there = core.Town(**laid.given).simulate(20, 0, persons, 2)[0].reshape(2, len(joint.states), weeks + 1) / persons
    for arm, policy in enumerate((None, POLICY)):
        rates = rates_of(episodes, joint, policy, begins=(0.0, TURN))
        start = start_of(episodes, joint, rates_of(episodes, joint, begins=(0.0, TURN)), people)
        exact = forward(episodes, joint, rates, people, start, weeks)
        z = (there[arm] - exact) / np.sqrt(np.maximum(exact * (1.0 - exact), 1e-12) / persons)
        seen = exact * persons > 30.0
        assert np.abs(z[seen]).max() < 4.9  # a simultaneous bound: some 5,000 shares, most of them nearly the same
        assert 0.7 < z[seen].std() < 1.3


def test_no_count_depends_on_parts_order_or_threads() -> None:
    kernel = core.Town(**town(declared(), 52).given)
    whole = kernel.simulate(1, 0, 6000, 1)
    for other in (kernel.simulate(1, 0, 6000, 3),):
        assert all(np.array_equal(a, b) for a, b in zip(whole, other, strict=True))
    parts = [kernel.simulate(1, first, count, 2) for first, count in ((4000, 2000), (0, 1500), (1500, 2500))]
    for k in (0, 1, 2, 4):
        assert np.array_equal(sum(part[k] for part in parts), whole[k])
    squares = [[high * 2**64 + low for high, low in found] for found in (whole[3], *(part[3] for part in parts))]
    assert squares[0] == [sum(column) for column in zip(*squares[1:], strict=True)]


def test_seeds_differ_and_shares_become_whole_numbers() -> None:
    kernel = core.Town(**town(markov(), 52).given)
    assert not np.array_equal(kernel.simulate(1, 0, 2000, 1)[0], kernel.simulate(2, 0, 2000, 1)[0])
    assert below(np.array([0.25, 0.5, 0.25])).tolist() == [2**30, 3 * 2**30, 2**32 - 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("rate", -1.0), ("rate", np.nan), ("rate", np.inf), ("offset", 10_000), ("jumps", 99), ("class_below", None), ("weeks", 0)],
)
def test_tables_that_cannot_be_are_refused(name: str, value: float | None) -> None:
    given = dict(town(markov(), 4).given)
    if value is None:
        given[name] = given[name][:0]
    elif isinstance(given[name], np.ndarray):
        given[name] = given[name].copy()
        given[name].ravel()[-1] = value
    else:
        given[name] = value
    with pytest.raises(ValueError, match="town"):
        core.Town(**given)
