"""Made-up answers about stretches of time: their mean, spread and ties are those of integrals of the covariance function."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices

pytestmark = pytest.mark.identity

LOOP = parse("pain <-> low_mood\nlow_mood by phq8 (mean of 1 week)")
NUMBERS = {
    "self:pain": -0.5, "self:low_mood": -0.4, "link:pain->low_mood": 0.2, "link:low_mood->pain": 0.0, "diffusion:pain": 1.0,
    "diffusion:pain,low_mood": 0.0, "diffusion:low_mood": 0.8, "level:pain": 4.0, "level:phq8": 7.0, "error:pain": 0.2, "error:phq8": 0.1,
}  # fmt: skip
CHOICES = Choices(False, True, "stationary", "constant", {})


def test_mean_and_spread_of_made_up_means() -> None:
    """Without its cause, an OU process with rate a and noise q has var(mean over w) = q / a^2 w (1 - (1 - exp(-a w)) / (a w))."""
    alone = NUMBERS | {"link:pain->low_mood": 0.0}
    many = 250
    panel = simulate(LOOP, alone, [np.array([0.0, 7.0, 9.0])] * many, seed=3, choices=CHOICES, unit="day")
    y = np.array([p.values for p in panel.persons])[:, :, 1]
    a, q, w = 0.4, 0.8, 7.0
    variance = q / (a**2 * w) * (1 - (1 - np.exp(-a * w)) / (a * w)) + 0.1
    next_to = q / (2 * a**3 * w**2) * (1 - np.exp(-a * w)) ** 2  # stretches end to end
    np.testing.assert_allclose(y.mean(axis=0), 7.0, atol=4.5 * np.sqrt(variance / many))
    np.testing.assert_allclose(y.var(axis=0), variance, rtol=4.5 * np.sqrt(2 / many))
    assert np.cov(y[:, 0], y[:, 1])[0, 1] == pytest.approx(next_to, abs=4.5 * variance / np.sqrt(many))
    assert np.cov(y[:, 1], y[:, 2])[0, 1] > 2.0 * next_to  # stretches that overlap by five days


def test_what_is_not_answered_stays_so_and_the_same_seed_gives_the_same_answers() -> None:
    times = [np.array([0.0, 1.0, 5.0, 9.0])] * 3
    panel = simulate(LOOP, NUMBERS, times, seed=3, choices=CHOICES, unit="day", missing=0.3)
    again = simulate(LOOP, NUMBERS, times, seed=3, choices=CHOICES, unit="day", missing=0.3)
    assert all(np.array_equal(a.values, b.values, equal_nan=True) for a, b in zip(panel.persons, again.persons, strict=True))
    assert any(np.isnan(p.values).any() for p in panel.persons)
    hourly = simulate(LOOP, {k: v / 24 if k.startswith(("self", "link", "diffusion")) else v for k, v in NUMBERS.items()},
                      [t * 24.0 for t in times], seed=3, choices=CHOICES, unit="hour", missing=0.3)  # fmt: skip
    for a, b in zip(panel.persons, hourly.persons, strict=True):
        np.testing.assert_allclose(a.values, b.values, atol=1e-9)
