"""A declared population as plain things, for documents."""

from __future__ import annotations

import math

import numpy as np

from unspiral.loop.episodes import Basis, Episodes, Hazard, Ratio


def declaration(episodes: Episodes) -> dict[str, object]:
    """Everything that is declared, with the source of every number.

    Args:
        episodes: declared.
    """
    people = episodes.people
    return {
        "name": episodes.name,
        "loop": episodes.loop,
        "about": episodes.about,
        "courses": [
            {
                "name": c.name, "states": list(c.states), "start": c.start, "process": c.process, "episode": list(c.episode),
                "count_to": c.count_to,
            }
            for c in episodes.courses
        ],
        "hazards": [_hazard(hazard) for hazard in episodes.hazards],
        "people": {
            "youngest": people.youngest, "oldest": people.oldest, "bands": list(people.bands), "women": people.women, "entry": people.entry,
            **_basis(people.basis),
        },
        "effects": list(episodes.effects),
        "correlations": [[a, b, float(np.real(r))] for a, b, r in episodes.correlations],
        "outcomes": [{"name": outcome.name, "unit": outcome.unit, **_basis(outcome.basis)} for outcome in episodes.outcomes],
        "ends": None if episodes.ends is None else ":".join(episodes.ends),
    }  # fmt: skip


def _hazard(hazard: Hazard) -> dict[str, object]:
    return {
        "name": hazard.name, "course": hazard.course, "from": list(hazard.before), "to": hazard.after,
        "per_year": float(np.real(hazard.per_year)), **_basis(hazard.basis), "times": [_ratio(ratio) for ratio in hazard.ratios],
        "effects": {name: float(np.real(loading)) for name, loading in hazard.effects}, "since": [list(row) for row in hazard.since],
        "only": {course: list(states) for course, states in hazard.only}, "resets": dict(hazard.resets),
    }  # fmt: skip


def _ratio(ratio: Ratio) -> dict[str, object]:
    return {
        "of": ratio.of, "in": list(ratio.among), "from": ratio.low, "to": None if math.isinf(ratio.high) else ratio.high,
        "course": ratio.course, "factor": float(np.real(ratio.factor)), "link": ratio.link, **_basis(ratio.basis),
    }  # fmt: skip


def _basis(basis: Basis) -> dict[str, object]:
    return {"source": basis.row or "assumption", "why": basis.why}
