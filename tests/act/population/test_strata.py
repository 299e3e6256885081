from __future__ import annotations

import numpy as np
import pytest
from tests.act.population.example import declared, markov

from unspiral.act.population.effects import classes
from unspiral.act.population.forward import cells, start_of
from unspiral.act.population.joint import joint_of
from unspiral.act.population.rates import Rates, rates_of
from unspiral.act.population.strata import strata_of

pytestmark = pytest.mark.unit
DECADE = 3652.5


def test_everybody_is_in_one_group_and_birthdays_are_those_of_the_bands() -> None:
    episodes = declared()
    joint, people = joint_of(episodes), classes(episodes, 2)
    rates = rates_of(episodes, joint)
    start = start_of(episodes, joint, rates, people)
    found = strata_of(episodes.people, rates, people, start, DECADE)
    assert found.start.sum() == pytest.approx(1.0, abs=1e-12)
    who = dict(zip(found.names, found.turns, strict=True))
    assert who["women aged 25"] == ((0.0, 0), (5 * 365.25, 1))  # turns 30 after five years
    assert who["men aged 30 to 35"] == ((0.0, 1),)  # none of them is 45 before ten years are over
    assert len(found.names) == 82
    _, sex, share = cells(episodes.people)
    women = [k for k, name in enumerate(found.names) if name.startswith("women")]
    assert found.start[women].sum() == pytest.approx(share[sex == 0].sum())


def test_where_no_rate_hangs_on_age_or_sex_there_is_one_group() -> None:
    episodes = markov()
    joint, people = joint_of(episodes), classes(episodes)
    rates = rates_of(episodes, joint)
    flat = Rates(rates.rate, np.ones_like(rates.aged), rates.begins)
    found = strata_of(episodes.people, flat, people, start_of(episodes, joint, flat, people), DECADE)
    assert found.names == ("people aged 18 to 89",) and found.turns == (((0.0, 0),),)


def test_a_short_look_sees_fewer_birthdays() -> None:
    episodes = declared()
    joint, people = joint_of(episodes), classes(episodes, 1)
    rates = rates_of(episodes, joint)
    found = strata_of(episodes.people, rates, people, start_of(episodes, joint, rates, people), 366.0)
    assert len(found.names) == 2 * (5 + 4)  # five bands, and the last year of four of them
