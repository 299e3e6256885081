"""What would be expected if a process were held at a value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.bands import effect_of
from unspiral.act.caution import assumed, refuse, refuse_runaway, refuse_unplaced
from unspiral.act.response import Response, respond, stability
from unspiral.act.whatif.asked import known_processes, number
from unspiral.act.whatif.assumed import assumed_of_hold
from unspiral.act.whatif.ground import Ground, ground_of, horizon_of
from unspiral.act.whatif.told import told
from unspiral.errors import SpecError
from unspiral.learn.draws import DRAWS
from unspiral.loop.language import parse
from unspiral.records import Fit, WhatIf


def hold(fit: Fit, values: Mapping[str, float], horizon: float | None = None, *, draws: int = DRAWS) -> WhatIf:
    """What would be expected if a process were brought to a value and kept there.

    The held process j loses its row: nothing moves it. The others answer to its distance from its level mu_j as to a held push:
    d Delta/dt = A_rr Delta + A_rj (v - mu_j),   Delta(infinity) = -A_rr^-1 A_rj (v - mu_j), r being the rest.

    Args:
        fit: a fitted loop.
        values: process -> value of its first indicator at which it is held; several are held together.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: shift of every process from the level it keeps by itself; of a held one, the way it is brought, there from the start.

    Raises:
        SpecError: a name that is no process, or a value that is no number.
        NotIdentified: the estimated loop runs away, free or with the process held, its answers have no points, or the fit was refused.

    Source: Pearl's do-operator in a linear loop in continuous time; against the linear system and an ODE solver in
    tests/act/whatif/test_hold.py.
    """
    if not values:
        raise SpecError("Nothing is held.", fix=f"--hold {fit.processes[0]}=1")
    known_processes(fit, values)
    held = {name: number(value, f"The value of '{name}'") for name, value in values.items()}
    horizon_of(fit, horizon)
    refuse(fit)
    for name in held:
        refuse_unplaced(fit, name, "A number on the answer's own scale cannot be turned into one.", f"--press {name}=-1")
    ground = ground_of(fit, horizon, draws)
    rest = [k for k, name in enumerate(fit.processes) if name not in held]
    after = stability(ground.drift[:, rest][:, :, rest]) if rest else np.ones(len(ground.drift), dtype=bool)
    refuse_runaway(fit, after, f"With {' and '.join(held)} held")
    answer = _answered(ground, held, rest, after)
    first = {process.name: process.indicators[0].column for process in parse(fit.loop_text).processes}
    drawn = ground.draws.told(ground.level)
    level = {name: effect_of(drawn[:, k], fit.choices.level) for k, name in enumerate(fit.processes)}
    return told(
        ground, "hold", answer, ground.stable & after, asked={"held": held},
        assumptions=[*assumed(fit), *assumed_of_hold(held, level, first)],
    )  # fmt: skip


def _answered(ground: Ground, held: dict[str, float], rest: list[int], after: Bool[ndarray, " draws"]) -> Response:
    """The rest of the loop as it answers to the held ones, and these themselves: where they are put, from the start."""
    names = ground.fit.processes
    fixed = [k for k, name in enumerate(names) if name in held]
    moved: Float[ndarray, "draws held"] = np.array([held[names[k]] for k in fixed]) - ground.level[:, fixed]
    n, p, times = len(ground.drift), len(names), ground.steps + 1
    path, settled, area = np.zeros((n, times, p)), np.zeros((n, p)), np.zeros((n, p))
    half = np.full((n, p), np.nan)
    path[:, :, fixed], settled[:, fixed], area[:, fixed] = moved[:, None], moved, moved * ground.step * ground.steps
    half[:, fixed] = np.where(moved == 0.0, np.nan, 0.0)
    if rest:
        push = np.einsum("nij,nj->ni", ground.drift[:, rest][:, :, fixed], moved)
        found = respond(np.ascontiguousarray(ground.drift[:, rest][:, :, rest]), push, ground.step, ground.steps, after)
        path[:, :, rest], settled[:, rest], area[:, rest], half[:, rest] = found.path, found.settled, found.area, found.half
    # A loop that runs away keeps no level by itself, so there is nothing for the shift to be measured from.
    lost = ~ground.stable[:, None] & (settled != 0.0)
    settled[lost], half[lost] = np.nan, np.inf
    return Response(path, settled, half, area)
