"""A question on both sides of an arrow bends it; left out, the truth comes back, and both answers are shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov

from unspiral.errors import NotIdentified
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.overlap import (
    WITH,
    WITHOUT,
    arrows_between,
    left_out,
    narrowed,
    overlap_rungs,
    overlap_verdicts,
    traits_rungs,
    with_overlap,
)
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse, to_text
from unspiral.records import Choices, Fit, Panel, Rung, Verdict
from unspiral.records.overlap import Overlap, SharedItem, SharedTotal

pytestmark = pytest.mark.unit

LOOP = parse("sleep_problem <-> depression; sleep_problem by sleep_quality; depression by phq9_1, phq9_2, phq9_3")
ITEM = SharedItem("depression", "phq9_3", "phq3", "Trouble falling or staying asleep", "sleep_problem", False, "its words")
FOUND = Overlap((ITEM,))
INTO, BACK = ("sleep_problem", "depression"), ("depression", "sleep_problem")
DRIFT, NOISE = np.array([[-0.7, 0.15], [0.0, -0.3]]), np.diag([1.2, 0.3])  # sleep, depression: bad sleep does nothing to depression


def made_up(seed: int) -> Panel:
    """Fifty people on forty days; the third question is half depression, and as much the sleep of that day."""
    states = parse("sleep_problem <-> depression")
    choices = Choices(False, False, "stationary", "constant", dict.fromkeys(states.columns, "gaussian"))
    truth = {
        "self:sleep_problem": -0.7, "self:depression": -0.3, "link:sleep_problem->depression": 0.0, "link:depression->sleep_problem": 0.15,
        "diffusion:sleep_problem": 1.2, "diffusion:depression": 0.3, "diffusion:sleep_problem,depression": 0.0,
        "level:sleep_problem": 0.0, "level:depression": 0.0,
    }  # fmt: skip
    panel = simulate(states, truth, [np.arange(40.0)] * 50, seed=seed, choices=choices, unit="day")
    rng = np.random.default_rng(seed)
    people = []
    for person in panel.persons:
        sleep, low = (person.values + 0.5 * rng.normal(size=2)).T  # people differ in their usual sleep and mood
        noise = rng.normal(size=(len(sleep), 4))
        answers = [sleep + 0.3 * noise[:, 0], low + noise[:, 1], low + noise[:, 2], 0.7 * low + 0.8 * sleep + 0.4 * noise[:, 3]]
        people.append(replace(person, values=np.column_stack(answers)))
    return replace(panel, persons=tuple(people), indicators=("sleep_quality", "phq9_1", "phq9_2", "phq9_3"))


def true_effect() -> float:
    """Of depression on sleep after a day, in standard deviations."""
    spread = np.sqrt(np.diag(solve_continuous_lyapunov(DRIFT, -NOISE)))
    return float(expm(DRIFT)[0, 1] * spread[1] / spread[0])


@pytest.fixture(scope="module")
def fits() -> list[Fit]:
    return [fit_ml(made_up(seed), LOOP, traits=True, t0="stationary", starts=2, overlap=FOUND) for seed in (2, 3, 5)]


def effects(fits: list[Fit], label: str, arrow: tuple[str, str]) -> np.ndarray:
    rungs = [next(rung for rung in fit.ladder if rung.label == label) for fit in fits]
    return np.array([(e.estimate, e.low, e.high) for e in (rung.links[arrow].effect for rung in rungs)], dtype=float)


def test_leaving_the_question_out_mends_what_it_bent(fits: list[Fit]) -> None:
    """Truth: sleep does nothing to depression, and depression is followed by bad sleep."""
    bent, mended = effects(fits, WITH, INTO), effects(fits, WITHOUT, INTO)
    assert abs(mended[:, 0].mean()) < 0.03
    assert np.all((mended[:, 1] < 0.0) & (mended[:, 2] > 0.0))
    assert np.all(bent[:, 2] < 0.0)  # a clear arrow that is not there
    assert bent[:, 0].mean() < -0.15
    mended = effects(fits, WITHOUT, BACK)
    assert mended[:, 0].mean() == pytest.approx(true_effect(), abs=0.04)
    assert np.all((mended[:, 1] < true_effect()) & (mended[:, 2] > true_effect()))


def test_it_is_left_out_said_and_shown_beside(fits: list[Fit]) -> None:
    fit = fits[0]
    assert "phq9_3" not in fit.loop_text
    assert "level:phq9_3" not in {p.name for p in fit.parameters}
    verdict = next(v for v in fit.verdicts if v.code == "overlap")
    assert verdict.level == "caution"
    assert "phq9_3 of depression asks about sleep_problem (“Trouble falling or staying asleep”), and was left out." in verdict.reason
    assert "The words hang on it" in verdict.reason
    assert verdict.remedy == "--keep-overlap keeps it"
    mine, beside = overlap_rungs(fit.ladder)
    assert (mine.label, beside.label) == (WITHOUT, WITH)
    assert mine.loglik == fit.loglik
    assert beside.n_parameters == fit.n_parameters + 3  # loading, level and error of the question
    assert [rung.label for rung in traits_rungs(fit.ladder)] == ["without traits", "with traits"]


def test_the_rung_beside_is_the_plain_fit_with_the_question(fits: list[Fit]) -> None:
    plain = fit_ml(made_up(2), LOOP, traits=True, t0="stationary", starts=2, ladder=False)
    beside = overlap_rungs(fits[0].ladder)[1]
    assert beside.loglik == pytest.approx(plain.loglik, abs=1e-4)
    assert beside.links[INTO].effect.estimate == pytest.approx(plain.direction.links[INTO].effect.estimate, abs=1e-3)


def test_kept_it_stays_and_the_other_is_beside() -> None:
    kept = fit_ml(made_up(2), LOOP, traits=True, t0="stationary", starts=2, overlap=replace(FOUND, keep=True))
    assert kept.loop_text == to_text(LOOP)
    beside, mine = overlap_rungs(kept.ladder)
    assert (beside.label, mine.label) == (WITHOUT, WITH)
    assert mine.loglik == kept.loglik
    verdict = next(v for v in kept.verdicts if v.code == "overlap")
    assert (verdict.level, verdict.remedy) == ("caution", "leave out --keep-overlap")
    assert "stayed in, as asked" in verdict.reason


def test_one_person_has_both_rungs_too() -> None:
    panel = made_up(2)
    one = replace(panel, persons=panel.persons[:1])
    fit = fit_ml(one, LOOP, t0="stationary", error=True, starts=2, overlap=FOUND)
    assert [rung.label for rung in fit.ladder] == [WITHOUT, WITH]
    alone = fit_ml(one, LOOP, t0="stationary", error=True, starts=2, overlap=FOUND, ladder=False)
    assert alone.ladder == ()
    assert "is not shown" in next(v for v in alone.verdicts if v.code == "overlap").reason


def test_narrowing() -> None:
    assert narrowed(LOOP, ()) is LOOP
    small = narrowed(LOOP, (ITEM,))
    assert parse(to_text(small)) == small
    assert small.columns == ("sleep_quality", "phq9_1", "phq9_2")
    assert arrows_between(LOOP, (ITEM,)) == (INTO, BACK)
    assert left_out(LOOP, None) == ()


def test_a_process_is_never_left_without_a_question() -> None:
    loop = parse("sleep_problem <-> depression; sleep_problem by sleep_quality; depression by phq9_3")
    assert left_out(loop, FOUND) == ()
    (verdict,) = overlap_verdicts(loop, FOUND)
    assert (verdict.code, verdict.level) == ("overlap-whole", "caution")
    assert "measured by phq9_3 alone" in verdict.reason


def test_totals_near_and_unknown_are_said() -> None:
    total = SharedTotal("depression", "phq9", "PHQ", ("phq3",), ("Trouble falling",), "sleep_problem")
    near = SharedItem("depression", "cesd_20", "cesd20", "I could not get going", "fatigue", True, "its words")
    found = {v.code: v for v in overlap_verdicts(LOOP, Overlap((near,), (total,), (("depression", "bdi", ("sleep_problem",)),)))}
    assert {code: v.level for code, v in found.items()} == {
        "overlap-near": "ok", "overlap-total": "caution", "overlap-unknown": "caution",
    }  # fmt: skip
    assert "counts a question about sleep_problem (phq3 “Trouble falling”)" in found["overlap-total"].reason
    assert "single questions of the PHQ" in found["overlap-total"].remedy
    assert "whose questions are not known here" in found["overlap-unknown"].reason
    assert overlap_verdicts(LOOP, None) == []


def test_the_other_fit_that_cannot_be_had_is_said(fits: list[Fit]) -> None:
    def refused(_loop: object, _label: str) -> str:
        return "too few answers"

    bare = replace(fits[0], ladder=(), verdicts=())
    said = with_overlap(bare, LOOP, FOUND, refused)
    assert said.ladder == ()
    assert said.verdicts[0].level == "caution"
    assert "is not shown: too few answers" in said.verdicts[0].reason
    person = made_up(1).persons[0]
    short = replace(person, time=np.zeros(1), values=np.ones((1, 4)), inputs=np.zeros((1, 0)))
    with pytest.raises(NotIdentified):
        fit_ml(replace(made_up(1), persons=(short,)), LOOP, overlap=FOUND)


def test_words_that_agree_are_no_caution() -> None:
    def rung(label: str) -> Rung:
        return Rung(label, True, "constant", "joint", -1.0, 3, "neither", {}, {INTO: "nil", BACK: "nil"})

    (verdict,) = overlap_verdicts(LOOP, FOUND, (rung(WITHOUT), rung(WITH)))
    assert verdict == Verdict(
        "overlap", "ok",
        "phq9_3 of depression asks about sleep_problem (“Trouble falling or staying asleep”), and was left out. "
        "The words of the arrows between them are the same with it and without.",
        "--keep-overlap keeps it",
    )  # fmt: skip
