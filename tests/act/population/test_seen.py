from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from tests.act.population.example import declared, markov

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.reference import lives
from unspiral.act.population.seen import STEP, Seen
from unspiral.act.population.town import town_of
from unspiral.loop.episode_numbers import number, searched, with_searched
from unspiral.loop.episodes import Basis, Episodes, Ratio

pytestmark = pytest.mark.identity
YEAR = 365.25


@cache
def seen() -> Seen:
    return Seen(declared(), nodes=3)


def test_one_exponential_where_nothing_else_moves() -> None:
    episodes = replace(markov(), hazards=tuple(h for h in markov().hazards if h.course in ("depression", "life")))
    found = Seen(episodes)
    new = found.struck("depression begins")
    assert found.within(new, found.among("depression", "none"), [100.0, 10.0]) == pytest.approx(
        -np.expm1(-2.0 * np.array([100.0, 10.0]) / YEAR), abs=1e-12
    )
    assert found.median(new, found.among("depression", "none")) == pytest.approx(np.log(2.0) / 2.0 * YEAR, rel=1e-6)


def test_within_a_span_at_least_as_many_as_now_and_both_no_more_than_either() -> None:
    found = seen()
    pain, low = found.among("pain", "chronic"), found.among("depression", "episode")
    assert found.ever(YEAR, pain) > found.share(pain) and found.ever(1e-9, pain) == pytest.approx(found.share(pain))
    both = found.ever(YEAR, pain, low)
    assert found.share(pain & low) < both < min(found.ever(YEAR, pain), found.ever(YEAR, low))


def test_shares_within_a_year_are_those_of_simulated_persons() -> None:
    # Without death: studies count those whom they can still ask, and so does this.
    episodes = replace(markov(), hazards=tuple(h for h in markov().hazards if h.name != "death"), ends=None)
    joint, people = joint_of(episodes), classes(episodes)
    rates = rates_of(episodes, joint)
    laid = town_of(episodes, joint, {"now": rates}, people, start_of(episodes, joint, rates, people), 53)
    found = Seen(episodes)
    chronic = np.flatnonzero(found.among("pain", "chronic"))
    ill = {e.person for e in lives(laid.given, 9, 0, 4000) if e.day <= YEAR and e.state in chronic}
    wanted = found.ever(YEAR, found.among("pain", "chronic"))
    assert len(ill) / 4000 == pytest.approx(wanted, abs=4.0 * np.sqrt(wanted * (1.0 - wanted) / 4000))


def test_those_who_stay_are_followed_from_there() -> None:
    found = seen()
    well = found.struck("depression ends")
    ill = found.among("depression", "episode")
    left = found.stay(well, ill, 180.0)
    direct = found.within(well, ill, [180.0, 545.0])
    assert left.sum() / well.sum() == pytest.approx(1.0 - direct[0], abs=1e-12)
    assert found.within(left, ill, [365.0])[0] == pytest.approx((direct[1] - direct[0]) / (1.0 - direct[0]), abs=1e-10)


def test_a_median_beyond_what_is_looked_at_is_infinite() -> None:
    found = seen()
    assert found.median(found.now * found.among("depression", "none"), found.among("depression", "episode"), 10.0) == float("inf")


@pytest.mark.parametrize("deadly", [1.0, 4.0])
def test_people_at_the_first_week_are_those_of_the_forward_equation(deadly: float) -> None:
    # Where death depends on the state, who is left is another population; ages that differ in more than death are kinds of their own.
    basis = Basis("", "for a test")
    extra = {
        "death": Ratio("pain", deadly, basis, among=("chronic",)),
        "pain begins": Ratio("age", 1.5, basis, low=45.0, high=60.0),
    }
    found = declared()
    hazards = tuple(replace(h, ratios=(*h.ratios, extra[h.name])) if h.name in extra else h for h in found.hazards)
    episodes = replace(found, hazards=hazards)
    joint, people = joint_of(episodes), classes(episodes, 3)
    begin = start_of(episodes, joint, rates_of(episodes, joint), people)
    everybody = begin.share[:, None, None] * people.weight[:, None] * begin.state
    seen_now = Seen(episodes, nodes=3)
    assert seen_now.now.sum(axis=(0, 1)) == pytest.approx(everybody.sum(axis=(0, 1)), abs=1e-12)
    assert len(seen_now.now) == 4  # women and men, of 45 to 59 and of other ages
    each = np.stack([seen_now.by_age([(state, state)], 0.0)[0].value for state in np.eye(len(joint.states), dtype=bool)], axis=-1)
    assert each == pytest.approx(begin.state, abs=1e-12)


def test_years_one_after_the_other_are_the_years_at_once() -> None:
    found = seen()
    free = found.now * found.among("depression", "none")
    assert found.later(free, 3.0 * YEAR) == pytest.approx(found.later(found.later(free, 2.5 * YEAR), 0.5 * YEAR), abs=1e-13)
    half = Seen(declared(), nodes=3)
    half.within(half.now, half.among("pain", "chronic"), [0.5 * YEAR])
    whole = half.within(half.now, half.among("pain", "chronic"), [YEAR])[0]  # the square of what is known
    assert whole == pytest.approx(found.ever(YEAR, found.among("pain", "chronic")), abs=1e-13)


def test_a_median_moves_as_differences_say() -> None:
    name = ("effect:depression ends:mending", "rate:mood care begins")
    at = np.array([searched(number(declared(), one), one) for one in name])

    def day(theta: np.ndarray, along: tuple[Episodes, ...] = ()) -> Any:
        one = Seen(with_searched(declared(), name, theta), nodes=3, along=along)
        return one.median(one.struck("depression begins"), one.among("depression", "none"))

    exact = day(at, tuple(with_searched(declared(), name, at + 1j * STEP * unit) for unit in np.eye(2)))
    wanted = [(day(at + 1e-5 * unit) - day(at - 1e-5 * unit)) / 2e-5 for unit in np.eye(2)]
    assert float(exact) == pytest.approx(day(at)) and exact.slope == pytest.approx(wanted, rel=1e-5)
