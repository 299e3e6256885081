from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.posterior import Posterior, Prior

pytestmark = pytest.mark.unit


def test_a_posterior_says_how_it_came_about_and_never_changes() -> None:
    found = Posterior(2, 1000, 500, rhat={"self:pain": 1.001}, priors=(Prior("self:pain", "log-normal", 0.0, 1.0, "weak"),))
    assert found.divergences == 0
    assert found.priors[0].why == "weak"
    with pytest.raises(FrozenInstanceError):
        found.draws = 1  # type: ignore[misc]
