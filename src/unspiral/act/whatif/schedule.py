"""What would be expected of pushes that come and go."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from unspiral.act.caution import assumed, assumed_of_delay, input_verdicts
from unspiral.act.response import Response, Turn, follow, respond
from unspiral.act.whatif.asked import Adherence, Kinds, adherence_of, amounts_of, can_be_held, number
from unspiral.act.whatif.assumed import assumed_of_adherence, assumed_of_pieces
from unspiral.act.whatif.ground import Ground, acting, ground_of, horizon_of, pushed, shares, with_fading
from unspiral.act.whatif.told import told
from unspiral.errors import SpecError
from unspiral.learn.draws import DRAWS
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Fit, WhatIf
from unspiral.records.whatif import Piece
from unspiral.units import DAYS_PER


def schedule(fit: Fit, pieces: Sequence[Piece], horizon: float | None = None, *, adherence: Adherence = None, draws: int = DRAWS) -> WhatIf:
    """What would be expected of pushes that begin and end at stated times.

    Between two turns the push b is constant: Delta(s + t) = exp(A t) Delta(s) + G(t) b, G(t) = integral over s in [0, t] of exp(A s).
    Pieces that overlap add up. One piece from 0 without an end is a press.

    Args:
        fit: a fitted loop.
        pieces: what is pushed or held, by how much, from when to when, in time units.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        adherence: share of every push that is really taken, or its least and largest one.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: where all pieces end, the long run is 0, ``whole_area`` holds the area without end and ``half_time`` says when half of
        that has gathered.

    Raises:
        SpecError: a name that the loop does not have, an input that happens once, a piece that ends before it begins, or begins where
            the path has ended.
        NotIdentified: the estimated loop runs away, or the fit was refused.

    Source: the variation of constants, piece by piece; against an ODE solver in tests/act/whatif/test_schedule.py.
    """
    kinds = _checked(fit, pieces)
    share = adherence_of(adherence)
    _within(fit, pieces, horizon)
    ground = ground_of(fit, horizon, draws)
    taken = shares(fit, share, draws)[:, None]
    pressed: dict[str, float] = {}
    for piece in pieces:
        pressed[piece.name] = pressed.get(piece.name, 0.0) + piece.amount
    return told(
        ground, "schedule", _answered(ground, pieces, kinds, pressed, taken), ground.stable,
        asked={"pieces": tuple(pieces), "adherence": share},
        assumptions=[
            *assumed(fit), *assumed_of_pieces(pieces, kinds, fit.data.time_unit), *assumed_of_adherence(share),
            *assumed_of_delay(parse(fit.loop_text).inputs, kinds),
        ],
        judged=input_verdicts(fit, [name for name, kind in kinds.items() if kind != "process"]),
    )  # fmt: skip


def _checked(fit: Fit, pieces: Sequence[Piece]) -> Kinds:
    """What each name is, once every piece makes sense."""
    if not pieces:
        raise SpecError("The schedule is empty.", fix=f"--schedule '{fit.processes[0]}=-0.1 from 0 to 28'")
    kinds: Kinds = {}
    for piece in pieces:
        kinds |= amounts_of(fit, {piece.name: piece.amount}, "scheduled")[1]
        number(piece.start, f"The start of '{piece.name}'")
        end = math.inf if piece.end is None else number(piece.end, f"The end of '{piece.name}'")
        if piece.start < 0.0 or end <= piece.start:
            until = "" if piece.end is None else f" to {piece.end:g}"
            raise SpecError(
                f"'{piece.name}' from {piece.start:g}{until} is no stretch of time.",
                why="A piece begins at 0, which is now, or later, and ends after it begins.",
                fix=f"--schedule '{piece.name}=1 from 0 to 28'",
            )
    can_be_held(fit, kinds)
    return kinds


def _within(fit: Fit, pieces: Sequence[Piece], horizon: float | None) -> None:
    """Stop at a piece that begins where the path has ended: nothing of it would be seen, and that is not "nothing would change"."""
    unit, length = fit.data.time_unit, horizon_of(fit, horizon)
    for piece in pieces:
        if piece.start >= length:
            last = max(each.start * 1.5 if each.end is None else each.end for each in pieces)
            days = math.ceil(max(last, 1.01 * piece.start) * DAYS_PER[unit] * (1.0 - 1e-9))
            raise SpecError(
                f"'{piece.name}' begins at {unit} {piece.start:g}, and the path ends at {unit} {length:g}.",
                why="Nothing of it would be seen, and that could be read as 'nothing would change'.",
                fix=f"--days {days}",
            )


def _answered(ground: Ground, pieces: Sequence[Piece], kinds: Kinds, pressed: dict[str, float], taken: Array) -> Response:
    """A press where nothing ever changes, else one turn after the other."""
    if all(piece.start == 0.0 and piece.end is None for piece in pieces):
        return respond(ground.drift, pushed(ground, pressed, kinds) * taken, ground.step, ground.steps, ground.stable)
    p = len(ground.fit.processes)
    drift = with_fading(ground) if "fading" in kinds.values() else ground.drift
    q = drift.shape[1]
    turns: dict[float, Turn] = {}

    def turn(time: float, push: Array, jump: Array) -> None:
        old = turns.get(time, Turn(time, np.zeros((len(drift), q)), np.zeros((len(drift), q))))
        turns[time] = Turn(time, old.push + push[:, :q], old.jump + jump[:, :q])

    for piece in pieces:
        push, jump = acting(ground, piece.name, piece.amount, kinds[piece.name])
        turn(piece.start, push * taken, jump * taken)
        if piece.end is not None:
            turn(piece.end, -push * taken, np.zeros_like(jump))
    found = follow(drift, [turns[time] for time in sorted(turns)], ground.step, ground.steps)
    whole = None if found.whole is None else found.whole[:, :p]
    return Response(found.path[:, :, :p], found.settled[:, :p], found.half[:, :p], found.area[:, :p], whole)
