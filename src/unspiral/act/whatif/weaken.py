"""What would be expected if links pushed less."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.bands import effect_of
from unspiral.act.caution import assumed, link_verdicts, refuse, refuse_runaway, refuse_zero
from unspiral.act.response import Response, respond, stability
from unspiral.act.whatif.asked import links_of, number, references_of
from unspiral.act.whatif.assumed import assumed_of_links
from unspiral.act.whatif.ground import Ground, ground_of, horizon_of
from unspiral.act.whatif.told import told
from unspiral.errors import SpecError
from unspiral.learn.draws import DRAWS
from unspiral.learn.system import Array
from unspiral.loop.language import parse
from unspiral.records import Arrow, Fit, WhatIf
from unspiral.records.whatif import Verb


def weaken(
    fit: Fit,
    links: Mapping[Arrow, float],
    reference: Mapping[str, float] | None = None,
    horizon: float | None = None,
    *,
    draws: int = DRAWS,
) -> WhatIf:
    """What would be expected if a link pushed less than it does.

    Before, the loop rests at mu, kept there by its own pull b = -A mu. A link of strength c from j to i that loses the part f leaves
    A1 = A - f c e_i e_j', and the loop settles elsewhere: Delta(infinity) = f c mu_j A1^-1 e_i = f c mu_j A^-1 e_i / (1 - f c (A^-1)_ji).
    On the way there it answers as A1 does to a held push of -f c mu_j on i. Several links add up in A1 and in the push.

    Args:
        fit: a fitted loop.
        links: (cause, affected) -> the part that is taken: 0.5 halves the link, 1 cuts it, below 0 it grows.
        reference: process -> the value of its first indicator from which its level is measured; 0 where not given.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: shift of every process from the level it keeps with the whole link, with intervals from draws of loop and level.

    Raises:
        SpecError: the loop has no such link or process, a part is above 1, or a value is no number.
        NotIdentified: the estimated loop runs away, before or after, or the fit was refused.

    Source: the rank-one update of Sherman and Morrison (1950, doi:10.1214/aoms/1177729893); against the linear system and an ODE solver in
    tests/act/whatif/test_weaken.py.
    """
    known = links_of(fit, links, "weaken")
    parts = {link: number(links[link], f"The part of {link[0]} -> {link[1]}") for link in known}
    for (cause, affected), part in parts.items():
        if part > 1.0:
            raise SpecError(
                f"{cause} -> {affected} cannot lose {part:g} of its strength: with more than the whole gone it would push the other way.",
                fix=f"--cut '{cause}->{affected}' takes the whole away; for half of it --weaken '{cause}->{affected}=0.5'.",
            )
    return lessened(fit, "weaken", parts, reference, horizon, draws)


def lessened(
    fit: Fit, verb: Verb, parts: dict[Arrow, float], reference: Mapping[str, float] | None, horizon: float | None, draws: int
) -> WhatIf:
    """Links that lose these parts of their strength; ``cut`` is the same with the whole of each."""
    from_where = references_of(fit, reference)
    horizon_of(fit, horizon)
    refuse(fit)
    for cause, _ in parts:
        refuse_zero(fit, cause, from_where)
    ground = ground_of(fit, horizon, draws)
    answer, stable, after = answered(ground, parts, from_where)
    names = " and ".join(f"{cause} -> {affected}" for cause, affected in parts)
    refuse_runaway(fit, after, f"Without {names}" if verb == "cut" else f"With {names} changed")
    first = {process.name: process.indicators[0].column for process in parse(fit.loop_text).processes}
    drawn = ground.draws.told(ground.level)
    level = {name: effect_of(drawn[:, k], fit.choices.level) for k, name in enumerate(fit.processes)}
    wave = max(fit.choices.waves) if fit.choices.waves else None
    return told(
        ground, verb, answer, stable,
        asked={"links": parts, "reference": {**{cause: 0.0 for cause, _ in parts}, **from_where}},
        assumptions=[*assumed(fit), *assumed_of_links(verb, parts, level, from_where, first, wave)],
        judged=[verdict for link in parts for verdict in link_verdicts(fit, link)],
    )  # fmt: skip


def answered(
    ground: Ground, parts: Mapping[Arrow, float], reference: Mapping[str, float]
) -> tuple[Response, Bool[ndarray, " draws"], Bool[ndarray, " draws"]]:
    """How every draw answers; where it has a long run; and which of the changed loops return to a level."""
    drift, push = changed(ground, parts, reference)
    after = stability(drift)
    answer = respond(drift, push, ground.step, ground.steps, after)
    # A loop that runs away keeps no level, so there is nothing for the change to be measured from.
    lost = ~ground.stable[:, None] & (answer.settled != 0.0)
    answer.settled[lost], answer.half[lost] = np.nan, np.inf
    return answer, ground.stable & after, after


def changed(
    ground: Ground, parts: Mapping[Arrow, float], reference: Mapping[str, float]
) -> tuple[Float[ndarray, "draws p p"], Float[ndarray, "draws p"]]:
    """The drift with less of some links, and the push that the rest of the loop's own pull then gives."""
    at = ground.fit.processes.index
    drift: Array = ground.drift.copy()
    push = np.zeros(drift.shape[:2])
    for (cause, affected), part in parts.items():
        i, j = at(affected), at(cause)
        taken = part * ground.drift[:, i, j]
        drift[:, i, j] = 0.0 if part == 1.0 else drift[:, i, j] - taken
        push[:, i] -= taken * (ground.level[:, j] - reference.get(cause, 0.0))
    return drift, push
