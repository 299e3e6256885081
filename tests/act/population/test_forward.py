from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray
from tests.act.population.example import POLICY, TURN, declared, falling, markov

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import forward, start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.errors import SpecError

pytestmark = pytest.mark.identity
WEEKS = 160


def by_eigenvectors(generator: ndarray, days: float) -> ndarray:
    """A matrix exponential by another way than the one the package takes."""
    rates, shapes = np.linalg.eig(generator)
    return ((shapes * np.exp(rates * days)) @ np.linalg.inv(shapes)).real


def one_person(episodes, policy, age: int, sex: int, group: int) -> ndarray:
    """Shares of joint states of one cell and class, by stretches between birthdays, the start of a policy, and weeks; written anew."""
    joint, people = joint_of(episodes), classes(episodes, 3)
    rates = rates_of(episodes, joint, policy, begins=(0.0, TURN))
    bands = episodes.people.bands
    start = start_of(episodes, joint, rates, people)
    cell = next(i for i in range(len(start.age)) if start.age[i] == age and start.sex[i] == sex)
    marks = sorted(
        {7.0 * w for w in range(WEEKS + 1)} | {TURN} | {(b - age) * 365.25 for b in bands if 0.0 < (b - age) * 365.25 < 7.0 * WEEKS}
    )
    now, out = start.state[cell, group], []
    rng = np.random.default_rng(1)
    for first, last in zip(marks, [*marks[1:], None], strict=True):
        if first % 7.0 == 0.0:
            out.append(now)
        if last is None:
            break
        band = max(i for i, b in enumerate(bands) if b <= age + first / 365.25 + 1e-9)
        period = int(first >= TURN)
        q = np.zeros((len(joint.states),) * 2)
        for s, t, h, r in zip(joint.source, joint.target, joint.hazard, rates.rate[period], strict=True):
            q[s, t] += r * rates.aged[period, h, band, sex] * people.multiplier[group, h]
        # Eigenvectors want eigenvalues that differ: a change of 1e-13 a day moves no tenth digit.
        q += np.diag(-q.sum(axis=1)) + np.diag(1e-13 * rng.standard_normal(len(q)))
        now = now @ by_eigenvectors(q, last - first)
    return np.array(out).T


@pytest.mark.parametrize(("age", "sex"), [(28, 0), (59, 1), (74, 0)])
def test_forward_equals_an_independent_matrix_exponential(age: int, sex: int) -> None:
    for episodes, group in ((markov(), 0), (declared(), 5)):
        joint, people = joint_of(episodes), classes(episodes, 3)
        rates = rates_of(episodes, joint, POLICY, begins=(0.0, TURN))
        start = start_of(episodes, joint, rates, people)
        cell = next(i for i in range(len(start.age)) if start.age[i] == age and start.sex[i] == sex)
        start.share[:] = 0.0
        start.share[cell] = 1.0
        people.weight[:] = 0.0
        people.weight[group] = 1.0
        found = forward(episodes, joint, rates, people, start, WEEKS)
        assert found == pytest.approx(one_person(episodes, POLICY, age, sex, group), abs=1e-10)


def test_shares_add_up_and_the_start_is_what_years_since_the_entry_left() -> None:
    episodes = declared()
    joint, people = joint_of(episodes), classes(episodes, 3)
    rates = rates_of(episodes, joint)
    start = start_of(episodes, joint, rates, people)
    assert start.share.sum() == pytest.approx(1.0) and start.state.sum(axis=2) == pytest.approx(np.ones(start.state.shape[:2]))
    youngest = start.age == episodes.people.entry
    assert (start.state[youngest][..., joint.first] == 1.0).all()
    shares = forward(episodes, joint, rates, people, start, 20)
    assert shares.sum(axis=0) == pytest.approx(np.ones(21), abs=1e-12) and (shares > -1e-15).all()


def test_time_in_a_state_has_no_such_equation() -> None:
    episodes = falling()
    joint, people = joint_of(episodes), classes(episodes, 3)
    rates = rates_of(episodes, joint)
    with pytest.raises(SpecError, match="depends on the time since depression last moved"):
        forward(episodes, joint, rates, people, start_of(episodes, joint, rates, people), 3)


def test_a_population_of_which_nobody_is_left_is_refused() -> None:
    deadly = replace(markov(), hazards=tuple(replace(h, per_year=h.per_year * 1e5) if h.name == "death" else h for h in markov().hazards))
    joint, people = joint_of(deadly), classes(deadly, 3)
    with pytest.raises(SpecError, match="Nobody of some kind is alive at"):
        start_of(deadly, joint, rates_of(deadly, joint), people)
