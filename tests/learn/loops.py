"""Small panels from a known loop, for tests of what stands on the likelihood. Exact simulation with scipy's exponential, not ours."""

from __future__ import annotations

import numpy as np
from scipy.linalg import expm
from tests.learn.truth import integral

from unspiral.records import Panel, Person, Source

DRIFT = np.array([[-0.5, 0.3], [0.25, -0.6]])
DIFFUSION = np.array([[0.8, 0.2], [0.2, 0.7]])


def simulate_panel(
    *,
    seed: int = 1,
    persons: int = 1,
    occasions: int = 150,
    drift: np.ndarray = DRIFT,
    trait: float = 0.0,
    error: float = 0.0,
    uneven: bool = False,
) -> Panel:
    """pain and depression, d eta = A eta dt + noise, from their stationary law; level 4 and 3."""
    rng = np.random.default_rng(seed)
    from scipy.linalg import solve_continuous_lyapunov

    start = np.linalg.cholesky(solve_continuous_lyapunov(drift, -DIFFUSION))
    people: list[Person] = []
    for i in range(persons):
        gaps = rng.choice([1.0, 2.0], size=occasions - 1) if uneven else np.ones(occasions - 1)
        time = np.concatenate([[0.0], np.cumsum(gaps)])
        steps = {g: (expm(drift * g), np.linalg.cholesky(integral(drift, DIFFUSION, float(g)))) for g in np.unique(gaps)}
        state = start @ rng.normal(size=2)
        rows = [state]
        for g in gaps:
            f, root = steps[g]
            state = f @ state + root @ rng.normal(size=2)
            rows.append(state)
        level = np.array([4.0, 3.0]) + trait * rng.normal(size=2)
        values = np.array(rows) + level + error * rng.normal(size=(occasions, 2))
        people.append(Person(str(i + 1), time, values, np.zeros((occasions, 0))))
    return Panel(tuple(people), ("pain", "depression"), (), "day", Source("simulated", "0" * 64, persons * occasions))
