"""The whole reading: what is found, the gap that always stands beside it, and every slip."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.stats import norm
from tests.act.made import pair_fit
from tests.act.population.example import declared, falling
from tests.act.population.example import markov as without_effects

from unspiral.act.population.threshold_readings import Rule, Thresholds
from unspiral.act.population.thresholds import called, check_rules, thresholds
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.prior_fit import from_priors

pytestmark = pytest.mark.unit
markov = cache(without_effects)
PAIN, LOW = Rule("pain", "chronic", 5.5, 0.0, 10.0, 12, 10, 4), Rule("depression", "episode", 5.0, 0.0, 27.0, 2, 2, 8)
SPREAD = {"pain": 1.0, "depression": 1.0}


def read(persons: int = 300, rules: tuple[Rule, ...] = (PAIN, LOW), **more: object) -> Thresholds:
    return thresholds(pair_fit(), markov(), rules, spread=SPREAD, persons=persons, years=1.5, before=0.5, **more)  # type: ignore[arg-type]


@cache
def found() -> Thresholds:
    return read()


def test_every_quantity_has_both_readings_and_their_ratio() -> None:
    assert len(found().readings) == 19
    for one in found().readings:
        assert one.episodes is not None
        if one.symptoms is not None:
            assert one.ratio == pytest.approx(one.symptoms / one.episodes)
    assert {one.state for one in found().readings} >= {"pain:chronic", "depression:episode", "pain:chronic+depression:episode"}
    assert set(found().prevalence) == {"pain:chronic", "depression:episode"}
    assert found().readings[0].symptoms == pytest.approx(np.mean(found().prevalence["pain:chronic"][26:]))


def test_it_is_said_that_these_are_two_models_and_where_they_differ() -> None:
    said = " ".join(found().said)
    assert "two models" in said and "no error of either" in said and "nobody ages" in said
    assert "5.5 or more (scale 0 to 10, mean of a week) in 10 of 12 weeks, so that 2 may be below; over after 4 weeks" in said
    assert found().compared == "back-pain-depression"


def test_a_week_above_is_as_common_as_the_normal_law_has_it() -> None:
    one = Rule("pain", "chronic", 6.0, 0.0, 10.0, 1, 1, 1)
    whole = read(persons=1500, rules=(one,))
    fit = pair_fit()
    from tests.act.population.test_symptoms import week_law

    from unspiral.act.population.symptoms import symptoms_of

    world = symptoms_of(fit, SPREAD)
    sd = float(np.sqrt(week_law(world, 0)[0, 0] + 1.0))
    now = whole.readings[0]
    assert now.error is not None and now.symptoms == pytest.approx(1.0 - norm.cdf((6.0 - 5.0) / sd), abs=4.0 * now.error)
    weekly = week_law(world, 0)[0, 0]
    assert whole.beyond["pain"] == pytest.approx(2.0 * norm.cdf(-5.0 / np.sqrt(weekly + 1.0)), abs=0.004)


def test_the_same_seed_gives_the_same_counts_and_another_does_not() -> None:
    first, again, other = (read(persons=200, rules=(PAIN,), seed=seed) for seed in (1, 1, 2))
    assert first.readings == again.readings and first.readings != other.readings


def test_hazards_fitted_to_the_counts_come_along_with_what_they_say() -> None:
    fitted = found().fitted
    assert fitted is not None and found().fitted_gap is not None
    assert fitted.course("pain").process == "pain" and fitted.name == "from thresholds"
    share = found().readings[0]
    assert share.fitted == pytest.approx(share.symptoms, abs=0.04)


@pytest.mark.parametrize(("rule", "words"), [
    (replace(PAIN, course="pian"), "no course 'pian'. Did you mean 'pain'"),
    (replace(PAIN, state="long"), "no state 'long'"),
    (replace(PAIN, course="life", state="dead"), "belongs to no process"),
    (replace(PAIN, at=0.0), "The threshold of 'pain:chronic' is 0"),
    (replace(PAIN, at=11.0), "runs from 0 to 10"),
    (replace(PAIN, at=float("nan")), "threshold"),
    (replace(PAIN, low=10.0, high=0.0), "no room"),
    (replace(PAIN, least=13), "13 of 12 weeks"),
    (replace(PAIN, least=0), "0 of 12 weeks"),
    (replace(PAIN, weeks=500, least=500), "cannot be asked"),
    (replace(PAIN, leave=2), "end and begin again within itself"),
    (replace(PAIN, high=4.9, at=4.0), "usual level of pain in this loop is 5, outside its scale"),
])  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(rule: Rule, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        read(rules=(rule,))
    assert words in caught.value.what + caught.value.why


def test_episodes_stand_on_processes_that_the_loop_has() -> None:
    other = called(markov(), {"depression": "mood"})
    with pytest.raises(SpecError, match="belongs to the process 'mood', which this loop does not have") as caught:
        thresholds(pair_fit(), other, (LOW,), spread=SPREAD)
    assert "--called mood=pain" in caught.value.fix
    with pytest.raises(SpecError, match=r"No course of .* belongs to a process 'sleep'"):
        called(markov(), {"sleep": "pain"})
    assert check_rules(("depression", "pain"), markov(), (PAIN, LOW)) == (1, 0)


@pytest.mark.parametrize(("more", "words"), [
    ({"persons": 50}, "too few"), ({"persons": 10**9}, "person-days"), ({"years": 0.0}, "cannot be simulated"),
    ({"years": float("nan")}, "cannot be simulated"), ({"before": -1.0}, "cannot be simulated"),
    ({"before": 0.1}, "fewer than the 12 weeks"),
])  # fmt: skip
def test_sizes_that_cannot_be_are_refused(more: dict[str, float], words: str) -> None:
    with pytest.raises(SpecError) as caught:
        thresholds(pair_fit(), markov(), (PAIN, LOW), spread=SPREAD, **more)  # type: ignore[arg-type]
    assert words in caught.value.what


def test_what_has_no_such_reading_is_refused() -> None:
    with pytest.raises(SpecError, match="No rule"):
        read(rules=())
    with pytest.raises(SpecError, match="Two rules"):
        read(rules=(PAIN, PAIN))
    with pytest.raises(SpecError, match="time since"):
        thresholds(pair_fit(), falling(), (PAIN,), spread=SPREAD, persons=200, years=1.0, before=0.5)
    with pytest.raises(NotIdentified, match="counted in"):
        thresholds(from_priors("pain <-> depression", draws=20), declared(), (PAIN,), spread=SPREAD)
    moved = replace(
        markov(), hazards=tuple(replace(h, resets=(("pain", "none"),)) if h.name == "depression ends" else h for h in markov().hazards)
    )
    with pytest.raises(SpecError, match="moves 'pain' along with"):
        thresholds(pair_fit(), moved, (PAIN,), spread=SPREAD)


def test_assumptions_alone_and_answers_far_apart_are_named() -> None:
    stated = {"level:pain": "4", "level:depression": "6", "within:pain": "1.5", "within:depression": "3"}
    prior = thresholds(
        from_priors("pain <-> depression", stated, draws=20), markov(), (PAIN,), spread=SPREAD, persons=200, years=1.0, before=0.5
    )
    assert any("nobody's answers" in line for line in prior.said)
    yearly = thresholds(pair_fit(unit="month", interval=12.0), markov(), (PAIN,), spread=SPREAD, persons=200, years=1.0, before=0.5)
    assert any("answers far apart" in line for line in yearly.said)
