from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.act.population.example import declared, markov

from unspiral.act.population.calibrate import Calibration, calibrate, draws
from unspiral.act.population.seen import Look, Seen
from unspiral.act.population.targets import Goal
from unspiral.errors import NotConverged, NotIdentified, SpecError
from unspiral.loop.episode_numbers import with_searched
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
    rng = np.random.default_rng(0)
    away = [np.log(getattr(episodes.hazard(name.split(":")[1]), "per_year")) + rng.normal(0.0, 0.4) for name in FREE]  # noqa: B009
    return with_searched(episodes, FREE, np.array(away))


@cache
def found() -> Calibration:
    return calibrate(moved(markov()), FREE, goals(markov()), nodes=3)


def test_the_numbers_that_made_the_targets_come_back() -> None:
    wanted = [markov().hazard(name.split(":")[1]).per_year for name in FREE]
    assert found().values == pytest.approx(wanted, rel=1e-6)
    assert found().reached == pytest.approx([goal.value for goal in found().goals], rel=1e-6)
    assert len(found().singular) == len(FREE) == found().rank and found().singular[-1] > 0.0


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


def test_priors_stand_in_for_targets_and_are_not_counted_among_them() -> None:
    used = [goal for goal in goals(markov()) if goal.name != "acute"]
    with pytest.raises(NotIdentified, match="5 numbers are free, and 4 targets are given"):
        calibrate(moved(markov()), FREE, used, nodes=3)
    begun = with_searched(markov(), ("rate:acute pain ends",), np.log([4.0]))
    got = calibrate(begun, FREE, used, nodes=3, priors={"rate:acute pain ends": 0.2})
    assert got.rank == 4 < len(FREE) and got.values[1] == pytest.approx(4.0, rel=1e-4)
    assert np.sqrt(got.covariance[1, 1]) == pytest.approx(0.2, rel=0.05)


def test_the_covariance_is_what_errors_of_the_targets_do_to_the_numbers() -> None:
    # As many targets as numbers: these move by J^-1 times the targets' moves, so that their length in the covariance is that of the moves.
    moves = 0.03 * np.random.default_rng(5).standard_normal(len(FREE))
    odds = [g.value / (1.0 - g.value) * np.exp(move * g.error) for g, move in zip(goals(markov()), moves, strict=True)]
    other = [replace(g, value=float(o / (1.0 + o))) for g, o in zip(goals(markov()), odds, strict=True)]
    shift = np.log(calibrate(markov(), FREE, other, nodes=3).values) - np.log(found().values)
    assert shift @ np.linalg.solve(found().covariance, shift) == pytest.approx(moves @ moves, rel=0.02)


@pytest.mark.parametrize(("value", "error"), [(1.2, 0.1), (0.0, 0.1), (0.3, 0.0)])
def test_a_share_that_no_population_can_show(value: float, error: float) -> None:
    impossible = replace(goals(markov())[0], value=value, error=error)
    with pytest.raises(SpecError, match="which no population can show"):
        calibrate(markov(), FREE, [impossible, *goals(markov())[1:]], nodes=3)


def test_a_search_that_does_not_end_gives_no_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspiral.act.population.descent.MOST", 2)
    with pytest.raises(NotConverged, match=r"did not end .* furthest off is"):
        calibrate(moved(markov()), FREE, goals(markov()), nodes=3)


def test_slopes_are_those_of_differences() -> None:
    from unspiral.act.population.calibrate import _Search

    names = (
        "rate:pain begins",
        "rate:depression ends",
        "effect:depression ends:mending",
        "correlation:back:mood",
        "ratio:pain begins:depression",
    )
    search = _Search(declared(), names, goals(declared()), 0.6, 3, {})
    exact = search.both(search.begin)[1]
    for k in range(len(names)):
        step = 1e-5 * np.eye(len(names))[k]
        ahead, behind = search.both(search.begin + step)[0], search.both(search.begin - step)[0]
        assert exact[:, k] == pytest.approx((ahead - behind) / 2e-5, abs=1e-6)
