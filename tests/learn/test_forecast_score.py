"""Scores of forecasts: closed forms, sums that must add up, coverage under the true loop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm
from tests.learn.loops import simulate_panel
from tests.learn.people_made import choices, made, numbers
from tests.learn.whole import people, people_fit

from unspiral.errors import SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import Fitted, Models, filtered, fitted
from unspiral.learn.forecast import forecast
from unspiral.learn.forecast_score import crps, held_out, score_forecasts, score_held_out
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel

pytestmark = pytest.mark.unit
LOOP = parse("pain <-> depression")


@pytest.mark.identity
@pytest.mark.parametrize(("y", "mean", "sd"), [(1.0, 0.0, 1.0), (-2.0, 0.5, 0.3), (4.0, 4.0, 2.0)])
def test_crps_is_its_integral(y: float, mean: float, sd: float) -> None:
    low = quad(lambda x: norm.cdf(x, mean, sd) ** 2, mean - 12 * sd, y)[0] if y > mean - 12 * sd else 0.0
    high = quad(lambda x: norm.sf(x, mean, sd) ** 2, y, max(mean, y) + 12 * sd)[0]
    assert abs(float(crps(np.array([y]), np.array([mean]), np.array([sd]))[0]) - low - high) < 1e-7


@pytest.mark.identity
def test_one_step_log_scores_add_up_to_the_likelihood() -> None:
    """Indicators that do not move together, with the first occasion put aside: the sum of the scores is the likelihood."""
    panel = simulate_panel(seed=9, occasions=80)
    fit = fit_ml(panel, LOOP, error=False, starts=1)
    scores = score_forecasts(fit, panel, steps=(1,))
    assert [s.answers for s in scores] == [79, 79]
    forward = filtered(fitted(fit, panel))
    sd = np.sqrt(np.linalg.inv(forward.precision)[1:, 0, [0, 1], [0, 1]])
    wanted = norm.logpdf(forward.innovation[1:, 0], scale=sd).mean(axis=0)
    np.testing.assert_allclose([s.log_score for s in scores], wanted, atol=1e-9)


def test_forecasts_from_within_are_those_from_the_end() -> None:
    """A forecast k occasions ahead, scored in the middle of a record, is the forecast made when the record ended there."""
    panel = simulate_panel(seed=10, occasions=40, uneven=True, error=0.4)
    fit = fit_ml(panel, LOOP, error=True, starts=1, t0="stationary")
    person = panel.persons[0]
    cut = replace(panel, persons=(replace(person, time=person.time[:37], values=person.values[:37], inputs=person.inputs[:37]),))
    made = forecast(fit, cut, times=[float(person.time[39])], draws=0).persons[0]
    score = score_forecasts(fit, panel, steps=(3,), since={"1": float(person.time[38])})[0]
    sd = float(np.hypot(made.sd_state, made.sd_error)[0, 0])
    assert score.answers == 1
    assert abs(score.rmse - abs(person.values[39, 0] - made.mean[0, 0])) < 1e-9
    assert abs(score.log_score - norm.logpdf(person.values[39, 0], made.mean[0, 0], sd)) < 1e-9
    assert abs(score.rmse_last - abs(person.values[39, 0] - person.values[36, 0])) < 1e-12
    assert abs(score.rmse_mean - abs(person.values[39, 0] - person.values[:37, 0].mean())) < 1e-12


def test_what_is_held_out() -> None:
    panel = people()
    early, since = held_out(panel, ("pain", "depression"), 0.34)
    assert {len(p.time) for p in early.persons} == {4} and since["7"] == 3.0
    scores = score_forecasts(people_fit(), panel, steps=(1, 2, 9), since=since)
    assert {(s.steps, s.answers) for s in scores} == {(1, 120), (2, 120)}
    with pytest.raises(SpecError, match="share"):
        held_out(panel, ("pain",), 1.0)
    with pytest.raises(SpecError, match="counted from 1"):
        score_forecasts(people_fit(), panel, steps=(0,))


def test_bands_of_90_percent_cover_and_beat_the_naive_forecasts() -> None:
    """Learned from the first two thirds of 150 people's diaries, scored on the rest, two steps ahead."""
    panel = simulate_panel(seed=12, persons=150, occasions=24, trait=1.0, error=0.5)
    early, since = held_out(panel, ("pain", "depression"), 1 / 3)
    fit = fit_ml(early, LOOP, error=True, traits=True, starts=1, ladder=False)
    for score in score_forecasts(fit, panel, steps=(1, 2), since=since):
        assert score.answers == 150 * 8
        # 2.3 Monte-Carlo standard errors of 1200 answers, some of them alike, on top of 88-92 %
        assert abs(score.coverage - 0.9) < 0.03
        assert score.rmse < score.rmse_mean and score.rmse < score.rmse_last


@pytest.mark.parametrize("again", [False, True])
def test_what_a_person_is_like_is_not_read_from_answers_that_are_held_out(monkeypatch: pytest.MonkeyPatch, *, again: bool) -> None:
    """Where people differ in a link, each lives under a loop of their own: that of the answers before, whatever came later."""
    c = choices(("link:pain->depression",), error=False)
    panel = made(20, 24, c, numbers(c, {"link:pain->depression": 0.8}))
    fit = fit_ml(panel, parse("pain <-> depression; vary pain -> depression"), t0="separate", error=False, starts=1, ladder=False)
    _, since = held_out(panel, ("pain", "depression"), 0.25)
    loops: list[np.ndarray] = []

    def caught(_found: Fitted, models: list[Models], *_: object) -> tuple[()]:
        loops.append(np.array([system.drift for system in models[0]]))
        return ()

    monkeypatch.setattr("unspiral.learn.forecast_score._scores", caught)
    for later in (1.0, 3.0):
        people = tuple(replace(p, values=np.where((p.time > since[p.name])[:, None], later * p.values, p.values)) for p in panel.persons)
        other = replace(panel, persons=people)
        if again:
            score_held_out(fit, other, share=0.25)
        else:
            score_forecasts(fit, other, since=since)
    assert np.ptp(loops[0][:, 1, 0]) > 0.1
    assert loops[1] == pytest.approx(loops[0], abs=1e-4 if again else 1e-7)


def test_unknown_numbers_widen_the_spread(one_person: Fit) -> None:
    panel: Panel = simulate_panel(seed=5, occasions=200, uneven=True)
    plain, wide = (score_forecasts(one_person, panel, steps=(2,), draws=n, level=0.5)[0] for n in (0, 60))
    assert wide.coverage >= plain.coverage and wide.log_score != plain.log_score and wide.rmse == plain.rmse


def test_rows_that_are_kept_for_an_input_are_no_steps() -> None:
    """A forecast two answers ahead, past rows of an input, is the one made when the record ended there."""
    panel = simulate_panel(seed=10, occasions=40, error=0.4)
    old = panel.persons[0]
    time = np.sort(np.concatenate([old.time, old.time[5:] - 0.5]))
    at = np.searchsorted(time, old.time)
    values, inputs = np.full((75, 2), np.nan), np.random.default_rng(1).uniform(0.5, 1.5, (75, 1))
    values[at], inputs[at] = old.values, 0.0
    panel = replace(panel, persons=(replace(old, time=time, values=values, inputs=inputs),), inputs=("drug",))
    fit = fit_ml(panel, parse("pain <-> depression; drug => pain (impulse)"), error=True, starts=1, t0="stationary")
    known = int(at[37])  # the answer two before the last
    silenced = values.copy()
    silenced[known + 1 :] = np.nan
    cut = replace(panel, persons=(replace(panel.persons[0], values=silenced),))
    made = forecast(fit, cut, times=[39.0], draws=0).persons[0]
    score = score_forecasts(fit, panel, steps=(2,), since={"1": 38.0})[0]
    assert score.answers == 1
    assert abs(score.rmse - abs(old.values[39, 0] - made.mean[0, 0])) < 1e-9
    assert abs(score.log_score - norm.logpdf(old.values[39, 0], made.mean[0, 0], np.hypot(made.sd_state, made.sd_error)[0, 0])) < 1e-9
    assert abs(score.rmse_last - abs(old.values[39, 0] - old.values[37, 0])) < 1e-12
