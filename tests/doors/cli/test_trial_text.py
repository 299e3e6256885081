from __future__ import annotations

import pytest
from tests.show.trial_made import made_trial

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.doors.cli.trial_text import plan_text, trial_text
from unspiral.records.trial import ALWAYS

pytestmark = pytest.mark.unit


def test_a_trial_begins_with_its_answer() -> None:
    assert trial_text(made_trial("cannot tell")).startswith("Cannot tell yet whether walking changes pain.")
    assert trial_text(made_trial(reading="look")).startswith("At the one early look, after day 28 of 56.")
    assert "This takes for granted:" in trial_text(made_trial())
    assert ALWAYS in " ".join(trial_text(made_trial()).split())


def test_a_plan_lists_days_and_rules() -> None:
    plan = plan_trial(
        stated_person("pain", 1.5, 0.4), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=84, block=14, design="ab",
        start="2026-12-01", look=True, simulations=0, seed=1,
    )  # fmt: skip
    text = plan_text(plan)
    assert "   1 to  14  2026-12-01 to 2026-12-14  off" in text
    assert "  15 to  28  2026-12-15 to 2026-12-28  on" in text
    assert "It ends early:" in text
    assert "Caution (stated-numbers)" in text
    assert ALWAYS in " ".join(text.split())
