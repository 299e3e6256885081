"""Forecasts against the dense conditional law; what widens a band; what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray
from scipy.stats import norm
from tests.learn.loops import simulate_panel
from tests.learn.whole import given_answers, people, people_fit

from unspiral.errors import SpecError
from unspiral.learn.circumstances import centres_of
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import extended, fitted
from unspiral.learn.forecast import forecast, mixture_quantile
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit

pytestmark = pytest.mark.unit


@pytest.mark.identity
def test_as_the_dense_law_says() -> None:
    found = fitted(people_fit(), people())
    made = forecast(people_fit(), people(), ahead=[0.25, 3.0, 40.0], draws=0)
    wanted = {p.name: p.time[-1] + np.array([0.25, 3.0, 40.0]) for p in people().persons}
    wide, own = extended(found, wanted, happens=True)
    lanes, system = wide.lanes, found.models[0]
    for lane in (0, 17, 59):
        name = lanes.name[lane]
        person = next(p for p in made.persons if p.name == name)
        steps = len(own[name])
        mean, cov = given_answers(system, lanes, lane, steps, steps)
        for row, k in zip(range(steps - 3, steps), range(3), strict=True):
            at = slice(row * 4, row * 4 + 4)
            z = system.loading
            np.testing.assert_allclose(person.mean[k], system.level[0] + z @ mean[at], atol=1e-8)
            np.testing.assert_allclose(person.sd_state[k] ** 2, np.diag(z @ cov[at, at] @ z.T), atol=1e-8)
            np.testing.assert_allclose(person.sd_error[k] ** 2, np.diag(system.error), atol=1e-12)


def test_bands_are_mean_and_spread_and_wider_where_the_numbers_are_estimates() -> None:
    made = forecast(people_fit(), people(), steps=4, level=0.8)
    assert made.draws >= 95 and made.level == 0.8 and made.unit == "day"
    for person in made.persons:
        np.testing.assert_allclose(person.time, person.last + np.arange(1.0, 5.0))
        half = norm.ppf(0.9) * np.hypot(person.sd_state, person.sd_error)
        np.testing.assert_allclose(person.high_given - person.mean, half, rtol=1e-9)
        assert (person.low <= person.low_given).all() and (person.high >= person.high_given).all()
        assert (person.sd_parameters > 0).all()
        total = norm.ppf(0.9) * np.sqrt(person.sd_state**2 + person.sd_error**2 + person.sd_parameters**2)
        # The mixture also knows that spreads are estimates: a little wider, never much narrower than the three reasons summed.
        assert (0.5 * (person.high - person.low) > 0.97 * total).all() and (0.5 * (person.high - person.low) < 1.3 * total).all()


def test_far_ahead_a_forecast_forgets_where_it_began(one_person: Fit) -> None:
    panel = simulate_panel(seed=5, occasions=200, uneven=True)
    person = forecast(one_person, panel, ahead=[1e-6, 500.0], draws=0).persons[0]
    np.testing.assert_allclose(person.mean[0], panel.persons[0].values[-1], atol=1e-3)
    levels = [p.estimate for p in one_person.parameters if p.name.startswith("level:")]
    np.testing.assert_allclose(person.mean[1], levels, atol=1e-6)


def test_clock_readings_and_times_ahead_are_the_same_forecasts() -> None:
    a = forecast(people_fit(), people(), times=[6.0, 9.5], draws=0, persons=["3"]).persons[0]
    b = forecast(people_fit(), people(), ahead=[1.0, 4.5], draws=0, persons=["3"]).persons[0]
    np.testing.assert_allclose(a.mean, b.mean, atol=1e-12)
    assert a.time.tolist() == [6.0, 9.5] and a.last == 5.0


def test_the_same_fit_gives_the_same_bands() -> None:
    a, b = (forecast(people_fit(), people(), steps=2, persons=["9"]).persons[0] for _ in range(2))
    assert (a.low == b.low).all() and (a.high == b.high).all()


def test_the_quantile_of_a_mixture() -> None:
    mean, sd = np.array([[0.0], [3.0]]), np.array([[1.0], [0.5]])
    for share in (0.05, 0.5, 0.95):
        q = float(mixture_quantile(mean, sd, share)[0])
        assert abs(0.5 * norm.cdf(q) + 0.5 * norm.cdf((q - 3.0) / 0.5) - share) < 1e-9
    assert abs(float(mixture_quantile(np.array([[2.0]]), np.array([[1.0]]), 0.975)[0]) - 2.0 - norm.ppf(0.975)) < 1e-9


def test_what_is_taken_for_granted_is_said() -> None:
    panel = simulate_panel(seed=4, occasions=80)
    given = np.zeros((80, 2))
    given[40:, 0], given[60, 1] = 1.0, 1.0
    panel = replace(panel, inputs=("drug", "visit"), persons=(replace(panel.persons[0], inputs=given),))
    loop = parse("pain <-> depression; drug => pain (sustained); visit => depression (impulse)")
    made = forecast(fit_ml(panel, loop, error=False, starts=1), panel, steps=1, draws=0)
    assert made.assumptions[2:] == ("drug: held as at the last row", "visit: not given again")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "how far"),
        ({"steps": 2, "ahead": [1.0]}, "how far"),
        ({"steps": 0}, "not between 1"),
        ({"ahead": [0.0]}, "after the last answer"),
        ({"ahead": [np.inf]}, "finite"),
        ({"times": [3.0]}, "not before the forecast"),
        ({"steps": 1, "level": 1.0}, "level of 1"),
    ],
)
def test_what_cannot_be_forecast_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        forecast(people_fit(), people(), **asked)  # type: ignore[arg-type]


ONE_WAY = {
    "self:pain": -0.6, "self:mood": -0.6, "link:pain->mood": 0.2, "diffusion:pain": 1.0, "diffusion:pain,mood": 0.1,
    "diffusion:mood": 1.0, "level:pain": 5.0, "level:mood": 5.0,
}  # fmt: skip


def test_a_trend_goes_on_where_the_fit_left_it() -> None:
    """Learned from the first half of a record and set on all of it, a far forecast is the line that was learned."""
    loop, choices = parse("pain -> mood"), Choices(False, False, "stationary", "constant", {}, trend=True)
    whole = simulate(loop, ONE_WAY | {"trend:pain": 0.1, "trend:mood": 0.1}, [np.arange(200.0)], seed=5, choices=choices, unit="day")
    half = replace(whole, persons=(whole.persons[0].at(np.arange(100)),))
    fit = fit_ml(half, loop, traits=False, error=False, t0="stationary", trend=True, starts=1)
    fit = replace(fit, centres=centres_of(half, loop, fit.choices))
    value = {p.name: p.estimate for p in fit.parameters}
    line = [value[f"level:{n}"] + value[f"trend:{n}"] * (259.0 - 49.5) for n in ("pain", "mood")]
    for panel in (half, whole):
        np.testing.assert_allclose(forecast(fit, panel, times=[259.0], draws=0).persons[0].mean[0], line, atol=1e-3)


def test_someone_alone_is_as_old_as_among_others() -> None:
    loop, choices = parse("pain -> mood"), Choices(False, False, "stationary", "constant", {}, covariates={"age": "levels"})
    truth = ONE_WAY | {"covariate:age->trait:pain": 0.2, "covariate:age->trait:mood": 0.2}
    ages = [{"age": 40.0 + i} for i in range(30)]
    panel = simulate(loop, truth, [np.arange(10.0)] * 30, seed=4, choices=choices, unit="day", covariates=ages)
    fit = fit_ml(panel, loop, traits=False, error=False, t0="stationary", covariates={"age": "levels"}, starts=1, ladder=False)
    fit = replace(fit, centres=centres_of(panel, loop, fit.choices))
    among = forecast(fit, panel, ahead=[1.0, 20.0], draws=0, persons=["30"]).persons[0]
    alone = forecast(fit, replace(panel, persons=panel.persons[-1:]), ahead=[1.0, 20.0], draws=0).persons[0]
    np.testing.assert_allclose(alone.mean, among.mean, atol=1e-9)


@pytest.mark.parametrize("error", [False, True])
def test_answers_without_spread_leave_the_fits_numbers_as_they_are(error: bool) -> None:
    """A fit is set on one person's few answers: its levels and errors are measured by its own sizes, not by theirs."""
    whole = simulate_panel(seed=6, persons=30, occasions=12, trait=1.0)
    fit = fit_ml(whole, parse("pain <-> depression"), error=error, starts=1, ladder=False)
    first = whole.persons[0]
    steady = replace(first.at(np.arange(4)), values=np.column_stack([np.full(4, 4.0), first.values[:4, 1]]))
    for person in (steady, first.at(np.arange(1))):
        among = forecast(fit, replace(whole, persons=(person, *whole.persons[1:])), steps=3, persons=[person.name]).persons[0]
        alone = forecast(fit, replace(whole, persons=(person,)), steps=3).persons[0]
        np.testing.assert_allclose(alone.low, among.low, rtol=1e-6)
        np.testing.assert_allclose(alone.high, among.high, rtol=1e-6)


def test_inputs_that_have_not_acted_yet_are_in_the_forecast() -> None:
    """As if the record had gone on without answers, with what is held held on."""
    loop = parse("pain -> mood; drug => pain (sustained, after 5 days); shot => mood (impulse, after 3 days)")
    choices = Choices(False, False, "stationary", "constant", {})
    given = np.zeros((80, 2))
    given[20:40, 0], given[77:, 0], given[[10, 30, 50, 78], 1] = 1.0, 1.0, 1.0
    truth = ONE_WAY | {"input:drug->pain": 3.0, "input:shot->mood": 3.0}
    panel = simulate(loop, truth, [np.arange(80.0)], seed=3, choices=choices, unit="day", inputs=[given])
    fit = fit_ml(panel, loop, traits=False, error=False, t0="stationary", starts=1)
    person = panel.persons[0]
    on = replace(
        person,
        time=np.arange(90.0),
        values=np.vstack([person.values, np.full((10, 2), np.nan)]),
        inputs=np.vstack([given, np.tile([1.0, 0.0], (10, 1))]),
    )
    now = forecast(fit, panel, steps=9, draws=0).persons[0]
    went_on = forecast(fit, replace(panel, persons=(on,)), steps=9, draws=0).persons[0]
    np.testing.assert_allclose(now.mean, went_on.mean, atol=1e-9)
    assert now.mean[1, 1] > now.mean[0, 1] + 1.5  # the shot acts on the second day
    assert now.mean[-1, 0] > now.mean[2, 0] + 2.0  # and the drug from the third on


def test_an_input_on_the_new_day_does_not_use_up_the_night() -> None:
    loop, choices = parse("pain -> mood; drug => pain (impulse)"), Choices(False, False, "stationary", "constant", {}, overnight=True)
    time = np.sort(np.concatenate([np.arange(30.0) + h for h in (0.3, 0.5, 0.8)]))
    given = (np.arange(90) % 11 == 5)[:, None] * 1.0
    truth = ONE_WAY | {"overnight:pain": 2.0, "overnight:mood": 2.0, "input:drug->pain": 0.5}
    panel = simulate(loop, truth, [time], seed=2, choices=choices, unit="day", inputs=[given])
    fit = fit_ml(panel, loop, traits=False, error=False, t0="stationary", overnight=True, starts=1)

    def with_row(at: float) -> ndarray:
        p = panel.persons[0]
        more = replace(p, time=np.append(p.time, at), values=np.vstack([p.values, [np.nan, np.nan]]), inputs=np.vstack([p.inputs, [1.0]]))
        return forecast(fit, replace(panel, persons=(more,)), times=[30.3], draws=0).persons[0].mean

    # Whether it was given just before or just after midnight is all the same.
    np.testing.assert_allclose(with_row(30.0 + 1e-7), with_row(30.0 - 1e-7), atol=1e-5)
    # At the moment of the forecast too, and after it.
    effect = next(p.estimate for p in fit.parameters if p.name == "input:drug->pain")
    plain = forecast(fit, panel, times=[30.3], draws=0).persons[0].mean
    np.testing.assert_allclose(with_row(30.3), plain + np.array([effect, 0.0]), atol=1e-9)
    np.testing.assert_allclose(with_row(30.4), plain, atol=1e-9)
