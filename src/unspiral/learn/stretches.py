"""Made-up answers about stretches of time: one person's states walk, are added up, and are read where each stretch ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.bootstrap import answers_again
from unspiral.learn.circumstances import Circumstances
from unspiral.learn.parameters import assemble, layout_for
from unspiral.learn.system import lanes_of_panel
from unspiral.learn.windows import open_windows, spans_of
from unspiral.loop.model import Loop
from unspiral.records import Choices, Panel, Person


def stretched_answers(
    person: Person, blank: Panel, loop: Loop, choices: Choices, values: Float[ndarray, " free"], around: Circumstances, stream: list[int]
) -> Float[ndarray, "occasions indicators"]:
    """One person's answers where some look back over a stretch.

    The clock begins at the first answer or where the first stretch begins, whichever is earlier.

    Args:
        person: 0 where an answer is given, nan where none is.
        blank: the panel the person belongs to.
        loop, choices: the model.
        values: natural vector.
        around: what an answer depends on beside the state.
        stream: seed of the person's own stream of chance.

    Source: tests/learn/test_simulate.py holds means and variances of such answers against integrals of the covariance function.
    """
    plain, unit = layout_for(loop, choices, blank.time_unit), blank.time_unit
    early = choices.t0 == "stationary"
    spans = tuple(sorted({s for s in spans_of(loop, unit) if s}))
    alone = replace(blank, persons=(person,))
    lanes = lanes_of_panel(alone, plain.columns, plain.impulses, plain.presses, choices.waves, around, early=True, spans=spans)
    lanes, windows = open_windows(lanes, loop, unit, plain.moving + len(plain.traits), early=early)
    system = assemble(layout_for(loop, choices, unit, windows), values, around.tilt(person))
    made = answers_again([system], lanes, np.zeros(1, dtype=np.int64), np.random.default_rng(stream))
    out = np.full(person.values.shape, np.nan)
    there = ~np.isnan(person.values)
    out[there.any(axis=1)] = made.values[lanes.answered[:, 0].any(axis=1), 0]
    return np.where(there, out, np.nan)
