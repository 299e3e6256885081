"""What each answer says beyond what was foreseen, for any number of persons in little memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.kalman import filter_lanes
from unspiral.learn.system import Lanes, System

ROWS = 60_000  # steps times lanes that are filtered at once: more would only fill the memory


@dataclass(frozen=True, slots=True, eq=False)
class Innovations:
    """The part of a filter's result (``Forward``) that is about answers, not about the state.

    Args:
        loglik: share of each lane.
        innovation: answer minus prediction, 0 where not answered.
        precision: inverse covariance of the innovation, identity where not answered.
    """

    loglik: Float[ndarray, " lanes"]
    innovation: Float[ndarray, "steps lanes indicators"]
    precision: Float[ndarray, "steps lanes indicators indicators"]


def innovations_of(
    systems: Sequence[System],
    lanes: Lanes,
    model: Int[ndarray, " lanes"],
    variances: Float[ndarray, "steps lanes indicators"] | None = None,
) -> Innovations:
    """Filter some lanes at a time, and keep of each what is about answers.

    Args:
        systems: models of the same shape.
        lanes: persons' answers.
        model: which of the systems each lane lives under.
        variances: error variance of each answer's own, added to the model's; None for none.
    """
    some, count = max(1, ROWS // max(len(lanes.step), 1)), len(model)
    parts: list[Innovations] = []
    for first in range(0, count, some):
        which = np.arange(first, min(first + some, count))
        added = None if variances is None else variances[:, which]
        forward = filter_lanes(systems, lanes if len(which) == count else lanes.some(which), model[which], added)
        parts.append(Innovations(forward.loglik, forward.innovation, forward.precision))
    if len(parts) == 1:
        return parts[0]
    return Innovations(
        np.concatenate([p.loglik for p in parts]),
        np.concatenate([p.innovation for p in parts], axis=1),
        np.concatenate([p.precision for p in parts], axis=1),
    )
