from __future__ import annotations

import math

import numpy as np
import pytest

from unspiral.act.population.exactly import exp, log, philox, turn, waiting

pytestmark = pytest.mark.identity

ALL = 0xFFFFFFFF
# Published with the generator: counter, key, output of Philox 4x32 with ten rounds.
VECTORS = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL, ALL, ALL, ALL), (ALL, ALL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)


@pytest.mark.parametrize(("counter", "key", "out"), VECTORS)
def test_published_vectors_in_every_backend(counter: tuple[int, ...], key: tuple[int, ...], out: tuple[int, ...]) -> None:
    assert philox(counter, key) == out  # type: ignore[arg-type]
    core = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")
    assert core.philox(*counter, *key) == out


def test_log_and_exp_are_those_of_mathematics() -> None:
    rng = np.random.default_rng(3)
    for x in [*rng.uniform(1e-300, 1.0, 2000), *np.exp(rng.uniform(-700.0, 0.0, 2000)), 0.5, 1.0, 2.0**-53]:
        assert log(float(x)) == pytest.approx(math.log(x), rel=4e-16, abs=4e-16)
    for x in rng.uniform(-600.0, 600.0, 2000):
        assert exp(float(x)) == pytest.approx(math.exp(x), rel=3e-15)
    assert exp(0.0) == 1.0 and log(1.0) == 0.0


def test_a_turn_has_its_sine_and_cosine() -> None:
    for u in np.linspace(0.0, 1.0, 4001)[:-1]:
        assert turn(float(u)) == pytest.approx((math.sin(2.0 * math.pi * u), math.cos(2.0 * math.pi * u)), abs=3e-15)


def test_waiting_times_are_exponential() -> None:
    rng = np.random.default_rng(5)
    times = np.sort([waiting(int(a), int(b)) for a, b in rng.integers(0, 2**32, (20_000, 2))])
    gap = np.abs(-np.expm1(-times) - (np.arange(20_000) + 0.5) / 20_000).max()
    assert gap < 1.63 / math.sqrt(20_000)  # Kolmogorov's bound at 1 in 100
    assert waiting(0, 0) < 40.0 and waiting(ALL, ALL) >= 0.0
