from __future__ import annotations

import pytest
from tests.act.population.example import markov
from tests.act.population.policy_made import at_share, town

from unspiral.act.population.seen import Seen
from unspiral.act.population.twins import ladder
from unspiral.doors.cli.population_shares import ladder_of, shares_given
from unspiral.errors import SpecError
from unspiral.evidence.attributable_file import observed_ladder

pytestmark = pytest.mark.unit


def test_the_three_shares_are_always_there() -> None:
    assert shares_given("1, 0,0.5") == (0.0, 0.5, 1.0)
    assert shares_given("0,0.25,0.5,1") == (0.0, 0.25, 0.5, 1.0)
    for text in ("1", "0,1", "0,half,1", "-1,0,0.5,1", ""):
        with pytest.raises(SpecError, match="--share"):
            shares_given(text)


def test_rungs_hold_what_pairs_of_the_population_show() -> None:
    at = {share: at_share(town(effects=("mood",)), share) for share in (0.0, 1.0)}
    found = ladder_of(at, observed_ladder(), 3)
    seen = Seen(at[1.0], nodes=3)
    whole = ladder(seen, seen.earlier("depression"), seen.earlier("pain"))
    assert [rung.row for rung in found] == [rung.row for rung in observed_ladder()]
    assert found[0].simulated[1] == (1.0, pytest.approx(whole.people))
    assert {rung.simulated[1][1] for rung in found} == {float(whole.people), float(whole.fraternal), float(whole.identical)}


def test_without_both_conditions_counted_there_is_no_such_ladder() -> None:
    from dataclasses import replace

    lone = replace(markov(), courses=tuple(replace(course, count_to=0) for course in markov().courses))
    assert ladder_of({1.0: lone}, observed_ladder(), 3) == observed_ladder()
