"""The joint fit, the answer that ignores skips, and the slider."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import log_ndtr, ndtr
from tests.learn.skip_panels import LOOP, skipping
from tests.learn.skip_truth import PAIR

from unspiral.errors import SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import fitted
from unspiral.learn.skip_design import Counted
from unspiral.learn.skipping import SLIDER, Begin, Learned, Steps, deviations_of, moved, moved_processes, with_skipping
from unspiral.records import Choices, Fit, Panel

PLAIN = {"traits": False, "error": False, "t0": "stationary"}


@pytest.fixture(scope="module")
def panel() -> Panel:
    return skipping(30, 24, slope=1.0, seed=4)


@pytest.fixture(scope="module")
def fit(panel: Panel) -> Fit:
    return fit_ml(panel, LOOP, skips=True, starts=2, **PLAIN)


@pytest.fixture(scope="module")
def alone(panel: Panel) -> Fit:
    return fit_ml(panel, LOOP, starts=2, **PLAIN)


@pytest.mark.unit
def test_the_answer_that_ignores_skips_is_the_fit_without_them(fit: Fit, alone: Fit) -> None:
    assert fit.skipping is not None
    random = fit.skipping.random
    assert random is not None
    assert random.lagged == alone.lagged
    assert random.answer == alone.direction.answer
    assert fit.choices.skips
    assert fit.converged


@pytest.mark.unit
def test_slopes_are_learned(fit: Fit) -> None:
    assert fit.skipping is not None
    for name, truth in (("pain", 0.0), ("depression", 1.0)):
        slope = fit.skipping.slopes[name]
        assert slope.low is not None
        assert slope.high is not None
        assert slope.low < truth < slope.high
    assert fit.skipping.slopes["depression"].low > 0.3  # type: ignore[operator]


@pytest.mark.unit
def test_what_was_ignored_is_mended(fit: Fit, alone: Fit) -> None:
    """Skipping that rises with depression cuts off its bad days: ignored, people look better than they are."""
    level = {p.name: p.estimate for p in fit.parameters}["level:depression"]
    ignored = {p.name: p.estimate for p in alone.parameters}["level:depression"]
    assert ignored < PAIR["level:depression"] - 0.1
    assert level > ignored + 0.1


@pytest.mark.identity
def test_at_no_slope_the_slider_is_the_answer_that_ignores_skips(fit: Fit, alone: Fit) -> None:
    held = fit.skipping
    assert held is not None
    none = held.slider[0]
    assert set(none.slope.values()) == {0.0}
    assert none.loglik is not None
    assert alone.loglik is not None
    share = held.skipped / held.prompts
    apart = held.skipped * np.log(share) + (held.prompts - held.skipped) * np.log1p(-share)
    assert abs(-2.0 * none.loglik + 2.0 * (alone.loglik + apart)) < 1e-6  # two searches for one maximum
    assert ndtr(0.0) == 0.5
    assert log_ndtr(0.0) == pytest.approx(np.log(0.5))
    for arrow, effect in none.lagged.items():
        assert effect.estimate == pytest.approx(alone.lagged[arrow].estimate, abs=1e-4)


def other_words(fit: Fit) -> Fit:
    """The same fit, each of its words on the other side of its bar: as chance in the draws may have it close to a bar."""
    links = {arrow: replace(link, word=f"not {link.word}") for arrow, link in fit.direction.links.items()}
    return replace(fit, direction=replace(fit.direction, answer=f"not {fit.direction.answer}", links=links))


@pytest.mark.unit
@pytest.mark.parametrize("reached", [True, False])
def test_without_slopes_there_is_one_wording(monkeypatch: pytest.MonkeyPatch, *, reached: bool) -> None:
    """One model, drawn from twice: no word may turn between the slider's middle and the answer that ignores skips. Elsewhere it may."""
    held = list[tuple[Fit, Learned, Counted, Steps]]()
    monkeypatch.setattr("unspiral.learn.fit_ml.with_skipping", lambda *of, slider: held.append(of) or of[0])
    fit_ml(skipping(12, 16, slope=1.0, seed=4), LOOP, skips=True, starts=1, ladder=False, **PLAIN)
    ((alone, begun, counted, steps),) = held

    def fit_of(choices: Choices, begin: Begin, what: str) -> Learned:
        fit, problem, optimum = steps.fit(choices, begin, what)
        middle = choices.skip_slope and not any(choices.skip_slope.values())
        return replace(fit, converged=fit.converged and (reached or not middle)), problem, optimum

    monkeypatch.setattr("unspiral.learn.skipping.SLIDER", (0.25,))
    found = with_skipping(alone, begun, counted, replace(steps, fit=fit_of, derived=lambda fit: other_words(steps.derived(fit)))).skipping
    assert found is not None and found.random is not None
    places = {tuple(place.slope.values()): place for place in found.slider[:-1]}
    assert list(places) == [(0.0, 0.0)] * reached + [(0.25, 0.0), (0.0, 0.25)]
    for slope, place in places.items():
        nil = slope == (0.0, 0.0)
        assert place.answer.startswith("not ") != nil
        assert all(word.startswith("not ") != nil for word in place.words.values())
    if reached:
        assert (places[0.0, 0.0].words, places[0.0, 0.0].answer) == (found.random.words, found.random.answer)
        assert places[0.0, 0.0].loglik is not None  # what is compared along the slider stays its own


@pytest.mark.unit
def test_the_slider_has_every_place_of_every_process_and_the_fit_last(fit: Fit) -> None:
    held = fit.skipping
    assert held is not None
    places = [tuple(a.slope.values()) for a in held.slider[1:-1]]
    assert places == [(s, 0.0) for s in SLIDER] + [(0.0, s) for s in SLIDER]
    own = held.slider[-1]
    sd = 1.0 / held.slopes["depression"].estimate * own.slope["depression"]
    assert 0.5 < sd < 2.0
    assert own.loglik == fit.loglik
    assert own.loglik > max(a.loglik for a in held.slider[:-1] if a.loglik is not None)
    assert held.note


@pytest.mark.unit
def test_slopes_that_are_assumed_are_held(panel: Panel, fit: Fit, alone: Fit) -> None:
    sd = deviations_of(alone)
    found = fit_ml(panel, LOOP, skips={"pain": 0.0, "depression": 0.25}, starts=2, ladder=False, **PLAIN)
    assert found.skipping is not None
    assert found.skipping.slopes == {}
    assert found.choices.skip_slope == {"pain": 0.0, "depression": pytest.approx(0.25 / sd["depression"])}
    assert len(found.skipping.slider) == 1
    assert fit.skipping is not None
    same = next(a for a in fit.skipping.slider if a.slope == {"pain": 0.0, "depression": 0.25})
    assert found.loglik == pytest.approx(same.loglik, abs=1e-5)


@pytest.mark.unit
def test_a_fit_with_skips_is_set_on_no_answers(fit: Fit, panel: Panel) -> None:
    with pytest.raises(SpecError, match="learned with skipped prompts"):
        fitted(fit, panel)
    with pytest.raises(SpecError, match="--from does not go with --skips"):
        fit_ml(panel, LOOP, warm=fit)


@pytest.mark.unit
def test_within_person_deviations_are_those_of_the_settled_law(alone: Fit) -> None:
    found = deviations_of(alone)
    drift, diffusion = alone.drift, alone.diffusion
    law = np.array([[found["pain"] ** 2, np.nan], [np.nan, found["depression"] ** 2]])
    across = -(2.0 * drift[0, 0] * law[0, 0] + diffusion[0, 0]) / (2.0 * drift[0, 1])
    assert 2.0 * (drift[1, 1] * law[1, 1] + drift[1, 0] * across) + diffusion[1, 1] == pytest.approx(0.0, abs=1e-8)


@pytest.mark.unit
def test_of_many_processes_those_tied_to_skipping_have_a_slider(fit: Fit) -> None:
    assert moved_processes(fit, {"pain": 1.0, "depression": 1.0}) == ("pain", "depression")
    names = ("pain", "depression", "sleep", "stress")
    slopes = {"pain": 0.1, "depression": -0.9, "sleep": 0.5, "stress": 0.3}
    like = fit.parameters[0]
    many = replace(fit, processes=names, parameters=tuple(replace(like, name=f"skip:{n}", estimate=s) for n, s in slopes.items()))
    assert moved_processes(many, dict.fromkeys(names, 1.0)) == ("depression", "sleep", "stress")


@pytest.mark.unit
def test_a_working_vector_moves_by_names(alone: Fit, fit: Fit, panel: Panel) -> None:
    from unspiral.learn.problem import problem_of

    one, other = problem_of(panel, LOOP, alone.choices).layout, problem_of(panel, LOOP, fit.choices).layout
    found = moved(other, one, alone.working.theta)
    assert found[: len(one.slots)].tolist() == alone.working.theta.tolist()
    assert found[len(one.slots) :].tolist() == [0.0, 0.0, 0.0]
    assert isinstance(fit.choices, Choices)
