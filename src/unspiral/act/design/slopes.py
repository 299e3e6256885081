"""How the matrices of a model move with each of its free numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.discretise import discretise
from unspiral.learn.parameters import Layout, assemble
from unspiral.learn.system import Array, System

STEP = 1e-5  # of central differences, against the size of the number: right to about ten digits
MEANS = ("level", "t0_mean")  # about the mean alone, and so about nothing that links depend on


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """A model over the intervals of a timetable, and its derivatives.

    Args:
        at: which numbers of the layout are meant, in order; those about means alone are left out.
        first, loading, error: covariance of the first state, what is read, measurement error; ``d...`` their derivatives.
        transition, noise: over each interval; (intervals, state, state), and with the numbers in front behind them.
    """

    at: Int[ndarray, " free"]
    first: Float[ndarray, "d d"]
    loading: Float[ndarray, "m d"]
    error: Float[ndarray, "m m"]
    transition: Float[ndarray, "gaps d d"]
    noise: Float[ndarray, "gaps d d"]
    dfirst: Float[ndarray, "free d d"]
    dloading: Float[ndarray, "free m d"]
    derror: Float[ndarray, "free m m"]
    dtransition: Float[ndarray, "gaps free d d"]
    dnoise: Float[ndarray, "gaps free d d"]


def slopes_of(layout: Layout, values: Float[ndarray, " all"], gaps: Float[ndarray, " gaps"]) -> Slopes:
    """Work out matrices and derivatives at a natural vector.

    Args:
        layout: of one person's own model (``Layout.average``).
        values: natural.
        gaps: the different intervals between prompts.

    Raises:
        ValueError: t0 is "stationary" and the loop is unstable.

    Source: tests/act/design/test_slopes.py.
    """
    at = np.array([k for k, slot in enumerate(layout.slots) if slot.field not in MEANS])
    own = assemble(layout, values)
    size = np.maximum(np.abs(values[at]), 0.1)

    def beside(k: int, way: float) -> tuple[Array, ...]:
        moved = values.copy()
        moved[at[k]] += way * STEP * size[k]
        return _matrices(assemble(layout, moved), gaps)

    ends = [(beside(k, 1.0), beside(k, -1.0), 2.0 * STEP * float(size[k])) for k in range(len(at))]
    first, loading, error, transition, noise = (np.array([(up[i] - down[i]) / wide for up, down, wide in ends]) for i in range(5))
    matrices = _matrices(own, gaps)
    return Slopes(
        at, matrices[0], matrices[1], matrices[2], matrices[3], matrices[4], first, loading, error, transition.swapaxes(0, 1),
        noise.swapaxes(0, 1),
    )  # fmt: skip


def _matrices(system: System, gaps: Array) -> tuple[Array, ...]:
    """First covariance, loading, error, transition and noise; the state's constant part stays."""
    p, d = len(system.drift), system.loading.shape[1]
    steps = discretise(system.drift, system.diffusion, gaps)
    transition = np.broadcast_to(np.eye(d), (len(gaps), d, d)).copy()
    noise = np.zeros((len(gaps), d, d))
    transition[:, :p, :p], noise[:, :p, :p] = steps.transition, steps.noise
    return system.t0_cov, system.loading, system.error, transition, noise
