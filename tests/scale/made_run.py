"""A made-up result of a population."""

from __future__ import annotations

import numpy as np

from unspiral.records.fit import Verdict
from unspiral.records.population import Keeping, PopulationRun

ARMS, STATES, HAZARDS, OUTCOMES = (
    ("as now", "more care"),
    ("pain:none", "pain:chronic", "life:dead"),
    ("pain begins", "death"),
    ("weeks in pain",),
)


def made_run(*, exact: bool = True, outcomes: bool = True) -> PopulationRun:
    rng = np.random.default_rng(4)
    names = OUTCOMES if outcomes else ()
    numbers = [rng.normal(size=(2, len(names))) for _ in range(4)]
    return PopulationRun(
        name="made up", persons=1000, weeks=3, seed=2**64 - 1, arms=ARMS, states=STATES, hazards=HAZARDS, outcomes=names,
        units=("week",) * len(names), there=rng.integers(0, 1000, (2, 3, 4)), events=rng.integers(0, 50, (2, 2, 4)),
        exact=rng.random((2, 3, 4)) if exact else None,
        mean=numbers[0], se=np.abs(numbers[1]), apart=numbers[2], apart_se=np.abs(numbers[3]),
        keeping=Keeping(0.95, 24, 0, "as now", "pain:none", 2, 600, 599.5, 0.3) if exact else None,
        verdicts=(Verdict("keeps-to-the-equation", "ok", "All is well."),), seconds={"simulate": 0.1, "exact": 0.2},
        manifest={"unspiral": "0.1.0", "policies": "[]", "command": "unspiral population run 'a b'"},
    )  # fmt: skip
