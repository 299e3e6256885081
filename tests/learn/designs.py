"""Designs for tests of what can be told apart: who was asked what, when, and with which inputs beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from tests.learn.loops import simulate_panel

from unspiral.learn.identify import decide
from unspiral.loop.language import parse
from unspiral.records import Choices, Panel, Verdict

BOTH = "pain <-> depression"
Given = Callable[[int, np.ndarray], np.ndarray]  # (number of the person, times) -> amounts, or which cells are answered


def people(persons: int, occasions: int) -> Panel:
    return simulate_panel(persons=persons, occasions=occasions)


def with_inputs(panel: Panel, *given: Given) -> Panel:
    """The same answers with inputs u0, u1, ..."""
    persons = tuple(replace(p, inputs=np.column_stack([f(i, p.time) for f in given]).astype(float)) for i, p in enumerate(panel.persons))
    return replace(panel, persons=persons, inputs=tuple(f"u{k}" for k in range(len(given))))


def answered(panel: Panel, which: Given) -> Panel:
    """Only the cells that ``which`` says."""
    return replace(
        panel, persons=tuple(replace(p, values=np.where(which(i, p.time), p.values, np.nan)) for i, p in enumerate(panel.persons))
    )


def at_times(panel: Panel, times: Sequence[float] | Callable[[int], Sequence[float]], unit: str = "day") -> Panel:
    """The same answers at other times."""
    persons = tuple(replace(p, time=np.asarray(times(i) if callable(times) else times, dtype=float)) for i, p in enumerate(panel.persons))
    return replace(panel, persons=persons, time_unit=unit)


def with_column(panel: Panel, name: str, column: Callable[[int, np.ndarray], np.ndarray]) -> Panel:
    """One more column, made from a person's answers."""
    persons = tuple(replace(p, values=np.column_stack([p.values, column(i, p.values)])) for i, p in enumerate(panel.persons))
    return replace(panel, persons=persons, indicators=(*panel.indicators, name))


def noisy(i: int, values: np.ndarray) -> np.ndarray:
    """A second indicator of depression."""
    return 0.8 * values[:, 1] + np.random.default_rng(i).normal(size=len(values))


def choose(panel: Panel, text: str = BOTH, **given: object) -> tuple[Choices, tuple[Verdict, ...]]:
    """``decide`` with everything left open that is not given."""
    options: dict[str, object] = {
        "traits": None, "error": None, "t0": None, "means": "constant", "level": 0.95, "lag": 1.0, "starts": 5, "seed": 1,
    }  # fmt: skip
    return decide(panel, parse(text), **{**options, **given})  # type: ignore[arg-type]
