"""How much of a push comes back round the loop, through which link, and how effects travel in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.bands import effect_of
from unspiral.act.believed import estimated, without_findings
from unspiral.act.caution import assumed, carried, refuse, runaway_verdict
from unspiral.act.response import stability
from unspiral.act.slowing import cut_link, no_surer, recovery_time, slowing, without_links
from unspiral.act.spiral_words import assumed_of_spiral, in_assumed_words, in_words
from unspiral.act.travel import centralities, parts_of, travels
from unspiral.act.weighing import weigh
from unspiral.errors import SpecError
from unspiral.learn.draws import DRAWS, Draws, draw
from unspiral.learn.gain import spiral_effect, spiral_gain
from unspiral.learn.lags import can_standardise
from unspiral.records import Arrow, Effect, Fit, LinkShare, Spiral, Verdict
from unspiral.units import count

WORTH = 0.05  # gain from which a spiral is worth speaking of: a held push ends 5 % larger than it would without the loop


def spiral(fit: Fit, *, lag: float | None = None, threshold: float = WORTH, draws: int = DRAWS, travel: bool = True) -> Spiral:
    """How much of a push comes back round the loop, which link carries it, which one slows recovery, and how effects travel.

    gain = 1 - det(-A) / product of the self-rates;   amplification = 1 / (1 - gain);
    share of the link j -> i, A0 being the drift without it:   T = c (-A0^-1)_ji = 1 - det A / det A0.

    Args:
        fit: a fitted loop.
        lag: at which effects are held against what is negligible, in time units; None = the lag that was fixed before fitting.
        threshold: gain from which a spiral is worth speaking of, in (0, 1); shares of links and of recovery are held against it as well.
        draws: loops drawn for the intervals.
        travel: whether to take effects apart over the lag too.

    Returns:
        Spiral, each number with its interval and the probability that it is worth speaking of. Draws that run away count as beyond every
        finite value; Monte-Carlo error is that of the draws alone, for each loop the answer is exact.

    Raises:
        NotIdentified: the fit was refused.
        SpecError: a lag or threshold that cannot be.

    Source: the matrix determinant lemma; tests/act/test_spiral.py and tests/act/test_loop_identities.py.
    """
    at = _checked(fit, lag, threshold)
    refuse(fit)
    p, level = len(fit.processes), fit.choices.level
    found = draw(fit, draws)
    drift = found.drift[:, :p, :p]
    # What the fit holds is what learning printed, from draws or from profiles: two intervals of one number would be one too many.
    gain = spiral_effect(found, p, level) if fit.spiral is None or not found.stable[0] else fit.spiral
    recovery = effect_of(found.told(recovery_time(drift)), level) if found.stable[0] else None
    verdicts = [*runaway_verdict(fit, found.stable, [recovery] if recovery else []), *carried(fit)]
    recovery = None if recovery is None else no_surer(fit, recovery)
    if gain is None:
        return _none(fit, recovery, verdicts, threshold, at)
    cut = without_links(fit, found)
    closed = bool(cut)
    gains = np.where(found.stable & np.isfinite(spiral_gain(drift)), spiral_gain(drift), np.inf) if closed else np.zeros(len(drift))
    probability = _above(found.told(gains)[1:]) if closed else float("nan")  # a gain that is 0 by its links has no sign
    weighed = weigh(found.told(gains), threshold, level, held=_not_drawn(gain, spiral_effect(found, p, level)))
    weighed = replace(weighed, effect=gain)
    radius, parts = found.told(spectral_radius(drift)), parts_of(fit, found, at)
    told = Spiral(
        gain=gain,
        amplification=_amplification(gain),
        probability=probability,
        shares={arrow: _share(fit, found, arrow, LinkShare(gain, probability, weighed), threshold, cut) for arrow in fit.links},
        radius=_from_nothing(effect_of(radius, level), gain),
        recovery=recovery,
        unit=fit.data.time_unit,
        level=level,
        words=(in_words if fit.beliefs is None else in_assumed_words)(gain, probability, weighed, closed=closed),
        verdicts=(*verdicts, *_far(fit, at, travel)),
        threshold=threshold,
        weighed=weighed,
        converging=float((radius[1:] < 1.0).mean()),
        slowing=slowing(fit, found, threshold, cut),
        standardised=can_standardise(found),
        lag=at,
        travel=travels(fit, found, at, parts) if travel else {},
        centrality=centralities(fit, found, at, parts) if travel else {},
        assumptions=(*assumed(fit), *assumed_of_spiral(fit, threshold, at if travel else None, standardised=can_standardise(found))),
        beliefs=fit.beliefs,
    )
    return told if fit.beliefs is None else without_findings(told)


def _none(fit: Fit, recovery: Effect | None, verdicts: list[Verdict], threshold: float, lag: float) -> Spiral:
    """What is left to say of one process, or of a loop that runs away."""
    alone = len(fit.processes) < 2
    words = "One process alone makes no loop." if alone else f"The {estimated(fit)} runs away: it has no finite gain."
    if not alone:  # how many of the loops that the data leave possible do so as well no longer matters
        refused = Verdict("unstable", "refuse", words, "Look for a trend or a treatment in the data, and learn again.")
        verdicts = [refused, *(v for v in verdicts if v.code != "unstable")]
    unit, level = fit.data.time_unit, fit.choices.level
    return Spiral(
        None, None, float("nan"), {}, None, recovery, unit, level, words, tuple(verdicts), threshold=threshold, lag=lag,
        assumptions=tuple(assumed(fit)), beliefs=fit.beliefs,
    )  # fmt: skip


def _checked(fit: Fit, lag: float | None, threshold: float) -> float:
    """The lag in question."""
    if not 0.0 < threshold < 1.0:
        raise SpecError(
            f"A threshold of {threshold:g} is not a gain between 0 and 1.",
            why="From a gain of 1 on a loop runs away, and at 0 every spiral would be worth speaking of.", fix=f"--threshold {WORTH:g}",
        )  # fmt: skip
    if lag is not None and not (math.isfinite(lag) and lag > 0.0):
        raise SpecError(f"A lag of {lag:g} is not a positive time.", fix=f"--lag {fit.direction.lag:g}")
    return float(lag or fit.direction.lag)


def _far(fit: Fit, lag: float, travel: bool) -> list[Verdict]:
    """Whether a lag was asked for that nobody was followed for."""
    unit = fit.data.time_unit
    if not travel or lag <= fit.data.span * (1.0 + 1e-9):
        return []
    reason = f"Effects after {count(lag, unit)} are asked for; nobody was followed for more than {count(fit.data.span, unit)}."
    return [Verdict("beyond-data", "caution", reason, f"Ask for a lag within {count(fit.data.span, unit)}.")]


def _not_drawn(held: Effect, from_draws: Effect | None) -> Effect | None:
    """The interval that learning printed, where it is not the one of the draws (but read from a profile)."""
    ends = [(held.low, from_draws.low), (held.high, from_draws.high)] if from_draws is not None else [(0.0, None)]
    same = all(a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-12)) for a, b in ends)
    return None if same else held


def link_gain(
    drift: Float[ndarray, "draws p p"], affected: int, cause: int, settles: tuple[ndarray, ndarray] | None = None
) -> Float[ndarray, " draws"]:
    """Gain of all loops that pass through one link, for every drift: T = 1 - det A / det A0, A0 being the drift without the link.

    Args:
        drift: (draws, p, p), per time unit.
        affected, cause: row and column of the link.
        settles: whether each loop does, with the link and without, where that is known already.

    Returns:
        T of each: below 1 where both loops settle; plus infinity where the whole loop runs away (or a self-rate is not positive, as
        for the gain); minus infinity where the loop runs away without the link, which then is what holds it.
    """
    without = cut_link(drift, affected, cause)
    whole, left = settles or (stability(drift), stability(without))
    own = -np.diagonal(drift, axis1=1, axis2=2)
    with np.errstate(all="ignore"):
        found = 1.0 - np.linalg.det(drift) / np.linalg.det(without)
    return np.where(whole & (own > 0).all(axis=1), np.where(left, found, -np.inf), np.inf)


def spectral_radius(drift: Float[ndarray, "draws p p"]) -> Float[ndarray, " draws"]:
    """Largest absolute eigenvalue of D^-1 C for A = C - D: what one round of the links leaves of a push; infinite without self-rates."""
    own = -np.diagonal(drift, axis1=1, axis2=2)
    links = drift * (1.0 - np.eye(drift.shape[1]))
    usable = (own > 0).all(axis=1)
    out = np.full(len(drift), np.inf)
    out[usable] = np.abs(np.linalg.eigvals(links[usable] / own[usable][:, :, None])).max(axis=1)
    return out


def _from_nothing(radius: Effect, gain: Effect) -> Effect:
    """The radius down to 0 where the gain may be: no draw of a size ever reaches 0, so that draws alone would always leave it out."""
    nil = (gain.low is None or gain.low <= 0.0) and (gain.high is None or gain.high >= 0.0)
    return replace(radius, low=0.0) if nil else radius


def _share(
    fit: Fit, draws: Draws, arrow: Arrow, whole: LinkShare, threshold: float, cut: Mapping[Arrow, Float[ndarray, " draws"]]
) -> LinkShare:
    p, (cause, affected), level = len(fit.processes), arrow, fit.choices.level
    there = arrow in cut
    if p == 2 and there:  # the one loop there is, and all of it: the same number, and so the same interval
        return whole
    if not there:  # nothing comes back through it, to the last digit
        through = np.where(draws.stable, 0.0, np.inf)
        return LinkShare(effect_of(through, level), _above(through[1:]), weigh(np.zeros_like(through), threshold, level))
    settles = draws.stable, np.isfinite(cut[arrow])
    through = link_gain(draws.drift[:, :p, :p], fit.processes.index(affected), fit.processes.index(cause), settles)
    values = draws.told(through)
    return LinkShare(effect_of(values, level), _above(values[1:]), weigh(values, threshold, level))


def _above(draws: Float[ndarray, " draws"]) -> float:
    """Probability of being above 0; nan where every draw is exactly 0, and so has no sign."""
    return float("nan") if not draws.any() else float((draws > 0).mean() + 0.5 * (draws == 0).mean())


def _amplification(gain: Effect) -> Effect:
    """1 / (1 - gain): it grows with the gain, so the ends of one interval are the ends of the other."""

    def of(g: float | None) -> float | None:
        return 1.0 / (1.0 - g) if g is not None and g < 1.0 else None

    return Effect(1.0 / (1.0 - gain.estimate), of(gain.low), of(gain.high))
