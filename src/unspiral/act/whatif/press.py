"""What would be expected if a push were held."""

from __future__ import annotations

from collections.abc import Mapping

from unspiral.act.bands import effect_of
from unspiral.act.caution import assumed, assumed_of_delay, assumed_of_press, input_verdicts
from unspiral.act.response import reached, respond, settle
from unspiral.act.whatif.asked import Adherence, adherence_of, amounts_of, can_be_held
from unspiral.act.whatif.assumed import assumed_of_adherence
from unspiral.act.whatif.ground import ground_of, pushed, shares
from unspiral.act.whatif.told import told
from unspiral.errors import NotIdentified
from unspiral.learn.draws import DRAWS
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit, WhatIf


def press(
    fit: Fit, amounts: Mapping[str, float], horizon: float | None = None, *, adherence: Adherence = None, draws: int = DRAWS
) -> WhatIf:
    """What would be expected if a push were held from now on.

    Delta(t) = integral over s in [0, t] of exp(A s) b ds,   Delta(infinity) = -A^-1 b.
    A process pressed by u gets u points per time unit more in its drift: b = u on its row. A sustained input held at u gives b = M u.
    A fading input held at u keeps its state at u, where one occasion of size u puts it, and gives b = (its column of A) u.

    Args:
        fit: a fitted loop.
        amounts: process -> points per time unit, or input -> the size at which it is held; several add up.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        adherence: share of the push that is really taken, or its least and largest one; a range widens the intervals.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: shift of every process from the path without the push, with intervals from draws of the loop.

    Raises:
        SpecError: a name that the loop does not have, an input that happens once, an amount or horizon that is no number.
        NotIdentified: the estimated loop runs away, or the fit was refused.

    Source: the variation of constants; against an ODE solver in tests/act/whatif/test_press.py.
    """
    given, kinds = amounts_of(fit, amounts, "pressed")
    can_be_held(fit, kinds)
    share = adherence_of(adherence)
    ground = ground_of(fit, horizon, draws)
    push = pushed(ground, given, kinds) * shares(fit, share, draws)[:, None]
    return told(
        ground, "press", respond(ground.drift, push, ground.step, ground.steps, ground.stable), ground.stable,
        asked={"press": given, "adherence": share},
        assumptions=[
            *assumed(fit), *assumed_of_press(kinds), *assumed_of_adherence(share), *assumed_of_delay(parse(fit.loop_text).inputs, kinds)
        ],
        judged=input_verdicts(fit, [name for name, kind in kinds.items() if kind != "process"]),
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
    given, kinds = amounts_of(fit, {name: 1.0}, "pressed")
    can_be_held(fit, kinds)
    try:
        ground = ground_of(fit, None, draws)
    except NotIdentified:
        return {}
    push = pushed(ground, given, kinds)
    settled = settle(ground.drift, push)
    settled[:, ~reached(ground.drift, push)] = 0.0
    settled = ground.draws.told(settled)
    return {process: effect_of(settled[:, k], fit.choices.level) for k, process in enumerate(fit.processes)}
