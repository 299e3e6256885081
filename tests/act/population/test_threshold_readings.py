from __future__ import annotations

import dataclasses

import pytest

from unspiral.act.population.threshold_readings import Reading, Rule

pytestmark = pytest.mark.unit


def test_a_rule_names_its_state_as_documents_do() -> None:
    rule = Rule("pain", "chronic", 4.0, 0.0, 10.0, 12, 10, 4)
    assert rule.key == "pain:chronic"
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.at = 5.0  # type: ignore[misc]


def test_a_reading_without_fitted_hazards_says_so() -> None:
    assert Reading("x now", "share", "pain:chronic", 0.1, 0.01, 0.2, 0.5).fitted is None
