"""Simulated answers with a loop that is known, and fits of them that take a second."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unspiral.learn.discretise import discretise
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit, LinkAnswer, Panel, Person, Source

LOOP = "pain <-> depression"
THERE, BACK = ("pain", "depression"), ("depression", "pain")


def diary(days: int = 260, *, persons: int = 1, seed: int = 5, gap: tuple[int, int] = (60, 75)) -> Panel:
    """Pain and depression that drive each other, once a day, with a gap and missing cells."""
    drift = np.array([[-0.5, 0.35], [0.3, -0.5]])
    random = np.random.default_rng(seed)
    step = discretise(drift, np.array([[0.6, 0.05], [0.05, 0.6]]), np.array([1.0]))
    root = np.linalg.cholesky(step.noise[0])
    people: list[Person] = []
    for k in range(persons):
        level = np.array([5.0, 4.0]) + (random.normal(size=2) @ np.array([[1.0, 0.6], [0.0, 0.8]]) if persons > 1 else 0.0)
        state, rows, time = np.zeros(2), [], []
        for day in range(days):
            state = step.transition[0] @ state + root @ random.normal(size=2)
            if gap[0] < day < gap[1] and persons == 1:
                continue
            answer = level + state
            if day % 17 == 3:
                answer = np.array([np.nan, answer[1]])
            rows.append(answer)
            time.append(float(day))
        people.append(Person(str(k + 1), np.array(time), np.array(rows), np.zeros((len(time), 0))))
    said = ("Time: column 'day', read as days.",)
    return Panel(tuple(people), ("pain", "depression"), (), "day", Source("diary.csv", "ab" * 32, days * persons, said))


def fit_of(panel: Panel, **choices: object) -> Fit:
    """A quick fit: one start, no measurement error."""
    t0 = "stationary" if len(panel.persons) == 1 else "separate"
    return fit_ml(panel, parse(LOOP), **{"error": False, "t0": t0, "starts": 1, **choices})  # type: ignore[arg-type]


def said(word: str, estimate: float = 0.2, *, half: float = 0.1, probability: float = 0.99, standardised: bool = True) -> LinkAnswer:
    """An arrow of which this may be said."""
    low, high = estimate - half, estimate + half
    return LinkAnswer(word, probability, Effect(estimate, low, high), low + 0.1 * half, high - 0.1 * half, standardised)


def answered(fit: Fit, answer: str, there: LinkAnswer, back: LinkAnswer, *, stronger: float | None = None, note: str = "") -> Fit:
    """The same fit with another direction answer."""
    direction = replace(fit.direction, answer=answer, links={THERE: there, BACK: back}, stronger=stronger, note=note)
    return replace(fit, direction=direction)


def stuck(fit: Fit, process: str = "pain") -> Fit:
    """The same fit with a self-rate at its bound: an edge."""
    return replace(fit, parameters=tuple(replace(p, se=None) if p.name == f"self:{process}" else p for p in fit.parameters))
