"""Rows where nothing was answered: where they come, and that they change nothing that was there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel
from tests.learn.whole import people, people_fit

from unspiral.errors import DataError, SpecError
from unspiral.learn.circumstances import centres_of
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import extended, filtered, fitted, fitted_on, forwards, silent
from unspiral.learn.kalman import filter_lanes
from unspiral.learn.parameters import natural
from unspiral.learn.problem import problem_of
from unspiral.learn.start import starting_points
from unspiral.loop.language import parse
from unspiral.records import Choices

pytestmark = pytest.mark.unit


def test_more_rows_leave_the_likelihood_as_it_was() -> None:
    found = fitted(people_fit(), people())
    more = {p.name: np.array([-3.0, 0.5, 2.0, 2.0 + 1e-12, 7.25]) for p in found.panel.persons[:40]}
    wide, own = extended(found, more, happens=True)
    assert len(own["3"]) == 8 and own["3"].sum() == 6  # 2.0 is an occasion already, -3 lies before the first one
    assert len(own["59"]) == 6 and wide.lanes.name[0] == "1" and wide.lanes.running.tolist() == [60] * 6 + [40, 40]
    before, after = filtered(found).loglik, dict(zip(wide.lanes.name, filtered(wide).loglik, strict=True))
    np.testing.assert_allclose([after[n] for n in found.lanes.name], before, atol=1e-9)
    assert not silent(wide.lanes).answered.any()


def test_held_inputs_go_on_and_impulses_do_not() -> None:
    panel = simulate_panel(seed=4, occasions=120)
    given = np.zeros((120, 2))
    given[40:80, 0], given[60, 1] = 1.0, 1.0
    given[110:, 0] = 2.0
    panel = replace(panel, inputs=("drug", "visit"), persons=(replace(panel.persons[0], inputs=given),))
    loop = parse("pain <-> depression; drug => pain (sustained); visit => depression (impulse)")
    found = fitted(fit_ml(panel, loop, error=False, starts=1), panel)
    wide, own = extended(found, {"1": np.array([60.5, 90.5, 121.0])}, happens=False)
    lanes, at = wide.lanes, np.searchsorted(wide.clock[:, 0], [60.5, 90.5, 121.0])
    assert not own["1"][at].any() and lanes.answered[at].sum() == 0
    assert lanes.presses[at, 0, 0].tolist() == [1.0, 0.0, 2.0] and lanes.presses[at[:2] + 1, 0, 0].tolist() == [1.0, 0.0]
    assert lanes.impulses[at, 0].sum() == 0.0 and lanes.impulses.sum() == 1.0
    both = [float(filtered(x).loglik.sum()) for x in (found, wide)]
    assert abs(both[0] - both[1]) < 1e-8


def test_levels_are_shifted_between_the_answers_as_at_them() -> None:
    """Days of the week, a trend and the night before: the same numbers at an old row, and the right ones at a new row."""
    panel = simulate_panel(seed=4, occasions=120)
    person = panel.persons[0]
    panel = replace(panel, persons=(replace(person, local=person.time + 2.4),))  # the first occasion is a Wednesday
    loop = parse("pain <-> depression")
    choices = Choices(False, False, "stationary", "constant", {}, weekday=True, trend=True, overnight=True)
    problem = problem_of(panel, loop, choices)
    theta = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
    found = fitted_on(problem, loop, choices, panel, theta, natural(problem.layout, problem.scale, theta))
    wide, own = extended(found, {"1": np.array([3.7, 121.0])}, happens=True)
    at = np.searchsorted(wide.clock[:, 0], [3.7, 121.0])
    kinds = found.layout.shifts
    weekday = [[s.label for k, s in enumerate(kinds) if s.kind == "weekday" and wide.lanes.regressors[t, 0, k]] for t in at]
    assert weekday == [["6"], ["4"]]  # 2.4 + 3.7 and 2.4 + 121 days since a Monday
    trend = next(k for k, s in enumerate(kinds) if s.kind == "trend")
    np.testing.assert_allclose(wide.lanes.regressors[at, 0, trend], np.array([3.7, 121.0]) - person.time.mean())
    np.testing.assert_allclose(wide.lanes.regressors[own["1"]], found.lanes.regressors)
    np.testing.assert_allclose(wide.lanes.impulses[own["1"]], found.lanes.impulses)
    assert wide.lanes.impulses[at, 0, -1].tolist() == [0.0, 1.0]  # the night before day 4 is in the lane already


def test_the_clock_of_lanes_is_that_of_the_panel() -> None:
    panel = people()
    late = tuple(replace(p, time=p.time + 3.5) for p in panel.persons)
    found = fitted(people_fit(), replace(panel, persons=late))
    np.testing.assert_allclose(found.clock[:, 4], panel.persons[4].time + 3.5)


def test_models_in_batches_are_models_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = fitted(people_fit(), people())
    models = found.at(people_fit().working.theta + 0.01 * np.arange(5)[:, None])
    monkeypatch.setattr("unspiral.learn.fitted.ROWS", 2 * found.lanes.step.size)
    shares = [b.forward.loglik.reshape(-1, b.count).sum(axis=0) for b in forwards(models, found.lanes, found.group)]
    assert [len(s) for s in shares] == [2, 2, 1]
    one = [float(filter_lanes(m, found.lanes).loglik.sum()) for m in models]
    np.testing.assert_allclose(np.concatenate(shares), one, rtol=1e-12)


def test_a_panel_on_another_scale_gives_the_same_matrices() -> None:
    """Working values are read on the scale of the fit, whatever the panel at hand is like."""
    panel = people()
    few = replace(panel, persons=panel.persons[:3])
    a, b = (fitted(people_fit(), p).at(people_fit().working.theta[None] + 0.1)[0][0] for p in (panel, few))
    for name in ("drift", "diffusion", "level", "error", "t0_cov"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), rtol=1e-9, atol=1e-12)


def test_a_fit_with_covariates_and_a_trend_is_set_on_other_answers_with_its_own_centres() -> None:
    loop, whole = parse("pain <-> depression"), simulate_panel(seed=8, persons=12, occasions=20)
    known = tuple(replace(p, covariates=np.array([30.0 + i])) for i, p in enumerate(whole.persons))
    whole = replace(whole, persons=known, covariates=("age",))
    panel = replace(whole, persons=tuple(p.at(np.arange(10)) for p in whole.persons))
    fit = fit_ml(panel, loop, traits=False, error=False, t0="centred", starts=1, ladder=False, trend=True, covariates={"age": "both"})
    fit = replace(fit, centres=centres_of(panel, loop, fit.choices))
    before, after = fitted(fit, panel), fitted(fit, replace(whole, persons=whole.persons[6:9]))
    for name in after.lanes.name:
        i, j = before.lanes.name.index(name), after.lanes.name.index(name)
        np.testing.assert_allclose(after.lanes.regressors[:10, j], before.lanes.regressors[:, i], atol=1e-12)
        np.testing.assert_allclose(after.models[after.group[j]].drift, before.models[before.group[i]].drift, atol=1e-12)
    wide, _ = extended(after, {after.lanes.name[0]: np.array([25.0])}, happens=True)
    trend = next(k for k, s in enumerate(after.layout.shifts) if s.kind == "trend")
    assert wide.lanes.regressors[20, 0, trend] == pytest.approx(25.0 - 4.5)
    worded = replace(fit, centres=replace(fit.centres, texts={"age": ("old", "young")}))
    assert fitted(worded, replace(panel, texts={"age": ("old", "young")})).lanes.name == before.lanes.name
    with pytest.raises(DataError, match="'young' as 0, and the fit counts 'old' as 0 and 'young' as 1"):
        fitted(worded, replace(panel, texts={"age": ("young",)}))
    with pytest.raises(DataError, match="'age' holds numbers, and for the fit it was text, with 'old' as 0 and 'young' as 1") as refused:
        fitted(worded, panel)
    assert "covariate_texts={'age': ('old', 'young')}" in refused.value.fix
    with pytest.raises(DataError, match="'age' was text, read with 'old' as 0 and 'young' as 1, and the fit was learned from its numbers"):
        fitted(fit, replace(panel, texts={"age": ("old", "young")}))
    new = replace(whole, persons=(*whole.persons[:2], replace(whole.persons[2], name="new")))
    with pytest.raises(DataError, match="'new' is not among those"):
        fitted(fit, new)
    with pytest.raises(DataError, match="'new' is not among those"):
        fitted(fit, new, ["new"])
    assert fitted(fit, new, ["2"]).lanes.name == ("2",)
    with pytest.raises(SpecError, match="There is no person 'nobody'"):
        fitted(fit, new, ["nobody"])
    old = replace(fit, centres=None)
    assert fitted(old, panel).lanes.regressors == pytest.approx(before.lanes.regressors)
    with pytest.raises(DataError, match="kept by an earlier version"):
        fitted(old, replace(panel, source=replace(panel.source, sha256="f" * 64)))


def test_what_was_given_late_still_comes_to_act_behind_the_last_row() -> None:
    """Longer lanes are those of a record that went on, without answers, with what is held held on."""
    panel = simulate_panel(seed=4, occasions=60)
    given = np.zeros((60, 2))
    given[20:40, 0], given[[25, 57], 1] = 1.0, [1.0, 2.0]
    given[57:, 0] = 3.0
    person = replace(panel.persons[0], inputs=given)
    panel = replace(panel, inputs=("drug", "visit"), persons=(person,))
    loop = parse("pain <-> depression; drug => pain (sustained, after 5 days); visit => depression (impulse, after 3.5 days)")
    fit = fit_ml(panel, loop, traits=False, error=False, t0="stationary", starts=1)
    times = np.array([60.0, 61.0, 62.25, 65.0])
    wide, own = extended(fitted(fit, panel), {"1": times}, happens=True)
    clock, lanes = wide.clock[:, 0], wide.lanes
    new = clock > 59.0
    assert clock[new].tolist() == [60.0, 60.5, 61.0, 62.0, 62.25, 65.0] and not own["1"][new].any()
    assert lanes.impulses[new, 0, 0].tolist() == [0.0, 2.0, 0.0, 0.0, 0.0, 0.0]
    assert lanes.presses[new, 0, 0].tolist() == [0.0, 0.0, 0.0, 0.0, 3.0, 3.0]
    # Nothing that acts only behind the last time wanted is there, and between two answers there is nothing new.
    short, own = extended(fitted(fit, panel), {"1": np.array([30.5, 60.0])}, happens=True)
    assert short.clock[:, 0][~own["1"]].tolist() == [30.5, 60.0]
