from __future__ import annotations

import pytest
from tests.act.population.example import declared

from unspiral.show.population_run_words import rests_on, state_words

pytestmark = pytest.mark.unit


def test_what_numbers_rest_on_is_counted() -> None:
    found = rests_on(declared())
    hazards, ratios = declared().hazards, [ratio for hazard in declared().hazards for ratio in hazard.ratios]
    assert found["numbers"] == 1 + len(hazards) + len(ratios) + len(declared().outcomes)
    rows = found["rows"]
    assert isinstance(rows, list) and {"E035", "E006", "E084"} <= set(rows) and "assumption" not in rows
    assert found["assumed"] == sum(
        not basis.row for basis in [declared().people.basis, *(x.basis for x in (*hazards, *ratios, *declared().outcomes))]
    )


def test_states_in_words() -> None:
    assert state_words("pain:chronic+depression:episode") == "pain: chronic, with depression: episode"
    assert state_words("life:dead") == "life: dead"
