from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tests.act.population.example import declared, markov

from unspiral.act.population.calibrate import Calibration, Goal, calibrate, draws
from unspiral.act.population.seen import Look, Seen
from unspiral.errors import NotIdentified, SpecError
from unspiral.loop.episodes import Episodes

pytestmark = pytest.mark.identity
YEAR = 365.25
FREE = ("rate:pain begins", "rate:acute pain ends", "rate:chronic pain ends", "rate:depression begins", "rate:depression ends")
LOOKS: dict[str, Look] = {
    "chronic": lambda s: s.share(s.among("pain", "chronic")),
    "acute": lambda s: s.share(s.among("pain", "acute")),
    "mended": lambda s: s.within(s.struck("pain begins"), s.among("pain", "none"), [YEAR])[0],
    "depressed": lambda s: s.share(s.among("depression", "episode")),
    "recovered": lambda s: s.within(s.struck("depression begins"), s.among("depression", "none"), [90.0])[0],
}


def goals(truth: Episodes) -> list[Goal]:
    seen = Seen(truth, nodes=3)
    return [Goal(name, "made up", float(look(seen)), 0.05, look) for name, look in LOOKS.items()]


def moved(episodes: Episodes) -> Episodes:
    from unspiral.act.population.calibrate import _with  # the same naming of numbers

    rng = np.random.default_rng(0)
    away = [np.log(getattr(episodes.hazard(name.split(":")[1]), "per_year")) + rng.normal(0.0, 0.4) for name in FREE]  # noqa: B009
    return _with(episodes, FREE, np.array(away))


@cache
def found() -> Calibration:
    return calibrate(moved(markov()), FREE, goals(markov()), nodes=3)


def test_the_numbers_that_made_the_targets_come_back() -> None:
    wanted = [markov().hazard(name.split(":")[1]).per_year for name in FREE]
    assert found().values == pytest.approx(wanted, rel=1e-6)
    assert found().reached == pytest.approx([goal.value for goal in found().goals], rel=1e-6)
    assert len(found().singular) == len(FREE) and found().singular[-1] > 0.0


def test_targets_that_do_not_tell_numbers_apart_are_refused() -> None:
    prevalence = [goal for goal in goals(markov()) if goal.name in ("depressed", "chronic")]
    with pytest.raises(NotIdentified, match="5 numbers are free, and 2 targets"):
        calibrate(moved(markov()), FREE, prevalence, nodes=3)
    alike = [Goal(f"chronic {k}", "made up", 0.2, 0.05, LOOKS["chronic"]) for k in range(2)]
    with pytest.raises(NotIdentified, match=r"do not tell these numbers apart: .*rank 1 of 2"):
        calibrate(markov(), ("rate:chronic pain ends", "rate:pain becomes chronic"), alike, nodes=3)


def test_held_out_targets_are_compared_and_not_used() -> None:
    used = goals(markov())
    extra = Goal("far off", "made up", 0.9, 0.01, LOOKS["acute"], held_out=True)
    again = calibrate(moved(markov()), FREE, [*used, extra], nodes=3)
    assert again.values == pytest.approx(found().values, rel=1e-8)
    assert again.reached[-1] == pytest.approx(again.reached[1])


def test_draws_spread_as_the_covariance_says() -> None:
    many = draws(found(), markov(), 400, seed=3)
    logs = np.log([[e.hazard(name.split(":")[1]).per_year for name in FREE] for e in many])
    assert np.cov(logs.T) == pytest.approx(found().covariance, abs=6.0 * np.abs(found().covariance).max() / np.sqrt(400))
    assert draws(found(), markov(), 2, seed=3)[0] == many[0]


def test_effects_ratios_and_correlations_can_be_free_too() -> None:
    truth = declared()
    look: list[Look] = [
        lambda s, d=d: s.within(s.struck("depression begins"), s.among("depression", "none"), [d])[0] for d in (90.0, 730.0)
    ]
    seen = Seen(truth, nodes=3)
    wanted = [Goal(f"recovered {k}", "made up", float(one(seen)), 0.05, one) for k, one in enumerate(look)]
    from dataclasses import replace

    begin = replace(
        truth,
        hazards=tuple(replace(h, per_year=3.0, effects=(("mending", 0.8),)) if h.name == "depression ends" else h for h in truth.hazards),
    )
    got = calibrate(begin, ("rate:depression ends", "effect:depression ends:mending"), wanted, nodes=3)
    assert got.values == pytest.approx([2.0, 1.2], rel=1e-5)


@pytest.mark.parametrize("name", ["rate:nothing", "speed:pain begins", "effect:pain begins", "correlation:back:sleep"])
def test_numbers_that_are_not_there(name: str) -> None:
    with pytest.raises(SpecError):
        calibrate(declared(), (name,), goals(markov())[:1], nodes=3)
