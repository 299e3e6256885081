from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.act.population.example import declared

from unspiral.act.population.moving import Moving
from unspiral.act.population.seen import Seen
from unspiral.act.population.targets import compared, goals_of, look, refuse_impossible
from unspiral.act.population.twins import ladder
from unspiral.errors import SpecError
from unspiral.records.population_aim import Aim

pytestmark = pytest.mark.unit
YEAR = 365.25
LOW, PAIN = (("depression", ("episode",)),), (("pain", ("chronic",)),)
AIM = Aim("made up", "", "for a test", 0.3, 0.2, 0.4, "risk", LOW, days=YEAR)


@cache
def seen() -> Seen:
    return Seen(declared(), nodes=3)


def test_each_sight_is_what_its_words_say() -> None:
    s = seen()
    low, chronic = s.among("depression", "episode"), s.among("pain", "chronic")
    assert look(s, replace(AIM, see="now")) == s.share(low)
    assert look(s, replace(AIM, see="ever")) == s.ever(YEAR, low)
    assert look(s, replace(AIM, see="ever", also=PAIN)) == s.ever(YEAR, low, chronic)
    assert look(s, AIM) == s.within(s.now, low, [YEAR])[0]
    struck = s.struck("acute pain ends") + s.struck("chronic pain ends")
    ends = replace(AIM, after=("acute pain ends", "chronic pain ends"), what=PAIN)
    assert look(s, ends) == s.within(struck, chronic, [YEAR])[0]
    assert look(s, replace(ends, see="median", days=0.0)) == pytest.approx(s.median(struck, chronic), rel=1e-9)
    well = s.stay(s.struck("depression ends"), low, 180.0)
    assert look(s, replace(AIM, after=("depression ends",), clear=180.0)) == s.within(well, low, [YEAR])[0]
    free = s.now * s.among("depression", "none")
    later = look(s, replace(AIM, among=(("depression", ("none",)),), later=2.0 * YEAR, days=0.0))
    assert later == pytest.approx(float((s.later(free, 2.0 * YEAR) * low).sum() / free.sum()))


def test_ratios_compare_the_exposed_with_the_others() -> None:
    s = seen()
    ratio = replace(AIM, see="risk ratio", exposed=PAIN, among=(("depression", ("none",)),))
    free = s.now * s.among("depression", "none")
    with_it, without = (
        s.within(free * there, s.among("depression", "episode"), [YEAR])[0]
        for there in (s.among("pain", "chronic"), ~s.among("pain", "chronic"))
    )
    assert look(s, ratio) == pytest.approx(with_it / without) and with_it > without
    assert look(s, replace(ratio, see="odds ratio")) == pytest.approx(with_it / (1.0 - with_it) / (without / (1.0 - without)))
    twins = Aim(
        "t", "", "x", 1.5, 1.2, 2.0, "twins", (("earlier pain", ("some",)),), exposed=(("earlier depression", ("some",)),), pair="fraternal"
    )
    assert look(s, twins) == ladder(s, s.earlier("depression"), s.earlier("pain")).fraternal
    never = replace(AIM, see="now", what=(("earlier pain", ("none",)), ("pain", ("none",))))
    assert look(s, never) == s.share(~s.earlier("pain")) > 0.0


def test_errors_are_those_of_the_interval_on_the_scale_that_is_compared() -> None:
    share, ratio = goals_of([AIM, replace(AIM, name="other", see="risk ratio", exposed=PAIN, value=2.0, low=1.0, high=4.0)])
    assert share.error == pytest.approx((np.log(0.4 / 0.6) - np.log(0.2 / 0.8)) / 3.92, rel=1e-4) and share.scale == "share"
    assert ratio.error == pytest.approx(np.log(4.0) / 3.92, rel=1e-4) and ratio.scale == "ratio"
    assert compared(0.5, "share") == 0.0 and compared(1.0, "ratio") == 0.0
    moving = compared(Moving(np.array([0.5, 0.1])), "share")
    assert isinstance(moving, Moving) and moving.slope[0] == pytest.approx(0.1 / 0.25)


def test_targets_that_contradict_each_other_whatever_the_numbers() -> None:
    later = replace(AIM, name="later", days=2.0 * YEAR, value=0.25)
    with pytest.raises(SpecError, match=r"'made up' is 0.3 after 365.25 days and 'later' 0.25 after 730.5 days") as caught:
        refuse_impossible([AIM, later])
    assert "cannot fall" in caught.value.why and "0.3 or more" in caught.value.fix
    refuse_impossible([AIM, replace(later, held_out=True)])
    refuse_impossible([AIM, replace(later, what=PAIN)])
    one = replace(AIM, see="ever")
    both = replace(one, name="both", also=PAIN, value=0.35)
    with pytest.raises(SpecError, match=r"'both' is 0\.35 and 'made up' only 0\.3"):
        goals_of([both, one])
    goals_of([replace(both, value=0.25), one])
