"""A loop under a held push by an ODE solver, and what a what-if says in its place."""

from __future__ import annotations

import numpy as np
from numpy import ndarray
from scipy.integrate import solve_ivp

from unspiral.records import WhatIf

NAMES = ("pain", "depression", "sleep", "activity", "fatigue")
RUNAWAY = np.array([[-0.2, 0.5], [0.4, -0.2]])


def solved(drift: ndarray, push: ndarray, start: ndarray, times: ndarray) -> ndarray:
    """State at every time, from ``start`` at 0."""
    found = solve_ivp(lambda _, x: drift @ x + push, (0.0, times[-1]), start, t_eval=times, rtol=1e-10, atol=1e-12)
    return found.y.T


def line(found: WhatIf, name: str) -> ndarray:
    """Estimated shift of one process over time."""
    return found.path.bands[name].estimate


def shift(found: WhatIf) -> list[float]:
    """Estimated long-run shift of every process."""
    return [effect.estimate for effect in found.long_run.values()]
