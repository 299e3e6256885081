"""A fit with answers in steps that several tests look at; made once."""

from __future__ import annotations

from functools import cache

import numpy as np

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Panel

TRUTH = {
    "self:pain": -0.9, "self:depression": -0.3, "link:pain->depression": 0.0, "link:depression->pain": 0.6, "diffusion:pain": 1.0,
    "diffusion:pain,depression": 0.1, "diffusion:depression": 0.4, "level:pain": 5.0,
    "threshold:depression[1]": 0.2, "threshold:depression[2]": 0.9, "threshold:depression[3]": 1.7,
}  # fmt: skip
LOOP: Loop = parse("pain <-> depression; depression by phq_2")
NAMES = {name.replace("depression[", "phq_2["): value for name, value in TRUTH.items()}


@cache
def stepped_panel() -> Panel:
    """50 people, 40 days: pain as a number, an item of four steps of which the lowest is given most often."""
    choices = Choices(
        False, False, "stationary", "constant", {"pain": "gaussian", "phq_2": "ordinal"}, scales={"phq_2": (0.0, 1.0, 2.0, 3.0)}
    )
    return simulate(LOOP, NAMES, [np.arange(40.0)] * 50, seed=11, choices=choices, unit="day")


@cache
def stepped_fit() -> Fit:
    """What is learned from it."""
    return fit_ml(
        stepped_panel(), LOOP, families={"phq_2": "ordinal"}, traits=False, error=False, t0="stationary", starts=2, ladder=False
    )  # fmt: skip
