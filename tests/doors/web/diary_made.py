"""Check-ins of a made-up person for pages about the loop."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from unspiral.records.entry import Entry


def evenings(days: int, last: date, seed: int = 3) -> list[Entry]:
    """One check-in a day, the last one on ``last``; pain pushes low mood, now and then an evening is left out."""
    random = np.random.default_rng(seed)
    f = np.array([[0.45, 0.0], [0.35, 0.5]])
    state = np.zeros((days + 40, 2))
    for t in range(1, len(state)):
        state[t] = f @ state[t - 1] + random.standard_normal(2) * (1.5, 1.0)
    values = np.clip(np.round(state[40:] + (5.0, 4.5) + 0.4 * random.standard_normal((days, 2))), 0, 10).astype(int)
    seen = random.random(days) >= 0.1
    seen[[0, -1]] = True
    found: list[Entry] = []
    for t in np.flatnonzero(seen):
        day = (last - timedelta(days=days - 1 - int(t))).isoformat()
        answers = {"pain": int(values[t, 0]), "mood": 10 - int(values[t, 1]), "sleep": 5, "activity": 4, "stress": 5}
        body = {"form": "check-in/1", "answers": answers, "tried": [], "flare": False, "sites": [], "note": "", "trial": {}, "late": False}
        found.append(Entry(f"made-{day}", "check-in", day, f"{day}T20:00:00+01:00", body))
    return found
