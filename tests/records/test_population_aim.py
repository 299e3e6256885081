from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import get_args

import pytest

from unspiral.records.population_aim import Aim, Sight

pytestmark = pytest.mark.unit
AIM = Aim("made up", "E006", "", 0.2, 0.1, 0.3, "now", (("pain", ("chronic",)),))


def test_every_sight_has_the_scale_on_which_it_counts() -> None:
    scales = {see: replace(AIM, see=see).scale for see in get_args(Sight)}
    assert scales == {
        "now": "share", "ever": "share", "risk": "share", "median": "time", "risk ratio": "ratio", "odds ratio": "ratio", "twins": "ratio",
    }  # fmt: skip


def test_records_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        AIM.value = 0.5  # type: ignore[misc]
