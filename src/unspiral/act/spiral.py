"""How much of a push comes back round the loop, and through which link."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.bands import effect_of
from unspiral.act.caution import carried, refuse, runaway_verdict
from unspiral.act.figures import percent
from unspiral.act.response import stability
from unspiral.learn.direction import CLEAR, LIKELY
from unspiral.learn.draws import Draws, draw
from unspiral.learn.gain import spiral_effect, spiral_gain
from unspiral.records import Arrow, Effect, Fit, LinkShare, Spiral, Verdict

FAINT = 0.005  # a gain too small to show as a whole per cent


def spiral(fit: Fit) -> Spiral:
    """How much of a push comes back round the loop, what share runs through each link, and how slowly the loop recovers.

    gain = 1 - det(-A) / product of the self-rates;   amplification = 1 / (1 - gain);
    share of the link j -> i, A0 being the drift without it:   T = c (-A0^-1)_ji = 1 - det A / det A0.

    Args:
        fit: a fitted loop.

    Returns:
        Spiral, each number with its interval from draws. Draws that run away count as beyond every finite value.

    Raises:
        NotIdentified: the fit was refused.

    Source: the matrix determinant lemma; tests/act/test_spiral.py.
    """
    refuse(fit)
    p, level = len(fit.processes), fit.choices.level
    draws = draw(fit)
    drift = draws.drift[:, :p, :p]
    # What the fit holds is what learning printed, from draws or from profiles: two intervals of one number would be one too many.
    gain = spiral_effect(draws, p, level) if fit.spiral is None or not draws.stable[0] else fit.spiral
    recovery = effect_of(recovery_time(drift), level) if draws.stable[0] else None
    verdicts = [*runaway_verdict(draws.stable, [recovery] if recovery else []), *carried(fit)]
    recovery = None if recovery is None else _no_surer(fit, recovery)
    if gain is None:
        words = "One process alone makes no loop." if p < 2 else "The estimated loop runs away: it has no finite gain."
        if p > 1:
            verdicts.insert(0, Verdict("unstable", "refuse", words, "Look for a trend or a treatment in the data, and learn again."))
        return Spiral(None, None, float("nan"), {}, None, recovery, fit.data.time_unit, level, words, tuple(verdicts))
    gains = np.where(draws.stable & np.isfinite(spiral_gain(drift)), spiral_gain(drift), np.inf)
    closed = _closed(fit.links)
    probability = _above(gains[1:]) if closed else float("nan")  # a gain that is 0 by its links has no sign
    return Spiral(
        gain=gain,
        amplification=_amplification(gain),
        probability=probability,
        shares={arrow: _share(fit, draws, arrow, LinkShare(gain, probability)) for arrow in fit.links},
        radius=effect_of(spectral_radius(drift), level),
        recovery=recovery,
        unit=fit.data.time_unit,
        level=level,
        words=in_words(gain, probability, closed=closed),
        verdicts=tuple(verdicts),
    )


def _no_surer(fit: Fit, recovery: Effect) -> Effect:
    """The recovery without the ends that a self-rate lacks: draws always have two, an interval read from a profile may not."""
    rates = [p for p in fit.parameters if p.name.startswith("self:")]
    low = None if any(p.low is None for p in rates) else recovery.low
    return replace(recovery, low=low, high=None if any(p.high is None for p in rates) else recovery.high)


def link_gain(drift: Float[ndarray, "draws p p"], affected: int, cause: int) -> Float[ndarray, " draws"]:
    """Gain of all loops that pass through one link, for every drift: T = 1 - det A / det A0, A0 being the drift without the link.

    Args:
        drift: (draws, p, p), per time unit.
        affected, cause: row and column of the link.

    Returns:
        T of each: below 1 where both loops settle; plus infinity where the whole loop runs away (or a self-rate is not positive, as
        for the gain); minus infinity where the loop runs away without the link, which then is what holds it.
    """
    without = drift.copy()
    without[:, affected, cause] = 0.0
    own = -np.diagonal(drift, axis1=1, axis2=2)
    with np.errstate(all="ignore"):
        found = 1.0 - np.linalg.det(drift) / np.linalg.det(without)
    found = np.where(stability(without), found, -np.inf)
    return np.where(stability(drift) & (own > 0).all(axis=1), found, np.inf)


def spectral_radius(drift: Float[ndarray, "draws p p"]) -> Float[ndarray, " draws"]:
    """Largest absolute eigenvalue of D^-1 C for A = C - D: what one round of the links leaves of a push; infinite without self-rates."""
    own = -np.diagonal(drift, axis1=1, axis2=2)
    links = drift * (1.0 - np.eye(drift.shape[1]))
    usable = (own > 0).all(axis=1)
    out = np.full(len(drift), np.inf)
    out[usable] = np.abs(np.linalg.eigvals(links[usable] / own[usable][:, :, None])).max(axis=1)
    return out


def recovery_time(drift: Float[ndarray, "draws p p"]) -> Float[ndarray, " draws"]:
    """-1 / Re lambda of the slowest mode, in time units; infinite for a loop that runs away."""
    slowest = np.linalg.eigvals(drift).real.max(axis=1)
    return np.where(slowest < 0, -1.0 / np.where(slowest < 0, slowest, -1.0), np.inf)


def _share(fit: Fit, draws: Draws, arrow: Arrow, whole: LinkShare) -> LinkShare:
    p, (cause, affected) = len(fit.processes), arrow
    if p == 2 and _closed(fit.links, arrow):  # the one loop there is, and all of it: the same number, and so the same interval
        return whole
    through = link_gain(draws.drift[:, :p, :p], fit.processes.index(affected), fit.processes.index(cause))
    through[~draws.stable] = np.inf
    if not _closed(fit.links, arrow):  # nothing comes back through it, to the last digit
        through[np.isfinite(through)] = 0.0
    return LinkShare(effect_of(through, fit.choices.level), _above(through[1:]))


def _above(draws: Float[ndarray, " draws"]) -> float:
    """Probability of being above 0; nan where every draw is exactly 0, and so has no sign."""
    return float("nan") if not draws.any() else float((draws > 0).mean() + 0.5 * (draws == 0).mean())


def _amplification(gain: Effect) -> Effect:
    """1 / (1 - gain): it grows with the gain, so the ends of one interval are the ends of the other."""

    def of(g: float | None) -> float | None:
        return 1.0 / (1.0 - g) if g is not None and g < 1.0 else None

    return Effect(1.0 / (1.0 - gain.estimate), of(gain.low), of(gain.high))


def _closed(links: tuple[Arrow, ...], through: Arrow | None = None) -> bool:
    """Whether some links, or those through one of them, lead back to where they start."""
    for cause, affected in [through] if through else links:
        seen, frontier = {affected}, [affected]
        while frontier:
            here = frontier.pop()
            following = {b for a, b in links if a == here} - seen
            seen |= following
            frontier += following
        if cause in seen:
            return True
    return False


# In words --------------------------------------------------------------------------------------------------------------------------


def in_words(gain: Effect, probability: float, *, closed: bool) -> str:
    """The gain as plain sentences: the size, what the data allow, and whether the loop can be said to feed itself.

    Args:
        gain: of the closed loop, with its interval.
        probability: that it is above 0.
        closed: whether any links lead back to where they start.
    """
    if not closed:
        return "No links lead back to where they start, so nothing of a push comes round."
    size = percent(abs(gain.estimate))
    if abs(gain.estimate) < FAINT:
        first = f"The loop feeds back next to nothing of a push ({percent(gain.estimate)})"
    elif gain.estimate > 0:
        first = f"The loop feeds back about {size} of a push"
    else:
        first = f"The loop works against a push: about {size} of it comes back with the opposite sign"
    low = percent(gain.low) if gain.low is not None else "any damping"
    high = percent(gain.high) if gain.high is not None else "a loop that runs away"
    missing = [side for side, end in (("lower", gain.low), ("upper", gain.high)) if end is None]
    open_end = f" Its interval has no {' and no '.join(missing)} end." if missing else ""
    return f"{first}; the data allow anything from {low} to {high}.{open_end} {_judged(gain, probability)}"


def _judged(gain: Effect, probability: float) -> str:
    # An interval of the fit may come from a profile and the probability from draws: clear is what both say.
    if probability >= CLEAR and gain.low is not None and gain.low > 0.0:
        return "That it feeds itself is clear."
    if probability <= 1.0 - CLEAR and gain.high is not None and gain.high < 0.0:
        return "That it damps itself is clear."
    if probability >= LIKELY:
        return "That it feeds itself is likely."
    if probability <= 1.0 - LIKELY:
        return "That it damps itself is likely."
    return "Whether it feeds itself or damps itself, these data cannot tell."
