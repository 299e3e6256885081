"""Weekly scores of many persons against the closed form of their law; chance that belongs to a person and a day."""

from __future__ import annotations

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit

from unspiral.act.population.symptoms import Symptoms, symptoms_of, weekly
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.prior_fit import from_priors

pytestmark = pytest.mark.identity

WORLD = Symptoms(
    ("pain", "depression"), np.array([[-0.2, 0.05], [0.03, -0.1]]), np.array([[0.8, 0.1], [0.1, 0.5]]), np.array([4.0, 9.0]),
    np.array([[1.0, 0.4], [0.4, 2.0]]),
)  # fmt: skip


def week_law(world: Symptoms, lag: int) -> np.ndarray:
    """Covariance of two weekly means ``lag`` weeks apart within a person: the mean over all pairs of their days."""
    values, vectors = np.linalg.eig(world.drift)
    over = lambda days: (vectors * np.exp(values * days)) @ np.linalg.inv(vectors)  # noqa: E731
    within = world.within
    total = np.zeros_like(within)
    for a in range(7):
        for b in range(7 * lag, 7 * lag + 7):
            total += (over(b - a) @ within if b >= a else within @ over(a - b).T).real
    return total / 49.0


def test_weeks_have_the_law_of_the_loop() -> None:
    scores = weekly(WORLD, 3, range(8000), 6)
    assert scores.mean(axis=0) == pytest.approx(np.broadcast_to(WORLD.level, (6, 2)), abs=0.12)
    centred = scores - WORLD.level
    for lag in (0, 1, 4):
        found = np.einsum("ni,nj->ij", centred[:, lag], centred[:, 0]) / 8000
        assert found == pytest.approx(week_law(WORLD, lag) + WORLD.between, abs=0.2), lag


def test_a_person_is_the_same_in_any_company_and_for_any_time() -> None:
    whole = weekly(WORLD, 5, range(20), 10)
    assert np.array_equal(weekly(WORLD, 5, range(7, 9), 10), whole[7:9])
    assert np.array_equal(weekly(WORLD, 5, range(20), 4), whole[:, :4])
    assert not np.array_equal(weekly(WORLD, 6, range(20), 10), whole)


def test_persons_who_do_not_differ_have_one_level() -> None:
    alike = Symptoms(WORLD.processes, WORLD.drift, WORLD.diffusion, WORLD.level, np.zeros((2, 2)))
    long = weekly(alike, 1, range(40), 400).mean(axis=(0, 1))
    assert long == pytest.approx(WORLD.level, abs=0.25)


def test_the_loop_of_a_fit_is_taken_per_day() -> None:
    fit = pair_fit(unit="week")
    found = symptoms_of(fit, {"pain": 1.5, "depression": 2.0}, {("pain", "depression"): 0.5})
    assert found.drift == pytest.approx(np.asarray(fit.drift) / 7.0) and found.level == pytest.approx([5.0, 4.0])
    assert found.between == pytest.approx(np.array([[2.25, 1.5], [1.5, 4.0]]))


def test_what_is_missing_or_cannot_be_is_refused() -> None:
    fit = pair_fit()
    with pytest.raises(SpecError, match="usual levels of pain lie apart") as caught:
        symptoms_of(fit, {})
    assert "--spread pain=2 --spread depression=2" in caught.value.fix
    with pytest.raises(SpecError, match="'pian' is no process"):
        symptoms_of(fit, {"pain": 1.0, "depression": 1.0, "pian": 1.0})
    for bad in (-1.0, float("nan"), float("inf")):
        with pytest.raises(SpecError, match="cannot be"):
            symptoms_of(fit, {"pain": bad, "depression": 1.0})
    for pair, r in ((("pain", "pain"), 0.5), (("pain", "depression"), 1.0), (("pain", "depression"), float("nan"))):
        with pytest.raises(SpecError, match="cannot be taken"):
            symptoms_of(fit, {"pain": 1.0, "depression": 1.0}, {pair: r})
    with pytest.raises(NotIdentified, match="runs away"):
        symptoms_of(made_fit("pain <-> depression", np.array([[-0.2, 0.3], [0.3, -0.2]])), {"pain": 1.0, "depression": 1.0})
    with pytest.raises(NotIdentified, match="counted in") as unplaced:
        symptoms_of(from_priors("pain <-> depression", draws=20), {"pain": 1.0, "depression": 1.0})
    assert "--prior level:pain" in unplaced.value.fix
