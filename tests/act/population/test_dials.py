from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.population.policy_made import town

from unspiral.act.population.dials import FEWEST, Dial, dials_of, quantiles, ranges, turned, words_of

pytestmark = pytest.mark.unit


def test_every_number_can_be_turned_and_comes_back() -> None:
    episodes = town()
    found = dials_of(episodes)
    assert len(found) == len(episodes.hazards) + sum(len(h.ratios) + len(h.effects) for h in episodes.hazards) + 1
    for dial in found:
        after = dials_of(turned(episodes, dial, 0.123))
        assert after[dial] == 0.123 and {k: v for k, v in after.items() if k != dial} == {k: v for k, v in found.items() if k != dial}
        assert words_of(episodes, dial)
    assert words_of(episodes, Dial("ratio", "pain begins", 0)) == "pain begins: ratio with depression episode"
    assert words_of(episodes, Dial("ratio", "pain begins", 1)) == "pain begins: ratio after earlier pain"


def test_ranges_are_those_of_the_numbers_that_differ() -> None:
    episodes = town()
    dial = Dial("rate", "pain begins")
    draws = [turned(episodes, dial, 0.3 + 0.01 * k) for k in range(FEWEST + 1)]
    found = ranges(draws)
    assert list(found) == [dial] and found[dial] == pytest.approx(tuple(0.3 + 0.01 * (41 * q - 1) for q in (0.025, 0.975)))
    assert ranges(draws[: FEWEST - 1]) == {} and ranges([replace(episodes)] * 30) == {}


def test_the_middle_of_what_draws_come_from_lies_between_the_ends() -> None:
    # k-th smallest of n: k / (n + 1) of the law on average. Of 39 draws the outermost two hold 95 %, whatever the law.
    rng = np.random.default_rng(1)
    many = rng.uniform(size=(39, 20_000))
    ends = quantiles(many)
    assert np.array_equal(ends, [many.min(axis=0), many.max(axis=0)])
    assert (ends[1] - ends[0]).mean() == pytest.approx(0.95, abs=0.001)
