"""A what-if out of the answer of every draw: estimates, intervals, levels with and without, what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.bands import band_of, effect_of
from unspiral.act.caution import carried, level_verdicts, range_verdicts, runaway_verdict
from unspiral.act.medicine_named import medicine_lines
from unspiral.act.response import Response
from unspiral.act.whatif.ground import Ground, said_horizon
from unspiral.learn.system import Array
from unspiral.records import Arrow, Band, Effect, Path, Verdict, WhatIf
from unspiral.records.whatif import MonteCarlo, Piece, Verb

FROM_A_LEVEL = ("hold", "cut", "weaken", "policy")  # what these do hangs on where the processes stand


def told(
    ground: Ground,
    verb: Verb,
    answer: Response,
    stable: Bool[ndarray, " draws"],
    *,
    asked: Mapping[str, object],
    assumptions: Iterable[str],
    judged: Iterable[Verdict] = (),
    monte_carlo: MonteCarlo | None = None,
) -> WhatIf:
    """Put a what-if together.

    Args:
        ground: what it stands on.
        verb: which one it is.
        answer: of every draw; only the processes are read, which come first.
        stable: whether each draw has a long run.
        asked: fields of the record that say what was asked for.
        assumptions: plain sentences.
        judged: verdicts on what was asked for.
        monte_carlo: None where the answer is a closed form.
    """
    fit, at = ground.fit, ground.fit.choices.level
    names = list(enumerate(fit.processes))

    def effects(values: Float[ndarray, "draws q"]) -> dict[str, Effect]:
        drawn = ground.draws.told(values[:, : len(names)])
        return {name: effect_of(drawn[:, k], at) for k, name in names}

    def bands(paths: Float[ndarray, "draws times q"]) -> dict[str, Band]:
        drawn = ground.draws.told(paths[:, :, : len(names)])
        return {name: band_of(drawn[:, :, k], at) for k, name in names}

    settled = effects(answer.settled)
    time: Array = np.arange(answer.path.shape[1], dtype=np.float64) * ground.step
    of_level = level_verdicts(fit) if verb in FROM_A_LEVEL else []
    verdicts = [*said_horizon(ground), *judged, *of_level, *runaway_verdict(fit, stable, settled.values()), *carried(fit)]
    farthest = {name: _farthest(answer.path[0, :, k], settled[name]) for k, name in names}
    verdicts += range_verdicts(fit, float(time[-1]), farthest, fit.working.spread)
    rest = effects(ground.level)
    levels = ground.level[:, None, :] + answer.path[:, :, : len(names)]
    fields: dict[str, object] = {"press": {}, "links": {}, "reference": {}, **asked}
    return WhatIf(
        verb=verb,
        horizon=float(time[-1]),
        unit=fit.data.time_unit,
        level=at,
        long_run=settled,
        half_time=effects(answer.half),
        path=Path(time, bands(answer.path)),
        baseline=rest,
        assumptions=(*assumptions, *medicine_lines(_changed(asked))),
        verdicts=tuple(verdicts),
        area=effects(answer.area),
        whole_area={} if answer.whole is None else effects(answer.whole),
        with_change=Path(time, bands(levels)),
        without=Path(time, {name: _level(rest[name], len(time)) for _, name in names}),
        monte_carlo=monte_carlo or exact(fit.processes, len(time)),
        beliefs=fit.beliefs,
        **fields,  # pyright: ignore[reportArgumentType]
    )


def _changed(asked: Mapping[str, object]) -> list[str]:
    """Names of all that is pressed, pulsed, held or scheduled, and of both ends of links that are changed."""
    alone = [*cast("Mapping[str, float]", asked.get("press", {})), *cast("Mapping[str, float]", asked.get("held", {}))]
    pieces, links = cast("Sequence[Piece]", asked.get("pieces", ())), cast("Mapping[Arrow, float]", asked.get("links", {}))
    return [*alone, *(piece.name for piece in pieces), *(name for link in links for name in link)]


def exact(processes: Iterable[str], times: int) -> MonteCarlo:
    """No simulation, and so no error from it: 0 to the last digit."""
    names = tuple(processes)
    return MonteCarlo(0, {name: np.zeros(times) for name in names}, dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0))


def _level(rest: Effect, times: int) -> Band:
    """The level that is kept, at every time."""
    low, high = (sign * np.inf if end is None else end for end, sign in ((rest.low, -1.0), (rest.high, 1.0)))
    return Band(np.full(times, rest.estimate), np.full(times, low), np.full(times, high))


def _farthest(path: Float[ndarray, " times"], settled: Effect) -> Effect:
    """The largest shift of the path and of the long run: what a single push does is over in the long run."""
    most = float(path[np.abs(path).argmax()])
    return settled if abs(settled.estimate) >= abs(most) else Effect(most, None, None)
