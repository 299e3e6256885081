"""Where a fit lies at the edge of what can be learned, and which arrows may then not be called."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.records import Arrow, Fit

HARDLY = 1.5  # standard error of a self-rate, against the rate itself, from which it is hardly known (a factor of 20 either way)
TIED = 0.95  # correlation of two noises from which the processes are not told apart (docs/decisions/direction-answer.md)


def tied(processes: tuple[str, ...], diffusion: Float[ndarray, "p p"]) -> list[tuple[str, str, float]]:
    """Pairs of processes whose noise is correlated by more than TIED in size, and that correlation.

    What one does while the other stands still is then read from moments that hardly ever happen.

    Args:
        processes: names.
        diffusion: covariance rate of their noise.
    """
    size = np.sqrt(np.maximum(np.diag(diffusion), 1e-300))
    found: list[tuple[str, str, float]] = []
    for i, other in enumerate(processes):
        for j, one in enumerate(processes[:i]):
            r = float(diffusion[i, j] / (size[i] * size[j]))
            if abs(r) > TIED:
                found.append((one, other, r))
    return found


def edges(fit: Fit) -> frozenset[str]:
    """Processes whose fit lies at an edge, where intervals mean nothing.

    A self-rate at its bound (it has no standard error) or hardly known at all, or noise tied to another's. A variance of nil is no edge
    in this sense: it leaves the arrows alone. Where priors stand in place of data nothing was learned, and nothing has an edge.
    """
    if fit.beliefs is not None:
        return frozenset()
    stuck = {
        p.name.removeprefix("self:")
        for p in fit.parameters
        if p.name.startswith("self:") and (p.se is None or p.se > HARDLY * abs(p.estimate))
    }
    return frozenset(stuck | {name for one, other, _ in tied(fit.processes, fit.diffusion) for name in (one, other)})


def through(arrow: Arrow, links: tuple[Arrow, ...], processes: frozenset[str]) -> bool:
    """Whether a declared path from cause to affected begins, passes or ends at one of these processes."""
    return any(reaches((arrow[0], p), links) and reaches((p, arrow[1]), links) for p in processes)


def reaches(arrow: Arrow, links: tuple[Arrow, ...]) -> bool:
    """Whether a path of declared links leads from cause to affected; every process reaches itself."""
    found, frontier = {arrow[0]}, [arrow[0]]
    while frontier:
        here = frontier.pop()
        for cause, affected in links:
            if cause == here and affected not in found:
                found.add(affected)
                frontier.append(affected)
    return arrow[1] in found
