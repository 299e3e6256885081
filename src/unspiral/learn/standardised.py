"""Effects in within-person standard deviations: what a deviation of one is worth in deviations of the other."""

from __future__ import annotations

from unspiral.learn.draws import Draws, effect
from unspiral.learn.lags import can_standardise, deviations, transitions
from unspiral.records import Arrow, Effect, Fit


def standardised_effects(fit: Fit, draws: Draws, lag: float) -> dict[Arrow, Effect]:
    """Total effect after ``lag`` in within-person stationary deviations: entry of exp(A lag) times sd(cause) / sd(affected).

    The deviations are those of one person around their own level (A P + P A' + D = 0), never the spread between people.

    Args:
        fit: names and level.
        draws: of the same fit.
        lag: in time units.

    Returns:
        (cause, affected) -> Effect; empty where the loop, or too many of the loops that the data leave possible, has no stationary law.

    Source: tests/learn/test_standardised.py holds it against scipy's exponential and Lyapunov equation.
    """
    if not can_standardise(draws):
        return {}
    f, sd = transitions(draws.drift, lag), deviations(draws)
    found: dict[Arrow, Effect] = {}
    for i, affected in enumerate(fit.processes):
        for j, cause in enumerate(fit.processes):
            at = f[:, i, j] * sd[:, j] / sd[:, i]
            found[cause, affected] = effect(float(at[0]), draws.around(at), fit.choices.level)
    return found
