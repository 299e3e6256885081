"""Numbers of policies as they may be, drawn between their ends: one draw a finding, in policies and in the population alike."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.policies import levers_of
from unspiral.loop.policy import Lever, Proposal

WIDE = 1.959963984540054  # half a 95 % interval of the normal law


def drawn(proposals: Sequence[Proposal], count: int, seed: int) -> list[dict[str, float]]:
    """Draws of what studies found of the policies' effects; what a policy itself chooses, and what is assumed of uptake, is not drawn.

    log factor = log value + z s, with s from the end on z's side, so that both ends of the interval are met.

    Args:
        proposals: policies.
        count: draws.
        seed: same seed, same draws, for one finding wherever it stands.

    Returns:
        One mapping a draw, as ``put_on`` takes it.
    """
    out: list[dict[str, float]] = [{} for _ in range(count)]
    for proposal in proposals:
        for key, lever in levers_of(proposal).items():
            number = lever.factor
            if number.low is None or number.high is None or not _found(lever):
                continue
            z = luck_of(number.basis.row, number.value, count, seed)
            below, above = math.log(number.value / number.low) / WIDE, math.log(number.high / number.value) / WIDE
            for k in range(count):
                out[k][key] = number.value * math.exp(float(z[k]) * (above if z[k] > 0.0 else below))
    return out


def luck_of(row: str, factor: float, count: int, seed: int) -> Float[ndarray, " draws"]:
    """Standard normal numbers of one finding: the same wherever it multiplies something, in a policy or in the population.

    Args:
        row: of the packaged tables; each has a number of its own in each draw.
        factor: as it is used; where one number means a stronger effect, it does so for factors below and above 1 alike.
        count: draws; the k-th is the same for every count.
        seed: of the draws.

    Source: tests/act/population/test_luck.py; tests/act/population/test_uncertain.py.
    """
    return np.random.default_rng([seed, *row.encode()]).standard_normal(count) * (-1.0 if factor < 1.0 else 1.0)


def _found(lever: Lever) -> bool:
    return bool(lever.factor.basis.row) and lever.kind != "choice"
