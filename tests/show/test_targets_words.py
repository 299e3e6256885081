"""Words of a ranking."""

from __future__ import annotations

import pytest
from tests.act.made import pair_fit

from unspiral.act.targets import processes_as_targets, targets
from unspiral.show.targets_words import called, finding, weighed

pytestmark = pytest.mark.unit


def test_names_findings_and_weights() -> None:
    fit = pair_fit(spread=0.001)
    found = targets(fit, {"pain": 2.0, "depression": 1.0}, candidates=processes_as_targets(fit))
    assert weighed(found) == "pain 67 % and depression 33 %"
    assert {called(entry) for entry in found.ranked} == {"pain", "depression"}
    assert found.answer is not None
    assert finding(found).startswith(f"{found.answer.capitalize()} would be expected to do most over 56 days: best of 2")
    assert finding(targets(pair_fit())) == "Cannot tell which does most over 56 days."
