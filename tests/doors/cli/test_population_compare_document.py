from __future__ import annotations

import pytest
from tests.act.population.policy_made import own
from tests.show.policies_made import comparison

from unspiral.doors.cli.population_compare_document import document, listing

pytestmark = pytest.mark.unit


def test_differences_at_every_share_and_one_word_over_all() -> None:
    found = document(comparison(), 1.5)
    assert (found["schema"], found["per"], found["start"], found["seconds"]) == (
        "unspiral.population/1", 100_000, "2027-01-01", {"compare": 1.5, "simulate": None},
    )  # fmt: skip
    policies: list = found["policies"]  # type: ignore[assignment]
    assert set(policies[0]["differences"]) == {"0", "0.5", "1"} == set(policies[0]["course"]) == set(policies[0]["care"])
    row = policies[0]["differences"]["1"]["weeks:depression:episode"]
    assert row == {
        "now": 5.0e5, "estimate": -20000.0, "low": -28000.0, "high": -12000.0, "word": "fewer",
        "simulated": {"change": -20111.0, "error": 350.0, "persons": 10_000},
    }  # fmt: skip
    assert policies[0]["words"]["weeks:pain:chronic"]["word"] == "cannot tell"
    parts: list = found["attributable"]  # type: ignore[assignment]
    assert parts[0]["range"] == [0.0, 0.038] and parts[0]["cut"] == {"0": 0.0, "0.5": 0.006, "1": 0.012}
    rungs: list = found["ladder"]  # type: ignore[assignment]
    assert [rung["row"] for rung in rungs] == ["E050", "E052", "E053"]


def test_a_list_keeps_sources() -> None:
    found: list = listing([own()])["policies"]  # type: ignore[assignment]
    assert found[0]["care"][0]["effects"][0]["factor"]["basis"] == {"row": "T033", "why": "made up"}
