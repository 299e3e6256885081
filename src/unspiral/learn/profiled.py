"""A fit whose intervals are read from profiles of the likelihood, and the direction answer that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from scipy.special import ndtr, ndtri

from unspiral.learn.direction import CLEAR, LIKELY, headline, negligible, nil_lags, one_answer
from unspiral.learn.edge import edges, through
from unspiral.learn.parameters import dynamics, natural
from unspiral.learn.problem import Problem
from unspiral.learn.profile import Ends, Peak, Profile, other_branches
from unspiral.learn.quantity import Quantity, gain_quantity, lagged_quantity, parameter_quantity
from unspiral.learn.sweep import Foreseen, foresee
from unspiral.learn.system import Array
from unspiral.records import Arrow, Effect, Fit, LinkAnswer, Verdict
from unspiral.scale.local import Tick, map_blocks

OUT_OF_REACH = 10.0  # standard deviations of the draws
# Parameters whose intervals are worth the walk; levels and first means keep theirs (docs/decisions/uncertainty.md).
WALKED = ("self", "link", "input", "fading", "diffusion", "trait", "error", "t0cov")


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """One profile to be walked.

    Args:
        place: where its result belongs: ("parameter", k), ("lagged", arrow), ("standardised", arrow), ("spiral",) or ("direction", arrow).
        quantity: what is held.
        later: the same effect at other lags, where it must be negligible too.
    """

    place: tuple[object, ...]
    quantity: Quantity
    later: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """What a walk found: the interval, for an arrow its answer too, and how much higher than the maximum it came."""

    ends: Ends
    answer: LinkAnswer | None
    higher: float


def profiled(
    fit: Fit,
    problem: Problem,
    peak: Peak,
    *,
    arrows: Sequence[Arrow] | None = None,
    numbers: Sequence[str] = (),
    rates: bool = True,
    effects: bool = True,
    careful: bool = True,
    workers: int = 1,
    tick: Tick | None = None,
) -> tuple[Fit, list[Verdict]]:
    """The same fit with profile likelihood intervals.

    Args:
        fit: with intervals of another kind; what is withheld at an edge stays withheld.
        problem: that was solved.
        peak: its maximum.
        arrows: only these arrows (their link, their effects, their words); None = everything that is walked.
        numbers: names of parameters to be walked beside these arrows.
        rates: also the links of these arrows; without them only effects and words, whose ends are near where rates' are open.
        effects: also the effects of these arrows in points; without them only the effect that is judged, with its word.
        careful: walks that go alone also look for a way off each saddle.
        workers, tick: as in ``map_blocks``.

    Returns:
        The fit, and verdicts about ends that do not exist.
    """
    walks = _walks(fit, problem, arrows, numbers, rates=rates, effects=effects)
    nil = negligible(fit.data.interval, fit.data.time_unit)
    ahead = _foreseen(walks, peak, fit.choices.level, nil, careful=careful)

    def work(walk: Walk) -> Walked:
        return _walk(walk, problem, peak, fit, nil, ahead, careful=careful)

    found = map_blocks(work, walks, workers=workers, tick=tick)
    parameters, lagged, standardised, spiral = list(fit.parameters), dict(fit.lagged), dict(fit.standardised), fit.spiral
    links = dict(fit.direction.links)
    lost: dict[str, list[str]] = {}
    for walk, walked in zip(walks, found, strict=True):
        kind, key = walk.place[0], walk.place[-1]
        low, high = walked.ends.low, walked.ends.high
        if walked.ends.lost and kind != "direction":
            lost.setdefault(walked.ends.lost, []).append(walk.quantity.name)
        if kind == "parameter" and isinstance(key, int):
            parameters[key] = replace(parameters[key], low=low, high=high)
        elif kind == "lagged":
            lagged[_arrow(key)] = _whole(lagged[_arrow(key)], low, high)
        elif kind == "standardised":
            standardised[_arrow(key)] = _whole(standardised[_arrow(key)], low, high)
        elif kind == "spiral" and spiral is not None:
            spiral = replace(spiral, low=low, high=high)
        elif walked.answer is not None:
            estimate = links[_arrow(key)].effect.estimate  # to the last digit what it was
            links[_arrow(key)] = replace(walked.answer, effect=replace(walked.answer.effect, estimate=estimate))
    standardised |= {a: lagged[a] for a in standardised if a[0] == a[1] and arrows is None}  # on itself there is no scale to change
    pair = headline(fit.processes)
    answer = fit.direction.answer
    if pair is not None:
        answer = one_answer(links.get(pair), links.get((pair[1], pair[0])), pair)
    out = replace(
        fit, parameters=tuple(parameters), lagged=lagged, standardised=standardised, spiral=spiral,
        direction=replace(fit.direction, links=links, answer=answer),
    )  # fmt: skip
    return out, _said(lost, max((w.higher for w in found), default=0.0))


def _arrow(key: object) -> Arrow:
    cause, affected = cast("Arrow", key)
    return cause, affected


def _whole(effect: Effect, low: float | None, high: float | None) -> Effect:
    """An effect with both ends or none: half an interval would be read as a whole one."""
    return replace(effect, low=low, high=high) if low is not None and high is not None else replace(effect, low=None, high=None)


def _walks(fit: Fit, problem: Problem, arrows: Sequence[Arrow] | None, numbers: Sequence[str], *, rates: bool, effects: bool) -> list[Walk]:
    layout, scale, names = problem.layout, problem.scale, fit.processes
    at, d = edges(fit), fit.data

    def wanted(arrow: Arrow) -> bool:
        return (arrows is None or arrow in arrows) and not through(arrow, fit.links, at)

    walks: list[Walk] = []
    for k, p in enumerate(fit.parameters):
        kind, _, what = p.name.partition(":")
        if kind == "link":
            cause, _, affected = what.partition("->")
            if rates and wanted((cause, affected)):
                walks.append(Walk(("parameter", k), parameter_quantity(layout, scale, k)))
        elif kind in WALKED and (p.name in numbers if arrows is not None else not at & {what}):
            walks.append(Walk(("parameter", k), parameter_quantity(layout, scale, k)))

    def effect(arrow: Arrow, lag: float, *, standardised: bool) -> Quantity:
        return lagged_quantity(layout, scale, names.index(arrow[1]), names.index(arrow[0]), lag, standardised=standardised)

    for arrow, held in fit.lagged.items() if effects else ():
        if wanted(arrow) and held.low is not None:
            walks.append(Walk(("lagged", arrow), effect(arrow, fit.choices.lag, standardised=False)))
    for arrow, held in fit.standardised.items() if effects else ():
        if wanted(arrow) and held.low is not None and arrow[0] != arrow[1]:
            walks.append(Walk(("standardised", arrow), effect(arrow, fit.choices.lag, standardised=True)))
    if fit.spiral is not None and arrows is None and fit.spiral.estimate != 0.0:
        walks.append(Walk(("spiral",), gain_quantity(layout, scale)))
    lags = nil_lags(d.interval, d.span, d.time_unit)
    for arrow, link in fit.direction.links.items():
        if wanted(arrow) and link.effect.low is not None:
            first, *later = (effect(arrow, lag, standardised=link.standardised) for lag in lags)
            walks.append(Walk(("direction", arrow), first, tuple(later)))
    return walks


def _foreseen(walks: Sequence[Walk], peak: Peak, level: float, nil: float, *, careful: bool) -> dict[int, Foreseen]:
    """Everything that can be walked together, by the identity of its quantity; a gain has several branches and goes alone."""
    single = [w.quantity for w in walks if w.place[0] not in ("spiral", "direction")]
    arrows = [w.quantity for w in walks if w.place[0] == "direction"]
    later = [q for w in walks if w.place[0] == "direction" for q in w.later]
    found = foresee(peak, single, [level], careful=careful)
    found += foresee(peak, arrows, [level, 0.90], [[0.0, -nil, nil]] * len(arrows), careful=careful)
    found += foresee(peak, later, [], [[-nil, nil]] * len(later), careful=careful)
    return {id(f.quantity): f for f in found}


def _walk(walk: Walk, problem: Problem, peak: Peak, fit: Fit, nil: float, ahead: Mapping[int, Foreseen], *, careful: bool) -> Walked:
    level = fit.choices.level
    starts: tuple[Array, ...] = ()
    if walk.place[0] == "spiral":
        starts = other_branches(walk.quantity, peak, _pattern(problem), level)
    profile = ahead.get(id(walk.quantity)) or Profile(peak, walk.quantity, starts, careful)
    if walk.place[0] != "direction":
        return Walked(profile.ends(level), None, profile.higher)
    key = _arrow(walk.place[-1])
    standardised = fit.direction.links[key].standardised
    answer = link_answer(profile, level, nil if standardised else None, [ahead[id(q)] for q in walk.later])
    return Walked(Ends(answer.effect.low, answer.effect.high), answer, profile.higher)


def _pattern(problem: Problem) -> Callable[[Array], Array]:
    """Signs of all links as one number: a gain of the same size comes about in as many ways as there are patterns."""
    layout, scale = problem.layout, problem.scale
    p = len(layout.processes)
    off = ~np.eye(p, dtype=bool)

    def signs(thetas: Array) -> Array:
        drift = dynamics(layout, natural(layout, scale, thetas))["drift"][:, :p, :p]
        up = drift[:, off] > 0
        return np.asarray(up @ (1 << np.arange(up.shape[1])), dtype=np.int64)

    return signs


def link_answer(profile: Profile | Foreseen, level: float, nil: float | None, later: Sequence[Profile | Foreseen] = ()) -> LinkAnswer:
    """The word for one arrow from the profile of its effect; the rule is that of ``unspiral.learn.direction.link_answer``.

    Args:
        profile: of the total effect at the fixed lag.
        level: of the interval that is shown.
        nil: half-width of the negligible range; None when effects are raw.
        later: profiles of the effect at the other lags at which it must be negligible too.

    Returns:
        LinkAnswer. Without both ends of the 90 % interval nothing is called, but how sure the sign is stays what the drop at zero says; its
        probability is nan where no loop without the effect was found.
    """
    estimate, root = profile.estimate, profile.root(0.0)
    shown, ninety = profile.whole(level), profile.whole(0.90)
    probability = float(ndtr(abs(root))) if np.isfinite(root) else np.nan
    if not np.isfinite(root) or ninety.low is None or ninety.high is None:
        return LinkAnswer("cannot tell", probability, Effect(estimate, None, None), -np.inf, np.inf, nil is not None)
    clear = probability >= CLEAR
    if nil is not None and -nil < ninety.low and ninety.high < nil and all(_inside(p, 0.90, nil) for p in later):
        word = "clear but very small" if clear and all(_inside(p, 0.95, nil) for p in (profile, *later)) else "nil"
    elif clear:
        word = "drives"
    else:
        word = "likely drives" if probability >= LIKELY else "cannot tell"
    effect = _whole(Effect(estimate, None, None), shown.low, shown.high)
    return LinkAnswer(word, probability, effect, ninety.low, ninety.high, nil is not None)


def _inside(profile: Profile | Foreseen, level: float, nil: float) -> bool:
    """Whether the interval at a level lies within the negligible range: both ends of the range are rejected."""
    limit = -float(ndtri(0.5 + level / 2.0))
    low, high = profile.root(-nil), profile.root(nil)
    # After many returns an effect is nil to many digits, and no loop near the maximum reaches the range's ends: that rejects them as well.
    # Draws that lie nowhere near the estimate say nothing about what can be reached.
    known = abs(profile.estimate) <= OUT_OF_REACH * profile.error
    if known and np.isnan(low) and profile.estimate + nil > OUT_OF_REACH * profile.error:
        low = -np.inf
    if known and np.isnan(high) and nil - profile.estimate > OUT_OF_REACH * profile.error:
        high = np.inf
    return bool(-nil < profile.estimate < nil and low < limit and high > -limit)


def _said(lost: dict[str, list[str]], higher: float) -> list[Verdict]:
    found = [
        Verdict("profile", "caution", f"An end of the interval is missing for {', '.join(names)}: the likelihood {why}.",
                "Read it as open on that side; a longer or denser series may close it.")
        for why, names in lost.items()
    ]  # fmt: skip
    if higher > 0.01:
        found.append(
            Verdict("profile", "caution", f"A point {higher:.2g} log-likelihood units above the maximum was met on the way.",
                    "The search had ended too low: --starts 20.")
        )  # fmt: skip
    return found
