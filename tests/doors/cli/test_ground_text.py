from __future__ import annotations

import pytest

from unspiral.doors.cli.ground_text import FIRST, ground_line, priors_entry, schema_of
from unspiral.learn.prior_fit import from_priors

pytestmark = pytest.mark.unit


def test_with_data_nothing_is_added() -> None:
    assert ground_line(None) == ""
    assert priors_entry(None) == {}
    assert schema_of("unspiral.whatif/1", priors=False) == "unspiral.whatif/1"


def test_without_data_all_three_say_so() -> None:
    beliefs = from_priors("pain <-> depression", {"half-life:pain": "1:4"}, draws=20).beliefs
    assert ground_line(beliefs) == FIRST
    found = priors_entry(beliefs)
    assert list(found) == ["priors", "counted", "runs_away"]
    entries = found["priors"]
    assert isinstance(entries, list)
    assert all(set(entry) == {"name", "law", "low", "middle", "high", "unit", "source", "why"} for entry in entries)
    assert schema_of("unspiral.whatif/1", priors=True) == "unspiral.whatif-from-priors/1"
