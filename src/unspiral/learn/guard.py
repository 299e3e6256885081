"""An independent estimate of the likelihood of paths with answers in steps: random draws, which rest on no expansion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.correction import laws_of, log_ratio
from unspiral.learn.emission import Emission, Settled
from unspiral.learn.system import Lanes, System

SAMPLES, WORK = 1000, 6e6  # draws a person, and cells times draws in all


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """The same log-likelihood by random draws from q, for some of the persons.

    Args:
        lanes: which persons.
        estimate: sum over them of what is added to the value of expectation propagation.
        error: its standard error.
        reported: what was added to it for the same persons.
        effective: smallest number of draws that any person's weights are worth.
    """

    lanes: Int[ndarray, " some"]
    estimate: float
    error: float
    reported: float
    effective: float

    @property
    def agrees(self) -> bool:
        """Whether both say the same within what chance allows (three standard errors, and 0.05 log-likelihood units)."""
        return abs(self.estimate - self.reported) <= 3.0 * self.error + 0.05


def guard(
    lanes: Lanes, emission: Emission, system: System, thresholds: Float[ndarray, " thresholds"], settled: Settled,
    which: Int[ndarray, " some"], reported: Float[ndarray, " some"], seed: int = 1,
) -> Guard | None:  # fmt: skip
    """An estimate of what has to be added that rests on no expansion: importance sampling from q, each draw with its mirror image.

    Args:
        lanes, emission, system, thresholds, settled, which: as ``correction``.
        reported: what was added for each of these lanes.
        seed: of the draws: the same answer every time.

    Returns:
        Guard over as many persons as the work allows; None where nobody has such answers.
    """
    laws = laws_of(lanes, emission, system, thresholds, settled, which)
    found = [(k, law) for k, law in laws if law is not None]
    if not found:
        return None
    room = max(1, int(WORK / (SAMPLES * max(len(law.number) for _, law in found))))
    places = np.unique(np.linspace(0, len(found) - 1, min(room, len(found))).astype(int))
    at: list[int] = places.tolist()
    chosen = [found[i] for i in at]
    total, variance, effective = 0.0, 0.0, np.inf
    for k, law in chosen:
        half = np.random.default_rng([seed, 50, k]).standard_normal((SAMPLES // 2, len(law.number)))
        values, vectors = np.linalg.eigh(law.cov)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        f = law.mean + np.vstack([half, -half]) @ root.T
        logs = log_ratio(law, np.arange(len(law.number)), f, lanes, emission, system, thresholds).sum(axis=1)
        top = logs.max()
        weight = np.exp(logs - top)
        mean = weight.mean()
        pairs = 0.5 * (weight[: SAMPLES // 2] + weight[SAMPLES // 2 :])
        total += float(top + np.log(mean))
        variance += float(pairs.var(ddof=1) / len(pairs) / mean**2)
        effective = min(effective, float(weight.sum() ** 2 / (weight**2).sum()))
    mine = np.array([k for k, _ in chosen])
    return Guard(which[mine], total, float(np.sqrt(variance)), float(reported[mine].sum()), effective)
