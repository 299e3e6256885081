from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.act.population.example import declared, markov

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import rates_of
from unspiral.act.population.reference import lives
from unspiral.act.population.seen import Seen
from unspiral.act.population.town import town_of

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
