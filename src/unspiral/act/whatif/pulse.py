"""What would be expected after a single push."""

from __future__ import annotations

from collections.abc import Mapping

from unspiral.act.caution import assumed, assumed_of_delay, input_verdicts
from unspiral.act.response import release
from unspiral.act.whatif.asked import Adherence, adherence_of, amounts_of
from unspiral.act.whatif.assumed import assumed_of_adherence, assumed_of_pulse
from unspiral.act.whatif.ground import ground_of, jumped, shares, with_fading
from unspiral.act.whatif.told import told
from unspiral.errors import SpecError
from unspiral.learn.draws import DRAWS
from unspiral.loop.language import parse
from unspiral.records import Fit, WhatIf


def pulse(
    fit: Fit, amounts: Mapping[str, float], horizon: float | None = None, *, adherence: Adherence = None, draws: int = DRAWS
) -> WhatIf:
    """What would be expected after one push at the start.

    Delta(t) = exp(A t) x0;   the area under it, without end, is -A^-1 x0: the long run of x0 as a press. In the long run nothing is left.
    A process pulsed by u is shifted by u at once. An impulse of size u shifts the processes it acts on by M u; a fading input of size u
    pushes them while it fades.

    Args:
        fit: a fitted loop.
        amounts: process -> points, or impulse or fading input -> its size; several add up.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        adherence: share of the push that is really taken, or its least and largest one.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: ``half_time`` is when half of the whole area has gathered, ``whole_area`` that area.

    Raises:
        SpecError: a name that the loop does not have, a sustained input, an amount or horizon that is no number.
        NotIdentified: the estimated loop runs away, or the fit was refused.

    Source: the variation of constants; against an ODE solver in tests/act/whatif/test_pulse.py.
    """
    given, kinds = amounts_of(fit, amounts, "pulsed")
    for name, kind in kinds.items():
        if kind == "sustained":
            raise SpecError(
                f"'{name}' is a sustained input: it acts for as long as it lasts, and a moment of it is nothing.",
                fix=f"--schedule '{name}=1 from 0 to 1' for a single day, or --press {name}=1.",
            )
    share = adherence_of(adherence)
    ground = ground_of(fit, horizon, draws)
    jump = jumped(ground, given, kinds) * shares(fit, share, draws)[:, None]
    drift, p = with_fading(ground), len(fit.processes)
    if not jump[:, p:].any():
        drift, jump = ground.drift, jump[:, :p]
    return told(
        ground, "pulse", release(drift, jump, ground.step, ground.steps), ground.stable,
        asked={"press": given, "adherence": share},
        assumptions=[
            *assumed(fit), *assumed_of_pulse(kinds), *assumed_of_adherence(share), *assumed_of_delay(parse(fit.loop_text).inputs, kinds)
        ],
        judged=input_verdicts(fit, [name for name, kind in kinds.items() if kind != "process"]),
    )  # fmt: skip
