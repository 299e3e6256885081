"""What would be expected if links were cut."""

from __future__ import annotations

from collections.abc import Mapping

from unspiral.act.whatif.asked import links_of
from unspiral.act.whatif.weaken import lessened
from unspiral.learn.draws import DRAWS
from unspiral.records import Arrow, Fit, WhatIf


def cut(
    fit: Fit,
    link: Arrow | list[Arrow],
    reference: Mapping[str, float] | None = None,
    horizon: float | None = None,
    *,
    draws: int = DRAWS,
) -> WhatIf:
    """What would be expected if one process no longer pushed another.

    Before the cut the loop rests at mu, kept there by its own pull b = -A mu. Without the link of strength c from j to i,
    A0 = A - c e_i e_j', it settles elsewhere: Delta(infinity) = c mu_j A0^-1 e_i = c mu_j A^-1 e_i / (1 - c (A^-1)_ji). On the way there it
    answers as A0 does to a held push of -c mu_j on i.

    Args:
        fit: a fitted loop.
        link: (cause, affected), one of the fit's links, or a list of several.
        reference: process -> the value of its first indicator from which its level is measured; 0 where not given.
        horizon: length of the path, in time units; None = 56 days, or 8 typical intervals (at most the span of the data) in other units.
        draws: loops drawn for the intervals.

    Returns:
        WhatIf: shift of every process from the level it keeps with the link, with intervals from draws of the loop and of the level.

    Raises:
        SpecError: the loop has no such link or process, or a value is no number.
        NotIdentified: the estimated loop runs away, with the link or without it, or the fit was refused.

    Source: the rank-one update of Sherman and Morrison (1950, doi:10.1214/aoms/1177729893); against the linear system and an ODE solver in
    tests/act/whatif/test_cut.py.
    """
    found = links_of(fit, link if isinstance(link, list) else [link], "cut")
    return lessened(fit, "cut", dict.fromkeys(found, 1.0), reference, horizon, draws)
