"""How long a block goes on acting after it has ended."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import NotIdentified

LEFT = 0.05  # of what an on-block left behind, at which it counts as washed out


def recovery(drift: Float[ndarray, "p p"]) -> float:
    """Days in which the slowest part of a disturbance shrinks to 37 %: -1 / max Re(lambda).

    Args:
        drift: A, per day.

    Raises:
        NotIdentified: the loop runs away, so that nothing ever washes out.
    """
    slowest = float(np.linalg.eigvals(drift).real.max())
    if slowest >= 0.0:
        raise NotIdentified(
            "The estimated loop does not return to a level: it runs away.",
            why="What a block leaves behind would never wash out, and on-days could not be told from off-days.",
            fix="look for a trend or a treatment in the data, and learn again.", code="unstable",
        )  # fmt: skip
    return -1.0 / slowest


def washout(drift: Float[ndarray, "p p"], fading: float = 0.0, onset: float = 0.0, left: float = LEFT) -> float:
    """Days after an on-block until only ``left`` of what it did remains.

    t = onset + ln(1/left) / min(slowest rate of the loop, ln 2 / half-life): the slowest mode decides; where the loop and the fading are
    both slow, this is the leading term.

    Args:
        drift: A, per day.
        fading: half-life with which the treatment's own action fades; 0 = at once.
        onset: days until it begins to act, by which it also ends later.
        left: share that remains.

    Source: tests/act/trial/test_washout.py, against the response itself.
    """
    rate = 1.0 / recovery(drift)
    if fading > 0.0:
        rate = min(rate, math.log(2.0) / fading)
    return onset + math.log(1.0 / left) / rate
