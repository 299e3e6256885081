"""How a loop comes to rest: straight, in swings of a certain length, or at a pace that is hard to tell from another."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.learn.edge import edges
from unspiral.records import Fit, Verdict
from unspiral.units import count

ALIKE = 100.0  # condition of the modes from which two of them are hardly two
SEEN = 0.02  # share of a swing that must be left after one round for anyone to see it


def modes(drift: Float[ndarray, "p p"]) -> tuple[Float[ndarray, " swings"], Float[ndarray, " swings"], float]:
    """The swings of a loop, and how well its modes are told apart.

    exp(A t) is made of modes exp(lambda t); a pair lambda = -r +- i w swings with period 2 pi / w, and exp(-r 2 pi / w) is left of it
    after a round.

    Args:
        drift: A, per time unit.

    Returns:
        Periods, what is left of each after one round, and the condition number of the modes: 1 = at right angles, endless = one mode
        twice.
    """
    values, vectors = np.linalg.eig(drift)
    pace: NDArray[np.float64] = np.imag(values).astype(np.float64)
    fading: NDArray[np.float64] = np.real(values).astype(np.float64)
    turning = pace > 1e-9 * np.hypot(pace, fading).max(initial=0.0)
    period = 2.0 * np.pi / pace[turning]
    return period, np.exp(fading[turning] * period), float(np.linalg.cond(vectors))


def swing_verdicts(fit: Fit) -> list[Verdict]:
    """Swings with their period, swings too quick to be seen, and modes that are nearly one.

    Args:
        fit: its drift, and the usual time between occasions.
    """
    if len(fit.processes) < 2 or edges(fit):
        return []
    # In units of each process's own noise, so that the units of the questionnaires have no say.
    size = np.sqrt(np.maximum(np.diag(fit.diffusion), 1e-300))
    period, left, condition = modes(fit.drift / size[:, None] * size[None, :])
    unit, interval = fit.data.time_unit, fit.data.interval
    found: list[Verdict] = []
    for length, rest in zip(period.tolist(), left.tolist(), strict=True):
        if length < 2.0 * interval:
            found.append(
                Verdict("swings", "caution",
                        f"The estimated loop swings once in {count(length, unit)}, quicker than answers every {count(interval, unit)} can "
                        "show: another, slower loop would fit as well.",
                        "Ask more often, or start the search elsewhere (--starts 20) and compare.")
            )  # fmt: skip
        elif SEEN <= rest < 1.0:
            found.append(
                Verdict("swings", "ok",
                        f"The loop swings: a push goes and comes back in waves of about {count(length, unit)}, and {rest:.0%} of a wave is "
                        "left after one round.")
            )  # fmt: skip
    if condition > ALIKE and not found:
        found.append(
            Verdict("swings", "caution",
                    f"Two paces of the loop are nearly the same (condition {condition:.0f}): how fast each fades by itself is hardly told, "
                    "though curves over time are not touched by that.",
                    "Read lag curves rather than single rates; a longer record would help.")
        )  # fmt: skip
    return found or [Verdict("swings", "ok", "The loop comes to rest without swings that could be seen.")]
