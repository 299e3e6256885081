"""One real fit for the whole room: found by the search, on made-up answers."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.records import Choices, Fit

TEXT = "pain <-> depression; walking => pain (sustained)"
TRUE = {
    "self:pain": -0.6, "self:depression": -0.4, "link:pain->depression": 0.25, "link:depression->pain": 0.3, "input:walking->pain": -0.5,
    "diffusion:pain": 1.0, "diffusion:pain,depression": 0.0, "diffusion:depression": 0.6, "level:pain": 5.0, "level:depression": 3.0,
}  # fmt: skip


@pytest.fixture(scope="session")
def learned() -> Fit:
    """A diary of 400 days, learned without measurement error."""
    loop = parse(TEXT)
    choices = Choices(False, False, "stationary", "constant", dict.fromkeys(loop.columns, "gaussian"))
    walking = (np.arange(400) // 40 % 2).astype(float)[:, None]
    panel = simulate(loop, TRUE, [np.arange(400.0)], seed=3, choices=choices, unit="day", inputs=[walking])
    return fit_ml(panel, loop, error=False, t0="stationary", starts=2, ladder=False)
