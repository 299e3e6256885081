"""Made-up diaries of one person, day after day, for tests of the own loop."""

from __future__ import annotations

import numpy as np

from unspiral.records import Panel, Person
from unspiral.records.panel import Source


def own_diary(days: int, seed: int = 1, effect: float = 0.0, back: float = 0.0, skipped: float = 0.0) -> Panel:
    """Pain and low mood without error of the answers; ``effect`` of pain on low mood after a day, ``back`` the other way, in points."""
    random = np.random.default_rng(seed)
    f = np.array([[0.5, back], [effect, 0.6]])
    state = np.zeros((days + 50, 2))
    for t in range(1, len(state)):
        state[t] = f @ state[t - 1] + random.standard_normal(2)
    kept = random.random(days) >= skipped
    kept[0] = True
    time = np.flatnonzero(kept).astype(float)
    values = (5.0 + state[50:])[kept]
    person = Person("me", time, values, np.zeros((len(time), 0)), local=time + 20000.0)
    return Panel((person,), ("pain", "low_mood"), (), "day", Source("made", "0" * 64, len(time)))
