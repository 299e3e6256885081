"""A trial's result with known numbers, made without any data."""

from __future__ import annotations

import numpy as np

from unspiral.records import Effect
from unspiral.records.trial import Course, PlainTest, Timing, Trial, TrialEffect


def made_trial(word: str = "clear", reading: str = "final") -> Trial:
    days = np.arange(28.0)
    answers = np.column_stack([4.0 + np.sin(days), 3.0 + np.cos(days)])
    answers[5] = np.nan
    course = Course(days, days // 7 % 2, answers, answers, answers - 0.4, answers + 0.4)
    effects = (
        TrialEffect("pain", Effect(-0.8, -1.4, -0.2), Effect(-1.1, -2.0, None), 1 - 46 / 924, 0.95, True, Effect(-1.0, -2.0, -0.2)),
        TrialEffect("depression", Effect(0.1, None, 0.6), Effect(0.2, -1.0, 1.4), 0.95, 0.95, False),
    )  # fmt: skip
    return Trial(
        "walking", ("pain",), word, None if reading == "stopped" else 0.012, "randomisation", 0.05, reading, effects, PlainTest(-0.5, 0.2),
        Timing("given", 0.0, 0.0), 28, 27, 14, 28 if reading == "final" else 56, course, ("The test rests on the order.",), (),
    )  # fmt: skip
