from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.length import Wanted, settled_on
from unspiral.act.trial.person import model_of
from unspiral.act.trial.power import Setting
from unspiral.errors import NotIdentified, SpecError

pytestmark = pytest.mark.unit
FREE = Setting(model_of(PERSON), np.array([0.0, 1.0]), -0.8, np.zeros(0, dtype=np.int64), 0.0, 0.0, 1.0, 0.0, 1)
ASKED = Wanted(84, 7, "randomised", 0, 1, False, "lower", True, 1.0)


def test_what_was_asked_for_is_kept() -> None:
    days, block, said, rule, power = settled_on(FREE, ASKED)
    assert (days, block, said) == (84, 7, ())
    assert rule.level == 3.0
    assert power.most == power.known
    assert settled_on(FREE, replace(ASKED, level_known=False))[3].level is None


def test_the_shortest_trial_with_enough_power_is_chosen() -> None:
    days, block, said, _, power = settled_on(FREE, replace(ASKED, days=None))
    assert power.known >= 0.8
    assert days % block == 0
    assert [v.code for v in said] == ["length-chosen"]
    shorter = settled_on(replace(FREE, size=-1.6), replace(ASKED, days=None))
    assert shorter[0] < days


@pytest.mark.parametrize(("change", "kind"), [
    ({"days": 500}, SpecError), ({"days": 500, "block": None}, SpecError), ({"days": None, "block": 200}, SpecError),
    ({"days": 85, "block": None}, SpecError), ({"days": 14, "block": 7}, NotIdentified), ({"days": None, "block": 0}, SpecError),
])  # fmt: skip
def test_lengths_that_make_no_trial_are_refused(change: dict[str, int | None], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        settled_on(FREE, replace(ASKED, **change))  # type: ignore[arg-type]
