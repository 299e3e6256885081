from __future__ import annotations

import numpy as np
import pytest
from tests.act.trial.people import diary, planned

from unspiral.act.trial import exposure, interval
from unspiral.act.trial.analyse import analyse_diary, analyse_trial
from unspiral.errors import DataError, NotIdentified, SpecError

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("few")]


def test_a_large_effect_is_clear_and_its_interval_agrees_with_p() -> None:
    plan = planned()
    values = diary(plan, -1.2)
    values[[6, 20, 21]] = np.nan
    found = analyse_trial(plan, values, replicates=39)
    first = found.effects[0].on_days
    assert (found.word, found.test, found.answered, found.on_days) == ("clear", "randomisation", 81, 42)
    assert found.p is not None
    assert found.p <= 0.05
    assert first.high is not None
    assert first.estimate < first.high <= 0.0
    assert (found.effects[1].on_days.low, found.effects[1].on_days.high) == (None, None)
    assert np.isnan(found.course.estimate[6]).all()
    assert (found.course.low[0] < found.course.estimate[0]).all()


@pytest.mark.parametrize(("block", "seeds"), [(7, (2, 3)), (21, (2, 5))])  # of each block one on either side
def test_the_interval_leaves_zero_out_just_where_p_says_so(block: int, seeds: tuple[int, ...]) -> None:
    plan = planned(block)
    for seed in seeds:
        found = analyse_trial(plan, diary(plan, -0.35, seed), replicates=39)
        first = found.effects[0].on_days
        assert found.p is not None
        assert first.low is None or first.high is None or first.low < first.high
        # An interval that ends at 0 because the test rules 0 out does not go beyond it.
        holds_zero = (first.low is None or first.low < 0.0 or found.p > 0.05) and (first.high is None or first.high > 0.0 or found.p > 0.05)
        assert holds_zero == (found.p > 0.05)


@pytest.mark.parametrize(("look", "block", "level"), [(True, 7, 0.955)])
def test_intervals_carry_their_real_level(look: bool, block: int, level: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval, "LEAST", 199)
    # Of 199 made-up diaries and the diary itself 10 may lie beyond; with a look the end spends 0.045, which is 9 of 200.
    plan = planned(block, look=look)
    found = analyse_trial(plan, diary(plan, -0.5), replicates=199)
    assert found.effects[0].by_test
    assert found.effects[0].level_on == pytest.approx(level)
    assert found.effects[0].level_far == pytest.approx(level)
    assert not found.effects[1].by_test


def test_adherence_is_told_apart_from_the_plan() -> None:
    plan = planned(adherence=(0.5, 0.8))
    found = analyse_trial(plan, diary(plan, -1.0), replicates=39).effects[0]
    assert found.taken is not None
    assert found.taken.estimate == pytest.approx(found.on_days.estimate / 0.65)
    assert (found.taken.low is None) == (found.on_days.low is None)
    assert (found.taken.high is None) == (found.on_days.high is None)


def test_timing_is_given_or_estimated_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure, "ONSETS", (0.0, 2.0))
    monkeypatch.setattr(exposure, "HALVES", (0.0,))
    given = analyse_trial(planned(onset=2.0), diary(planned(), -1.0), replicates=39)
    assert (given.timing.how, given.timing.onset, given.timing.onset_ends) == ("given", 2.0, None)
    assert any("given, not estimated" in said for said in given.assumptions)
    found = analyse_trial(planned(estimate_timing=True), diary(planned(), -2.0), replicates=199)
    assert found.timing.how == "estimated"
    assert found.timing.onset_ends is not None
    low, high = found.timing.onset_ends
    assert low <= found.timing.onset <= high
    assert found.word == "clear"
    first = found.effects[0].on_days
    assert first.high is not None and first.estimate <= first.high <= 0.0
    assert first.low is None or first.low < first.estimate


def test_without_a_plan() -> None:
    plan = planned(14)
    on, how = np.array(plan.on, dtype=float), {"columns": ("pain", "depression"), "treatment": "walking", "acts_on": ("depression",)}
    found = analyse_diary(diary(plan, -1.5), on, **how, outcomes=("depression",), replicates=39)
    assert (found.test, found.reading, found.planned) == ("bootstrap", "no plan", 0)
    assert "no-plan" in {v.code for v in found.verdicts}
    assert found.effects[0].on_days.estimate < 0.0
    with pytest.raises(NotIdentified, match="1 stretch with it"):
        analyse_diary(diary(plan, 0.0), (np.arange(84) >= 42).astype(float), **how, outcomes=("pain",))
    with pytest.raises(DataError, match="other numbers than 0 and 1"):
        analyse_diary(diary(plan, 0.0), on * 2.0, **how, outcomes=("pain",))
    with pytest.raises(SpecError, match="--onset"):
        analyse_diary(diary(plan, 0.0), on, **how, outcomes=("pain",), onset=float("inf"))
    with pytest.raises(SpecError, match="adherence"):
        analyse_diary(diary(plan, 0.0), on, **how, outcomes=("pain",), adherence=(0.9, 0.5))
