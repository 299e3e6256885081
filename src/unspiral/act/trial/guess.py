"""Where the search begins when a diary comes without a plan: its own scatter, at several paces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.trial.answers import lanes_of
from unspiral.act.trial.person import Model, at, model_of
from unspiral.act.trial.refit import climb, first_curvature, heights
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.parameters import natural
from unspiral.learn.system import Array
from unspiral.loop.language import parse, to_text
from unspiral.records.trial import TrialPerson

PACES = (0.15, 0.5, 1.5)  # rates per day with which a search begins


def guess(values: Float[ndarray, "days m"], columns: Sequence[str], loop: str = "") -> TrialPerson:
    """The person of a diary, from the diary alone: scatter as seen, and the climb that ends the highest of several paces.

    Args:
        values: answers, nan = none.
        columns: names of the answers.
        loop: declared loop without inputs; "" lets every process drive every other one.

    Raises:
        SpecError: the loop reads other columns, or a process has several answers.
        NotIdentified: a column never changes.
    """
    text = loop or "\n".join([*(f"{a} by {a}" for a in columns), *(f"{a} -> {b}" for a in columns for b in columns if a != b)])
    declared = parse(text)
    if declared.columns != tuple(columns):
        raise SpecError(
            f"The loop reads {', '.join(declared.columns)}, the diary holds {', '.join(columns)}.", fix="name the same columns."
        )
    if len(declared.columns) != len(declared.names):
        raise SpecError("Without a plan each process has one answer here.", fix="plan from a fit: unspiral trial plan FIT.json ...")
    spread = np.nanstd(values, axis=0)
    mean = np.nanmean(values, axis=0)
    if not (np.isfinite(spread) & (spread > 0.0)).all():
        flat = columns[int(np.flatnonzero(~(np.isfinite(spread) & (spread > 0.0)))[0])]
        raise NotIdentified(
            f"The answers in '{flat}' never change, or there are none.", why="What never moves shows neither scatter nor an effect.",
            fix="leave it out.", code="no-movement",
        )  # fmt: skip
    bare = to_text(replace(declared, inputs=(), statements=()))
    people = [_person(bare, declared.names, declared.columns, rate, spread, mean) for rate in PACES]
    answered = np.isfinite(values)
    known = np.where(answered, values, 0.0)[None]
    best: tuple[float, TrialPerson] | None = None
    for person in people:
        model = model_of(person)
        theta = climb(model, known, answered, model.theta[None], first_curvature(model, answered, 1))
        height = float(heights(model, lanes_of(known, answered), theta, np.arange(1))[0][0])
        if best is None or height > best[0]:
            best = height, _renumbered(person, at(model, theta[0]))
    assert best is not None  # PACES is not empty
    return best[1]


def _person(text: str, names: Sequence[str], columns: Sequence[str], rate: float, spread: Array, mean: Array) -> TrialPerson:
    numbers: dict[str, float] = {}
    declared = parse(text)
    for k, name in enumerate(names):
        numbers |= {f"self:{name}": -rate, f"diffusion:{name}": 1.4 * rate * float(spread[k]) ** 2}
        numbers |= {f"diffusion:{other},{name}": 0.0 for other in names[:k]}
        numbers |= {f"level:{columns[k]}": float(mean[k]), f"error:{columns[k]}": 0.3 * float(spread[k]) ** 2}
    numbers |= {f"link:{x.cause}->{x.affected}": 0.0 for x in declared.links}
    return TrialPerson(text, numbers, True, 1.0, tuple(float(s) for s in spread), "stated")


def _renumbered(person: TrialPerson, model: Model) -> TrialPerson:
    values = natural(model.layout, model.scale, model.theta)
    numbers = dict(zip(model.layout.names, (float(v) for v in values), strict=True))
    # A search that begins where an error is nil can never leave it: the derivative of its root is 0 there.
    for k, name in enumerate(model.layout.columns):
        if f"error:{name}" in numbers:
            numbers[f"error:{name}"] = max(numbers[f"error:{name}"], 0.01 * person.spread[model.layout.owner[k]] ** 2)
    return replace(person, parameters=numbers)
