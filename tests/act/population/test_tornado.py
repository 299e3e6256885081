from __future__ import annotations

import pytest
from tests.act.population.policy_made import own, scenarios, town

from unspiral.act.population.bench import Bench
from unspiral.act.population.dials import Dial, turned
from unspiral.act.population.joint import joint_of
from unspiral.act.population.measures import weights_of
from unspiral.act.population.tornado import SHARE, tornados, turns
from unspiral.errors import SpecError

pytestmark = pytest.mark.identity
SMALL = town(effects=())
MEASURE = "weeks:depression:episode"


def test_each_number_stands_at_its_ends_and_all_others_are_held() -> None:
    made = scenarios(SMALL)
    rate = Dial("rate", "depression begins")
    draws = [turned(made[0.5], rate, 0.01 + 0.0005 * k) for k in range(41)]
    count = 0

    def step(by: int) -> None:
        nonlocal count
        count += by

    (found,) = tornados(made, own(), 52, [MEASURE], draws=draws, nodes=3, advance=step)
    assert count == turns(made[0.5], own(), draws) == 4
    assert {bar.key for bar in found.bars} == {
        SHARE, "help, uptake", "help, depression ends", "help, pain becomes chronic", "depression begins, events a year",
    }  # fmt: skip
    assert [bar.swing for bar in found.bars] == sorted((bar.swing for bar in found.bars), reverse=True)
    place = [each.measure.name for each in weights_of(SMALL, joint_of(SMALL))].index(MEASURE)

    def change(share: float, moved: dict[str, float]) -> float:
        base, (arm,) = Bench(52).read(made[share], share, [own()], nodes=3, marks=[0, 52], moved=moved)
        return float(arm.amounts[place] - base.amounts[place])

    bars = {bar.key: bar for bar in found.bars}
    assert found.share == 0.5 and found.middle == pytest.approx(change(0.5, {}))
    assert (bars[SHARE].at_low, bars[SHARE].at_high) == pytest.approx((change(0.0, {}), change(1.0, {})))
    assert bars["help, uptake"].at_high == pytest.approx(change(0.5, {"own: help, uptake": 0.7}))
    more = bars["depression begins, events a year"]
    assert more.at_high < found.middle < more.at_low < 0.0  # the more depression begins, the more weeks there are to save


def test_a_measure_that_is_none_is_refused() -> None:
    with pytest.raises(SpecError, match="'weeks' is no measure"):
        tornados(scenarios(SMALL), own(), 52, ["weeks"])
