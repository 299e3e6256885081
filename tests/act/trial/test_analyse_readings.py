"""Which readings a plan allows, what each says, and diaries that are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.trial.people import diary, planned

from unspiral.act.trial import analyse, interval
from unspiral.act.trial.analyse import analyse_trial
from unspiral.errors import DataError, NotIdentified

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("few")]


def test_the_end_is_read_at_the_last_day_and_at_no_other() -> None:
    plan, values = planned(), diary(planned(), -3.0)
    for reached in (42, 77, 83):
        with pytest.raises(NotIdentified, match="is read once, after day 84") as refusal:
            analyse_trial(plan, values[:reached], replicates=39)
        assert (refusal.value.code, refusal.value.exit_code) == ("no-look", 3)
    # The last answer may be missing, as long as the diary covers that day.
    values[83] = np.nan
    found = analyse_trial(plan, values, replicates=39)
    assert (found.reading, found.days, found.answered, found.planned) == ("final", 84, 83, 84)


def test_an_early_look_has_made_up_diaries_enough_for_its_bound() -> None:
    assert analyse.AT_LOOK + 1 >= 10 / 0.005


def test_the_early_look_uses_the_answers_up_to_its_day_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval, "LEAST", 199)
    monkeypatch.setattr(analyse, "AT_LOOK", 199)  # fewer: what is asked here does not hang on them
    plan = planned(look=True)
    values = diary(plan, -3.0)
    at = plan.stop.look
    found = analyse_trial(plan, values[:at], replicates=199)
    assert (found.reading, found.alpha, found.test, found.days) == ("look", 0.005, "bootstrap", at)
    assert found.p is not None
    assert found.effects[0].level_on == pytest.approx(0.995)
    assert {"look", "stop-futile"} & {v.code for v in found.verdicts}
    # What comes after the look would show in p and in the course as well; intervals are made once.
    monkeypatch.setattr(analyse, "effects_of", lambda *_: (found.effects, found.timing))
    later = values[: at + 6].copy()
    later[at:] += 50.0
    again = analyse_trial(plan, later, replicates=199)
    assert (again.p, again.word) == (found.p, found.word)
    assert np.array_equal(again.course.estimate, found.course.estimate, equal_nan=True)


def test_a_trial_that_was_ended_early_is_no_test() -> None:
    plan = planned()
    found = analyse_trial(plan, diary(plan, -3.0)[:60], stopped=True, replicates=39)
    assert (found.reading, found.p, found.word, found.test, found.days) == ("stopped", None, "cannot tell", "none", 60)
    assert "not-a-test" in {v.code for v in found.verdicts}
    assert not found.effects[0].by_test
    assert analyse_trial(plan, diary(plan, -3.0), stopped=True, replicates=39).reading == "final"


def test_harm_is_said() -> None:
    plan = planned()
    values = diary(plan, 0.0)
    values[30:34, 0] = 3.0
    values[30:34, 1] = 3.0 + abs(plan.stop.harm) + 1.0
    assert "stop-harm" in {v.code for v in analyse_trial(plan, values, replicates=39).verdicts}


def test_diaries_that_say_nothing_are_refused() -> None:
    plan = planned()
    with pytest.raises(NotIdentified, match="answered on"):
        analyse_trial(plan, np.full((84, 2), np.nan))
    with pytest.raises(DataError, match="columns of answers"):
        analyse_trial(plan, np.zeros((84, 3)))
    with pytest.raises(DataError, match="not those that its seed draws"):
        analyse_trial(replace(plan, on=plan.on[::-1]), np.zeros((84, 2)))
