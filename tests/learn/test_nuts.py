"""Draws of a target whose law is known, and what becomes of places without a likelihood."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import pytest
from numpy import ndarray

from unspiral.errors import SpecError
from unspiral.learn import nuts
from unspiral.learn.nuts import missing, sample, sampler

pytestmark = pytest.mark.identity
needs_nutpie = pytest.mark.skipif(find_spec("nutpie") is None, reason="nutpie (the extra bayes) is not installed")


@dataclass
class Known:
    """A normal law in place of a rounded-off posterior; beyond ``wall`` in the first coordinate there is no likelihood."""

    sd: ndarray
    wall: float = np.inf
    broken: bool = False

    @property
    def middle(self) -> ndarray:
        return np.zeros(len(self.sd))

    def value(self, w: ndarray) -> tuple[float, ndarray]:
        if self.broken:
            raise KeyboardInterrupt
        if w[0] > self.wall:
            return np.nan, np.full(len(w), np.nan)
        return float(-0.5 * ((w / self.sd) ** 2).sum()), -w / self.sd**2

    def coordinates(self, w: ndarray) -> ndarray:
        return w

    def alone(self) -> Known:
        return self


@needs_nutpie
def test_draws_have_the_law_of_the_target_and_chains_agree() -> None:
    ticks: list[tuple[int, int]] = []
    target = Known(np.array([0.5, 1.0, 2.0]))
    found = sample(target, chains=2, draws=800, warmup=100, seed=1, tick=lambda done, of: ticks.append((done, of)))
    assert found.x.shape == (2, 800, 3)
    assert not found.divergent.any() and not found.outside.any()
    pooled = found.x.reshape(-1, 3)
    np.testing.assert_allclose(pooled.std(axis=0), target.sd, rtol=0.15)
    assert (np.abs(pooled.mean(axis=0)) < 0.15 * target.sd).all()
    assert ticks and all(done <= of == 1800 for done, of in ticks)


@needs_nutpie
def test_the_same_seed_gives_the_same_draws_for_any_number_of_workers() -> None:
    target = Known(np.array([0.5, 1.0]))
    one, two, other = (
        sample(target, chains=2, draws=100, warmup=100, seed=seed, workers=workers).x for seed, workers in ((1, 1), (1, 2), (2, 1))
    )
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)


@needs_nutpie
def test_places_without_a_likelihood_are_left_out_and_counted_apart() -> None:
    found = sample(Known(np.ones(2), wall=1.0), chains=1, draws=1000, warmup=100, seed=1)
    assert found.x[..., 0].max() <= 1.0
    assert found.outside.sum() > 0
    assert not found.divergent.any()
    # The normal law cut off at 1 has the mean -phi(1) / Phi(1) = -0.288.
    assert found.x[..., 0].mean() == pytest.approx(-0.288, abs=0.12)


def test_without_the_package_the_install_line_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nutpie", None)
    with pytest.raises(SpecError) as refused:
        sampler()
    assert refused.value.fix == 'pip install "unspiral[bayes]", or leave out --bayes'
    assert "arviz" in missing("arviz").what


@needs_nutpie
def test_an_interruption_stops_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def tired(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(nuts, "sleep", tired)
    with pytest.raises(KeyboardInterrupt):
        sample(Known(np.ones(2)), chains=1, draws=100_000, warmup=100, seed=1)
