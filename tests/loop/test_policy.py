from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tests.act.population.policy_made import own

pytestmark = pytest.mark.unit


def test_care_names_its_hazards_and_nothing_can_be_changed() -> None:
    proposal = own()
    (care,) = proposal.care
    assert (care.begins, care.stops) == ("help begins", "help stops")
    with pytest.raises(FrozenInstanceError):
        proposal.name = "other"  # type: ignore[misc]
