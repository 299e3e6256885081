from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.population.policy_made import town

from unspiral.act.population.dials import FEWEST, Dial, dials_of, ranges, turned, words_of

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
    assert list(found) == [dial] and found[dial] == pytest.approx((0.305, 0.495))
    assert ranges(draws[: FEWEST - 1]) == {} and ranges([replace(episodes)] * 30) == {}
