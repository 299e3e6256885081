"""Effects from the tables: which row counts, how far it is drawn toward nothing, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.achievable import NO_INTERVAL, USUAL, WRONG, from_evidence, shrunk, stated
from unspiral.evidence.tables import treatments

pytestmark = pytest.mark.unit
CORE = ("pain", "depression", "sleep_problem")


def test_shrinkage_is_the_mean_of_a_normal_law_that_was_seen_with_error() -> None:
    reported, error, certainty = 0.92, 0.25, "moderate"
    grid = np.linspace(-6.0, 6.0, 200_001)
    off = error**2 + WRONG[certainty] ** 2
    log = -0.5 * grid**2 / USUAL**2 - 0.5 * (reported - grid) ** 2 / off
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    mean = float(weight @ grid)
    counted, unsure = shrunk(reported, error, certainty)
    assert counted == pytest.approx(mean, abs=1e-9)
    assert unsure == pytest.approx(float(np.sqrt(weight @ (grid - mean) ** 2)), abs=1e-9)


def test_less_certain_effects_count_for_less() -> None:
    counted = [shrunk(0.8, 0.1, certainty)[0] for certainty in ("high", "moderate", "low", "very_low")]
    assert counted == sorted(counted, reverse=True)
    assert 0.0 < counted[-1] < counted[0] < 0.8


def test_a_treatment_may_act_on_two_processes() -> None:
    found = {c.name: c for c in from_evidence(CORE)[0]}
    assert {e.process for e in found["duloxetine"].effects} == {"pain", "depression"}
    assert {e.process for e in found["cbt_i"].effects} == {"pain", "depression", "sleep_problem"}
    assert found["duloxetine"].medical
    assert not found["exercise"].medical


def test_the_row_of_the_highest_certainty_counts() -> None:
    table = {row.id: row for row in treatments()}
    cbt = next(c for c in from_evidence(CORE)[0] if c.name == "cbt")
    (effect,) = cbt.effects
    rivals = [r for r in table.values() if r.treatment == "cbt" and r.outcome == "depression" and r.benefit is not None]
    assert len(rivals) > 1
    assert table[effect.row].certainty == "moderate"
    assert {r.certainty for r in rivals} == {"moderate", "low"}
    assert (effect.reported, effect.citation) == (table[effect.row].benefit.value, table[effect.row].citation)  # type: ignore[union-attr]


def test_rows_near_the_end_of_treatment_count_before_later_ones() -> None:
    found = {c.name: c for c in from_evidence(CORE)[0]}
    (effect,) = found["behavioural_therapy_plus_physiotherapy"].effects
    assert "month" not in effect.time_point.replace("<2 months", "")
    rivals = [r for r in treatments() if r.treatment == "behavioural_therapy_plus_physiotherapy" and r.outcome == "pain"]
    assert any("month" in r.time_point and r.certainty == "high" for r in rivals)  # surer, and too late
    assert found["mirtazapine"].effects[0].basis.startswith("approx")


def test_an_effect_without_an_interval_is_the_less_sure() -> None:
    (effect,) = next(c for c in from_evidence(("depression",))[0] if c.name == "psychotherapy_any").effects
    assert effect.low is None
    assert (effect.counted, effect.unsure) == pytest.approx(shrunk(effect.reported or 0.0, NO_INTERVAL, effect.certainty))


def test_what_cannot_be_ranked_says_why() -> None:
    found, left_out = from_evidence(CORE)
    reasons = dict(left_out)
    assert not {c.name for c in found} & set(reasons)
    assert "no process of this loop" in reasons["lumbar_fusion"]
    assert "no effect in standard deviations" in reasons["tca"]
    assert "opioid_short_course" in reasons
    assert "not seen in a source" in reasons["opioid_short_course"]
    every = {row.treatment for row in treatments()} - {"placebo", "usual_care"}  # what others were compared with
    assert every == {c.name for c in found} | set(reasons)


def test_other_words_for_a_process() -> None:
    assert from_evidence(("low_mood",))[0] == ()
    found = from_evidence(("low_mood",), {"low_mood": "depression"})[0]
    assert "cbt" in {c.name for c in found}
    assert {e.process for c in found for e in c.effects} == {"low_mood"}


def test_stated_effects_are_certain_and_have_no_source() -> None:
    first, second = stated(("pain", "depression"), 0.5)
    assert (first.name, second.kind) == ("pain", "process")
    assert (first.effects[0].counted, first.effects[0].unsure, first.effects[0].row) == (0.5, 0.0, "")
