"""Where acting would be expected to change most over a time that matters, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.achievable import CERTAINTIES, NO_INTERVAL, USUAL, WRONG, from_evidence, stated
from unspiral.act.bands import effect_of
from unspiral.act.caution import FAR, assumed, carried, refuse, refuse_runaway, runaway_verdict
from unspiral.act.figures import shown
from unspiral.act.whatif import horizon_of
from unspiral.errors import SpecError, closest, did_you_mean
from unspiral.evidence.tables import variables
from unspiral.learn.discretise import exponentials
from unspiral.learn.draws import Draws, draw
from unspiral.learn.family import unit_of_process
from unspiral.learn.stationary import stationary
from unspiral.loop.picture.words import spoken
from unspiral.records import Fit, Verdict
from unspiral.records.targets import Candidate, Ranked, Targets
from unspiral.units import DAYS_PER, count

DRAWS = 1000
SURE = 0.6  # least probability of being best from which one is named
TREATED = 56.0  # days after which trials measured, where the loop's clock allows it
STREAM = 61  # of chance, apart from those of the fit
MOST_EFFECT = 5.0  # standard deviations by which nothing moves a process
MOST_SPREAD = 1e6  # points; no scale is so wide
STATED = 0.5  # standard deviations by which a process itself is moved in the list of processes
NEAR_SINGULAR = 1e8  # condition from which A is not divided by


def targets(
    fit: Fit,
    weights: Mapping[str, float] | None = None,
    horizon: float | None = None,
    *,
    candidates: Iterable[Candidate] | None = None,
    better: Mapping[str, str] | None = None,
    spread: Mapping[str, float] | None = None,
    called: Mapping[str, str] | None = None,
    treated: float | None = None,
    draws: int = DRAWS,
) -> Targets:
    """Rank what could be acted on by what it would be expected to change; for clinicians and researchers.

    Of a candidate with effects e on processes S, the held push b on S is the one that moves S by e after the treated time T,
    [G(T) b]_S = e with G(t) = integral over s in [0, t] of exp(A s); its score is -sum over k of w_k s_k M_k / sd_k, M = (1/H) integral
    over t in [0, H] of G(t) b. Loop and effects are drawn together; nothing is simulated.

    Args:
        fit: a fitted loop.
        weights: process -> how much it matters to the person; None = equal for pain and depression, for all where the loop has neither.
        horizon: over which changes are averaged, in time units; None as for ``press``.
        candidates: what could be acted on; None = treatments whose effects were seen in trials.
        better: process -> "lower" or "higher"; None = as the table of variables says, else "lower".
        spread: process -> standard deviation in points; None = between and within people together, from the fit.
        called: process -> the table's word for it.
        treated: time after which trials measured, in time units; None = eight weeks, or the horizon where that is shorter.
        draws: loops and effects drawn.

    Returns:
        Targets, ordered by the median score over the draws.

    Raises:
        SpecError: a name that the loop does not have, a weight or spread that is no number, nothing to rank.
        NotIdentified: the estimated loop runs away, or the fit was refused.

    Source: the variation of constants; against an ODE solver and brute force in tests/act/test_targets.py. How often the first is best:
    docs/validation/act-targets.md.
    """
    refuse(fit)
    p, level = len(fit.processes), fit.choices.level
    weight, sense = _weights(fit, weights), _senses(fit, better, called)
    possible = draw(fit, draws)
    drift = possible.drift[:, :p, :p]
    refuse_runaway(fit, possible.stable)
    sd = _spreads(fit, spread)
    length = horizon_of(fit, horizon)
    time = _treated(fit, treated, length)
    listed, left_out = from_evidence(fit.processes, called) if candidates is None else (tuple(candidates), ())
    _check(fit, listed)
    mean, at = held_mean(drift, length), held(drift, time)
    sign = np.array([-1.0 if sense[n] == "lower" else 1.0 for n in fit.processes])
    share = np.array([weight.get(n, 0.0) for n in fit.processes])
    scores, moved = np.empty((draws + 1, len(listed))), np.empty((draws + 1, len(listed), p))
    random = np.random.default_rng([fit.choices.seed, STREAM])
    for c, candidate in enumerate(listed):
        wanted = _drawn(fit, candidate, sd, sign, random, draws)
        moved[:, c] = _moved(mean, at, wanted, [fit.processes.index(e.process) for e in candidate.effects])
        scores[:, c] = moved[:, c] @ (sign * share / sd)
    ranked = _ranked(fit, listed, scores, moved, possible)
    first = ranked[0]
    # Where nobody answered anything nothing is named: a probability over assumptions finds nothing.
    sure = first.best >= SURE and first.helps >= SURE and fit.beliefs is None
    return Targets(
        ranked=ranked,
        answer=first.candidate.name if sure and len(ranked) > 1 else None,
        threshold=SURE,
        weights=weight,
        better=sense,
        spread=dict(zip(fit.processes, (float(s) for s in sd), strict=True)),
        horizon=length,
        treated=time,
        unit=fit.data.time_unit,
        level=level,
        left_out=left_out,
        assumptions=_assumed(fit, listed, time, spread),
        beliefs=fit.beliefs,
        verdicts=(
            *_judged(fit, listed, scores, sure=sure),
            *runaway_verdict(fit, possible.stable, [r.score for r in ranked]),
            *carried(fit),
        ),
    )


def processes_as_targets(fit: Fit, effect: float = STATED) -> tuple[Candidate, ...]:
    """One candidate a process: whatever moves that process itself by a stated benefit.

    Args:
        fit: a fitted loop.
        effect: benefit in standard deviations of the process.

    Returns:
        Candidates for ``targets``, in the order of the loop.

    Raises:
        SpecError: an effect that is not above 0, or larger than five standard deviations.

    Source: what ``unspiral targets --processes`` ranks; tests/doors/cli/test_targets.py.
    """
    if not (math.isfinite(effect) and 0.0 < effect <= MOST_EFFECT):
        raise SpecError(
            f"An effect of {effect:g} standard deviations is not above 0 and up to {MOST_EFFECT:g}.",
            why="Nobody moves so far: what would follow is beyond all that was seen.", fix=f"--effect {STATED:g}",
        )  # fmt: skip
    return stated(fit.processes, effect)


# The answer of a loop to a push that is held -----------------------------------------------------------------------------------------


def held(drift: Float[ndarray, "draws p p"], length: float) -> Float[ndarray, "draws p p"]:
    """G(t) = integral over s in [0, t] of exp(A s), of every loop: column j is the answer to one unit held on process j."""
    n, p, _ = drift.shape
    wide = np.zeros((n, 2 * p, 2 * p))
    wide[:, :p, :p], wide[:, :p, p:] = drift, np.eye(p)
    with np.errstate(all="ignore"):
        found: Float[ndarray, "draws p p"] = exponentials(wide, length)[:, :p, p:]
    return found


def held_mean(drift: Float[ndarray, "draws p p"], length: float) -> Float[ndarray, "draws p p"]:
    """Mean over [0, t] of ``held``: (1/t) A^-1 (G(t) - t I), and by the series where A can hardly be inverted."""
    p = drift.shape[1]
    out = np.empty_like(drift)
    fine = np.linalg.cond(drift) < NEAR_SINGULAR
    out[fine] = np.linalg.solve(drift[fine], held(drift[fine], length) - length * np.eye(p)) / length
    if not fine.all():
        wide = np.zeros((int((~fine).sum()), 3 * p, 3 * p))
        wide[:, :p, :p], wide[:, :p, p : 2 * p], wide[:, p : 2 * p, 2 * p :] = drift[~fine], np.eye(p), np.eye(p)
        with np.errstate(all="ignore"):
            out[~fine] = exponentials(wide, length)[:, :p, 2 * p :] / length
    return out


def _moved(
    mean: Float[ndarray, "draws p p"], at: Float[ndarray, "draws p p"], wanted: Float[ndarray, "draws s"], where: list[int]
) -> Float[ndarray, "draws p"]:
    """Mean change of every process over the horizon under the push that moves some of them by what is wanted at the treated time."""
    with np.errstate(all="ignore"):
        push = np.linalg.solve(at[:, where][:, :, where], wanted[:, :, None])
        found: Float[ndarray, "draws p"] = (mean[:, :, where] @ push)[..., 0]
    return found


def _drawn(
    fit: Fit, candidate: Candidate, sd: ndarray, sign: ndarray, random: np.random.Generator, draws: int
) -> Float[ndarray, "draws s"]:
    """Wanted changes in points of what a candidate acts on: what is counted first, then draws."""
    where = [fit.processes.index(e.process) for e in candidate.effects]
    counted, unsure = (np.array([getattr(e, part) for e in candidate.effects]) for part in ("counted", "unsure"))
    benefit = np.vstack([counted, counted + unsure * random.standard_normal((draws, len(where)))])
    return benefit * sign[where] * sd[where]


def _ranked(fit: Fit, listed: tuple[Candidate, ...], scores: ndarray, moved: ndarray, possible: Draws) -> tuple[Ranked, ...]:
    level = fit.choices.level
    drawn = np.where(np.isfinite(scores[1:]), scores[1:], -np.inf)
    top = drawn.max(axis=1)
    # Where several score alike, which only candidates without any effect do, the draw is shared among them.
    winner = (drawn == top[:, None]) / (drawn == top[:, None]).sum(axis=1, keepdims=True)
    # Means are taken over loops that settle: over loops that run away as well they would be those of these alone.
    settles = possible.stable[1:] & np.isfinite(drawn).all(axis=1)
    lost = top[settles, None] - drawn[settles]
    # Candidates are compared loop by loop, as drawn; each one's own numbers have the middle of a bootstrap corrected, as everywhere.
    scores, moved = possible.told(scores), possible.told(moved)
    alone = np.where(np.isfinite(scores[1:]), scores[1:], -np.inf)
    middle = np.median(alone, axis=0)
    order = np.argsort(-middle, kind="stable")
    return tuple(
        Ranked(
            listed[int(c)],
            effect_of(scores[:, c], level),
            {name: effect_of(moved[:, c, k], level) for k, name in enumerate(fit.processes)},
            float(winner[:, c].mean()),
            float((alone[:, c] > 0.0).mean()),
            float(lost[:, c].mean()),
        )
        for c in order
    )


# What was asked for ------------------------------------------------------------------------------------------------------------------


def _weights(fit: Fit, given: Mapping[str, float] | None) -> dict[str, float]:
    """Shares that add up to one."""
    if given is None:
        both = [n for n in fit.processes if n in ("pain", "depression")]
        names = both or list(fit.processes)
        return {n: 1.0 / len(names) for n in names}
    for name, value in given.items():
        _known(name, fit.processes)
        if not (math.isfinite(value) and value >= 0.0):
            raise SpecError(f"The weight of '{name}' is {value:g}; a weight is a number from 0 on.", fix=f"--weight {name}=1")
    largest = max(given.values())
    given = {n: float(v) / largest for n, v in given.items()} if largest > 0.0 else given  # a sum of huge weights would have no value
    total = sum(given.values())
    if total <= 0.0:
        raise SpecError("All weights are 0.", why="Then nothing matters, and nothing can be ranked.", fix=f"--weight {fit.processes[0]}=1")
    return {n: float(v) / total for n, v in given.items()}


def _senses(fit: Fit, given: Mapping[str, str] | None, called: Mapping[str, str] | None) -> dict[str, str]:
    """Whether lower or higher is better, of every process."""
    given, known = given or {}, variables()
    for name, word in (called or {}).items():
        _known(name, fit.processes)
        if word not in known:
            near = closest(word, known)
            raise SpecError(
                f"'{word[:40]}' is no word of the tables.{did_you_mean(word, known)}",
                why="Without one, treatments of this process are left out, and the ranking is another.",
                fix=f"--called {name}={near}" if near else f"--called {name}= one of: {', '.join(known)}",
            )
    for name, value in given.items():
        _known(name, fit.processes)
        if value not in ("lower", "higher"):
            raise SpecError(f"'{value}' is neither 'lower' nor 'higher'.", fix=f"--better {name}=lower")
    found: dict[str, str] = {}
    for name in fit.processes:
        row = known.get((called or {}).get(name, name))
        up = row is not None and row.orientation in ("higher=better", "higher=more active")
        found[name] = given.get(name, "higher" if up else "lower")
    return found


def _spreads(fit: Fit, given: Mapping[str, float] | None) -> Float[ndarray, " p"]:
    """Standard deviation of each process in points: as given, else within and between people together."""
    p = len(fit.processes)
    own = np.sqrt(np.diagonal(stationary(np.asarray(fit.drift)[:p, :p], np.asarray(fit.diffusion)[:p, :p])))
    between = {x.name: x.estimate for x in fit.parameters}
    sd = np.array([math.hypot(own[k], math.sqrt(max(between.get(f"trait:{n}", 0.0), 0.0))) for k, n in enumerate(fit.processes)])
    for name, value in (given or {}).items():
        _known(name, fit.processes)
        if not (math.isfinite(value) and value > 0.0):
            raise SpecError(f"The spread of '{name}' is {value:g}; a standard deviation is above 0.", fix=f"--spread {name}=2.4")
        if value > MOST_SPREAD:
            raise SpecError(
                f"The spread of '{name}' is {value:g}, and larger than {MOST_SPREAD:,.0f}.",
                why="No scale of answers is so wide; it looks like a slip of the keyboard.", fix=f"--spread {name}=2.4",
            )  # fmt: skip
        sd[fit.processes.index(name)] = value
    return sd


def _treated(fit: Fit, given: float | None, horizon: float) -> float:
    if given is None:
        return min(TREATED / DAYS_PER[fit.data.time_unit], horizon)
    if not (math.isfinite(given) and given > 0.0):
        raise SpecError(f"A treated time of {given:g} is not a positive time.", fix="--treated 56")
    return float(given)


def _check(fit: Fit, listed: tuple[Candidate, ...]) -> None:
    if not listed:
        raise SpecError(
            f"No treatment in the tables acts on a process of this loop ({', '.join(fit.processes)}).",
            why="There is nothing to rank.", fix="--called low_mood=depression says which word of the tables a process is.",
        )  # fmt: skip
    for candidate in listed:
        for effect in candidate.effects:
            _known(effect.process, fit.processes)


def _known(name: str, names: Iterable[str]) -> None:
    known = list(names)
    if name not in known:
        raise SpecError(f"'{name}' is not a process of this loop.{did_you_mean(name, known)}", fix=f"use one of: {', '.join(known)}.")


# What must hold ----------------------------------------------------------------------------------------------------------------------


def _assumed(fit: Fit, listed: tuple[Candidate, ...], treated: float, spread: Mapping[str, float] | None) -> tuple[str, ...]:
    unit = fit.data.time_unit
    found = [
        *assumed(fit),
        "A push acts on the processes it is listed with, and on all others only through the links of the loop.",
        f"The push begins now and is held; after {count(treated, unit)} it has moved what it acts on by what is counted, and goes on.",
    ]
    if any(c.kind == "treatment" for c in listed):
        wrong = ", ".join(f"{WRONG[c]:g} where certainty is {c.replace('_', ' ')}" for c in CERTAINTIES)
        found += [
            "Trials compared with different things, in other people than this; their effects are taken over as if they held here, and as "
            "they were with people who did not always stay with the treatment.",
            "Effects are drawn toward nothing before they count: benefits are held to spread by "
            f"{shown(USUAL)} standard deviations about 0, and a trial's number to be off, besides chance, by {wrong} "
            f"({shown(NO_INTERVAL)} by chance where no interval was seen). These are conventions of this program, not findings.",
        ]
        whose = "people differ by, and each person over time" if fit.data.persons > 1 else "this person moves by over time"
        if not spread or len(spread) < len(fit.processes):
            taken = f"what {whose} in these data" if fit.beliefs is None else "one of the process as it is counted here"
            found.append(f"A standard deviation in trials is taken for {taken}, unless one was given.")
    for name in fit.processes:
        if unit_of_process(fit, name) != "points":
            found.append(f"Trials measured {spoken(name)} on other scales; here it is counted in {unit_of_process(fit, name)}.")
    return tuple(found)


def _judged(fit: Fit, listed: tuple[Candidate, ...], scores: ndarray, *, sure: bool) -> list[Verdict]:
    found: list[Verdict] = []
    if len(listed) == 1:
        found.append(Verdict("targets", "caution", "Only one candidate: there is nothing to compare it with.", "Name more candidates."))
    elif fit.beliefs is not None:
        reason = f"Which of {len(listed)} does most assumptions alone cannot tell: the list is ordered by what was assumed, and names none."
        found.append(Verdict("targets", "caution", reason, "Answers, once there are any: unspiral learn DATA."))
    elif not sure:
        reason = f"Which of {len(listed)} does most these data cannot tell: none is best with a probability of {SURE:g} or more."
        found.append(
            Verdict("targets", "caution", reason, "A longer or denser record; or another horizon or weights, if they matter more.")
        )
    far = [e for c in listed if c.kind == "process" for e in c.effects if abs(e.counted) > FAR]
    if far:
        reason = (
            f"An effect of {far[0].counted:g} standard deviations is more than {FAR:g}: so large a change leaves the range that was seen."
        )
        found.append(Verdict("beyond-range", "caution", reason, "Ask about a smaller change: --effect 0.5"))
    large = [e for c in listed for e in c.effects if e.reported is not None and abs(e.reported - e.counted) > 0.1 * abs(e.reported) + 0.05]
    if large:
        names = ", ".join(f"{spoken(e.process)} {shown(e.reported or 0.0)} as {shown(e.counted)}" for e in large[:3])
        more = f" and {len(large) - 3} more" if len(large) > 3 else ""
        reason = f"{len(large)} reported effects are larger than their trials can carry, and count for less ({names}{more})."
        found.append(Verdict("shrunk", "ok", reason, "Both numbers stand in the table."))
    if not np.isfinite(scores[0]).all():
        found.append(Verdict("targets", "refuse", "Some scores have no value.", "A shorter horizon."))
    return found
