"""Made-up cohorts that skip prompts because of their state."""

from __future__ import annotations

import numpy as np
from tests.learn.skip_truth import NOBODY, PAIR

from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel

LOOP = parse("pain <-> depression")
SMALL = PAIR | {"error:pain": 0.0, "error:depression": 0.0, "link:depression->pain": 0.5}


def skipping(people: int, prompts: int, *, slope: float, seed: int, level: float = -0.7) -> Panel:
    """No measurement error and no traits: as quick to learn as a loop can be."""
    choices = Choices(**{name: getattr(NOBODY, name) for name in ("traits", "t0", "means", "families")}, error=False, skips=True)
    truth = {k: v for k, v in SMALL.items() if not k.startswith("error")}
    truth |= {"level:skip": level, "skip:pain": 0.0, "skip:depression": slope}
    return simulate(LOOP, truth, [np.arange(prompts) * 1.0] * people, seed=seed, choices=choices, unit="day")
