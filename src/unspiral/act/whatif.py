"""What would be expected if a push were held, or a link were cut."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.bands import band_of, effect_of
from unspiral.act.baseline import levels
from unspiral.act.caution import (
    assumed,
    assumed_of_cut,
    assumed_of_delay,
    assumed_of_press,
    carried,
    input_verdicts,
    link_verdicts,
    range_verdicts,
    refuse,
    refuse_runaway,
    refuse_zero,
    runaway_verdict,
)
from unspiral.act.response import Response, reached, respond, settle, stability
from unspiral.errors import NotIdentified, SpecError, did_you_mean
from unspiral.learn.draws import DRAWS, Draws, draw
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Arrow, Band, Effect, Fit, Path, Verdict, WhatIf
from unspiral.units import DAYS_PER, count

DAYS = 56.0  # eight weeks, the horizon of a daily diary
INTERVALS = 8.0  # and of everything else, in typical intervals
FEWEST, MOST, STEPS = 20, 120, 56  # a path has one point a time unit where that makes a fair number of them, else 56 steps


def press(fit: Fit, amounts: Mapping[str, float], horizon: float | None = None, *, draws: int = DRAWS) -> WhatIf:
    """What would be expected if a push were held from now on.

    Delta(t) = integral over s in [0, t] of exp(A s) b ds,   Delta(infinity) = -A^-1 b.
    A process pressed by u gets u points per time unit more in its drift: b = u on its row. A sustained input held at u gives b = M u.
    A fading input held at u keeps its state at u, where one occasion of size u puts it, and gives b = (its column of A) u.

    Args:
        fit: a fitted loop.
        amounts: process -> points per time unit, or input -> the size at which it is held; several add up.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: shift of every process from the path without the push, with intervals from draws of the loop.

    Raises:
        SpecError: a name that the loop does not have, an input that happens once, an amount or horizon that is no number.
        NotIdentified: the estimated loop runs away, or the fit was refused.

    Source: the variation of constants; against an ODE solver in tests/act/test_whatif.py.
    """
    amounts = {name: _number(amount, f"The amount of '{name}'") for name, amount in amounts.items()}
    kinds = _kinds(fit, amounts)
    length = horizon_of(fit, horizon)
    refuse(fit)
    drift, push = _pressed(fit, draw(fit, draws), amounts, kinds)
    stable = stability(drift)
    refuse_runaway(stable, "The estimated loop")
    step, steps = _grid(length)
    answer = respond(drift, push, step, steps)
    judged = input_verdicts(fit, [name for name, kind in kinds.items() if kind != "process"])
    found = _result(fit, answer, step, stable, levels(fit, draws), judged)
    return WhatIf(
        verb="press", press=amounts, cut=None, reference={}, horizon=length, unit=fit.data.time_unit, level=fit.choices.level,
        long_run=found.long_run, half_time=found.half_time, path=found.path, baseline=found.baseline,
        assumptions=(*assumed(fit), *assumed_of_press(kinds), *assumed_of_delay(parse(fit.loop_text).inputs, kinds)),
        verdicts=(*_said_horizon(fit, horizon, length), *found.verdicts),
    )  # fmt: skip


def cut(fit: Fit, link: Arrow, reference: Mapping[str, float] | None = None, horizon: float | None = None, *, draws: int = DRAWS) -> WhatIf:
    """What would be expected if one process no longer pushed another.

    Before the cut the loop rests at mu, kept there by its own pull b = -A mu. Without the link of strength c from j to i,
    A0 = A - c e_i e_j', it settles elsewhere: Delta(infinity) = c mu_j A0^-1 e_i = c mu_j A^-1 e_i / (1 - c (A^-1)_ji). On the way there it
    answers as A0 does to a held push of -c mu_j on i.

    Args:
        fit: a fitted loop.
        link: (cause, affected), one of the fit's links.
        reference: process -> the value of its first indicator from which its level is measured; 0 where not given.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: shift of every process from the level it keeps with the link, with intervals from draws of the loop and of the level.

    Raises:
        SpecError: the loop has no such link or process, or a value is no number.
        NotIdentified: the estimated loop runs away, with the link or without it, or the fit was refused.

    Source: the rank-one update of Sherman and Morrison (1950, doi:10.1214/aoms/1177729893); against the linear system and an ODE solver in
    tests/act/test_whatif.py.
    """
    cause, affected = _known_link(fit, link)
    reference = {name: _number(value, f"The reference of '{name}'") for name, value in (reference or {}).items()}
    _known(reference, fit.processes, "a process")
    length = horizon_of(fit, horizon)
    refuse(fit)
    refuse_zero(fit, cause, reference)
    p, j, i = len(fit.processes), fit.processes.index(cause), fit.processes.index(affected)
    drift = draw(fit, draws).drift[:, :p, :p].copy()
    whole = stability(drift)
    refuse_runaway(whole, "The estimated loop")
    strength = drift[:, i, j].copy()
    drift[:, i, j] = 0.0
    apart = stability(drift)
    refuse_runaway(apart, f"Without {cause} -> {affected} the estimated loop")
    level = levels(fit, draws)
    push = np.zeros(drift.shape[:2])
    push[:, i] = -strength * (level[:, j] - reference.get(cause, 0.0))
    step, steps = _grid(length)
    answer = respond(drift, push, step, steps)
    # A loop that runs away keeps no level, so there is nothing for the cut to be measured from.
    lost = ~whole[:, None] & (answer.settled != 0.0)
    answer.settled[lost], answer.half[lost] = np.nan, np.inf
    found = _result(fit, answer, step, whole & apart, level, link_verdicts(fit, (cause, affected)))
    first = parse(fit.loop_text).processes[j].indicators[0].column
    wave = max(fit.choices.waves) if fit.choices.waves else None
    return WhatIf(
        verb="cut", press={}, cut=(cause, affected), reference={cause: reference.get(cause, 0.0), **reference}, horizon=length,
        unit=fit.data.time_unit, level=fit.choices.level,
        long_run=found.long_run, half_time=found.half_time, path=found.path, baseline=found.baseline,
        assumptions=(*assumed(fit), *assumed_of_cut((cause, affected), found.baseline[cause], reference, first, wave)),
        verdicts=(*_said_horizon(fit, horizon, length), *found.verdicts),
    )  # fmt: skip


def settled_shift(fit: Fit, name: str, *, draws: int = DRAWS) -> dict[str, Effect]:
    """Where every process would settle if an input were held at 1: the long run of ``press`` without its path.

    Args:
        fit: a fitted loop.
        name: a sustained or fading input.
        draws: loops drawn for the intervals.

    Returns:
        Process -> shift with its interval, an end of which is None where too many loops have none; empty where the fit carries none.
    """
    try:
        refuse(fit)
    except NotIdentified:
        return {}
    amounts = {name: 1.0}
    drift, push = _pressed(fit, draw(fit, draws), amounts, _kinds(fit, amounts))
    if not stability(drift)[0]:
        return {}
    settled = settle(drift, push)
    settled[:, ~reached(drift, push)] = 0.0
    return {process: effect_of(settled[:, k], fit.choices.level) for k, process in enumerate(fit.processes)}


class _Found(NamedTuple):
    long_run: dict[str, Effect]
    half_time: dict[str, Effect]
    path: Path
    baseline: dict[str, Effect]
    verdicts: list[Verdict]


def _result(
    fit: Fit, answer: Response, step: float, stable: Bool[ndarray, " draws"], level: Float[ndarray, "draws p"], judged: list[Verdict]
) -> _Found:
    """Long run, half-time, path, baseline and verdicts, from the answer of every draw."""
    at = fit.choices.level
    names = list(enumerate(fit.processes))
    settled = {name: effect_of(answer.settled[:, k], at) for k, name in names}
    half = {name: effect_of(answer.half[:, k], at) for k, name in names}
    bands: dict[str, Band] = {name: band_of(answer.path[:, :, k], at) for k, name in names}
    time: Array = np.arange(answer.path.shape[1], dtype=np.float64) * step
    rest = {name: effect_of(level[:, k], at) for k, name in names}
    verdicts = [*judged, *runaway_verdict(stable, settled.values()), *carried(fit)]
    verdicts += range_verdicts(fit, float(time[-1]), settled, fit.working.spread)
    return _Found(settled, half, Path(time, bands), rest, verdicts)


# What was asked for ----------------------------------------------------------------------------------------------------------------


def _kinds(fit: Fit, amounts: Mapping[str, float]) -> dict[str, str]:
    """What each pressed name is: "process", "sustained" or "fading"."""
    if not amounts:
        raise SpecError("Nothing is pressed.", fix=f"--press {fit.processes[0]}=1")
    kinds = {given.name: str(given.kind) for given in parse(fit.loop_text).inputs} | dict.fromkeys(fit.processes, "process")
    _known(amounts, kinds, "a process or an input")
    for name in amounts:
        if kinds[name] == "impulse":
            target = next(given.targets[0] for given in parse(fit.loop_text).inputs if given.name == name)
            raise SpecError(
                f"'{name}' is an impulse: it happens at a moment and cannot be held.",
                why="Only what lasts can be pressed.",
                fix=f"press the process it acts on, --press {target}=1, or learn again with '{name} => {target} (fading)' or (sustained).",
            )
    return {name: kinds[name] for name in amounts}


def _pressed(fit: Fit, possible: Draws, amounts: Mapping[str, float], kinds: Mapping[str, str]) -> tuple[Array, Array]:
    """Drift of the processes, and the push on them, for every draw."""
    p = len(fit.processes)
    inputs = parse(fit.loop_text).inputs
    fading = [given.name for given in inputs if given.kind == "fading"]
    sustained = [given.name for given in inputs if given.kind == "sustained"]
    push = np.zeros((len(possible.drift), p))
    for name, amount in amounts.items():
        if kinds[name] == "process":
            push[:, fit.processes.index(name)] += amount
        elif kinds[name] == "sustained":
            push += amount * possible.press[:, :p, sustained.index(name)]
        else:
            push += amount * possible.drift[:, :p, p + fading.index(name)]
    return possible.drift[:, :p, :p], push


def _known_link(fit: Fit, link: Arrow) -> Arrow:
    if isinstance(link, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        first, _, second = link.partition("->")
        raise SpecError("A link is a pair: (cause, affected).", fix=f'("{first.strip()}", "{second.strip() or "depression"}")')
    cause, affected = link
    _known(link, fit.processes, "a process")
    if cause == affected:
        raise SpecError(
            f"'{cause} -> {cause}' is a self-effect: how {cause} returns to its level by itself.",
            why="Only a link between two processes can be cut.", fix=f'--cut "{fit.links[0][0]}->{fit.links[0][1]}"' if fit.links else "",
        )  # fmt: skip
    if link not in fit.links:
        there = ", ".join(f"{a} -> {b}" for a, b in fit.links) or "none"
        raise SpecError(
            f"The loop has no link {cause} -> {affected}. Its links: {there}.", why="What was not declared was not learned.",
            fix=f"learn again with '{cause} -> {affected}' in the loop.",
        )  # fmt: skip
    return link


def _known(words: Iterable[str], names: Iterable[str], what: str) -> None:
    known = list(names)
    for word in words:
        if word not in known:
            raise SpecError(f"'{word}' is not {what} of this loop.{did_you_mean(word, known)}", fix=f"use one of: {', '.join(known)}.")


def _number(value: float, what: str) -> float:
    if not math.isfinite(value):
        raise SpecError(f"{what} is {value:g}, which is not a finite number.", fix="give a number such as 1 or -0.5.")
    return float(value)


def horizon_of(fit: Fit, asked: float | None) -> float:
    """Length of a path in time units: what was asked for, else eight weeks of a diary or eight intervals of a panel.

    Raises:
        SpecError: what was asked for is no positive time.
    """
    if asked is None:
        # Beyond the span of a panel nothing was seen; a path that runs on there must be asked for.
        return DAYS if fit.data.time_unit == "day" else min(INTERVALS * fit.data.interval, fit.data.span)
    if not (math.isfinite(asked) and asked > 0):
        raise SpecError(f"A horizon of {asked:g} is not a positive time.", fix="--days 56")
    return float(asked)


def _said_horizon(fit: Fit, asked: float | None, length: float) -> list[Verdict]:
    if asked is not None:
        return []
    why = "eight weeks" if fit.data.time_unit == "day" else "eight typical intervals between occasions, or as long as people were followed"
    days = length * DAYS_PER[fit.data.time_unit]
    return [Verdict("horizon", "ok", f"The path runs over {count(length, fit.data.time_unit)}: {why}.", f"--days {2.0 * days:.3g}")]


def _grid(length: float) -> tuple[float, int]:
    """Step and number of steps of the path."""
    whole = length == int(length) and FEWEST <= length <= MOST
    steps = int(length) if whole else STEPS
    return length / steps, steps
