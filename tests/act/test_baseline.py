from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.conftest import TEXT, TRUE
from tests.act.made import ITEM, made_fit, pair_fit

from unspiral.act.baseline import level_parameter, levels
from unspiral.learn.draws import draw, dynamics_of, working_draws
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit

pytestmark = pytest.mark.unit
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])


def test_the_points_are_those_behind_the_draws(learned: Fit) -> None:
    points, draws = working_draws(learned, 20), draw(learned, 20)
    assert points.shape == (21, len(learned.parameters))
    # What is not a rate is the same number; a rate, which draws move on the log scale, keeps its rank among the draws.
    assert np.allclose(dynamics_of(learned)(points)["press"], draws.press, rtol=1e-13)
    for k in range(2):
        assert list(np.argsort(points[:, k])) == list(np.argsort(-draws.drift[:, k, k]))


def test_levels_are_the_natural_values_of_those_points() -> None:
    fit = pair_fit(spread=0.1)
    names = [p.name for p in fit.parameters]
    points = working_draws(fit, 50)
    wanted = ITEM * points[:, [names.index("level:pain"), names.index("level:depression")]]
    assert np.allclose(levels(fit, 50), wanted, atol=1e-12)
    assert list(levels(fit, 50)[0]) == pytest.approx([5.0, 4.0])


def test_after_a_bootstrap_levels_spread_as_its_replicates_do() -> None:
    fit = pair_fit(spread=0.1)
    k = [p.name for p in fit.parameters].index("level:pain")
    theta = fit.working.theta
    replicates = theta + 1.5 * 0.1 * np.random.default_rng(1).normal(size=(400, len(theta)))
    se = ITEM * float(replicates[:, k].std(ddof=1))
    parameters = tuple(replace(p, se=se) if p.name == "level:pain" else p for p in fit.parameters)
    fit = replace(fit, parameters=parameters, working=replace(fit.working, replicates=replicates))
    assert levels(fit, 400)[1:, 0].std(ddof=1) == pytest.approx(se, rel=1e-9)


def test_a_learned_level_spreads_as_its_standard_error_says(learned: Fit) -> None:
    drawn = levels(learned)
    known = next(p for p in learned.parameters if p.name == "level:pain")
    assert known.se is not None
    assert drawn[0, 0] == known.estimate
    assert drawn[1:, 0].std() == pytest.approx(known.se, rel=0.06)


def test_level_and_loop_are_drawn_together() -> None:
    fit = pair_fit(spread=0.1)
    rates, level = draw(fit, 4000).drift[1:, 0, 0], levels(fit, 4000)[1:, 0]
    # The made fit correlates all working values by 0.2; a self-effect falls as its working value rises.
    assert np.corrcoef(rates, level)[0, 1] == pytest.approx(-0.2, abs=0.05)


def test_the_first_indicator_speaks_for_its_process() -> None:
    fit = made_fit("pain -> depression\ndepression by phq8, low_mood", np.array([[-0.5, 0.0], [0.2, -0.5]]), levels=(5.0, 12.0, 3.0))
    assert level_parameter(fit, 1).name == "level:phq8"
    assert levels(fit, 3)[0, 1] == pytest.approx(12.0)


def test_the_last_wave_speaks_where_each_has_a_mean() -> None:
    fit = made_fit("pain <-> depression", PAIR, waves=(0.0, 12.0, 6.0), levels=(5.0, 4.0, 3.0, 2.0, 9.0, 8.0))
    assert [level_parameter(fit, i).name for i in (0, 1)] == ["mean:pain[12]", "mean:depression[12]"]
    assert list(levels(fit, 3)[0]) == pytest.approx([3.0, 2.0])


def test_a_level_without_a_standard_error_does_not_move() -> None:
    fit = pair_fit()
    fixed = replace(fit, parameters=tuple(replace(p, se=None) if p.name == "level:pain" else p for p in fit.parameters))
    assert set(levels(fixed, 10)[:, 0]) == {5.0}


def test_a_level_is_the_mean_of_the_week_whichever_day_is_the_first() -> None:
    """The same answers on a calendar that is a day off: another day is the one that others are measured against, and the mean stays."""
    loop = parse(TEXT)
    choices = Choices(False, False, "stationary", "constant", dict.fromkeys(loop.columns, "gaussian"))
    panel = simulate(loop, TRUE, [np.arange(210.0)], seed=3, choices=choices, unit="day", inputs=[np.zeros((210, 1))])
    week = np.array([3.0, -1.0, 0.0, 0.5, -2.0, 0.0, 1.0])[np.arange(210) % 7]
    values = panel.persons[0].values + np.column_stack([week, -week])
    levels_of = []
    for first in (0, 1):
        person = replace(panel.persons[0], values=values, local=np.arange(210.0) + first, inputs=np.zeros((210, 0)))
        dated = replace(panel, persons=(person,), inputs=())
        fit = fit_ml(dated, parse("pain <-> depression"), error=False, t0="stationary", starts=1, ladder=False, weekday=True)
        levels_of.append((fit, levels(fit, 2000)))
    (one, drawn), (other, again) = levels_of
    named = [next(p.estimate for p in fit.parameters if p.name == "level:pain") for fit in (one, other)]
    assert abs(named[0] - named[1]) > 1.0  # the fits' own levels are those of other days
    assert drawn[0] == pytest.approx(again[0], abs=1e-4)
    assert drawn[1:].std(axis=0) == pytest.approx(again[1:].std(axis=0), rel=0.08)
    days = [p.estimate for p in one.parameters if p.name.startswith("weekday:pain[")]
    assert drawn[0, 0] == pytest.approx(named[0] + sum(days) / 7.0)
